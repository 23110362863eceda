"""People: invited with a role, changed, taken away; and where one is signed in."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import ModelLogEntry

from tests.factories import NOW
from tests.organiser import desk
from undersigned.accounts import second_factor, sessions
from undersigned.accounts.models import Invitation
from undersigned.organiser import groups
from undersigned.organiser.people.open_sessions import spoken
from undersigned.organiser.permissions import Role

pytestmark = pytest.mark.django_db

PASSWORD = "a fence of seven birches"
ACCOUNT = {"username": "rosa", "password1": PASSWORD, "password2": PASSWORD}
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile/15E Safari/604.1"


@pytest.fixture(autouse=True)
def _passwords_are_quick(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def _owner(name: str = "theo") -> User:
    user = User.objects.create_user(name, f"{name}@example.net", PASSWORD)
    groups.give(user, Role.OWNER, page=None)
    return user


def _invite(client: Client, **fields: Any) -> Any:
    return client.post("/organiser/people/", {"email": "rosa@example.org", "role": "editor", "campaign": "", **fields})


def _link() -> str:
    """Of the letter that was sent last, from the site's root."""
    (address,) = re.findall(r"https?://[^/\s]+(/organiser/invitation/\S+)", str(mail.outbox[-1].body))
    return address


def _actions() -> list[tuple[str, str]]:
    entries = ModelLogEntry.objects.filter(action__startswith="organiser.person").order_by("timestamp", "pk")
    return [(entry.action.removeprefix("organiser.person."), entry.label) for entry in entries]


def _words(response: Any) -> str:
    return desk.text_of(response.content.decode())


def test_an_invitation_makes_one_account_with_its_role() -> None:
    theo, rosa = desk.signed_in(_owner()), Client()

    asked = _invite(theo, role="moderator")
    seen = rosa.get(_link())
    made = rosa.post(_link(), ACCOUNT)

    assert (asked.status_code, asked["Location"]) == (302, "/organiser/people/")
    assert [letter.to for letter in mail.outbox] == [["rosa@example.org"]]
    assert mail.outbox[0].subject == "Your invitation to the desk of 127.0.0.1:8000"
    assert "theo invites you to the desk of 127.0.0.1:8000, as Moderator of all campaigns." in mail.outbox[0].body
    assert "You are invited as Moderator of all campaigns, at rosa@example.org." in _words(seen)
    assert (made.status_code, made["Location"]) == (302, "/organiser/")
    account = User.objects.get(username="rosa")
    assert (account.email, [group.name for group in account.groups.all()]) == ("rosa@example.org", ["Moderators"])
    assert (account.is_superuser, account.is_staff, account.check_password(PASSWORD)) == (False, False, True)
    assert rosa.get("/organiser/voices/").status_code == 200
    assert _actions() == [("invite", "theo"), ("join", "rosa")]


def test_an_invitation_may_be_for_one_campaign() -> None:
    page = desk.campaign("Keep the library open", "sunday-library")
    _invite(desk.signed_in(_owner()), role="editor", campaign=page.pk)
    rosa = Client()

    seen = rosa.get(_link())
    rosa.post(_link(), ACCOUNT)

    assert "as Editor of “Keep the library open”." in mail.outbox[0].body
    assert "You are invited as Editor of “Keep the library open”" in _words(seen)
    assert User.objects.get(username="rosa").groups.get().name == "Editors of sunday-library"
    assert rosa.get(f"/organiser/pages/{page.pk}/edit/").status_code == 200
    assert "Keep the library open" in _words(rosa.get("/organiser/"))


def test_the_link_opens_once() -> None:
    _invite(desk.signed_in(_owner()))
    Client().post(_link(), ACCOUNT)

    again = Client().post(_link(), ACCOUNT | {"username": "mallory"})

    assert (again.status_code, "opens nothing any more" in _words(again)) == (404, True)
    assert not User.objects.filter(username="mallory").exists()


