"""The surge as a picture: three curves over one day, an SVG of a few lines that reads in light and in dark."""

from collections.abc import Sequence
from typing import Any

WIDTH, LEFT, RIGHT = 760, 74, 16
PANEL, GAP, TOP = 120, 46, 34
HOURS, STEP = 24, 4

STYLE = """
svg { background: #ffffff }
text { font: 12px system-ui, sans-serif; fill: #3b4252 }
.title { font-weight: 600; fill: #1b2130 }
.grid { stroke: #d5d9e2; stroke-width: 1 }
.line { fill: none; stroke: #1f5fbf; stroke-width: 2; stroke-linejoin: round }
.asked { stroke: #9aa3b5; stroke-dasharray: 4 3 }
.late { stroke: #b3541e }
.waiting { stroke: #3d7d4f }
@media (prefers-color-scheme: dark) {
  svg { background: #14181f }
  text { fill: #c3cad8 }
  .title { fill: #f0f3f8 }
  .grid { stroke: #343b49 }
  .line { stroke: #78aef5 }
  .asked { stroke: #7c8598 }
  .late { stroke: #e69560 }
  .waiting { stroke: #7cc492 }
}"""


def svg(surge: dict[str, Any]) -> str:
    series, seconds = surge["series"], surge["seconds"]
    hours = max(HOURS, len(series["answered"]) * HOURS / seconds)
    panels = [
        ("Signatures a second: asked for (dashed) and answered", [("asked", "asked"), ("answered", "")]),
        ("99th percentile of the wait for an answer, milliseconds", [("p99_ms", "late")]),
        ("Letters waiting to be sent", [("letters_waiting", "waiting")]),
    ]
    height = TOP + len(panels) * (PANEL + GAP) + 6
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img"'
        f' aria-label="A record day of signatures, replayed: answered, waiting time, letters waiting">',
        f"<style>{STYLE}\n</style>",
    ]
    for number, (title, curves) in enumerate(panels):
        out += _panel(TOP + number * (PANEL + GAP), title, curves, series, hours=hours, a_second=HOURS / seconds)
    out.append(f'<text x="{WIDTH - RIGHT}" y="{height - 6}" text-anchor="end">hours of the replayed day</text>')
    return "\n".join([*out, "</svg>"]) + "\n"


def _panel(
    top: float,
    title: str,
    curves: Sequence[tuple[str, str]],
    series: dict[str, list[float]],
    *,
    hours: float,
    a_second: float,
) -> list[str]:
    highest = _round_up(max(value for name, _ in curves for value in series[name]))
    out = [f'<text class="title" x="{LEFT}" y="{top - 10}">{title}</text>']
    for part in (0, 0.5, 1):
        y = top + PANEL * (1 - part)
        out.append(f'<path class="grid" d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}"/>')
        out.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{highest * part:,.10g}</text>')
    for hour in range(0, int(hours) + 1, STEP):
        x = _x(hour, hours)
        out.append(f'<path class="grid" d="M{x:.1f} {top + PANEL}v5"/>')
        out.append(f'<text x="{x:.1f}" y="{top + PANEL + 18}" text-anchor="middle">{hour}</text>')
    for name, kind in curves:
        points = [
            f"{_x((second + 0.5) * a_second, hours):.1f} {top + PANEL * (1 - value / highest):.1f}"
            for second, value in enumerate(series[name])
        ]
        out.append(f'<path class="{" ".join(["line", *kind.split()])}" d="M{"L".join(points)}"/>')
    return out


def _x(hour: float, hours: float) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * hour / hours


def _round_up(value: float) -> float:
    """The next of 1, 2, 2.5, 5 times a power of ten."""
    power = 1.0
    while power * 10 < value:
        power *= 10
    return next(step * power for step in (1, 2, 2.5, 5, 10) if step * power >= value)
