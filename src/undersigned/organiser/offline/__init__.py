"""The tab "Paper & earlier": sheets are recorded, lists from elsewhere brought in, both struck and put back."""
