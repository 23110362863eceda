"""One's own page: the same answer to every asking, a page behind a link, and what its buttons do."""

import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

import httpx
import pytest
from django.conf import settings
from django.utils import timezone

from tests import factories
from tests.people import INES, MALLORY, ROSA
from tests.public.test_app import visiting
from tests.public.test_shelf import bake
from undersigned.mail.models import Letter
from undersigned.public.models import Baked
from undersigned.rights.models import Act, Asking
from undersigned.signing import keyring, tokens
from undersigned.signing.models import Petition, Signature, Tally

pytestmark = pytest.mark.django_db(transaction=True)

Ask = Callable[[httpx.AsyncClient], Awaitable[httpx.Response]]
HERE = "/veto-hb-7259/mine"


def opened() -> tuple[Petition, Signature]:
    """A petition whose pages are up, and Rosa's signature under it."""
    petition = factories.petition()
    bake(petition, version=1)
    campaign = {
        "ask": petition.ask,
        "path": "/veto-hb-7259/",
        "language": "en",
        "sponsor": "Friends",
        "contact_email": "theo@example.net",
        "postcode": {"label": "Postcode", "inputmode": "text", "maxlength": 10},
    }
    Baked.objects.filter(name=f"{petition.pk}:campaign").update(facts={"campaign": campaign})
    return petition, factories.signature(petition, ROSA, wants_updates=True)


def link(
    petition: Petition, signature_id: UUID, kind: tokens.Kind = tokens.Kind.MANAGE, *, ago: timedelta = timedelta()
) -> str:
    at = (timezone.now() - ago).timestamp()
    return f"{HERE}/{tokens.mint(kind, signature_id, petition=petition.uuid, key=settings.MASTER_KEYS.token, at=at)}"


def asked(*asks: Ask) -> list[httpx.Response]:
    async def steps(browser: httpx.AsyncClient) -> list[httpx.Response]:
        return [await ask(browser) for ask in asks]

    found = visiting(steps)
    assert isinstance(found, list)
    return found


def get(address: str) -> Ask:
    return lambda browser: browser.get(address)


def post(address: str, **fields: str) -> Ask:
    return lambda browser: browser.post(address, data=fields)


def record(one: Signature) -> dict[str, str]:
    one.refresh_from_db()
    found = keyring.for_petition(one.petition_id).unseal("signature", one.id, bytes(one.sealed or b""))
    return {name: found[name] for name in ("name", "postcode")}


def test_every_asking_gets_the_same_answer_whoever_has_signed() -> None:
    petition, _ = opened()
    factories.signature(petition, INES, state=Signature.State.HELD)

    answers = asked(*(post(HERE, email=person.email) for person in (ROSA, INES, MALLORY)))

    told = {(one.status_code, one.text, tuple(sorted(one.headers.items()))) for one in answers}
    assert len(told) == 1
    assert answers[0].status_code == 200
    assert "If somebody has signed this petition with that address" in answers[0].text
    assert Asking.objects.count() == 3
    assert Letter.objects.count() == 0  # the worker finds out who gets one


def test_an_address_that_is_none_is_told_so_and_kept() -> None:
    opened()

    [answer] = asked(post(HERE, email="rosa@example"))

    assert answer.status_code == 422
    assert "Enter an email address in the correct format, like name@example.com" in answer.text
    assert 'value="rosa@example"' in answer.text
    assert Asking.objects.count() == 0


def test_another_site_cannot_ask() -> None:
    opened()

    [answer] = asked(
        lambda browser: browser.post(HERE, data={"email": ROSA.email}, headers={"sec-fetch-site": "cross-site"})
    )

    assert (answer.status_code, Asking.objects.count()) == (404, 0)


def test_three_letters_are_asked_for_one_mailbox_and_the_answer_stays_the_same() -> None:
    opened()

    answers = asked(*(post(HERE, email=ROSA.email) for _ in range(6)))

    assert {(one.status_code, one.text) for one in answers} == {(200, answers[0].text)}
    assert Asking.objects.count() == 3


@pytest.mark.once  # the store that writes is that of the settings
def test_who_asks_for_her_page_in_her_name_does_not_have_her_signature_held() -> None:
    opened()
    ines = {"name": INES.name, "email": INES.email, "postcode": INES.postcode}

    asked(*(post(HERE, email=INES.email) for _ in range(3)), post("/veto-hb-7259/sign", **ines))

    assert Signature.objects.exclude(state=Signature.State.CONFIRMED).get().state == Signature.State.PENDING


