"""Everything the front answers from, in memory: petitions, their pages, their counts. Never a query in a request.

Twice a second it asks whether anything was published, by whichever process on whichever machine, and what each log is
served up to: its count is the number on the page.
"""

import asyncio
import logging
from dataclasses import dataclass, field
from typing import Any

from django.db import DatabaseError

from undersigned.ledger.models import Served
from undersigned.public import headers, reader
from undersigned.public.models import Baked
from undersigned.public.page import Page, Paper
from undersigned.signing import keyring, petition
from undersigned.signing.count import Totals
from undersigned.signing.keyring import PetitionKeys
from undersigned.signing.petition import Petition

log = logging.getLogger(__name__)

ASK_EVERY_S = 0.5
HOME = "site:home"
SHARED = ("campaign", "privacy")  # of a petition's pages: those that are the same for everybody


@dataclass(frozen=True, slots=True)
class Shelved:
    """One petition that can be visited, in one language. `campaign`: the plain values that every template gets."""

    petition: Petition
    keys: PetitionKeys
    campaign: dict[str, Any]
    pages: dict[str, Page | Paper]  # by kind: campaign, privacy, confirm, withdraw, poster, sheet
    is_shown: bool  # False: a translation that was taken off; who is on the way in it goes on in it
    kept: dict[str, str] = field(default_factory=dict)  # html that was rendered once and is the same for everybody


@dataclass(frozen=True, slots=True)
class Shown:
    """A log as far as it is served. `size`: how many entries."""

    size: int
    totals: Totals


@dataclass(frozen=True, slots=True)
class Stock:
    """What one look into the database brought."""

    versions: dict[str, int]
    logs: dict[int, Shown]
    petitions: list[Petition] | None  # None: nothing was published since the last look
    keys: dict[int, PetitionKeys]
    rows: list[Baked]


NOTHING = Shown(0, Totals(0))


class Shelf:
    """Owner: the front's event loop. `page`, `find…`, `shown`, `totals` and `log` are its public face."""

    def __init__(self) -> None:
        self._pages: dict[str, Page | Paper] = {}
        self._by_path: dict[str, Shelved] = {}
        self._logs: dict[int, Shown] = {}
        self._versions: dict[str, int] = {}

    def page(self, path: str) -> Page | Paper | None:
        """/, /<slug>/, /<slug>/privacy, /<slug>/poster.pdf …: what is the same for everybody."""
        return self._pages.get(path)

    def awaiting(self, path: str) -> Shelved | None:
        """Whose paper this is the address of, while the worker still sets it."""
        place, _, file = path.rpartition("/")
        found = self._by_path.get(f"{place}/")
        paper = found.pages.get(file.removesuffix(".pdf")) if found and _is_shown(found) else None
        return found if paper and paper.is_awaited and file.endswith(".pdf") else None

    def find(self, path: str) -> Shelved | None:
        """By /<slug>/ or /<slug>/<language>/. None where no such petition can be visited."""
        found = self._by_path.get(path)
        return found if found and found.petition.is_published else None

    def shown(self) -> list[Shelved]:
        """All that can be visited, every language for itself."""
        return [found for _, found in sorted(self._by_path.items()) if _is_shown(found)]

    def find_for_letters(self, path: str) -> Shelved | None:
        """Also one that was taken off: who signed it must be able to leave it.

        In its first language, where a letter names one that it has not any more.
        """
        return self._by_path.get(path) or self._by_path.get(first(path))

    def totals(self, petition_id: int) -> Totals:
        return self.log(petition_id).totals

    def log(self, petition_id: int) -> Shown:
        return self._logs.get(petition_id, NOTHING)

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
        stock = await reader.read(_look, self._versions)
        self._logs = stock.logs
        if stock.petitions is not None:
            self._put(stock.petitions, stock)

    def _put(self, petitions: list[Petition], stock: Stock) -> None:
        known = {place_of(found.petition): found for found in self._by_path.values()}
        fresh: dict[str, Shelved] = {}
        for one in petitions:
            made = _shelved(one, stock, known.get(place_of(one)))
            if "campaign" in made.pages:
                fresh[one.path] = made
        self._pages = self._homes(stock) | _paths(fresh)
        self._by_path = fresh
        self._versions = stock.versions

    def _homes(self, stock: Stock) -> dict[str, Page | Paper]:
        """As it was, unless it was baked anew."""
        for row in stock.rows:
            if row.name == HOME:
                return {"/": Page(row.html, headers=headers.page(), petition_id=0, target=None, language="en")}
        return {"/": self._pages["/"]} if "/" in self._pages else {}


def style(campaign: dict[str, Any]) -> str:
    """What the campaign's pages have inline beside the house's style; see `design.theme`."""
    own: str = campaign.get("look", {}).get("style", "")
    return own


def first(path: str) -> str:
    """The address of the language that a petition began in, from that of any."""
    return f"/{path.split('/')[1]}/"


def place(petition_id: int, translation: str = "") -> str:
    """Before the colon in the names of a petition's baked pages. `translation`: see `signing.petition.path`."""
    return f"{petition_id}/{translation}" if translation else f"{petition_id}"


def place_of(one: Petition) -> str:
    return place(one.id, one.language if one.is_translation else "")


def _is_shown(found: Shelved) -> bool:
    return found.is_shown and found.petition.is_published


def _paths(shelved: dict[str, Shelved]) -> dict[str, Page | Paper]:
    paths = {"": "campaign", "privacy": "privacy", "poster.pdf": "poster", "sheet.pdf": "sheet"}
    return {
        f"{path}{rest}": found.pages[kind]
        for path, found in shelved.items()
        for rest, kind in paths.items()
        if _is_shown(found) and kind in found.pages and not found.pages[kind].is_empty
    }


def _look(known: dict[str, int]) -> Stock:
    """Two queries where nothing is new."""
    versions = dict(Baked.objects.order_by("name").values_list("name", "version"))
    rows = Served.objects.order_by("petition_id")
    logs = {row.petition_id: Shown(row.size, Totals(row.count, row.samples)) for row in rows}
    if versions == known:
        return Stock(versions, logs, None, {}, [])
    changed = [name for name, version in versions.items() if known.get(name) != version]
    petitions = petition.known()
    keys = keyring.all_for(one.id for one in petitions)
    return Stock(versions, logs, petitions, keys, list(Baked.objects.filter(name__in=changed).order_by("name")))


def _shelved(one: Petition, stock: Stock, known: Shelved | None) -> Shelved:
    """As it was, but for what was baked anew."""
    pages = dict(known.pages) if known else {}
    campaign = known.campaign if known else {}
    is_shown = known.is_shown if known else False
    own = f"{place_of(one)}:"
    rows = {row.name.removeprefix(own): row for row in stock.rows if row.name.startswith(own)}
    if "campaign" in rows:
        campaign, is_shown = rows["campaign"].facts.get("campaign", campaign), rows["campaign"].is_shown
    for kind, row in rows.items():
        if row.body is not None:
            pages[kind] = Paper(bytes(row.body), headers=headers.paper(), is_ordered=row.is_stale)
            continue
        kept = (headers.page if kind in SHARED else headers.personal)(style(campaign))
        pages[kind] = Page(
            row.html,
            headers=kept,
            petition_id=one.id,
            target=one.target,
            language=one.language,
            is_campaign=kind == "campaign",
        )
    return Shelved(one, stock.keys[one.id], campaign, pages, is_shown)
