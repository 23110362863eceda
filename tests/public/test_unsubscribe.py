"""The way out of the news: by the page's button, by the mail program's own, and back again. The signature stays."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID, uuid4

import httpx
import pytest
from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from tests import factories
from tests.people import INES, ROSA
from tests.public.test_app import visiting
from tests.public.test_shelf import bake
from undersigned.mail.models import Letter
from undersigned.public.models import Baked
from undersigned.signing import decide, tokens
from undersigned.signing.models import Petition, Signature
from undersigned.updates import subscribe
from undersigned.updates.models import Update

pytestmark = pytest.mark.django_db(transaction=True)

ONE_CLICK = {"List-Unsubscribe": "One-Click"}
Ask = Callable[[httpx.AsyncClient], Awaitable[httpx.Response]]


def opened(language: str = "en", *, closed_ago: timedelta | None = None) -> tuple[Petition, Signature]:
    """A petition whose pages are up, and Rosa's signature under it; she wants news."""
    petition = factories.petition(closes_at=timezone.now() - closed_ago if closed_ago else None)
    bake(petition, version=1)
    campaign = {"ask": petition.ask, "path": "/veto-hb-7259/", "language": language, "sponsor": "Friends"}
    Baked.objects.filter(name=f"{petition.pk}:campaign").update(facts={"campaign": campaign})
    return petition, factories.signature(petition, ROSA, wants_updates=True)


def link(petition: Petition, signature_id: UUID, kind: tokens.Kind = tokens.Kind.UNSUBSCRIBE) -> str:
    at = timezone.now().timestamp()
    token = tokens.mint(kind, signature_id, petition=petition.uuid, key=settings.MASTER_KEYS.token, at=at)
    return f"/veto-hb-7259/unsubscribe/{token}"


def asked(*asks: Ask) -> list[httpx.Response]:
    async def steps(browser: httpx.AsyncClient) -> list[httpx.Response]:
        return [await ask(browser) for ask in asks]

    found = visiting(steps)
    assert isinstance(found, list)
    return found


def wants(signature: Signature) -> tuple[bool, str]:
    signature.refresh_from_db()
    return signature.wants_updates, signature.state


def test_opening_the_link_asks_and_changes_nothing() -> None:
    petition, rosa = opened()

    (page,) = asked(lambda browser: browser.get(link(petition, rosa.id)))

    assert page.status_code == 200
    assert "Stop the news of this petition?" in page.text
    assert page.text.count("<form") == page.text.count("<button") == 1
    assert (page.headers["cache-control"], page.headers["referrer-policy"]) == ("no-store", "no-referrer")
    assert wants(rosa) == (True, "confirmed")


@pytest.mark.parametrize("closed_ago", [None, timedelta(days=9)])
def test_the_button_stops_the_news_and_keeps_the_signature(closed_ago: timedelta | None) -> None:
    petition, rosa = opened(closed_ago=closed_ago)
    ines = factories.signature(petition, INES, wants_updates=True)

    (page,) = asked(lambda browser: browser.post(link(petition, rosa.id)))

    assert page.status_code == 200
    assert "Your signature stays and goes on counting." in page.text
    assert (wants(rosa), wants(ines)) == ((False, "confirmed"), (True, "confirmed"))


@pytest.mark.once
@pytest.mark.parametrize(
    "sent",
    [
        {"data": ONE_CLICK},
        {"files": {"List-Unsubscribe": (None, "One-Click")}},  # RFC 8058 §3.2: it may be a multipart form, too
        {"data": ONE_CLICK, "headers": {"sec-fetch-site": "cross-site", "origin": "https://mail.example"}},
    ],
    ids=["form", "multipart", "from a webmail's page"],
)
def test_one_click_in_the_mail_program_is_enough(sent: dict[str, object]) -> None:
    petition, rosa = opened()

    (answer,) = asked(lambda browser: browser.post(link(petition, rosa.id), **sent))  # type: ignore[arg-type]

    assert (answer.status_code, "set-cookie" in answer.headers) == (200, False)
    assert wants(rosa) == (False, "confirmed")


