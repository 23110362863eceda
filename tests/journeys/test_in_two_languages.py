"""One campaign in English and Spanish: each goes the whole way in their own language, and all are counted once."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.journeys.conftest import Desk, Town, sign_in
from tests.journeys.visitor import Visitor, opened, until
from tests.people import INES, ROSA

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PHONE = {"width": 320, "height": 640}
DESKTOP = {"width": 1280, "height": 900}
SLUG = "veto-hb-7259"
ASK = "El gobernador Lamont debe vetar la HB 7259"


@pytest.fixture
def in_spanish(town: Town) -> Visitor:
    return Visitor(town.url, f"{SLUG}/es")


@pytest.fixture
def in_english(town: Town) -> Visitor:
    return Visitor(town.url, SLUG)


def hidden(html: str) -> dict[str, str]:
    """The versions that the form on this page was rendered with."""
    return dict(re.findall(r'<input type="hidden" name="(text|wording)" value="(\d+)"', html))


def counts(*visitors: Visitor) -> list[int]:
    return [visitor.count_on_page() for visitor in visitors]


def until_counted(number: int, *visitors: Visitor) -> None:
    """A page takes a new count at most once a second."""
    until(lambda: counts(*visitors) == [number] * len(visitors))


@pytest.mark.both_databases
def test_rosa_signs_in_spanish_and_counts_on_both_pages(town: Town, in_english: Visitor, in_spanish: Visitor) -> None:
    check = in_spanish.follow(in_spanish.sign(ROSA, **hidden(in_spanish.page())))
    assert f"«Confirme su firma: {ASK}»" in check.text
    (sent,) = town.smtp.wait_for(1)
    letter = opened(sent)
    assert (letter.subject, sent["From"].split(" <")[0].strip('"')) == (
        f"Confirme su firma: {ASK}",
        "Republicanos de la Cámara de Connecticut",
    )
    assert letter.confirm.startswith(f"{town.url}/{SLUG}/es/confirm/")

    confirm = in_spanish.http.get(letter.confirm)
    signed = in_spanish.follow(in_spanish.http.post(letter.confirm))

    assert f"<dd>{ASK}</dd>" in confirm.text
    assert "Su firma es la número 1" in signed.text
    assert f"{town.url}/{SLUG}/es/?via=" in signed.text
    assert [visitor.count_is(1) for visitor in (in_english, in_spanish)] == [True, True]
    until_counted(1, in_english, in_spanish)


@pytest.mark.both_databases
def test_who_signs_in_both_languages_has_signed_once(town: Town, in_english: Visitor, in_spanish: Visitor) -> None:
    in_english.sign(ROSA)
    first = opened(town.smtp.wait_for(1)[0])
    in_english.http.post(first.confirm)

    again = in_spanish.follow(in_spanish.sign(ROSA))
    second = opened(town.smtp.wait_for(2)[1])

    assert '<html lang="es">' in again.text  # the answer is the same for everybody, in the language of the page
    assert second.subject == "You have already signed: Governor Lamont should veto HB 7259"
    assert [visitor.count_is(1) for visitor in (in_english, in_spanish)] == [True, True]
    left = in_spanish.http.post(second.withdraw)
    assert ('<html lang="en">' in left.text, in_spanish.count_is(0)) == (True, True)


@pytest.mark.once
def test_a_code_from_a_letter_works_and_a_friend_by_its_link_is_counted_across_languages(
    town: Town, in_english: Visitor, in_spanish: Visitor
) -> None:
    check = in_spanish.sign(ROSA).headers["location"]
    signed = in_spanish.follow(in_spanish.http.post(check, data={"code": opened(town.smtp.wait_for(1)[0]).code}))
    link = re.findall(rf'value="{town.url}(/{SLUG}/es/\?via=[a-z2-7]{{8}})&amp;s=copy"', signed.text)
    assert len(link) == 1
    via = link[0].partition("=")[2]

    in_english.sign(INES, via=via, s="whatsapp")
    in_english.http.post(opened(town.smtp.wait_for(2)[1]).confirm)

    assert "Usted trajo a una persona" in in_spanish.http.get(str(signed.url)).text
    assert in_english.count_is(2)


@pytest.mark.once
def test_a_voice_from_the_spanish_page_is_read_on_both(
    town: Town, in_english: Visitor, in_spanish: Visitor, desk: Desk
) -> None:
    in_spanish.sign(ROSA)
    signed = in_spanish.http.post(opened(town.smtp.wait_for(1)[0]).confirm).headers["location"]
    remark = {"words": "Que decidan los pueblos.", "shown_as": "Rosa, Hartford", "may_publish": "yes"}
    in_spanish.http.post(signed.replace("/signed/", "/remark/"), data=remark)

    assert desk.approve_all() == 1

    until(lambda: "Que decidan los pueblos." in in_spanish.page())  # made anew by itself, after the original
    assert '<blockquote lang="es"><p>Que decidan los pueblos.</p>' in in_english.page()
    assert "<blockquote><p>Que decidan los pueblos.</p>" in in_spanish.page()


@pytest.fixture
def page(browser: "Browser", request: pytest.FixtureRequest) -> "Iterator[Page]":
    """Fails the test at a broken rule of the policy or an error of a script."""
    wrong: list[str] = []
    context = browser.new_context(**request.param)
    context.on("console", lambda line: wrong.append(line.text) if "Content Security Policy" in line.text else None)
    context.on("weberror", lambda fault: wrong.append(str(fault.error)))
    yield context.new_page()
    context.close()
    assert wrong == []


def heading(page: "Page") -> str:
    return page.get_by_role("heading", level=1).inner_text()


def is_too_wide(page: "Page") -> bool:
    wide: bool = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return wide


@pytest.mark.once
@pytest.mark.parametrize(
    "page", [{"viewport": PHONE}, {"viewport": PHONE, "java_script_enabled": False}], indirect=True
)
def test_rosa_changes_to_spanish_and_stays_in_it(town: Town, page: "Page") -> None:
    languages = []
    too_wide = []

    def arrived() -> None:
        languages.append(page.locator("html").get_attribute("lang"))
        too_wide.append(is_too_wide(page))

    page.goto(f"{town.url}/{SLUG}/")
    page.get_by_role("navigation", name="Languages").get_by_role("link", name="Español").click()
    assert (page.url, heading(page)) == (f"{town.url}/{SLUG}/es/", ASK)
    arrived()

    page.get_by_label("Nombre completo").fill(ROSA.name)
    page.get_by_role("textbox", name="Correo electrónico").fill("rosa@example")
    page.get_by_label("Código postal").fill(ROSA.postcode)
    page.get_by_role("button", name="Acepto y firmo").click()
    page.get_by_role("heading", name="Hay un problema").wait_for()
    arrived()

    page.get_by_role("textbox", name="Correo electrónico").fill(ROSA.email)
    page.get_by_role("button", name="Acepto y firmo").click()
    assert heading(page) == "Un paso más, Rosa: revise su correo"
    arrived()

    page.goto(opened(town.smtp.wait_for(1)[0]).confirm)
    arrived()
    page.get_by_role("button", name="Sí, cuenten mi firma").click()
    assert heading(page) == "Su firma es la número 1"
    arrived()

    page.get_by_role("link", name="Retirar mi firma").click()
    arrived()
    page.get_by_role("button", name="Retirar mi firma").click()
    assert heading(page) == "Su firma está retirada"
    arrived()
    page.get_by_role("link", name="Volver a la petición").click()
    assert page.url == f"{town.url}/{SLUG}/es/"
    page.get_by_role("link", name="English").click()
    assert page.url == f"{town.url}/{SLUG}/"

    assert (languages, too_wide) == (["es"] * 7, [False] * 7)


@pytest.mark.once
@pytest.mark.parametrize("page", [{"viewport": DESKTOP}], indirect=True)
def test_theo_translates_the_library_and_it_is_public(town: Town, page: "Page") -> None:
    sign_in(page, town.url)
    library = page.locator("article", has_text="keep the library open on Sundays")
    library.get_by_role("link", name="Translate").click()
    page.get_by_role("button", name="Begin the translation").click()
    page.get_by_text("English → Español").wait_for()

    page.locator('[name="title"]').fill("Que la biblioteca abra los domingos")
    page.get_by_role("tab", name="Petition").click()
    page.locator('[name="petition_text"]').fill("Pedimos que las puertas sigan abiertas.")
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Publish", exact=True).click()
    page.locator(".messages .success").wait_for()

    spanish, english = Visitor(town.url, "sunday-library/es"), Visitor(town.url, "sunday-library")
    until(lambda: "Español" in english.page())
    spanish.wait_for_page()
    assert 'href="/sunday-library/es/">Español</a>' in english.page()
    assert "<h1>Que la biblioteca abra los domingos</h1>" in spanish.page()
    assert "Pedimos que las puertas sigan abiertas." in spanish.page()
