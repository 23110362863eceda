"""What is said of a list: why it cannot be read, and why rows of it are left out."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from undersigned.offline.bring import Left
from undersigned.offline.table import Fault, Unreadable
from undersigned.organiser import spelled


def left_out(left: Mapping[str, int]) -> list[str]:
    """A line for each reason that there is."""
    return [
        _sentence(reason, left[reason]) % {"number": spelled.number(left[reason])}
        for reason in Left
        if left.get(reason)
    ]


def reason(name: str) -> str:
    """Of one row."""
    return _sentence(Left(name), 1) % {"number": "1"}


def fault(seen: Unreadable) -> Any:
    sentences = {
        Fault.EMPTY: _("The list is empty, or has only headings."),
        Fault.WORKBOOK: _("This is a workbook. Open it, save it as “CSV UTF-8”, and choose that file."),
        Fault.BINARY: _("This is no text. Save the list as “CSV UTF-8”, and choose that file."),
        Fault.WIDE: _("The list has more than 200 columns. Keep those with names, addresses and postcodes."),
        Fault.LONG: _("The list has more than 500,000 rows. Part it into several."),
        Fault.BROKEN: _(
            "Line %(line)s cannot be read: a quotation mark there is not closed, or a cell is too long. Mend that line,"
            " and choose the file again. Nothing was taken."
        ),
    }
    return sentences[seen.fault] % {"line": seen.line}


def _sentence(reason: Left, amount: int) -> str:
    return {
        Left.DOUBLE: ngettext("%(number)s double of another row", "%(number)s doubles of other rows", amount),
        Left.LISTED: ngettext("%(number)s who is in another list", "%(number)s who are in another list", amount),
        Left.ONLINE: ngettext(
            "%(number)s who has signed here, and is in the count",
            "%(number)s who have signed here, and are in the count",
            amount,
        ),
        Left.STRUCK: ngettext(
            "%(number)s who was struck from the count", "%(number)s who were struck from the count", amount
        ),
        Left.NAME: ngettext("%(number)s without a full name", "%(number)s without a full name", amount),
        Left.ADDRESS: ngettext(
            "%(number)s without a valid email address", "%(number)s without a valid email address", amount
        ),
        Left.CELLS: ngettext(
            "%(number)s with more cells than there are headings",
            "%(number)s with more cells than there are headings",
            amount,
        ),
    }[reason]
