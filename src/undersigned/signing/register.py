"""The register of petitions: publishing freezes what is signed. Called by `campaigns` when an organiser publishes."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from undersigned.ledger import queue
from undersigned.signing import keyring
from undersigned.signing.models import Petition, SealedTo, Tally, Text, Wording
from undersigned.transparency import text as canonical_text


@dataclass(frozen=True, slots=True)
class PetitionText:
    """What a signature is under. `body` is plain text; an empty line parts its paragraphs."""

    ask: str
    addressed_to: str
    body: str
    language: str


def new(*, slug: str, ask: str, language: str) -> Petition:
    return Petition.objects.create(slug=slug, ask=ask, language=language)


@transaction.atomic
def publish(
    petition: Petition,
    *,
    text: PetitionText,
    statements: dict[str, str],
    at: datetime,
    sealed_to: Sequence[str] = (),
) -> None:
    """Opens the petition with this text and these statements; a change of either makes a new version of it.

    Locks the petition's row, so that two editors publishing at once number their versions one after the other.
    `statements`: what is shown beside the button, by purpose: "sign", "updates", "privacy".
    `sealed_to`: whose keys alone open the records; heard the first time it is published, and never again.
    """
    locked = Petition.objects.select_for_update().get(pk=petition.pk)
    if sealed_to and locked.text_version == 0:
        SealedTo.objects.create(petition=petition, recipients=list(sealed_to), since=at)
    petition.text_version, petition.wording_version = _freeze(locked, text, statements, at=at)
    petition.ask, petition.language, petition.published = text.ask, text.language, True
    petition.save()
    keyring.provide(petition, at=at)
    Tally.objects.get_or_create(petition=petition)


@transaction.atomic
def translate(petition: Petition, *, text: PetitionText, statements: dict[str, str], at: datetime) -> None:
    """The published petition in one more language, or that translation after a change. Locks the petition's row."""
    _freeze(Petition.objects.select_for_update().get(pk=petition.pk), text, statements, at=at)


def unpublish(petition: Petition) -> None:
    """The page is gone; signatures stay, and links in letters answer that it is closed."""
    petition.published = False
    petition.save(update_fields=["published"])


def has_signatures(petition: Petition) -> bool:
    """Also where they are gone: they stay in the count and in the log."""
    return petition.signatures.exists() or Tally.objects.filter(petition=petition, confirmed__gt=0).exists()


def _freeze(petition: Petition, text: PetitionText, statements: dict[str, str], *, at: datetime) -> tuple[int, int]:
    """The versions of the text and of the wording."""
    return _freeze_text(petition, text, at=at), _freeze_wording(petition, text.language, statements, at=at)


def _freeze_text(petition: Petition, text: PetitionText, *, at: datetime) -> int:
    canonical = canonical_text.canonical(
        ask=text.ask, addressed_to=text.addressed_to, body=text.body, language=text.language
    )
    digest = canonical_text.digest(canonical)
    newest = petition.texts.filter(language=text.language).order_by("-version").first()
    if newest and bytes(newest.sha256) == digest:
        return newest.version
    version = _next(petition.texts)
    Text.objects.create(
        petition=petition,
        version=version,
        language=text.language,
        canonical=canonical,
        sha256=digest,
        published_at=at,
    )
    queue.text(petition.pk, version=version)
    return version


def _freeze_wording(petition: Petition, language: str, statements: dict[str, str], *, at: datetime) -> int:
    digest = hashlib.sha256(json.dumps([language, statements], sort_keys=True).encode()).digest()
    newest = petition.wordings.filter(language=language).order_by("-version").first()
    if newest and bytes(newest.sha256) == digest:
        return newest.version
    version = _next(petition.wordings)
    Wording.objects.create(
        petition=petition, version=version, language=language, statements=statements, sha256=digest, shown_from=at
    )
    return version


def _next(versions: Any) -> int:
    """The number of the next one; they are numbered over all languages."""
    newest: int = versions.aggregate(newest=Max("version"))["newest"] or 0
    return newest + 1