def test_twice_is_as_once_and_both_can_be_undone() -> None:
    petition, rosa = opened()
    way_out = link(petition, rosa.id)

    first, second = asked(lambda browser: browser.post(way_out), lambda browser: browser.post(way_out))
    assert (first.text, wants(rosa)) == (second.text, (False, "confirmed"))

    (back,) = asked(lambda browser: browser.post(way_out, data={"again": "yes"}))
    assert "You get news of this petition by email, as before." in back.text
    assert wants(rosa) == (True, "confirmed")


@pytest.mark.once
def test_in_spanish_it_is_in_spanish() -> None:
    petition, rosa = opened("es")
    Petition.objects.update(language="es")
    petition.texts.update(language="es")
    petition.wordings.update(language="es")

    page, done = asked(
        lambda browser: browser.get(link(petition, rosa.id)), lambda browser: browser.post(link(petition, rosa.id))
    )

    assert ['<html lang="es"' in one.text for one in (page, done)] == [True, True]


def test_what_waits_in_the_outbox_does_not_leave_and_the_update_counts_it_once() -> None:
    petition, rosa = opened()
    updates = [Update.objects.create(petition=petition, changed_at=factories.NOW) for _ in range(2)]
    for update, state in zip(updates, ("sent", "waiting"), strict=True):
        Letter.objects.create(
            id=uuid4(), petition_id=petition.pk, about=rosa.id, kind="update", language="en", state=state,
            due_at=factories.NOW, queued_at=factories.NOW, update_id=update.pk,
        )  # fmt: skip
    way_out = link(petition, rosa.id)

    asked(lambda browser: browser.post(way_out), lambda browser: browser.post(way_out))
    assert list(Letter.objects.values_list("state", flat=True)) == ["sent"]
    counted = Update.objects.order_by("pk").values_list("unsubscribed_count", flat=True)
    assert list(counted) == [1, 0]

    asked(lambda browser: browser.post(way_out, data={"again": "yes"}))
    assert list(counted.all()) == [0, 0]


@pytest.mark.once
def test_who_is_not_there_or_left_gets_the_same_answer_and_no_news() -> None:
    petition, rosa = opened()
    left = factories.signature(petition, INES, state=Signature.State.WITHDRAWN)
    known, unknown, gone, back = asked(
        lambda browser: browser.post(link(petition, rosa.id)),
        lambda browser: browser.post(link(petition, uuid4())),
        lambda browser: browser.post(link(petition, left.id)),
        lambda browser: browser.post(link(petition, left.id), data={"again": "yes"}),
    )

    assert known.text == unknown.text == gone.text
    assert (back.status_code, wants(left)) == (200, (False, "withdrawn"))


@pytest.mark.once
def test_who_was_struck_meanwhile_and_is_put_back_gets_no_news() -> None:
    petition, rosa = opened()
    decide.strike(petition.pk, rosa.id, reason=decide.Reason.NOBODY, at=timezone.now())

    asked(lambda browser: browser.post(link(petition, rosa.id), data=ONE_CLICK))
    decide.reinstate(petition.pk, rosa.id, at=timezone.now())

    assert wants(rosa) == (False, "confirmed")


@pytest.mark.once
@pytest.mark.parametrize("kind", [tokens.Kind.CONFIRM, tokens.Kind.SIGNED, tokens.Kind.WITHDRAW])
def test_a_link_to_another_door_opens_nothing_here(kind: tokens.Kind) -> None:
    petition, rosa = opened()

    (answer,) = asked(lambda browser: browser.post(link(petition, rosa.id, kind), data=ONE_CLICK))

    assert (answer.status_code, wants(rosa)) == (404, (True, "confirmed"))


@pytest.mark.once
def test_a_database_that_is_away_is_told_and_not_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    petition, rosa = opened()

    def away(*_: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(subscribe, "stop", away)

    (answer,) = asked(lambda browser: browser.post(link(petition, rosa.id), data=ONE_CLICK))

    assert (answer.status_code, wants(rosa)) == (503, (True, "confirmed"))
