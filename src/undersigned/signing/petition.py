"""A petition as the hot path knows it: an immutable value, loaded when it changes, asked by every request.

One that can be read in several languages is one value in each: the same petition, with the texts of that language.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from undersigned.signing import consent

# A letter that was on its way when the petition closed may still be confirmed.
GRACE = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Petition:
    id: int
    uuid: UUID
    slug: str
    ask: str
    language: str
    is_translation: bool
    closes_at: datetime | None
    target: int | None
    postcode_style: str
    text_version: int
    wording_version: int
    text_hashes: dict[int, bytes]  # by version; those of this language
    wording_versions: frozenset[int]  # those of this language
    is_published: bool = True  # False: taken off; the links in its letters still have to be answered
    further: Mapping[int, frozenset[str]] = field(default_factory=dict)  # the boxes that a wording has, by its version

    @property
    def path(self) -> str:
        return path(self.slug, self.language if self.is_translation else "")

    def is_open(self, at: datetime) -> bool:
        return self.is_published and (self.closes_at is None or at < self.closes_at)

    def takes_confirmations(self, at: datetime) -> bool:
        return self.is_published and (self.closes_at is None or at < self.closes_at + GRACE)


def path(slug: str, translation: str = "") -> str:
    """Where the petition's pages are. `translation`: the language of one; empty: the language it began in."""
    return f"/{slug}/{translation}/" if translation else f"/{slug}/"


def known() -> list[Petition]:
    """All petitions that are, or once were, published, in every language that was. Three queries."""
    from undersigned.signing import models  # the value above must load without Django's apps

    rows = models.Petition.objects.filter(text_version__gt=0).prefetch_related("texts", "wordings").order_by("pk")
    found = []
    for row in rows:
        texts, wordings = defaultdict[str, dict[int, bytes]](dict), defaultdict[str, dict[int, frozenset[str]]](dict)
        for text in row.texts.all():
            texts[text.language][text.version] = bytes(text.sha256)
        for wording in row.wordings.all():
            wordings[wording.language][wording.version] = consent.offered(wording.statements)
        found += [
            Petition(
                id=row.pk,
                uuid=row.uuid,
                slug=row.slug,
                ask=row.ask,
                language=language,
                is_translation=language != row.language,
                closes_at=row.closes_at,
                target=row.target,
                postcode_style=row.postcode_style,
                text_version=max(texts[language]),
                wording_version=max(wordings[language]),
                text_hashes=texts[language],
                wording_versions=frozenset(wordings[language]),
                is_published=row.published,
                further={version: boxes for version, boxes in wordings[language].items() if boxes},
            )
            for language in sorted(texts)
        ]
    return found