def test_the_page_shows_what_is_held_and_changes_nothing() -> None:
    petition, rosa = opened()

    [answer] = asked(get(link(petition, rosa.id)))

    for words in (ROSA.name, ROSA.email, ROSA.postcode, "It counts.", "You asked for it."):
        assert words in answer.text
    kept = {name: answer.headers[name] for name in ("cache-control", "referrer-policy", "x-robots-tag")}
    assert kept == {"cache-control": "no-store", "referrer-policy": "no-referrer", "x-robots-tag": "noindex"}
    assert Act.objects.count() == 0
    assert record(rosa) == {"name": ROSA.name, "postcode": ROSA.postcode}


@pytest.mark.parametrize("kind", [kind for kind in tokens.Kind if kind is not tokens.Kind.MANAGE])
def test_no_other_link_opens_it(kind: tokens.Kind) -> None:
    petition, rosa = opened()

    answers = asked(get(link(petition, rosa.id, kind)), post(link(petition, rosa.id, kind), act="erase"))

    assert [one.status_code for one in answers] == [404, 404]
    assert Tally.objects.get(petition=petition).count == 1


def test_the_link_works_for_a_day() -> None:
    petition, rosa = opened()
    late = timedelta(days=1, seconds=2)

    answers = asked(get(link(petition, rosa.id, ago=late)), get(f"{link(petition, rosa.id, ago=late)}/data.json"))

    assert [one.status_code for one in answers] == [410, 410]


def test_all_of_it_can_be_taken_along() -> None:
    petition, rosa = opened()

    [answer] = asked(get(f"{link(petition, rosa.id)}/data.json"))

    taken = json.loads(answer.text)
    assert answer.headers["content-disposition"] == 'attachment; filename="veto-hb-7259-my-data.json"'
    assert taken["petition"] == {"ask": petition.ask, "uuid": str(petition.uuid)}
    assert (taken["signing"]["email"], taken["signing"]["consent"]["updates"]) == (ROSA.email, True)


@pytest.mark.parametrize(
    ("fields", "act"),
    [
        ({"act": "show-name"}, "name-shown"),
        ({"act": "stop-news"}, "news-stopped"),
        ({"act": "correct", "postcode": "97299"}, "corrected"),
    ],
)
def test_a_button_does_it_at_once_and_leads_back(fields: dict[str, str], act: str) -> None:
    petition, rosa = opened()
    here = link(petition, rosa.id)

    done, page = asked(post(here, **fields), get(f"{here}?done={fields['act']}"))

    assert (done.status_code, done.headers["location"]) == (303, f"{here}?done={fields['act']}")
    assert "A letter confirms it." in page.text
    assert list(Act.objects.values_list("kind", flat=True)) == [act]


def test_a_name_that_counts_is_not_changed_and_the_page_says_what_to_do() -> None:
    petition, rosa = opened()

    [answer] = asked(post(link(petition, rosa.id), act="correct", name="Rosa Vidal", postcode="97299"))

    assert answer.status_code == 422
    assert "To sign under another name, remove the signature below" in answer.text
    assert 'value="Rosa Vidal"' in answer.text
    assert record(rosa) == {"name": ROSA.name, "postcode": ROSA.postcode}


def test_another_site_cannot_press_a_button() -> None:
    petition, rosa = opened()

    [answer] = asked(
        lambda browser: browser.post(
            link(petition, rosa.id), data={"act": "erase"}, headers={"sec-fetch-site": "cross-site"}
        )
    )

    assert answer.status_code == 404
    assert Tally.objects.get(petition=petition).count == 1


@pytest.mark.parametrize("act", ["withdraw", "erase"])
def test_leaving_takes_her_out_at_once_and_the_link_is_used_up(act: str) -> None:
    petition, rosa = opened()
    here = link(petition, rosa.id)

    gone, again, page = asked(post(here, act=act), post(here, act=act), get(here))

    assert ("Your signature is removed" in gone.text) or ("Everything about you is being deleted" in gone.text)
    assert (gone.status_code, again.status_code, page.status_code) == (200, 200, 410)
    assert Tally.objects.get(petition=petition).count == 0
    assert Letter.objects.count() == 1


def test_an_act_that_is_none_does_nothing() -> None:
    petition, rosa = opened()
    here = link(petition, rosa.id)

    [answer] = asked(post(here, act="confirm"))

    assert (answer.status_code, answer.headers["location"]) == (303, here)
    assert Act.objects.count() == 0
