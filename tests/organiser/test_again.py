"""A session that was left open does no great harm: what would is asked for again, and sessions end by themselves."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from tests.organiser import desk
from undersigned.accounts import recent, second_factor, sessions, throttle
from undersigned.accounts.models import Invitation
from undersigned.organiser import groups
from undersigned.organiser.permissions import Role

pytestmark = pytest.mark.django_db

PASSWORD = "a fence of seven birches"
INVITATION = {"email": "ines@example.edu", "role": "analyst", "campaign": ""}


@pytest.fixture(autouse=True)
def _passwords_are_quick(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def theo() -> User:
    user = User.objects.create_user("theo", password=PASSWORD)
    groups.give(user, Role.OWNER, page=None)
    return user


def _left_open(user: User, *, since: timedelta = timedelta(minutes=11)) -> Client:
    """Signed in a while ago."""
    client = desk.signed_in(user)
    _set(client, recent.PROVEN, timezone.now() - since)
    return client


def _set(client: Client, name: str, at: datetime) -> None:
    session = client.session
    session[name] = at.isoformat()
    session.save()


def _words(response: Any) -> str:
    return desk.text_of(response.content.decode())


def test_what_was_filled_in_goes_on_its_way_once_the_password_is_there(theo: User) -> None:
    client = _left_open(theo)

    asked = client.post("/organiser/people/", INVITATION)
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', asked.content.decode()))
    hidden.pop("csrfmiddlewaretoken")
    wrong = client.post("/organiser/people/", {**hidden, "password": "wrong"})
    right = client.post("/organiser/people/", {**hidden, "password": PASSWORD})

    assert (asked.status_code, "Is it you?" in _words(asked)) == (403, True)
    assert hidden == {**INVITATION, "again": "POST"}
    assert (wrong.status_code, "This is not your password." in _words(wrong)) == (422, True)
    assert right["Location"] == "/organiser/people/"
    assert Invitation.objects.get().email == "ines@example.edu"


def test_who_has_just_proven_it_is_not_asked(theo: User) -> None:
    client = _left_open(theo, since=timedelta(minutes=9))

    assert client.post("/organiser/people/", INVITATION).status_code == 302


@pytest.mark.once
def test_where_a_second_step_is_on_it_is_the_proof(theo: User) -> None:
    client = _left_open(theo)
    secret = bytes(20)
    now = timezone.now()
    codes = second_factor.turn_on(theo, secret, second_factor._totp(secret).generate(now.timestamp()).decode(), at=now)

    by_password = client.post("/organiser/people/", {**INVITATION, "again": "POST", "password": PASSWORD})
    by_code = client.post("/organiser/people/", {**INVITATION, "again": "POST", "code": codes[0]})

    assert (by_password.status_code, by_code.status_code) == (422, 302)


def test_a_screen_opens_after_the_proof_and_its_form_is_not_sent_by_it(theo: User) -> None:
    page = desk.campaign("Keep the library open", "sunday-library")
    client = _left_open(theo)
    address = f"/organiser/signatures/{page.petition_id}/export/"

    asked = client.get(address)
    proven = client.post(address, {"again": "GET", "password": PASSWORD, "layout": "handover"})

    assert (asked.status_code, asked["Cache-Control"].startswith("max-age=0, no-cache, no-store")) == (403, True)
    assert (proven.status_code, proven["Location"]) == (302, address)
    assert client.get(address).status_code == 200


@pytest.mark.once
def test_a_session_that_is_shared_asks_as_slowly_as_signing_in_does(theo: User) -> None:
    client = _left_open(theo)
    proof = {"again": "GET", "password": "wrong"}
    for _ in range(throttle.FREE_BY_NAME):
        client.post("/organiser/two-steps/", proof)

    refused = client.post("/organiser/two-steps/", {**proof, "password": PASSWORD})

    assert "Too many attempts. Wait 1 minute, then try again." in _words(refused)


@pytest.mark.once
def test_nobody_is_asked_before_it_is_known_that_they_may(theo: User) -> None:
    rosa = User.objects.create_user("rosa")
    groups.give(rosa, Role.ANALYST, page=None)

    assert "You may not see this" in _words(_left_open(rosa).post("/organiser/people/", INVITATION))


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    ("address", "looks", "acts"),
    [
        ("people/", False, True),
        ("people/{theo}/", False, True),
        ("signatures/{petition}/export/", True, True),
        ("delivery/{petition}/", False, True),
        ("retention/{petition}/", False, True),
        ("gate/", False, True),
        ("two-steps/", True, True),
        ("groups/edit/{group}/", False, True),
        ("groups/delete/{group}/", False, True),
        ("users/edit/{theo}/", False, True),
        ("account/", False, True),
        ("pages/{page}/delete/", False, True),
        ("bulk/wagtailcore/page/delete/?id={page}", False, True),
        ("bulk/wagtailcore/page/publish/?id={page}", False, False),
    ],
)
@pytest.mark.once
def test_what_concerns_many_people_is_asked_for_again(
    theo: User,
    address: str,
    method: str,
    looks: bool,  # noqa: FBT001
    acts: bool,  # noqa: FBT001
) -> None:
    page = desk.campaign("Keep the library open", "sunday-library")
    named = {"theo": theo.pk, "petition": page.petition_id, "page": page.pk}
    client = _left_open(User.objects.create_superuser("ines"))
    group = Group.objects.create(name="Our volunteers")

    answer = getattr(client, method)(f"/organiser/{address.format(**named, group=group.pk)}")

    assert ("Is it you?" in _words(answer)) == {"get": looks, "post": acts}[method]


@pytest.mark.once
@pytest.mark.parametrize("address", ["account/", "users/new/", "two-steps/", "people/"])
def test_a_stranger_is_asked_to_sign_in_and_not_for_a_proof(address: str) -> None:
    answer = Client().post(f"/organiser/{address}", {"again": "POST", "password": PASSWORD})

    assert (answer.status_code, answer["Location"]) == (302, f"/organiser/login/?next=/organiser/{address}")


def test_a_session_ends_twelve_hours_after_it_began(theo: User) -> None:
    client = desk.signed_in(theo)
    _set(client, sessions.BEGAN, timezone.now() - timedelta(hours=11, minutes=59))
    assert client.get("/organiser/").status_code == 200

    _set(client, sessions.BEGAN, timezone.now() - timedelta(hours=12, minutes=1))

    assert client.get("/organiser/")["Location"] == "/organiser/login/?next=/organiser/"
    assert sessions.of(theo, this="") == []


def test_a_session_ends_an_hour_after_the_last_step_in_it(theo: User) -> None:
    client = desk.signed_in(theo)
    row = Session.objects.get()

    assert desk.just_now(row.expire_date - timedelta(hours=1))
    Session.objects.update(expire_date=timezone.now())
    assert client.get("/organiser/")["Location"] == "/organiser/login/?next=/organiser/"


@pytest.mark.parametrize(
    ("headers", "is_step"),
    [({}, True), ({"sec-fetch-dest": "document"}, True), ({"sec-fetch-dest": "empty"}, False)],
)
@pytest.mark.once
def test_what_a_script_fetches_by_itself_is_no_step(theo: User, headers: dict[str, str], is_step: bool) -> None:  # noqa: FBT001
    client = desk.signed_in(theo)
    earlier = timezone.now() - timedelta(minutes=30)
    _set(client, sessions.SEEN, earlier)

    client.get("/organiser/sessions/", headers=headers)

    assert (client.session[sessions.SEEN] != earlier.isoformat()) is is_step
