"""The way through every public page and state, walked in a browser: one name after another, the page being loaded.

Buttons are found by what they do, not by what is written on them: the way is the same in each language.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tests.page.site import CAMPAIGNS, Site
from undersigned.signing.tokens import Kind

if TYPE_CHECKING:
    from playwright.sync_api import Page

# Long on purpose: what visitors type must fit a phone, too.
NAME = "Rosa María-Fernanda de Córdoba y Montenegro"
EMAIL = "rosa.maria-fernanda.de.cordoba.{}@a-mailbox-with-quite-a-long-name.example.org"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)

STATES = (
    "campaign",
    "smallest",
    "closed-campaign",
    "privacy",
    "verify",
    "versions",
    "form-error",
    "check",
    "check-wrong-code",
    "check-resent",
    "confirm",
    "busy-form",
    "busy-confirm",
    "busy-code",
    "signed",
    "remark-error",
    "remarked",
    "mine-ask",
    "mine-asked",
    "mine",
    "mine-error",
    "withdraw",
    "withdrawn",
    "closed",
    "unsubscribe",
    "unsubscribed",
    "resubscribed",
    "never",
    "never-done",
    "never-undone",
    "mastodon",
    "mastodon-error",
    "mastodon-link",
    "broken-link",
    "old-link",
    "used-link",
)
# They belong to no campaign, and speak the installation's language.
OF_NO_CAMPAIGN = ("home", "not-found", "trouble", "mailbox", "letter")

# At the end of the way the signature is gone, and what was the signer's page says so.
WITHDRAWN_LATER = ("signed", "remarked", "mine", "mine-error")


def states(language: str) -> tuple[str, ...]:
    """What `walk` comes by."""
    return STATES + (OF_NO_CAMPAIGN if language == "en" else ())


def walk(page: "Page", site: Site, language: str, *, signer: str) -> Iterator[str]:
    """Yields each state's name once it is loaded. `signer`: makes the mailbox one that has not signed yet."""
    slugs, email = CAMPAIGNS[language], EMAIL.format(f"{signer}-{language}")
    yield from _plain(page, site, language)
    yield from _signing(page, site, slugs.reference, email)
    letter = site.letter(email)
    yield from _crowd(page, site, slugs.reference, letter.confirm)
    page.goto(letter.confirm)
    yield "confirm"
    _press(page, "form:not([action])")
    yield "signed"
    yield from _signed(page, site, language)
    page.goto(letter.confirm)
    _press(page, "form:not([action])")
    yield "used-link"


def _plain(page: "Page", site: Site, language: str) -> Iterator[str]:
    slugs = CAMPAIGNS[language]
    at = {
        "campaign": f"{site.url}/{slugs.reference}/",
        "smallest": f"{site.url}/{slugs.smallest}/",
        "closed-campaign": f"{site.url}/{slugs.closed}/",
        "privacy": f"{site.url}/{slugs.reference}/privacy",
        "verify": f"{site.url}/{slugs.reference}/verify",
        "versions": f"{site.url}/{slugs.reference}/versions",
        "mastodon": f"{site.url}/{slugs.reference}/mastodon",
        "mastodon-error": f"{site.url}/{slugs.reference}/mastodon?server=no+server",
        "mastodon-link": f"{site.url}/{slugs.reference}/mastodon?server=mastodon.social",
        "closed": site.link(slugs.closed, Kind.CONFIRM, at=datetime.now(UTC)),
        "broken-link": site.link(slugs.reference, Kind.CONFIRM, at=datetime.now(UTC))[:-1],
        "old-link": site.link(slugs.reference, Kind.CONFIRM, at=LONG_AGO),
    }
    if language == "en":
        at |= {"home": f"{site.url}/", "not-found": f"{site.url}/nowhere/"}
    at["unsubscribe"] = site.link(slugs.reference, Kind.UNSUBSCRIBE, at=datetime.now(UTC))
    for name, address in at.items():
        page.goto(address)
        yield name
    for name in ("unsubscribed", "resubscribed"):
        _press(page, "form:not([action])")
        yield name
    page.goto(site.link(slugs.reference, Kind.NEVER, at=datetime.now(UTC)))
    yield "never"
    for name in ("never-done", "never-undone"):
        _press(page, "form:not([action])")
        yield name


def _signing(page: "Page", site: Site, slug: str, email: str) -> Iterator[str]:
    page.goto(f"{site.url}/{slug}/")
    _fill_in(page, email="rosa@example", name="")
    _press(page, "form[action$='/sign']")
    yield "form-error"
    _fill_in(page, email=email)
    _press(page, "form[action$='/sign']")
    yield "check"
    page.fill("#code", "12")
    _press(page, "form:has(#code)")
    yield "check-wrong-code"
    _press(page, "form[action$='/letter']")
    yield "check-resent"


def _crowd(page: "Page", site: Site, slug: str, confirm: str) -> Iterator[str]:
    """Three doors with the same answer. The check page is opened while there is no crowd: signing comes before it."""
    page.goto(f"{site.url}/{slug}/")
    _fill_in(page, email=EMAIL.format("again"))
    _press(page, "form[action$='/sign']")
    check = page.url
    with site.crowded(slug):
        page.goto(f"{site.url}/{slug}/")
        _fill_in(page, email=EMAIL.format("crowded"))
        _press(page, "form[action$='/sign']")
        yield "busy-form"
        page.goto(confirm)
        _press(page, "form:not([action])")
        yield "busy-confirm"
        page.goto(check)
        page.fill("#code", "123456")
        _press(page, "form:has(#code)")
        yield "busy-code"


def _signed(page: "Page", site: Site, language: str) -> Iterator[str]:
    signed = page.url
    _press(page, "form[action*='/remark/']")
    yield "remark-error"
    page.fill("#words", "My street needs this, and so do the streets beside it.")
    page.fill("#shown_as", "Rosa, Hartford")
    page.check("#may_publish")
    _press(page, "form[action*='/remark/']")
    yield "remarked"
    if language == "en":
        yield from _of_no_campaign(page, site, signed)
        page.goto(signed)
    yield from _mine(page, site, language)
    page.goto(signed)
    page.click("a[href*='/withdraw/']")
    page.wait_for_load_state()
    yield "withdraw"
    _press(page, "form:not([action])")
    yield "withdrawn"


def _mine(page: "Page", site: Site, language: str) -> Iterator[str]:
    """By asking, and then by the link on the signer's page, where `page` is."""
    own = page.locator("a[href*='/mine/']").get_attribute("href")
    page.goto(f"{site.url}/{CAMPAIGNS[language].reference}/mine")
    yield "mine-ask"
    page.fill("#email", EMAIL.format("nobody"))
    _press(page, "form:has(#email)")
    yield "mine-asked"
    page.goto(f"{site.url}{own}")
    yield "mine"
    page.fill("#postcode", "1")
    _press(page, "form:has(#postcode)")
    yield "mine-error"


def _of_no_campaign(page: "Page", site: Site, signed: str) -> Iterator[str]:
    with site.without_remarks():
        page.goto(signed)
        yield "trouble"
    page.goto(f"{site.url}/mailbox/")
    yield "mailbox"
    page.click("main li a")
    page.wait_for_load_state()
    yield "letter"


def _fill_in(page: "Page", *, email: str, name: str = NAME) -> None:
    page.fill("#name", name)
    page.fill("#email", email)
    page.fill("#postcode", "06103")


def _press(page: "Page", form: str) -> None:
    """Sends the form by its button, and waits for the answer."""
    with page.expect_navigation():
        page.locator(f"{form} button:visible:not([type=button])").first.click()
