"""Makes of what was found the table for the terminal, the list of what is wrong, and `docs/developers/page.md`."""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.page import budgets, look
from tests.page.auditors import RUNS, Audit
from tests.page.look import Sight

INTRODUCTION = """\
# The page

What the public pages weigh, how fast they are, and that everybody can use them. `make page` looks at every page in
every state, as visitors' browsers do, and writes this page; nothing here is written by hand.

It opens a demonstration with three campaigns in each language (the reference with everything in it, the smallest that
can be published, one that is closed), goes the whole way through them in Chromium, three screens wide, light and dark,
and fails where one of these is not so:

- axe finds nothing, with its best practices and the size of targets
- nothing is wider than the screen, down to 320 pixels, with everything unfolded
- pages, with all they load, keep their budgets; every page comes compressed, but for those that a crowd is turned away
  with: they must cost less than a signature
- nothing is asked of another site; the browser complains of no script and of no breach of the policy
- nothing moves while a page is loading
- Lighthouse and pa11y agree

`make test` holds the same in a thinner cut: each state once in each language, in one width and mode for axe and in all
widths for the fit. What is looked for is written in `tests/page`, the budgets in `tests/page/budgets.py`.

To repeat it: `make page`. It needs Chromium and npm; Lighthouse, pa11y and a node that is new enough come by a lock
file with hashes. `make page ARGS=--no-lighthouse` leaves them out, and writes nothing. Pictures of every page on a
phone and on a desktop, light and dark, are in `var/page/` afterwards.
"""
CHROMIUM_NOTE = """\
Bytes are of bodies as they were sent, the worst over widths and languages; a budget stands after the stroke.
First view: all that is loaded before anybody scrolls. Script: of it, compressed.
"""
LIGHTHOUSE_NOTE = """\
Medians of {runs} runs, phone, Lighthouse's simulated slow 4G and a processor four times slower. Times are of the
machine that measured. No letter's link may be found by a search engine, so the confirm page has no mark for that.
TBT follows the processor that measures and has no budget of its own: it is three tenths of the performance score.
"""


@dataclass(frozen=True, slots=True)
class Found:
    """Everything of one run."""

    day: str
    version: str
    versions: dict[str, str]
    sights: list[Sight]
    audits: list[Audit]
    pa11y: dict[str, list[str]]  # by page


def wrong(found: Found) -> list[str]:
    """One line for each gate that is not passed."""
    return [
        *look.problems(found.sights),
        *(line for sight in found.sights for line in budgets.overruns(sight)),
        *(f"{one.language} {one.state}: not compressed" for one in found.sights if look.should_be_smaller(one)),
        *(
            f"{one.language} {one.state}, {one.width}: moved by {one.shift}"
            for one in found.sights
            if one.shift > budgets.MOST_SHIFT
        ),
        *(line for audit in found.audits for line in _slow(audit)),
        *(f"{page}: pa11y: {line}" for page, lines in found.pa11y.items() for line in lines),
    ]


def table(found: Found) -> str:
    """For the terminal."""
    lines = [_row([state, *cells]) for state, *cells in _weights(found)]
    return "\n".join([*lines, *(_row(cells) for cells in _lighthouse(found))])


def document(found: Found) -> str:
    """docs/developers/page.md."""
    versions = ", ".join(f"{name} {version}" for name, version in found.versions.items())
    said = sum(len(lines) for lines in found.pa11y.values())
    head = "| page | HTML | first view | scrolled | requests | script | shift |\n|---|---:|---:|---:|---:|---:|---:|"
    audits = "| page | performance | accessibility | best practices | SEO | LCP, ms | TBT, ms | CLS |"
    return "\n".join(
        [
            INTRODUCTION,
            f"Measured on {found.day}, version {found.version}, with {versions}.",
            "",
            "## Weight",
            "",
            CHROMIUM_NOTE,
            head,
            *(f"| {' | '.join(cells)} |" for cells in _weights(found)),
            "",
            "## Speed",
            "",
            LIGHTHOUSE_NOTE.format(runs=RUNS),
            audits,
            "|---|---:|---:|---:|---:|---:|---:|---:|",
            *(f"| {' | '.join(cells)} |" for cells in _lighthouse(found)),
            "",
            "## Accessibility",
            "",
            f"axe looked {sum(len(one.axe) for one in found.sights)} times and found "
            f"{sum(len(said) for one in found.sights for said in one.axe.values())}; "
            f"pa11y looked at {len(found.pa11y)} pages and found {said}.",
            "",
            *_unpassed(found),
        ]
    )


def _unpassed(found: Found) -> Iterator[str]:
    lines = wrong(found)
    if lines:
        yield "## Not passed"
        yield ""
        yield from (f"- {line}" for line in lines)
        yield ""


def _weights(found: Found) -> Iterator[list[str]]:
    for state in dict.fromkeys(sight.state for sight in found.sights):
        of = [sight for sight in found.sights if sight.state == state]
        most = budgets.of(state)
        figures = [
            f"{max(getattr(sight, figure) for sight in of):,} / {getattr(most, figure):,}"
            for figure in ("html", "first_view", "scrolled", "requests", "script")
        ]
        yield [state, *figures, f"{max(sight.shift for sight in of):g} / {budgets.MOST_SHIFT:g}"]


def _lighthouse(found: Found) -> Iterator[list[str]]:
    for audit in found.audits:
        scores = [
            f"{audit.scores[name]} / {least}" if name in audit.scores else ""
            for name, least in budgets.LEAST_SCORE.items()
        ]
        yield [
            audit.state,
            *scores,
            f"{audit.lcp_ms:,.0f} / {budgets.MOST_LCP_MS[audit.state]:,}",
            f"{audit.tbt_ms:.0f}",
            f"{audit.shift:g} / {budgets.MOST_LIGHTHOUSE_SHIFT[audit.state]:g}",
        ]


def _slow(audit: Audit) -> Iterator[str]:
    for name, score in audit.scores.items():
        if score < budgets.LEAST_SCORE[name]:
            yield f"{audit.state}: Lighthouse: {name} {score} of {budgets.LEAST_SCORE[name]}"
    limits = (
        ("LCP", audit.lcp_ms, budgets.MOST_LCP_MS),
        ("CLS", audit.shift, budgets.MOST_LIGHTHOUSE_SHIFT),
    )
    for name, is_, most in limits:
        if is_ > most[audit.state]:
            yield f"{audit.state}: Lighthouse: {name} {is_:g} of {most[audit.state]:g}"


def _row(cells: list[str]) -> str:
    return f"{cells[0]:<18}" + "".join(f"{cell:>20}" for cell in cells[1:])
