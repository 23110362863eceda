"""Remarks of confirmed signers: offered with permission, decided by an organiser, shown on the page."""
