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
    "postal_address": _("Give a postal address: signers have a right to know where to find you."),
    "privacy_notice": _("Write the privacy notice: who receives the data, and when it is deleted."),
    "hands_over": _("Choose what the recipient receives of each signer: it is said before anybody signs."),
    "purpose": _("Say what the data is for: signers agree to that, and to nothing else."),
    "deleted_when": _("Say when your own copies of the data are deleted."),
    "kept_in": _("Say in which countries the data is kept: ask whoever runs your server."),
    "authority": _("Name the authority that signers can complain to about how their data is used."),
}


UNDESCRIBED = _("Say what the picture shows, for people who cannot see it; or tick that it only decorates.")
FIELDS = (*SENTENCES, "hero_alt")  # what a draft may lack


def missing(page: Any, *, exclude: Collection[str]) -> dict[str, Any]:
    """Sentences by field."""
    found = {
        name: sentence
        for name, sentence in SENTENCES.items()
        if name not in exclude and not has_words(getattr(page, name))
    }
    is_silent = page.hero_image and not page.hero_is_decorative and not page.hero_words.strip()
    return {**found, "hero_alt": UNDESCRIBED} if is_silent and "hero_alt" not in exclude else found


def has_words(value: str | None) -> bool:
    """The editor leaves tags behind when all words are deleted."""
    return bool(strip_tags(value or "").strip())
