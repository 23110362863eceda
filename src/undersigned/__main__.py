"""`python -m undersigned` is `undersigned`."""

from undersigned.cli import main

main()
