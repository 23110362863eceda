"""Everything the front answers from, in memory: petitions, their pages, their counts. Never a query in a request.

Twice a second it asks whether anything was published, by whichever process on whichever machine. Counts of this
process's own commits are heard at once.
"""

import asyncio
import logging
import time
from dataclasses import dataclass, field
from typing import Any

from django.db import DatabaseError

from undersigned.public import headers, reader
from undersigned.public.models import Baked
from undersigned.public.page import Page
from undersigned.signing import keyring, petition
from undersigned.signing.count import Totals
from undersigned.signing.keyring import PetitionKeys
from undersigned.signing.models import Tally
from undersigned.signing.petition import Petition

log = logging.getLogger(__name__)

ASK_EVERY_S = 0.5
HOME = "site:home"


@dataclass(frozen=True, slots=True)
class Shelved:
    """One petition that can be visited. `campaign`: the plain values that every template gets."""

    petition: Petition
    keys: PetitionKeys
    campaign: dict[str, Any]
    pages: dict[str, Page]  # by kind: campaign, privacy, confirm, withdraw
    kept: dict[str, str] = field(default_factory=dict)  # html that was rendered once and is the same for everybody


@dataclass(frozen=True, slots=True)
class Stock:
    """What one look into the database brought."""

    versions: dict[str, int]
    totals: dict[int, Totals]
    petitions: list[Petition] | None  # None: nothing was published since the last look
    keys: dict[int, PetitionKeys]
    rows: list[Baked]


class Shelf:
    """Owner: the front's event loop. `page`, `find…`, `published` and `totals` are its public face, with `heard`."""

    def __init__(self) -> None:
        self._by_path: dict[str, Page] = {}
        self._by_slug: dict[str, Shelved] = {}
        self._totals: dict[int, Totals] = {}
        self._heard_at: dict[int, float] = {}
        self._versions: dict[str, int] = {}

    def page(self, path: str) -> Page | None:
        """/, /<slug>/ and /<slug>/privacy: the pages that are the same for everybody."""
        return self._by_path.get(path)

    def find(self, slug: str) -> Shelved | None:
        """None where no such petition can be visited."""
        found = self._by_slug.get(slug)
        return found if found and found.petition.is_published else None

    def published(self) -> list[Shelved]:
        """All that can be visited."""
        return [found for _, found in sorted(self._by_slug.items()) if found.petition.is_published]

    def find_for_letters(self, slug: str) -> Shelved | None:
        """Also one that was taken off: who signed it must be able to leave it."""
        return self._by_slug.get(slug)

    def totals(self, petition_id: int) -> Totals:
        return self._totals.get(petition_id, Totals(0))

    def heard(self, petition_id: int, totals: Totals) -> None:
        """This process has just committed a change of the count."""
        self._totals[petition_id] = totals
        self._heard_at[petition_id] = time.monotonic()

    async def keep(self) -> None:
        """Looks for ever; a database that is away leaves everything as it was."""
        while True:
            await asyncio.sleep(ASK_EVERY_S)
            try:
                await self.refresh()
            except DatabaseError as error:
                log.warning("shelf.database_away", extra={"error": type(error).__name__})
            except Exception:
                log.exception("shelf.refresh")

    async def refresh(self) -> None:
        asked_at = time.monotonic()
        stock = await reader.read(_look, self._versions)
        for petition_id, totals in stock.totals.items():
            if self._heard_at.get(petition_id, 0.0) < asked_at:  # else our own commit is newer than this look
                self._totals[petition_id] = totals
        if stock.petitions is not None:
            self._put(stock.petitions, stock)

    def _put(self, petitions: list[Petition], stock: Stock) -> None:
        known = {found.petition.id: found for found in self._by_slug.values()}
        fresh: dict[str, Shelved] = {}
        for one in petitions:
            pages, campaign = _pages(one, stock, known.get(one.id))
            if "campaign" in pages:
                fresh[one.slug] = Shelved(one, stock.keys[one.id], campaign, pages)
        self._by_path = self._homes(stock) | _paths(fresh)
        self._by_slug = fresh
        self._versions = stock.versions

    def _homes(self, stock: Stock) -> dict[str, Page]:
        """As it was, unless it was baked anew."""
        for row in stock.rows:
            if row.name == HOME:
                return {"/": Page(row.html, headers=headers.page(), petition_id=0, target=None, language="en")}
        return {"/": self._by_path["/"]} if "/" in self._by_path else {}


def _paths(shelved: dict[str, Shelved]) -> dict[str, Page]:
    paths = {"": "campaign", "privacy": "privacy"}
    return {
        f"/{slug}/{rest}": found.pages[kind]
        for slug, found in shelved.items()
        for rest, kind in paths.items()
        if found.petition.is_published and kind in found.pages
    }


def _look(known: dict[str, int]) -> Stock:
    """Two queries where nothing is new."""
    versions = dict(Baked.objects.order_by("name").values_list("name", "version"))
    rows = Tally.objects.order_by("petition_id").values_list("petition_id", "confirmed", "withdrawn", "samples")
    totals = {petition_id: Totals(up - down, samples) for petition_id, up, down, samples in rows}
    if versions == known:
        return Stock(versions, totals, None, {}, [])
    changed = [name for name, version in versions.items() if known.get(name) != version]
    petitions = petition.known()
    keys = {one.id: keyring.for_petition(one.id) for one in petitions}
    return Stock(versions, totals, petitions, keys, list(Baked.objects.filter(name__in=changed).order_by("name")))


def _pages(one: Petition, stock: Stock, known: Shelved | None) -> tuple[dict[str, Page], dict[str, Any]]:
    pages = dict(known.pages) if known else {}
    campaign = known.campaign if known else {}
    for row in stock.rows:
        if row.petition_id != one.id:
            continue
        kind = row.name.partition(":")[2]
        is_shared = kind in ("campaign", "privacy")
        kept = headers.page() if is_shared else headers.personal()
        pages[kind] = Page(row.html, headers=kept, petition_id=one.id, target=one.target, language=one.language)
        campaign = row.facts.get("campaign", campaign)
    return pages, campaign