@pytest.mark.once
def test_a_link_that_is_old_forged_replaced_or_taken_back_opens_nothing() -> None:
    theo = desk.signed_in(_owner())
    _invite(theo, email="old@example.org")
    Invitation.objects.update(expires_at=NOW)
    old = _link()
    _invite(theo)
    replaced = _link()
    _invite(theo)
    taken_back = _link()
    taken = theo.post(f"/organiser/people/invitations/{Invitation.objects.get(email='rosa@example.org').pk}/")

    answers = [Client().get(link).status_code for link in (old, replaced, taken_back, old[:-2] + "x/")]

    assert (taken.status_code, answers) == (302, [404, 404, 404, 404])


@pytest.mark.once
@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"email": "Theo@Example.net"}, "Somebody with this address has an account"),
        ({"email": "rosa"}, "Enter a valid email address."),
        ({"role": "emperor"}, "Select a valid choice."),
    ],
)
def test_what_is_wrong_with_an_invitation_is_said(fields: dict[str, str], sentence: str) -> None:
    answer = _invite(desk.signed_in(_owner()), **fields)

    assert (answer.status_code, sentence in _words(answer)) == (422, True)
    assert (Invitation.objects.count(), mail.outbox) == (0, [])


@pytest.mark.once
def test_a_weak_password_makes_no_account() -> None:
    _invite(desk.signed_in(_owner()))

    answer = Client().post(_link(), ACCOUNT | {"password1": "short", "password2": "short"})

    assert (answer.status_code, "at least 12 characters" in _words(answer)) == (422, True)
    assert not User.objects.filter(username="rosa").exists()
    assert Invitation.objects.count() == 1


