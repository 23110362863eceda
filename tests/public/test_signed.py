"""The signer's own page: the question before the panel, links that carry their code, the people they brought."""

import re
from html import unescape
from pathlib import Path
from urllib.parse import unquote
from uuid import UUID

import httpx
import pytest
from django.conf import settings
from django.utils import timezone

from tests import factories
from tests.ledger.keeper import Keeper
from tests.people import INES, ROSA, THEO, Person
from tests.public.test_app import visiting
from tests.public.test_shelf import bake
from undersigned.public import reader
from undersigned.public.models import Baked
from undersigned.sharing import qr
from undersigned.signing import brought, tokens
from undersigned.signing.models import Petition, Signature

# Once: on PostgreSQL the store of the front would write into another database than the test's.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]

URL = "https://petition.example.org/veto-hb-7259/"
CAMPAIGN = {
    "ask": "Governor, veto HB 7259",
    "addressed_to": "The Governor",
    "path": "/veto-hb-7259/",
    "language": "en",
    "sponsor": "Friends of the Library",
    "sender_address": "petition@example.org",
    "confirm_subject": "Confirm your signature",
    "share": {"title": "Sign the petition: veto HB 7259", "words": "I just signed. Will you?", "url": URL},
}
SHARE = {
    "whatsapp": "https://wa.me/?text=I just signed. Will you? {}&s=whatsapp",
    "sms": "sms:?&body=I just signed. Will you? {}&s=sms",
    "email": "mailto:?subject=Sign the petition: veto HB 7259&body=I just signed. Will you?\r\n\r\n{}&s=email",
    "facebook": "https://www.facebook.com/sharer/sharer.php?u={}&s=facebook",
    "x": "https://x.com/intent/post?text=I just signed. Will you?&url={}&s=x",
    "bluesky": "https://bsky.app/intent/compose?text=I just signed. Will you? {}&s=bluesky",
    "telegram": "https://t.me/share/url?url={}&s=telegram&text=I just signed. Will you?",
}


def published() -> Petition:
    petition = factories.petition()
    bake(petition, version=1)
    Baked.objects.filter(name=f"{petition.pk}:campaign").update(facts={"campaign": CAMPAIGN})
    return petition


def link(kind: tokens.Kind, petition: Petition, signature_id: UUID) -> str:
    at = timezone.now().timestamp()
    token = tokens.mint(kind, signature_id, petition=petition.uuid, key=settings.MASTER_KEYS.token, at=at)
    return f"/{petition.slug}/{kind.name.lower()}/{token}"


def code_of(petition: Petition, signature_id: UUID) -> str:
    return brought.share_code(signature_id, petition=petition.uuid, key=settings.MASTER_KEYS.token)


async def signs(browser: httpx.AsyncClient, person: Person, *, via: str = "", confirms: bool = True) -> Signature:
    """By the form, and by the letter's link."""
    fields = {"name": person.name, "email": person.email, "postcode": "06103", "via": via, "s": "whatsapp"}
    assert (await browser.post("/veto-hb-7259/sign", data=fields)).status_code == 303
    newest = Signature.objects.select_related("petition").order_by("-signed_at")
    row = await reader.read(newest.first)
    assert row is not None
    if confirms:
        assert (await browser.post(link(tokens.Kind.CONFIRM, row.petition, row.id))).status_code == 303
    return row


async def page_of(browser: httpx.AsyncClient, row: Signature) -> str:
    answer = await browser.get(link(tokens.Kind.SIGNED, row.petition, row.id))
    assert answer.status_code == 200, answer.text
    return answer.text


def test_every_link_of_a_signer_carries_their_code_and_its_channel() -> None:
    petition = published()
    rosa = factories.signature(petition, ROSA)

    async def steps(browser: httpx.AsyncClient) -> str:
        return await page_of(browser, rosa)

    html = visiting(steps)
    own = f"{URL}?via={code_of(petition, rosa.id)}"
    shared = {unquote(unescape(href)) for href in re.findall(r'noreferrer" href="([^"]+)"', html)}
    assert shared == {href.format(own) for href in SHARE.values()} | {
        f"/veto-hb-7259/mastodon?via={code_of(petition, rosa.id)}"
    }
    assert f'readonly value="{own}&amp;s=copy"' in html
    assert f'data-share="{own}&amp;s=share"' in html
    assert f'<img src="/veto-hb-7259/qr/{code_of(petition, rosa.id)}"' in html


def test_one_question_stands_before_the_panel_and_not_now_leads_to_the_remark() -> None:
    rosa = factories.signature(published(), ROSA)

    async def steps(browser: httpx.AsyncClient) -> str:
        return await page_of(browser, rosa)

    html = visiting(steps)
    in_order = ["Will you ask one person to sign?", "<details>", '<div class="share">', "</details>", 'href="#remark"']
    found = [html.index(part) for part in in_order]
    assert found == sorted(found)
    assert html.count("<details>") == 1
    assert '<section id="remark">' in html


def test_a_signer_learns_how_many_confirmed_by_their_link_and_still_stand() -> None:
    petition = published()
    rosa = factories.signature(petition, ROSA)
    code = code_of(petition, rosa.id)

    async def steps(browser: httpx.AsyncClient) -> list[list[str]]:
        told = []

        async def look() -> None:
            told.append(re.findall(r"<b>(You brought .*?)</b>", await page_of(browser, rosa)))

        await look()
        ines = await signs(browser, INES, via=code, confirms=False)
        await look()
        await browser.post(link(tokens.Kind.CONFIRM, petition, ines.id))
        await look()
        await signs(browser, THEO, via=code)
        await look()
        await browser.post(link(tokens.Kind.WITHDRAW, petition, ines.id))
        await look()
        return told

    assert visiting(steps) == [
        [],
        [],
        ["You brought one person: they signed by your link and confirmed."],
        ["You brought 2 people: they signed by your link and confirmed."],
        ["You brought one person: they signed by your link and confirmed."],
    ]


