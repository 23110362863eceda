"""Each chart's numbers as a table: for those who would rather read, and as a file for those who count on."""

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from undersigned.delivery.cells import BOM
from undersigned.insight.numbers import Numbers, Sums
from undersigned.organiser import spelled
from undersigned.sharing.links import NAMES
from undersigned.vault.cells import safe

SMALL = 5  # fewer might tell who it was: only how few is said
Cell = Any


@dataclass(frozen=True, slots=True)
class Table:
    headings: list[str]
    rows: list[list[Cell]]  # the first cell names the row; dates, numbers, words, None where there is nothing to say


@dataclass(frozen=True, slots=True)
class Step:
    """Of the way from a visit to a signature that stands."""

    label: str
    number: int
    percent: int | None  # of the step before

    @property
    def shown(self) -> str:
        return spelled.number(self.number)


def days(numbers: Numbers) -> Table:
    return Table(
        [
            _("Day"),
            _("Visits"),
            _("Forms begun"),
            _("Signed"),
            _("Confirmed"),
            _("All confirmed until then"),
            _("Note"),
        ],
        [
            [
                one.day,
                one.sums.visits,
                one.sums.started,
                one.sums.signed,
                one.sums.confirmed,
                one.total,
                ", ".join(one.annotations),
            ]
            for one in numbers.days
        ],
    )


def funnel(numbers: Numbers) -> Table:
    return Table(
        [_("Step"), _("Number"), _("% of the step before")],
        [[step.label, step.number, step.percent] for step in steps(numbers)],
    )


def steps(numbers: Numbers) -> list[Step]:
    """From the day on which visits were counted first; without any, from the signatures on."""
    since = numbers.since_visited
    named = [(_("Signed"), since.signed), (_("Confirmed"), since.confirmed)]
    if since.visits:
        named = [(_("Visits"), since.visits), (_("Forms begun"), since.started), *named]
    if since.signed == numbers.all.signed:
        named.append((_("Brought somebody"), numbers.passed.people))
    before = [0, *(number for _label, number in named)]
    return [Step(label, number, percent(number, before[place])) for place, (label, number) in enumerate(named)]


def sources(numbers: Numbers) -> Table:
    """Visits by links that an organiser named are counted together, under "other": anybody can make up names."""
    rows = [_row(source_name(name), sums) for name, sums in numbers.sources]
    for row, (name, _tally) in zip(rows, numbers.sources, strict=True):
        if name not in _known_ways():
            row[1] = None
    return Table([_("Way"), *_columns()], rows)


def languages(numbers: Numbers) -> Table:
    return Table([_("Language"), *_columns()], [_row(language_name(name), sums) for name, sums in numbers.languages])


def areas(numbers: Numbers) -> Table:
    return Table(
        [_("Area"), _("Confirmed"), _("Since Monday")],
        [[one.name, few(one.confirmed), few(one.this_week)] for one in numbers.areas],
    )


def passed(numbers: Numbers) -> Table:
    return Table(
        [_("By signers’ own links"), _("Number")],
        [
            [_("Signatures that stand"), numbers.passed.signatures],
            [_("People who brought somebody"), numbers.passed.people],
            *generations(numbers).rows,
        ],
    )


def generations(numbers: Numbers) -> Table:
    """How far from those who came by nobody's link. Ever confirmed, as far as it is gathered."""
    names = [_("By nobody’s link"), _("By one of theirs"), _("By one of those")]
    rows: list[list[Cell]] = []
    for place, number in enumerate(numbers.generations):
        name = names[place] if place < len(names) else _("Generation %(number)d") % {"number": place}
        rows.append([name, few(number)])
    return Table([_("How they came"), _("Confirmed")], rows)


# By the name of its file.
TABLES: Mapping[str, Callable[[Numbers], Table]] = {
    "days": days,
    "steps": funnel,
    "ways": sources,
    "languages": languages,
    "areas": areas,
    "passed-on": passed,
}


def as_csv(table: Table) -> bytes:
    """RFC 4180, numbers as they are, days as ISO 8601."""
    text = io.StringIO()
    csv.writer(text).writerows([table.headings, *([_plain(cell) for cell in row] for row in table.rows)])
    return (BOM + text.getvalue()).encode()


def written(table: Table) -> Table:
    """As it is read on the screen."""
    return Table(table.headings, [[_shown(cell) for cell in row] for row in table.rows])


def source_name(name: str) -> str:
    """Of our own links as people call them; an organiser's own `?s=…` as it was written."""
    return str(_known_ways().get(name, name))


def language_name(code: str) -> str:
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def percent(number: int, of: int) -> int | None:
    return round(100 * number / of) if of else None


def few(number: int) -> int | str:
    """Nobody is told apart by 0."""
    return f"<{SMALL}" if 0 < number < SMALL else number


def written_few(number: int) -> str:
    shown = few(number)
    return shown if isinstance(shown, str) else spelled.number(shown)


def _known_ways() -> Mapping[str, Any]:
    return {"": _("No link of ours"), "other": _("Links with names of your own"), **NAMES}


def _columns() -> list[str]:
    return [_("Visits"), _("Signed"), _("Confirmed"), _("Confirmed, % of signed")]


def _row(name: str, one: Sums) -> list[Cell]:
    return [name, few(one.visits), few(one.signed), few(one.confirmed), _share(one)]


def _share(one: Sums) -> int | None:
    return percent(one.confirmed, one.signed) if one.signed >= SMALL else None


def _plain(cell: Cell) -> str:
    if cell is None:
        return ""
    return safe(cell) if isinstance(cell, str) else str(cell)


def _shown(cell: Cell) -> str:
    if cell is None:
        return "–"
    if isinstance(cell, int):
        return spelled.number(cell)
    return cell if isinstance(cell, str) else date_format(cell, "j M Y")
