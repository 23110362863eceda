"""What the papers are made from: the organisation, its campaigns, what each room holds. Queries, no personal data."""

from datetime import datetime
from importlib.metadata import version
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from undersigned.campaigns.models import CampaignPage
from undersigned.campaigns.organisation import Organisation
from undersigned.retention import policy, proof, rooms, sentences
from undersigned.signing.models import Signature, Tally

SEALED, HASHED = ("sealed", "locked"), ("blind_index", "mailbox", "commitment", "network", "key", "password")


def of(*, at: datetime) -> dict[str, Any]:
    """In the language that is active."""
    return {
        "at": at,
        "version": version("undersigned"),
        "site": settings.WAGTAILADMIN_BASE_URL,
        "organisation": Organisation.load(),
        "database": "SQLite" if settings.IS_SQLITE else "PostgreSQL",
        "mail_server": settings.EMAIL_HOST if settings.EMAIL_BACKEND.endswith("SmtpBackend") else "",
        "backups": proof.backups(settings.BACKUPS_KEPT_DAYS),
        "campaigns": [_campaign(page) for page in _pages()],
        "holdings": [one for room in rooms.declaring() for one in _holdings(room)],
    }


def _pages() -> list[CampaignPage]:
    """Every campaign that was ever published, in the language that it began in."""
    pages = (
        CampaignPage.objects.filter(petition__isnull=False).select_related("petition").order_by("petition_id", "path")
    )
    return [page for page in pages if not page.is_translation]


def _campaign(page: CampaignPage) -> dict[str, Any]:
    petition = page.petition
    people = Signature.objects.filter(petition=petition, is_sample=False)
    tally = Tally.objects.filter(petition=petition).first()
    return {
        "page": page,
        "slug": petition.slug,
        "receives": page.HandsOver(page.hands_over).label if page.hands_over else "",
        "kept": sentences.sentence(policy.of(petition)),
        "count": tally.count if tally else 0,
        "people": people.exclude(state=Signature.State.WITHDRAWN).count(),
        "rows": {**rooms.held(petition.pk, people.values("id")), **rooms.beside(petition.pk)},
    }


def _holdings(room: Any) -> list[dict[str, Any]]:
    return [
        {
            "room": rooms.name(room),
            "table": one.table,
            "columns": ", ".join(one.columns),
            "purpose": _(one.purpose),
            "kept": _(one.kept),
            "how": _how(one.columns),
            "inside": _(one.inside) if one.inside else "",
        }
        for one in room.HOLDINGS
    ]


def _how(columns: tuple[str, ...]) -> str:
    """The weakest of a row is said by what the strong ones are."""
    said = []
    if any(column in SEALED for column in columns):
        said.append(_("sealed by the campaign’s key"))
    if any(column in HASHED for column in columns):
        said.append(_("a keyed hash"))
    if any(column not in (*SEALED, *HASHED) for column in columns):
        said.append(_("in clear"))
    return "; ".join(said)
