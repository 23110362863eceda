"""`make page`: every page and state in all widths, modes and languages; Lighthouse and pa11y; pictures of everything.

Prints a table, writes `docs/developers/page.md` and the pictures in `var/page/`, and fails where a gate is not passed.
"""

import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from playwright.sync_api import Browser, sync_playwright

from tests import chromium
from tests.bench import machine
from tests.page import auditors, look, report, site, way
from tests.page.auditors import Auditors
from tests.page.look import Sight
from tests.page.site import Site

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "developers" / "page.md"
PICTURES = ROOT / "var" / "page"
DEVICES = {390: "phone", 1280: "desktop"}

Tell = Callable[[str], None]


@click.command()
@click.option("--lighthouse/--no-lighthouse", default=True, show_default=True, help="Lighthouse and pa11y, by npm.")
@click.option(
    "--write/--no-write", default=True, show_default=True, help="Write the document; never without Lighthouse."
)
def main(*, lighthouse: bool, write: bool) -> None:
    """Look at every public page as visitors' browsers do. About ten minutes."""
    begun = time.monotonic()

    def tell(line: str) -> None:
        click.echo(f"{time.monotonic() - begun:6.0f} s  {line}")

    if not chromium.is_there():
        raise click.ClickException(chromium.HOW_TO_GET_IT)
    folder = Path(tempfile.mkdtemp(prefix="undersigned-page-"))
    try:
        here = site.opened_in(folder)
        try:
            found = _looked(here, folder, lighthouse=lighthouse, tell=tell)
        finally:
            here.product.kill()
    except auditors.Missing as missing:
        raise click.ClickException(str(missing)) from None
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    wrong = report.wrong(found)
    click.echo(report.table(found))
    click.echo(f"Pictures: {PICTURES.relative_to(ROOT)}/")
    if lighthouse and write:
        PAGE.write_text(report.document(found))
        click.echo(f"Written: {PAGE.relative_to(ROOT)}")
    click.echo("\n".join(wrong) or "Nothing is wrong.")
    sys.exit(1 if wrong else 0)


def _looked(here: Site, folder: Path, *, lighthouse: bool, tell: Tell) -> report.Found:
    shutil.rmtree(PICTURES, ignore_errors=True)
    PICTURES.mkdir(parents=True)
    addresses: dict[str, str] = {}
    sights = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.PATH, args=chromium.FLAGS)
        chromium_version = browser.version
        for language in site.LANGUAGES:
            for width in look.WIDTHS:
                sights += _walked(browser, here, language, width, addresses)
                tell(f"{language}, {width} wide: {len(sights)} pages so far")
        browser.close()
    versions = {"Chromium": chromium_version, "axe-core": look.axe_version()}
    audits, pa11y = [], {}
    if lighthouse:
        by_npm = Auditors(folder)
        versions |= by_npm.versions()
        for name in ("campaign", "confirm"):
            audits.append(by_npm.lighthouse(name, addresses[f"en {name}"]))
            tell(f"Lighthouse: {name}")
        for name, address in addresses.items():
            if name.startswith("en "):
                pa11y[name] = by_npm.pa11y(address)
        tell(f"pa11y: {len(pa11y)} pages")
    day = datetime.now(UTC).date().isoformat()
    return report.Found(day, machine.commit(), versions, sights, audits, pa11y)


def _walked(browser: Browser, here: Site, language: str, width: int, addresses: dict[str, str]) -> list[Sight]:
    size: Any = {"width": width, "height": look.HEIGHTS[width]}
    context = browser.new_context(viewport=size, reduced_motion="reduce")
    tab = look.Tab(context, here.url)
    sights = []
    for state in way.walk(tab.page, here, language, signer=f"wide-{width}"):
        sight = tab.sight(state, language)
        if sight.status == 200 and state not in way.WITHDRAWN_LATER:
            addresses.setdefault(f"{language} {state}", tab.page.url)
        if width in DEVICES:
            for mode in look.MODES:
                tab.picture(PICTURES / f"{language}-{state}-{DEVICES[width]}-{mode}.png", mode)
        tab.look_closer(sight, variants=[(width, mode) for mode in look.MODES])
        tab.page.set_viewport_size(size)
        sights.append(sight)
    context.close()
    return sights


if __name__ == "__main__":
    main()
