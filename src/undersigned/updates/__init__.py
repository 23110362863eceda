"""News for signers: written, approved, sent at a set pace to those who asked for it, shown on the page."""
