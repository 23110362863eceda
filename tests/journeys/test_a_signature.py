"""One signature from the page to the count and back, over HTTP and SMTP alone, as any visitor's program could do it."""

import sqlite3
import time
from contextlib import closing

import pytest

from tests.journeys.conftest import CAMPAIGNS, Desk, Town
from tests.journeys.visitor import Visitor, action_of, opened, until
from tests.people import MALLORY, ROSA

SECTIONS = {
    "veto-hb-7259": [
        "Add your name",
        "Voices",
        "How the law changed",
        "Videos",
        "Cases",
        "What HB 7259 does",
        "Spread the word",
    ],
    "sunday-library": ["Add your name", "Spread the word"],
}

UNPUBLISH = (
    "from undersigned.campaigns.models import CampaignPage; CampaignPage.objects.get(slug='sunday-library').unpublish()"
)


@pytest.mark.both_databases
@pytest.mark.parametrize("slug", CAMPAIGNS)
def test_rosa_signs_confirms_is_heard_and_leaves(town: Town, desk: Desk, slug: str) -> None:
    rosa = Visitor(town.url, slug)
    before = rosa.count()

    # She signs; nothing is counted yet.
    asked = rosa.sign(ROSA, updates="yes")
    check = rosa.follow(asked)
    assert ROSA.email in check.text
    letter = opened(town.smtp.wait_for(1)[0])
    assert rosa.count() == before

    # Her employer's scanner opens the link ten times; nothing is counted yet.
    for _ in range(10):
        assert rosa.http.get(letter.confirm).status_code == 200
        assert rosa.http.head(letter.confirm).status_code == 200
    assert rosa.count() == before

    # She presses the button, twice; she is counted once.
    signed = rosa.follow(rosa.post_form_on(letter.confirm))
    again = rosa.follow(rosa.post_form_on(letter.confirm))
    assert f"You are signature {before + 1}" in signed.text
    assert f"You are signature {before + 1}" in again.text
    assert rosa.count_is(before + 1)
    until(lambda: rosa.count_on_page() == before + 1)

    # She says why; it is on the page only once Theo has approved it.
    words = "I want my town to be heard on this."
    remark = {"words": words, "shown_as": "Rosa, Hartford", "may_publish": "yes"}
    assert (
        "Thank you for your remark" in rosa.follow(rosa.http.post(action_of(signed.text, "remark"), data=remark)).text
    )
    time.sleep(1.5)
    assert words not in rosa.page()
    assert desk.approve_all() == 1
    until(lambda: words in rosa.page())

    # She leaves: one less, and her words are gone.
    gone = rosa.post_form_on(letter.withdraw)
    assert gone.status_code == 200
    assert rosa.count_is(before)
    until(lambda: words not in rosa.page())
    until(lambda: rosa.count_on_page() == before)
    assert rosa.http.post(letter.confirm).status_code == 410
    assert rosa.http.get(signed.url).status_code == 410
    assert len(town.smtp.letters) == 1


def test_every_section_of_the_campaign_is_on_the_page(town: Town) -> None:
    for slug, headings in SECTIONS.items():
        page = Visitor(town.url, slug).page()

        assert [heading for heading in headings if heading not in page] == []


def test_the_code_confirms_as_the_link_does(town: Town) -> None:
    rosa = Visitor(town.url, "veto-hb-7259")
    check = rosa.sign(ROSA).headers["location"]
    letter = opened(town.smtp.wait_for(1)[0])
    wrong = "000000" if letter.code != "000000" else "000001"

    refused = rosa.http.post(check, data={"code": wrong})
    signed = rosa.follow(rosa.http.post(check, data={"code": f" {letter.code[:3]} {letter.code[3:]} "}))

    assert refused.status_code == 422
    assert "That code is not right" in refused.text
    assert "You are signature 1" in signed.text
    assert rosa.count_is(1)


def test_a_stranger_learns_nothing_by_signing_with_her_address(town: Town) -> None:
    mallory = Visitor(town.url, "veto-hb-7259")
    first = mallory.sign(ROSA)
    mallory.post_form_on(opened(town.smtp.wait_for(1)[0]).confirm)

    second = mallory.sign(ROSA)
    unknown = mallory.sign(MALLORY)

    pages = [mallory.follow(answer).text for answer in (first, second)]
    assert [answer.status_code for answer in (first, second, unknown)] == [303, 303, 303]
    assert len({len(answer.headers["location"]) for answer in (first, second)}) == 1
    assert pages[0].replace(first.headers["location"], "") == pages[1].replace(second.headers["location"], "")
    assert mallory.count_is(1)
    letters = [opened(letter) for letter in town.smtp.wait_for(3)]  # the last two leave side by side
    (already,) = [letter for letter in letters if not letter.confirm]
    assert "already" in already.subject
    assert already.withdraw != ""


def test_no_letter_holds_a_word_that_somebody_typed_into_the_form(town: Town) -> None:
    visitor = Visitor(town.url, "sunday-library")

    visitor.http.post(
        "/sunday-library/sign", data={"name": "Win Money Now", "email": "rosa@example.org", "postcode": "06103"}
    )

    letter = opened(town.smtp.wait_for(1)[0])
    assert [word for word in ("Win", "Money") if word in letter.text + letter.html + letter.subject] == []


