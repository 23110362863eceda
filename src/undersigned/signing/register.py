"""The register of petitions: publishing freezes what is signed. Called by `campaigns` when an organiser publishes."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from undersigned.signing import keyring
from undersigned.signing.models import Petition, Tally, Text, Wording
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
def publish(petition: Petition, *, text: PetitionText, statements: dict[str, str], at: datetime) -> None:
    """Opens the petition with this text and these statements; a change of either makes a new version of it.

    Locks the petition's row, so that two editors publishing at once number their versions one after the other.
    `statements`: what is shown beside the button, by purpose: "sign", "updates", "privacy".
    """
    locked = Petition.objects.select_for_update().get(pk=petition.pk)
    petition.text_version = _freeze_text(locked, text, at=at)
    petition.wording_version = _freeze_wording(locked, text.language, statements, at=at)
    petition.ask, petition.language, petition.published = text.ask, text.language, True
    petition.save()
    keyring.provide(petition, at=at)
    Tally.objects.get_or_create(petition=petition)


def unpublish(petition: Petition) -> None:
    """The page is gone; signatures stay, and links in letters answer that it is closed."""
    petition.published = False
    petition.save(update_fields=["published"])


def has_signatures(petition: Petition) -> bool:
    return petition.signatures.exists()


def _freeze_text(petition: Petition, text: PetitionText, *, at: datetime) -> int:
    canonical = canonical_text.canonical(
        ask=text.ask, addressed_to=text.addressed_to, body=text.body, language=text.language
    )
    digest = canonical_text.digest(canonical)
    newest = petition.texts.order_by("-version").first()
    if newest and bytes(newest.sha256) == digest:
        return newest.version
    version = newest.version + 1 if newest else 1
    Text.objects.create(petition=petition, version=version, canonical=canonical, sha256=digest, published_at=at)
    return version


def _freeze_wording(petition: Petition, language: str, statements: dict[str, str], *, at: datetime) -> int:
    digest = hashlib.sha256(json.dumps([language, statements], sort_keys=True).encode()).digest()
    newest = petition.wordings.order_by("-version").first()
    if newest and bytes(newest.sha256) == digest:
        return newest.version
    version = newest.version + 1 if newest else 1
    Wording.objects.create(
        petition=petition, version=version, language=language, statements=statements, sha256=digest, shown_from=at
    )
    return version
