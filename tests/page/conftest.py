"""One site and one browser for all that is looked at; every state once in each language."""

import importlib.util
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.page import look, site, way
from tests.page.look import Sight
from tests.page.site import Site
from tests.product import Product

if TYPE_CHECKING:
    from playwright.sync_api import Browser

GET_AXE = "no axe: make test installs it; by hand: pip install axe-playwright-python"

# Each state is loaded at one width in English and at the other in Spanish, measured there and at the narrowest, and
# examined by axe once, in one language, width and mode: a tenth of what `make page` does.
LOADED_AT = {"en": 390, "es": 1280}
VARIANTS = [(width, mode) for width in look.WIDTHS for mode in look.MODES]


@pytest.fixture(scope="session")
def page_site(tmp_path_factory: pytest.TempPathFactory, fresh: Product) -> Iterator[Site]:
    opened = site.opened_in(tmp_path_factory.mktemp("page"), tables=fresh.folder / "var")
    try:
        yield opened
        opened.product.stop()
    finally:
        opened.product.kill()


@pytest.fixture(scope="session")
def _axe() -> None:
    if importlib.util.find_spec("axe_playwright_python") is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(GET_AXE)


@pytest.fixture(scope="session")
def sights(_axe: None, browser: "Browser", page_site: Site) -> list[Sight]:
    """Every page and state, as it was found."""
    found = []
    for language in site.LANGUAGES:
        width = LOADED_AT[language]
        context = browser.new_context(viewport={"width": width, "height": look.HEIGHTS[width]}, reduced_motion="reduce")
        tab = look.Tab(context, page_site.url)
        for state in way.walk(tab.page, page_site, language, signer="thin"):
            found.append(tab.sight(state, language))
            tab.look_closer(found[-1], variants=variants(state, language), widths=(320, width))
        context.close()
    return found


def variants(state: str, language: str) -> list[tuple[int, str]]:
    """In which axe looks at it: one in the language whose turn it is, none in the other."""
    turn = (way.STATES + way.OF_NO_CAMPAIGN).index(state)
    is_english = state in way.OF_NO_CAMPAIGN or turn % 2 == 0
    return [VARIANTS[turn // 2 % len(VARIANTS)]] if is_english == (language == "en") else []
