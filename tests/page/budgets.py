"""What a page may weigh and how fast it must be: the one place where the figures stand.

Bytes are of bodies, as they are sent; a kilobyte has a thousand.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.page.look import Sight


@dataclass(frozen=True, slots=True)
class Budget:
    """Of one page. `first_view`: all that is loaded before anybody scrolls; `scrolled`: to the end of it."""

    html: int
    first_view: int
    scrolled: int
    requests: int
    script: int = 5_000


CAMPAIGN = Budget(html=14_000, first_view=150_000, scrolled=300_000, requests=12)
OTHER = Budget(html=8_000, first_view=20_000, scrolled=20_000, requests=3)
BUSY = Budget(html=30_000, first_view=30_000, scrolled=30_000, requests=3)  # sent plain: see `public.answer`
VERIFY = Budget(html=14_000, first_view=20_000, scrolled=20_000, requests=3, script=6_000)  # two verifiers
MOST_SHIFT = 0.02

# Lighthouse, mobile, on its simulated slow 4G. Milliseconds, and scores of 100.
MOST_LCP_MS = {"campaign": 1_500, "confirm": 1_000}
MOST_LIGHTHOUSE_SHIFT = {"campaign": 0.02, "confirm": 0.0}
LEAST_SCORE = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 100}


def of(state: str) -> Budget:
    """`state`: a name from `way.STATES`."""
    if state.startswith("busy-"):
        return BUSY
    if state == "verify":
        return VERIFY
    return CAMPAIGN if state in ("campaign", "smallest", "closed-campaign") else OTHER


def overruns(sight: Sight) -> Iterator[str]:
    """A line for each figure of the page that is over its budget."""
    budget = of(sight.state)
    for figure in ("html", "first_view", "scrolled", "requests", "script"):
        is_, most = getattr(sight, figure), getattr(budget, figure)
        if is_ > most:
            yield f"{sight.language} {sight.state}, {sight.width}: {figure} {is_:,} of {most:,}"