@pytest.mark.once
def test_nobody_is_invited_where_the_mail_server_is_away(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    answer = desk.signed_in(_owner()).post(
        "/organiser/people/", {"email": "rosa@example.org", "role": "editor"}, follow=True
    )

    assert "The mail server did not take the letter" in _words(answer)
    assert (Invitation.objects.count(), _actions()) == (0, [])


def test_the_list_says_who_may_what() -> None:
    page = desk.campaign("Keep the library open", "sunday-library")
    theo, ines = _owner(), User.objects.create_user("ines", "ines@example.edu")
    groups.give(ines, Role.ANALYST, page=None)
    groups.give(ines, Role.MODERATOR, page=page)
    second_factor.turn_on(ines, *_secret_and_code(), at=NOW)
    client = desk.signed_in(theo)
    _invite(client)

    words = _words(client.get("/organiser/people/"))

    assert (
        "ines ines@example.edu Analyst of all campaigns Moderator of “Keep the library open” Signs in with two steps"
        " Has never signed in theo theo@example.net You Owner of all campaigns Signs in with a password alone"
        " Last signed in"
    ) in words
    assert "Invited rosa@example.org The link opens until" in words


def test_more_people_take_no_more_queries() -> None:
    client = desk.signed_in(_owner())
    counts = []
    for number in range(2):
        with CaptureQueriesContext(connection) as asked:
            client.get("/organiser/people/")
        counts.append(len(asked))
        for name in ("rosa", "ines", "mallory"):
            groups.give(User.objects.create_user(f"{name}{number}"), Role.EDITOR, page=None)

    assert counts[0] == counts[1]


def test_a_role_is_changed_for_all_campaigns_and_for_one() -> None:
    page = desk.campaign("Keep the library open", "sunday-library")
    rosa = User.objects.create_user("rosa")
    groups.give(rosa, Role.EDITOR, page=None)
    client = desk.signed_in(_owner())

    changed = client.post(
        f"/organiser/people/{rosa.pk}/", {"do": "roles", "role-all": "", f"role-{page.pk}": "analyst"}
    )

    assert (changed.status_code, changed["Location"]) == (302, "/organiser/people/")
    assert [group.name for group in rosa.groups.all()] == ["Analysts of sunday-library"]
    entry = ModelLogEntry.objects.get(action="organiser.person.roles")
    assert entry.data == {
        "changed": [{"campaign": "all", "role": "none"}, {"campaign": "sunday-library", "role": "analyst"}]
    }
    assert '<option value="analyst" selected>' in client.get(f"/organiser/people/{rosa.pk}/").content.decode()


def test_access_that_is_taken_away_is_gone_with_the_next_click() -> None:
    rosa = User.objects.create_user("rosa", password=PASSWORD)
    groups.give(rosa, Role.OWNER, page=None)
    theirs, client = desk.signed_in(rosa), desk.signed_in(_owner())
    assert theirs.get("/organiser/people/").status_code == 200

    client.post(f"/organiser/people/{rosa.pk}/", {"do": "away"})

    rosa.refresh_from_db()
    assert (rosa.is_active, rosa.groups.count(), sessions.of(rosa, this="")) == (False, 0, [])
    assert theirs.get("/organiser/people/")["Location"] == "/organiser/login/?next=/organiser/people/"
    assert "Without access rosa" in _words(client.get("/organiser/people/"))

    client.post(f"/organiser/people/{rosa.pk}/", {"do": "back"})

    rosa.refresh_from_db()
    assert (rosa.is_active, rosa.groups.count()) == (True, 0)
    assert _actions() == [("away", "rosa"), ("back", "rosa")]


@pytest.mark.once
def test_nobody_changes_their_own_access_nor_that_of_the_first_account() -> None:
    theo, first = _owner(), User.objects.create_superuser("ines")
    client = desk.signed_in(theo)

    answers = [client.post(f"/organiser/people/{user.pk}/", {"do": "away"}).status_code for user in (theo, first)]

    assert answers == [400, 400]
    assert "You cannot change this account" in _words(client.get(f"/organiser/people/{first.pk}/"))
    assert User.objects.filter(is_active=True).count() == 2


@pytest.mark.once
def test_an_owner_takes_a_lost_telephone_from_an_account() -> None:
    rosa = User.objects.create_user("rosa", password=PASSWORD)
    second_factor.turn_on(rosa, *_secret_and_code(), at=NOW)

    desk.signed_in(_owner()).post(f"/organiser/people/{rosa.pk}/", {"do": "password-alone"})

    assert not second_factor.is_on(rosa)
    assert _actions() == [("password-alone", "rosa")]


@pytest.mark.once
def test_the_host_does_so_by_a_command(capsys: pytest.CaptureFixture[str]) -> None:
    rosa = User.objects.create_user("rosa", password=PASSWORD)
    second_factor.turn_on(rosa, *_secret_and_code(), at=NOW)

    for _ in range(2):
        call_command("forget_second_factor", "rosa")

    assert capsys.readouterr().out.splitlines() == [
        "rosa now signs in with the password alone.",
        "rosa had no second step.",
    ]
    with pytest.raises(CommandError, match="There is no account named nobody"):
        call_command("forget_second_factor", "nobody")


def test_the_other_sessions_end_and_this_one_goes_on() -> None:
    groups.give(User.objects.create_user("rosa", password=PASSWORD), Role.ANALYST, page=None)
    here, there, stranger = (Client(headers={"user-agent": agent}) for agent in (FIREFOX, SAFARI, FIREFOX))
    for client in (here, there):
        client.post("/organiser/login/", {"username": "rosa", "password": PASSWORD})
    stranger.force_login(_owner())

    seen = _words(here.get("/organiser/sessions/"))
    ended = here.post("/organiser/sessions/", follow=True)

    assert (seen.count("Firefox on Linux"), seen.count("Safari on iPhone"), seen.count("this one")) == (1, 1, 1)
    assert "1 other session has ended." in _words(ended)
    assert "You are signed in nowhere else." in _words(ended)
    assert [client.get("/organiser/").status_code for client in (here, there, stranger)] == [200, 302, 200]


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537 Chrome/140.0 Safari/537 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537 Chrome/140.0 Mobile Safari/537", "Chrome on Android"),
        ("curl/8.0 Linux", "Linux"),
        ("", "A browser that does not say which"),
    ],
)
@pytest.mark.once
def test_a_browser_is_named_in_three_words(agent: str, words: str) -> None:
    assert str(spoken(agent)) == words


def _secret_and_code() -> tuple[bytes, str]:
    """As of `NOW`."""
    secret = bytes(range(20))
    return secret, second_factor._totp(secret).generate(NOW.timestamp()).decode()


@pytest.mark.once
def test_invitations_last_seven_days() -> None:
    _invite(desk.signed_in(_owner()))

    assert desk.just_now(Invitation.objects.get().expires_at - timedelta(days=7))
