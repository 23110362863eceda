"""Write an update, change it, throw it away: as long as it is a draft, and bound to the state that was read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from undersigned.mail.models import Stationery
from undersigned.signing.models import Petition
from undersigned.updates.models import Update, Words


@dataclass(frozen=True, slots=True)
class Saved:
    update: Update


@dataclass(frozen=True, slots=True)
class Changed:
    """Somebody else has changed or approved it since it was read."""


@dataclass(frozen=True, slots=True)
class Draft:
    """All that can be written. `texts`: subject and words by language; a language whose two are empty is left out."""

    kind: str
    on_page: bool
    texts: Mapping[str, tuple[str, str]]


@transaction.atomic
def begin(petition: Petition, draft: Draft, *, at: datetime) -> Update:
    update = Update.objects.create(petition=petition, kind=draft.kind, on_page=draft.on_page, changed_at=at)
    _write(update, draft)
    return update


@transaction.atomic
def change(update: Update, draft: Draft, *, at: datetime) -> Saved | Changed:
    as_read = Update.objects.filter(pk=update.pk, state=Update.State.DRAFT, changed_at=update.changed_at)
    if not as_read.update(kind=draft.kind, on_page=draft.on_page, changed_at=at):
        return Changed()
    update.texts.all().delete()
    _write(update, draft)
    update.refresh_from_db()
    return Saved(update)


@transaction.atomic
def discard(update: Update) -> bool:
    """False where it is no draft any more, or another than was read."""
    drafts = Update.objects.select_for_update().filter(state=Update.State.DRAFT, changed_at=update.changed_at)
    as_read = drafts.filter(pk=update.pk).first()
    if as_read is None:
        return False
    as_read.delete()
    return True


def languages(petition: Petition) -> list[str]:
    """Those in which the petition was published, its own first."""
    sheets = Stationery.objects.filter(petition_id=petition.pk).order_by("language").values_list("language", flat=True)
    return sorted(sheets, key=lambda language: language != petition.language)


def is_complete(update: Update) -> bool:
    """It has words in the petition's own language, for all who signed in one that it does not have."""
    return update.texts.filter(language=update.petition.language).exists()


def _write(update: Update, draft: Draft) -> None:
    Words.objects.bulk_create(
        Words(update=update, language=language, subject=subject, words=words)
        for language, (subject, words) in draft.texts.items()
        if subject or words
    )
