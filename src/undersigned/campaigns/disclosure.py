"""What has to be said before a campaign may be published, and the sentence for each that is missing.

Signers have a right to know what they sign, who asks, who receives it and who answers for their data.
"""

from collections.abc import Collection
from typing import Any

from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Any] = {
    "addressed_to": _("Say to whom the petition is addressed: signers want to know who receives it."),
    "petition_text": _("Write the text of the petition: it is what people sign."),
    "sponsor": _("Say who runs the campaign: signers have a right to know who holds their data."),
    "contact_email": _("Give an email address where signers can reach you."),
    "privacy_notice": _("Write the privacy notice: who receives the data, and when it is deleted."),
}


def missing(page: Any, *, exclude: Collection[str]) -> dict[str, Any]:
    """Sentences by field."""
    return {
        name: sentence
        for name, sentence in SENTENCES.items()
        if name not in exclude and not has_words(getattr(page, name))
    }


def has_words(value: str | None) -> bool:
    """The editor leaves tags behind when all words are deleted."""
    return bool(strip_tags(value or "").strip())
