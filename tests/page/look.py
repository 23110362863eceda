"""Looks at one loaded page: what it weighed, what it asked for, what moved, what axe says, whether it fits.

Everything is measured in the visitor's own browser; nothing is asked of the product.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import brotli

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, ConsoleMessage, Frame, Page, Request

WIDTHS = (320, 390, 1280)
HEIGHTS = {320: 640, 390: 844, 1280: 900}
MODES = ("light", "dark")

# Rules that axe leaves out unless asked, and those that we leave out: each with its reason.
RULES = {"target-size": {"enabled": True}}

# Before the page's own scripts: every shift of the layout that nobody's input caused, by the definition of CLS.
WATCH = """
globalThis.shifts = [];
new PerformanceObserver((list) => globalThis.shifts.push(...list.getEntries().filter((one) => !one.hadRecentInput)
  .map((one) => ({at: one.startTime, by: one.value})))).observe({type: "layout-shift", buffered: true});
"""
AXE = """
async (rules) => {
  const found = await axe.run(document, {rules, resultTypes: ["violations"]});
  return found.violations.flatMap((rule) => rule.nodes.map((node) =>
    `${rule.id}: ${node.target.join(" ")}: ${node.failureSummary.replaceAll(/\\s+/g, " ").slice(0, 300)}`));
}
"""
# What sticks out, its children only if they do so by themselves: the first three are enough to begin with.
TOO_WIDE = """
() => {
  const most = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= most) return [];
  const out = [...document.body.querySelectorAll("*")].filter((one) => one.getBoundingClientRect().right > most + 0.5);
  return out.slice(0, 3).map((one) => `${one.tagName.toLowerCase()}.${one.className}`);
}
"""
SCRIPTS = "[...document.scripts].filter((one) => !one.src).map((one) => one.text)"
# As if somebody had scrolled to the end. What cannot be decoded is told by the browser's log.
ALL_PICTURES = """
async () => {
  for (const picture of document.images) picture.loading = "eager";
  await Promise.all([...document.images].map((picture) => picture.decode().catch(() => null)));
}
"""
OPEN_ALL = "for (const fold of document.querySelectorAll('details')) fold.open = true"


@dataclass(frozen=True, slots=True)
class Sight:
    """One state of one page in one language, as loaded at one width."""

    state: str
    language: str
    width: int
    status: int
    html: int
    first_view: int
    scrolled: int
    script: int
    requests: int
    is_compressed: bool
    shift: float
    foreign: list[str]
    complaints: list[str]
    axe: dict[str, list[str]] = field(default_factory=dict)  # by variant, "320 dark"
    too_wide: dict[int, list[str]] = field(default_factory=dict)  # by width


class Tab:
    """One page of a browser that notes what is loaded and said since the last navigation."""

    def __init__(self, context: "BrowserContext", site_url: str) -> None:
        context.add_init_script(WATCH)
        self.page: Page = context.new_page()
        self._site_url = site_url
        self._asked: list[Request] = []
        self._said: list[tuple[str, str]] = []
        # Each page is weighed as for a visitor who comes for the first time.
        context.new_cdp_session(self.page).send("Network.setCacheDisabled", {"cacheDisabled": True})
        self.page.on("request", self._on_request)
        self.page.on("console", self._on_console)
        self.page.on("pageerror", lambda error: self._said.append((f"script: {error}", "")))

    def sight(self, state: str, language: str) -> Sight:
        """Call it as soon as the page is loaded."""
        page = self.page
        page.wait_for_load_state("networkidle" if _has_media(page) else "load")
        asked = self._weights()
        script = sum(len(brotli.compress(text.encode(), quality=5)) for text in page.evaluate(SCRIPTS))
        script += sum(weight for request, weight in asked if request.resource_type == "script")
        first_view = sum(weight for _, weight in asked)
        document, html = next((request, weight) for request, weight in asked if _is_document(request, page.main_frame))
        answer = document.response()
        assert answer is not None
        shift = _worst_window(page.evaluate("globalThis.shifts"))
        return Sight(
            state=state,
            language=language,
            width=page.evaluate("innerWidth"),
            status=answer.status,
            html=html,
            first_view=first_view,
            scrolled=self._scrolled() if _has_media(page) else first_view,
            script=script,
            requests=len(asked),
            is_compressed="content-encoding" in answer.headers,
            shift=shift,
            foreign=[request.url for request in self._asked if self._is_foreign(request.url)],
            complaints=self._complaints(),
        )

    def look_closer(self, sight: Sight, *, variants: Iterable[tuple[int, str]], widths: Iterable[int] = WIDTHS) -> None:
        """axe in the given widths and modes, with everything unfolded; whether it fits into these widths."""
        page = self.page
        page.evaluate(OPEN_ALL)
        for width, mode in variants:
            _dress(page, width, mode)
            if not page.evaluate("'axe' in globalThis"):
                page.evaluate(axe_source())
            sight.axe[f"{width} {mode}"] = page.evaluate(AXE, RULES)
        for width in widths:
            _dress(page, width, "light")
            sight.too_wide[width] = page.evaluate(TOO_WIDE)

    def picture(self, path: Path, mode: str) -> None:
        """The whole page, with the pictures that are only loaded when somebody scrolls to them."""
        width = self.page.evaluate("innerWidth")
        _dress(self.page, width, mode)
        self.page.screenshot(path=path, full_page=True)

    def _weights(self) -> list[tuple["Request", int]]:
        """Of what came over the wire, redirects and failures apart. Bodies, as they were sent."""
        came = [request for request in self._asked if not request.url.startswith("data:") and not request.redirected_to]
        return [(one, one.sizes()["responseBodySize"]) for one in came if one.failure is None and one.response()]

    def _scrolled(self) -> int:
        self.page.evaluate(ALL_PICTURES)
        return sum(weight for _, weight in self._weights())

    def _complaints(self) -> list[str]:
        """But for the line that a browser writes for each page whose own status is 4xx or 5xx: that is meant."""
        return [
            text for text, where in self._said if not (text.startswith("Failed to load") and where == self.page.url)
        ]

    def _is_foreign(self, address: str) -> bool:
        return not address.startswith((f"{self._site_url}/", "data:", "about:"))

    def _on_request(self, request: "Request") -> None:
        if request.redirected_from is None and _is_document(request, self.page.main_frame):
            self._asked.clear()
            self._said.clear()
        self._asked.append(request)

    def _on_console(self, line: "ConsoleMessage") -> None:
        if line.type in ("error", "warning"):
            self._said.append((line.text, line.location["url"]))


@cache
def axe_source() -> str:
    """axe-core, as the package brings it."""
    return resources.files("axe_playwright_python").joinpath("axe.min.js").read_text()


def axe_version() -> str:
    found = re.search(r"axe v([\d.]+)", axe_source())
    return found[1] if found else "unknown"


def should_be_smaller(sight: Sight) -> bool:
    """Sent as it is. Who is turned away by a crowd gets it like that on purpose: it must cost less than a signature."""
    return not sight.is_compressed and sight.status != 503


def problems(sights: Iterable[Sight]) -> Iterator[str]:
    """Everything that is wrong with these, one line each, but for the budgets."""
    for sight in sights:
        name = f"{sight.language} {sight.state}"
        for variant, found in sight.axe.items():
            yield from (f"{name}, {variant}: axe: {one}" for one in found)
        for width, out in sight.too_wide.items():
            if out:
                yield f"{name}, {width}: wider than the screen: {', '.join(out)}"
        yield from (f"{name}: asks elsewhere: {one}" for one in sight.foreign)
        yield from (f"{name}: the browser says: {one}" for one in sight.complaints)


def _has_media(page: "Page") -> bool:
    return bool(page.evaluate("document.images.length + document.querySelectorAll('video').length"))


def _is_document(request: "Request", frame: "Frame") -> bool:
    return request.is_navigation_request() and request.frame == frame


def _dress(page: "Page", width: int, mode: Any) -> None:
    page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
    page.emulate_media(color_scheme=mode, reduced_motion="reduce")


def _worst_window(shifts: list[dict[str, float]]) -> float:
    """CLS: the largest sum of a burst, shifts less than 1 s apart, 5 s in all."""
    worst = total = begun = last = 0.0
    for one in shifts:
        if one["at"] - last > 1000 or one["at"] - begun > 5000:
            total, begun = 0.0, one["at"]
        total, last = total + one["by"], one["at"]
        worst = max(worst, total)
    return round(worst, 4)
