"""Updates as the campaign's page and its feed tell them, newest first."""

from typing import Any

from django.utils import timezone

from undersigned.updates.models import Update

MOST = 5  # they are part of every page's facts


def facts(petition_id: int, language: str) -> list[dict[str, str]]:
    """Plain values, in this language, else the petition's own, else one that the update has. Two queries."""
    approved = Update.objects.filter(petition_id=petition_id, on_page=True, approved_at__isnull=False)
    newest = approved.select_related("petition").prefetch_related("texts").order_by("-approved_at", "-pk")[:MOST]
    return [_shown(update, language) for update in newest]


def _shown(update: Any, language: str) -> dict[str, str]:
    texts = {text.language: text for text in update.texts.all()}
    # The petition's own language may have been changed since it was approved.
    text = texts.get(language) or texts.get(update.petition.language) or texts[min(texts)]
    return {
        "id": f"update-{update.pk}",
        "on": timezone.localtime(update.approved_at).date().isoformat(),
        "kind": str(update.get_kind_display()) if update.kind != Update.Kind.NEWS else "",
        "subject": text.subject,
        "words": text.words,
        "language": text.language,
    }
