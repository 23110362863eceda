"""Terms in words: what signers are told beside the button, and what an organiser chooses from."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from undersigned.retention.terms import Terms, preset

PRESETS: dict[str, Any] = {
    "usual": gettext_lazy("180 days after the close"),
    "delivery": gettext_lazy("30 days after the delivery, and at the latest a year after the close"),
    "eci": gettext_lazy("European citizens’ initiative: statements and e-mail addresses each at their own time"),
    "uk": gettext_lazy("Six months after the close, as the British parliament’s petitions"),
    "count": gettext_lazy("Only the count: all is deleted a day after the close"),
}


def sentence(terms: Terms | None) -> str:
    """For signers, in the language that is active; different terms have different sentences. Empty: no promise."""
    if terms is None:
        return ""
    if preset(terms) == "eci":
        return _(
            "This site deletes your statement one month after the initiative is submitted, or 21 months after"
            " collecting began, whichever is earlier. Your email address, if you asked for news, goes a year after the"
            " close."
        )
    return " ".join([*_when(terms), *_addresses(terms), _("The count stays.")])


def _when(terms: Terms) -> list[str]:
    """One of the two is always there."""
    told = []
    if terms.after_delivery:
        told.append(
            ngettext(
                "This site deletes what it holds of you %(days)d day after the petition is closed and delivered.",
                "This site deletes what it holds of you %(days)d days after the petition is closed and delivered.",
                terms.after_delivery,
            )
            % {"days": terms.after_delivery}
        )
    if terms.after_close:
        told.append(_after_close(terms.after_close, is_latest=bool(told)))
    return told


def _after_close(days: int, *, is_latest: bool) -> str:
    if is_latest:
        words = ngettext(
            "At the latest it does so %(days)d day after the close.",
            "At the latest it does so %(days)d days after the close.",
            days,
        )
    else:
        words = ngettext(
            "This site deletes what it holds of you %(days)d day after the petition closes.",
            "This site deletes what it holds of you %(days)d days after the petition closes.",
            days,
        )
    return words % {"days": days}


def _addresses(terms: Terms) -> list[str]:
    if not terms.addresses:
        return []
    words = ngettext(
        "If you asked for news, your email address goes %(days)d day after the close.",
        "If you asked for news, your email address goes %(days)d days after the close.",
        terms.addresses,
    )
    return [words % {"days": terms.addresses}]
