"""Cells of a table that a spreadsheet takes for text: one rule for the desk, and for whoever opens a sealed file."""

import re

# A cell that begins so is run as a formula: https://owasp.org/www-community/attacks/CSV_Injection
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# Where Excel parts cells at a semicolon or a tab, what follows begins one; quotation marks around it are taken off.
# There, too, a cell that the comma began is not known to be in quotation marks, so its line breaks begin rows.
_BEGINS = re.escape("".join(FORMULA))
_PARTED = re.compile(rf"""([;\t][ "]*)(?=[{_BEGINS}])|([\r\n][ "]*)(?=[{_BEGINS}])(?![\r\n])""")


def safe(value: str) -> str:
    """As text in any spreadsheet: what would be a formula begins with an apostrophe."""
    value = _PARTED.sub(r"\g<0>'", value)
    return f"'{value}" if value.startswith(FORMULA) else value
