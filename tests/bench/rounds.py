"""Bursts in turn: A B C A B C …, so that what slows the machine slows them all: a ratio within a round stands."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.bench import loader
from tests.bench.loader import Burst

Tell = Callable[[str], None]
SHORTEST = 0.2  # of a burst: when its requests were used up sooner, its rate is mostly beginning and end


@dataclass(slots=True)
class Target:
    """Whom to ask what. `once`: each request is another person's, so none is sent twice; `next` is the first unsent.

    `most`: of them in one burst, so that there are some for every round.
    """

    name: str
    port: int
    requests: Path
    status: int
    once: bool = True
    next: int = 0
    most: int = 0

    def burst(self, program: Path, *, seconds: float, rate: float = 0.0) -> Burst:
        told = loader.run(
            program,
            self.port,
            self.requests,
            seconds=seconds,
            rate=rate,
            first=self.next,
            once=self.once,
            most=self.most,
        )
        if self.once:
            self.next = told.next
        return told.only(self.status)


Rates = dict[str, list[float | None]]  # None: a burst too short to say anything


def interleaved(
    program: Path, targets: Sequence[Target], *, rounds: int, seconds: float, tell: Tell, warm_up: float = 1.0
) -> Rates:
    """Answers a second, by name, one for each round."""
    for target in targets:
        target.burst(program, seconds=warm_up)
    rates: Rates = {target.name: [] for target in targets}
    for number in range(1, rounds + 1):
        for target in targets:
            told = target.burst(program, seconds=seconds)
            rates[target.name].append(told.rate if told.seconds >= SHORTEST * seconds else None)
        shown = ", ".join(f"{name} {seen[-1] or 0:,.0f}" for name, seen in rates.items())
        tell(f"  round {number} of {rounds}, answers a second: {shown}")
    return rates


def ratio(rates: Rates, name: str, over: str) -> float | None:
    """The median of the rounds' ratios; None: one of them was not measured."""
    pairs = zip(rates.get(name, []), rates.get(over, []), strict=False)
    ratios = [a / b for a, b in pairs if a is not None and b]
    return median(ratios) if ratios else None


def typical(rates: Rates) -> dict[str, float]:
    """The median of the rounds."""
    measured = {name: [rate for rate in seen if rate is not None] for name, seen in rates.items()}
    return {name: median(seen) for name, seen in measured.items() if seen}