def test_the_chain_from_signer_to_signer_stays_readable() -> None:
    petition = published()

    async def steps(browser: httpx.AsyncClient) -> list[Signature]:
        rosa = await signs(browser, ROSA)
        ines = await signs(browser, INES, via=code_of(petition, rosa.id))
        theo = await signs(browser, THEO, via=code_of(petition, ines.id))
        return [rosa, ines, theo]

    rosa, ines, theo = visiting(steps)
    assert (rosa.via, ines.via, theo.via) == ("", code_of(petition, rosa.id), code_of(petition, ines.id))
    assert (rosa.source, ines.source, theo.source) == ("whatsapp",) * 3


def test_what_somebody_else_brought_is_nobody_elses() -> None:
    petition = published()
    rosa, ines = factories.signature(petition, ROSA), factories.signature(petition, INES)

    async def steps(browser: httpx.AsyncClient) -> list[bool]:
        await signs(browser, THEO, via=code_of(petition, rosa.id))
        return ["You brought one person" in await page_of(browser, one) for one in (rosa, ines)]

    assert visiting(steps) == [True, False]


def test_a_remark_that_comes_back_with_a_problem_keeps_what_was_brought() -> None:
    petition = published()
    rosa = factories.signature(petition, ROSA)

    async def steps(browser: httpx.AsyncClient) -> httpx.Response:
        await signs(browser, INES, via=code_of(petition, rosa.id))
        address = link(tokens.Kind.SIGNED, petition, rosa.id).replace("/signed/", "/remark/")
        return await browser.post(address, data={"words": "", "shown_as": "Rosa"})

    answer = visiting(steps)
    assert (answer.status_code, "You brought one person" in answer.text) == (422, True)


def test_the_check_your_mail_page_asks_too_and_knows_no_code() -> None:
    published()

    async def steps(browser: httpx.AsyncClient) -> str:
        fields = {"name": ROSA.name, "email": ROSA.email, "postcode": "06103"}
        asked = await browser.post("/veto-hb-7259/sign", data=fields)
        return (await browser.get(asked.headers["location"])).text

    html = visiting(steps)
    assert '</details>\n<a class="button" data-quiet href="#main">Not now</a>' in html
    body = re.sub(r"/check/[\w-]+", "", html.partition("<body")[2])
    assert [part in body for part in ("Will you ask one person to sign?", "via", "<svg")] == [True, False, False]


def test_the_check_page_hints_at_a_slip_in_the_address() -> None:
    petition = published()

    async def asks(browser: httpx.AsyncClient) -> tuple[str, str]:
        pages = []
        for email in ("rosa@gmial.com", "rosa@example.org"):
            fields = {"name": ROSA.name, "email": email, "postcode": "06103"}
            answer = await browser.post(f"/{petition.slug}/sign", data=fields)
            pages.append((await browser.get(answer.headers["location"])).text)
        return pages[0], pages[1]

    mistyped, right = visiting(asks)

    assert "<b>Did you mean rosa@gmail.com? Then sign again with that address.</b>" in mistyped
    assert "Did you mean" not in right


def test_the_code_of_a_signers_link_is_a_picture_that_may_be_kept() -> None:
    petition = published()

    async def asks(browser: httpx.AsyncClient) -> list[httpx.Response]:
        return [await browser.get(f"/{petition.slug}/qr/{code}") for code in ("abcd2345", "ABCD2345", "abcd234")]

    found, *wrong = visiting(asks)

    drawn = qr.svg(qr.drawing(f"{URL}?via=abcd2345&s=qr"))
    assert (found.status_code, found.text, found.headers["content-type"]) == (200, drawn, "image/svg+xml")
    assert found.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert [answer.status_code for answer in wrong] == [404, 404]


def told(html: str) -> tuple[str, list[str]]:
    """The signer's place, and the number below it."""
    return re.findall(r"<h1>You are signature (.*?)</h1>", html)[0], re.findall(r'data-count="(\d+)"', html)


def test_the_number_is_never_less_than_the_place_before_the_log_has_them_and_the_logs_from_then_on(
    tmp_path: Path,
) -> None:
    petition = published()
    keeper = Keeper(tmp_path)

    async def steps(browser: httpx.AsyncClient) -> list[tuple[str, list[str]]]:
        seen = []
        shelf = browser._transport.app.front.shelf  # type: ignore[attr-defined]

        async def look() -> None:
            seen.append(told(await page_of(browser, ines)))

        await signs(browser, ROSA)
        rosa, ines = await reader.read(Signature.objects.get), await signs(browser, INES)
        await look()
        await reader.read(keeper.enter_all)
        await look()  # sealed, and the shelf has not looked yet
        await shelf.refresh()
        await look()
        left = await browser.post(link(tokens.Kind.WITHDRAW, petition, rosa.id))
        seen.append(("", re.findall(r'data-count="(\d+)"', left.text)))
        await reader.read(keeper.enter_all)
        await shelf.refresh()
        await look()
        return seen

    assert visiting(steps) == [("2", ["2"]), ("2", ["2"]), ("2", ["2"]), ("", ["1"]), ("2", ["1"])]
    assert keeper.audit(petition).ledger.totals.count == 1
