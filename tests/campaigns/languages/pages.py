"""The small campaign in Spanish, too."""

from typing import Any

from tests.campaigns.pages import again
from undersigned.campaigns.languages import translate
from undersigned.campaigns.models import CampaignPage

SPANISH: dict[str, Any] = {
    "title": "Que la biblioteca abra los domingos",
    "addressed_to": "El ayuntamiento",
    "petition_text": "Pedimos que las puertas sigan abiertas.\n\nLos domingos son para los libros.",
    "privacy_notice": "<p>Guardamos su nombre hasta que el ayuntamiento responda.</p>",
}


def spanish_draft(original: CampaignPage, **changes: Any) -> CampaignPage:
    """Translated, and not published yet."""
    page = translate.begin(original, "es")
    for name, words in {**SPANISH, **changes}.items():
        setattr(page, name, words)
    page.save_revision()
    return again(page)


def spanish(original: CampaignPage, **changes: Any) -> CampaignPage:
    page = spanish_draft(original, **changes)
    page.get_latest_revision().publish()
    return again(page)
