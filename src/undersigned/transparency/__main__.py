"""`python -m undersigned.transparency …`: audits a log and verifies receipts, without the rest of the product."""

import sys

from undersigned.transparency.terminal import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
