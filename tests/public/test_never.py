"""The way out of all letters: by the page's button, by the mail program's own, and back again."""

from collections.abc import Awaitable, Callable
from uuid import UUID

import httpx
import pytest
from django.conf import settings
from django.utils import timezone

from tests.people import ROSA
from tests.public.test_unsubscribe import asked, opened
from undersigned.returns import refuse
from undersigned.returns.refuse import Reason
from undersigned.signing import keyring, tokens
from undersigned.signing.models import Petition

pytestmark = pytest.mark.django_db(transaction=True)

ONE_CLICK = {"List-Unsubscribe": "One-Click"}
Ask = Callable[[httpx.AsyncClient], Awaitable[httpx.Response]]


def link(petition: Petition, kind: tokens.Kind = tokens.Kind.NEVER) -> str:
    mailbox, at = UUID(bytes=keyring.mailbox(ROSA.email)), timezone.now().timestamp()
    token = tokens.mint(kind, mailbox, petition=petition.uuid, key=settings.MASTER_KEYS.token, at=at)
    return f"/veto-hb-7259/never/{token}"


def reasons() -> list[str]:
    return [one.reason for one in refuse.of(keyring.mailbox(ROSA.email))]


def test_opening_the_link_asks_and_changes_nothing() -> None:
    petition, _rosa = opened()

    answers = asked(*[lambda browser: browser.get(link(petition))] * 5, lambda browser: browser.head(link(petition)))

    assert [answer.status_code for answer in answers] == [200] * 6
    assert answers[0].text.count("<form") == answers[0].text.count("<button") == 1
    assert (answers[0].headers["cache-control"], answers[0].headers["referrer-policy"]) == ("no-store", "no-referrer")
    assert reasons() == []


def test_the_button_stops_all_letters_and_keeps_the_signature() -> None:
    petition, rosa = opened()

    (page,) = asked(lambda browser: browser.post(link(petition)))

    assert page.status_code == 200
    assert "You get no more email from here" in page.text
    assert reasons() == ["never"]
    rosa.refresh_from_db()
    assert (rosa.state, rosa.wants_updates) == ("confirmed", True)


def test_a_mail_program_posts_by_itself_from_anywhere_and_as_often_as_it_likes() -> None:
    petition, _rosa = opened()
    elsewhere = {"origin": "https://mail.example.com", "sec-fetch-site": "cross-site"}

    answers = asked(*[lambda browser: browser.post(link(petition), data=ONE_CLICK, headers=elsewhere)] * 2)

    assert [answer.status_code for answer in answers] == [200, 200]
    assert reasons() == ["never"]


def test_the_link_works_when_the_signature_is_long_gone() -> None:
    petition, rosa = opened()
    rosa.delete()

    (page,) = asked(lambda browser: browser.post(link(petition)))

    assert (page.status_code, reasons()) == (200, ["never"])


def test_the_owner_undoes_their_own_and_not_what_a_mail_server_has_stopped() -> None:
    petition, _rosa = opened()
    refuse.mailbox(keyring.mailbox(ROSA.email), reason=Reason.BOUNCE, at=timezone.now())

    stopped, back = asked(
        lambda browser: browser.post(link(petition)),
        lambda browser: browser.post(link(petition), data={"again": "yes"}),
    )

    assert 'name="again" value="yes"' in stopped.text
    assert "Letters may come again" in back.text
    assert reasons() == ["bounce"]


@pytest.mark.parametrize("kind", [kind for kind in tokens.Kind if kind is not tokens.Kind.NEVER])
def test_no_other_link_opens_this_door(kind: tokens.Kind) -> None:
    petition, _rosa = opened()

    got, posted = asked(
        lambda browser: browser.get(link(petition, kind)), lambda browser: browser.post(link(petition, kind))
    )

    assert [got.status_code, posted.status_code] == [404, 404]
    assert reasons() == []
