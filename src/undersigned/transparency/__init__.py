"""The public log of signatures, as pure mathematics. Imports neither Django nor Wagtail, so that anyone can run it."""
