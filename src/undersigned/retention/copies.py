"""Copies that left this site, as the desk's history knows them: nobody here can erase those, so they are named."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import ModelLogEntry

from undersigned.signing.models import Petition

# What the history calls them.
TAKEN = (
    "organiser.signatures.export",
    "organiser.delivery.download",
    "organiser.delivery.fetch",
)
TAKEN_OF_LISTS = "organiser.offline.download"


@dataclass(frozen=True, slots=True)
class Copy:
    """`by`: an account's name; empty: whoever had the recipient's page."""

    at: datetime
    by: str


def of_lists(petition: Petition) -> list[Copy]:
    """Of earlier lists, whenever that was: who is in one has not signed here yet. No scans of sheets."""
    return [_copy(row) for row in _taken(petition, TAKEN_OF_LISTS) if str(row.data.get("file", "")).endswith(".csv")]


def since(petition: Petition, at: datetime) -> list[Copy]:
    """Of signatures; the oldest first."""
    return [_copy(row) for row in _taken(petition, *TAKEN).filter(timestamp__gte=at)]


def _taken(petition: Petition, *actions: str) -> Any:
    kind = ContentType.objects.get_for_model(Petition)
    taken = ModelLogEntry.objects.filter(content_type=kind, object_id=str(petition.pk), action__in=actions)
    return taken.select_related("user").order_by("timestamp", "pk")


def _copy(row: ModelLogEntry) -> Copy:
    return Copy(row.timestamp, row.user.get_username() if row.user else "")
