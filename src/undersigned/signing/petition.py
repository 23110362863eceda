"""A petition as the hot path knows it: an immutable value, loaded when it changes, asked by every request."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

# A letter that was on its way when the petition closed may still be confirmed.
GRACE = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Petition:
    id: int
    uuid: UUID
    slug: str
    ask: str
    language: str
    closes_at: datetime | None
    target: int | None
    postcode_style: str
    text_version: int
    wording_version: int
    text_hashes: dict[int, bytes]  # by version
    is_published: bool = True  # False: taken off; the links in its letters still have to be answered

    def is_open(self, at: datetime) -> bool:
        return self.is_published and (self.closes_at is None or at < self.closes_at)

    def takes_confirmations(self, at: datetime) -> bool:
        return self.is_published and (self.closes_at is None or at < self.closes_at + GRACE)


def known() -> list[Petition]:
    """All petitions that are, or once were, published. Two queries."""
    from undersigned.signing import models  # the value above must load without Django's apps

    rows = models.Petition.objects.filter(text_version__gt=0).prefetch_related("texts").order_by("pk")
    return [
        Petition(
            id=row.pk,
            uuid=row.uuid,
            slug=row.slug,
            ask=row.ask,
            language=row.language,
            closes_at=row.closes_at,
            target=row.target,
            postcode_style=row.postcode_style,
            text_version=row.text_version,
            wording_version=row.wording_version,
            text_hashes={text.version: bytes(text.sha256) for text in row.texts.all()},
            is_published=row.published,
        )
        for row in rows
    ]
