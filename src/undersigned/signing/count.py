"""The public number: that of the public log's newest signed checkpoint, and how a page speaks of it.

Only confirmed signatures count. Nobody can edit the number: what is confirmed, withdrawn or struck is entered in the
log within about a second, and only what the log was signed for is shown. Where it cannot be signed, the number stands
still.
"""

from dataclasses import dataclass

from undersigned.design.living import Variant

# The rungs of the next goal. The organiser's own target is another number and never moves.
LADDER = (
    100, 250, 500, 1_000, 1_500, 2_500, 5_000, 7_500, 10_000, 15_000, 25_000, 35_000, 50_000, 75_000,
    100_000, 150_000, 200_000, 300_000, 500_000, 1_000_000,
)  # fmt: skip
BEYOND = 1_000_000  # past the ladder: every further million
MOVE_ON_AT = 90  # per cent of a rung at which the next one is shown
SHOWN_FROM = 50  # social proof works with numbers that are large; below this "be one of the first"
SHOWN_FROM_SHARE = 10  # … and below this per cent of the target
SEPARATORS = {"en": ",", "es": "."}


@dataclass(frozen=True, slots=True)
class Totals:
    """What stands by the log. `samples` of `count` are demonstration signers."""

    count: int
    samples: int = 0


@dataclass(frozen=True, slots=True)
class Progress:
    count: int
    is_shown: bool
    goal: int
    percent: int
    to_go: int


def progress(count: int, target: int | None) -> Progress:
    """Where `count` stands on the ladder. `target` decides only from when on the number is shown."""
    goal = next_goal(count)
    is_shown = count >= SHOWN_FROM and 100 * count >= SHOWN_FROM_SHARE * (target or 0)
    return Progress(count, is_shown, goal, 100 * count // goal, goal - count)


def next_goal(count: int) -> int:
    for rung in LADDER:
        if 100 * count < MOVE_ON_AT * rung:
            return rung
    goal = BEYOND * (count // BEYOND + 1)
    return goal if 100 * count < MOVE_ON_AT * goal else goal + BEYOND


def living(totals: Totals, *, target: int | None, language: str) -> tuple[Variant, dict[str, str]]:
    """The variant and the values for `design.living.compose`."""
    now = progress(totals.count, target)
    values = {
        "raw": str(now.count),
        "count": formatted(now.count, language),
        "goal": formatted(now.goal, language),
        "goal_raw": str(now.goal),
        "percent": str(now.percent),
        "to_go": formatted(now.to_go, language),
        "samples": formatted(totals.samples, language),
    }
    return ("many" if now.is_shown else "few"), values


def formatted(number: int, language: str) -> str:
    """`12431` as readers of `language` write it."""
    return f"{number:,}".replace(",", SEPARATORS.get(language[:2], ","))


def current(petition_id: int) -> Totals:
    """As everybody sees it. One query. For the desk, previews and bakes; the front looks for itself."""
    from undersigned.ledger.models import Served  # the pure part above must load without Django's apps

    row = Served.objects.filter(petition_id=petition_id).first()
    return Totals(row.count, row.samples) if row else Totals(0)