def test_a_link_of_another_campaign_or_kind_opens_nothing(town: Town) -> None:
    rosa = Visitor(town.url, "veto-hb-7259")
    rosa.sign(ROSA)
    letter = opened(town.smtp.wait_for(1)[0])
    confirm, withdraw = letter.confirm.rpartition("/")[2], letter.withdraw.rpartition("/")[2]

    elsewhere = [
        f"/sunday-library/confirm/{confirm}",
        f"/sunday-library/withdraw/{withdraw}",
        f"/veto-hb-7259/withdraw/{confirm}",
        f"/veto-hb-7259/confirm/{withdraw}",
        f"/veto-hb-7259/signed/{confirm}",
        f"/veto-hb-7259/confirm/{confirm[:-1]}",
        f"/veto-hb-7259/check/{confirm}",
    ]

    assert [rosa.http.get(path).status_code for path in elsewhere] == [404] * 7
    assert [rosa.http.post(path).status_code for path in elsewhere[:4]] == [404] * 4
    assert rosa.count() == 0


def test_a_form_with_mistakes_comes_back_with_everything_that_was_typed(town: Town) -> None:
    rosa = Visitor(town.url, "veto-hb-7259")

    answer = rosa.http.post(
        "/veto-hb-7259/sign", data={"name": "Rosa <b>", "email": "rosa@example", "postcode": "", "updates": "yes"}
    )

    assert answer.status_code == 422
    assert "<title>Error: " in answer.text
    assert "Enter an email address in the correct format, like name@example.com" in answer.text
    assert "Enter your ZIP code" in answer.text
    assert 'value="Rosa &lt;b&gt;"' in answer.text
    assert 'value="rosa@example"' in answer.text
    assert answer.text.count(" checked") == 1
    assert answer.headers["cache-control"] == "no-store"


def test_a_form_sent_from_another_website_is_refused(town: Town) -> None:
    visitor = Visitor(town.url, "veto-hb-7259")
    visitor.http.headers["sec-fetch-site"] = "cross-site"

    answer = visitor.sign(ROSA)

    assert answer.status_code == 403
    assert town.smtp.letters == []


def test_a_robot_that_fills_the_hidden_field_is_answered_and_not_mailed(town: Town) -> None:
    mallory = Visitor(town.url, "veto-hb-7259")

    answer = mallory.sign(MALLORY, again="https://spam.example")
    rosa = mallory.sign(ROSA)

    assert (answer.status_code, rosa.status_code) == (303, 303)
    letters = town.smtp.wait_for(1)
    assert [letter["To"] for letter in letters] == [ROSA.email]


def test_while_the_database_is_locked_nothing_is_lost_that_was_typed(town: Town) -> None:
    rosa = Visitor(town.url, "veto-hb-7259")
    with closing(sqlite3.connect(town.product.folder / "var" / "undersigned.sqlite3")) as somebody_else:
        somebody_else.execute("BEGIN IMMEDIATE")

        refused = rosa.sign(ROSA)
        page_meanwhile = rosa.http.get("/veto-hb-7259/").status_code
        somebody_else.rollback()

    assert (refused.status_code, refused.headers["retry-after"], page_meanwhile) == (503, "30", 200)
    assert f'value="{ROSA.email}"' in refused.text
    assert rosa.sign(ROSA).status_code == 303
    assert [letter["To"] for letter in town.smtp.wait_for(1)] == [ROSA.email]


def test_the_page_comes_from_memory_fit_for_caches(town: Town) -> None:
    visitor = Visitor(town.url, "veto-hb-7259")

    plain = visitor.http.get("/veto-hb-7259/")
    packed = visitor.http.get("/veto-hb-7259/", headers={"accept-encoding": "gzip, deflate, br"})
    known = visitor.http.get(
        "/veto-hb-7259/", headers={"accept-encoding": "br", "if-none-match": packed.headers["etag"]}
    )
    head = visitor.http.head("/veto-hb-7259/")

    assert "set-cookie" not in plain.headers
    assert packed.headers["content-encoding"] == "br"
    assert packed.text == plain.text
    assert int(packed.headers["content-length"]) <= 14_000
    assert plain.headers["cache-control"].startswith("public,")
    assert plain.headers["vary"] == "Accept-Encoding"
    assert (known.status_code, known.content) == (304, b"")
    assert head.headers["content-length"] == plain.headers["content-length"]
    assert head.content == b""


def test_an_address_that_is_not_there_says_so(town: Town) -> None:
    visitor = Visitor(town.url, "veto-hb-7259")
    nowhere = ["/nowhere", "/nowhere/", "/veto-hb-7259/nowhere", "/nowhere/count", "/veto-hb-7259/x/y/"]

    answers = [visitor.http.get(path) for path in nowhere]

    assert [answer.status_code for answer in answers] == [404] * 5


def test_after_the_page_is_taken_off_a_signer_can_still_leave(town: Town) -> None:
    rosa = Visitor(town.url, "sunday-library")
    rosa.sign(ROSA)
    letter = opened(town.smtp.wait_for(1)[0])
    rosa.post_form_on(letter.confirm)
    town.product.run("manage", "shell", "-c", UNPUBLISH)
    until(lambda: rosa.http.get("/sunday-library/").status_code == 404)

    confirm, gone = rosa.http.get(letter.confirm), rosa.post_form_on(letter.withdraw)

    assert (confirm.status_code, "This petition is closed" in confirm.text) == (410, True)
    assert (gone.status_code, "Your signature is removed" in gone.text) == (200, True)
    assert [rosa.sign(MALLORY).status_code, rosa.http.get("/sunday-library/count").status_code] == [404, 404]
