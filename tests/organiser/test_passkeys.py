"""Passkeys at the desk: added on one's own screen, asked for when signing in, never an owner's last one removed."""

import re
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from wagtail.models import ModelLogEntry

from tests.accounts.device import Device
from tests.organiser import desk
from undersigned.accounts import second_factor
from undersigned.accounts.models import Passkey
from undersigned.organiser import groups
from undersigned.organiser.permissions import Role

pytestmark = pytest.mark.django_db

SITE = "http://localhost"
PASSWORD = "a fence of seven birches"
CODE_SCREEN = "/organiser/two-steps/code/"
SCREEN = "/organiser/two-steps/"


@pytest.fixture(autouse=True)
def _settings(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.WAGTAILADMIN_BASE_URL = SITE


@pytest.fixture
def rosa() -> User:
    user = User.objects.create_user("rosa", password=PASSWORD)
    groups.give(user, Role.OWNER, page=None)
    return user


def _sign_in() -> Client:
    client = Client()
    client.post("/organiser/login/", {"username": "rosa", "password": PASSWORD, "next": "/organiser/"})
    return client


def _asked(response: Any) -> str:
    """What the browser is asked for."""
    (found,) = re.findall(r'data-passkey="([^"]+)"', response.content.decode())
    return unescape(found)


def _words(response: Any) -> str:
    return desk.text_of(response.content.decode())


def _add(client: Client, device: Device, *, name: str = "My telephone") -> Any:
    return client.post(SCREEN, {"do": "add", "name": name, "passkey": device.make(_asked(client.get(SCREEN)))})


def test_an_owner_in_production_may_choose_a_passkey_and_no_app(settings: Any, rosa: User) -> None:
    settings.OWNERS_NEED_TWO_STEPS = True
    client, elsewhere, device = _sign_in(), desk.signed_in(rosa), Device(SITE)
    assert client.get("/organiser/")["Location"] == f"{SCREEN}?next=/organiser/"

    done = _add(client, device)

    assert len(re.findall(r'class="desk-code">[a-z2-9-]{14}<', done.content.decode())) == 10
    assert client.get("/organiser/").status_code == 200
    assert elsewhere.get("/organiser/")["Location"].startswith("/organiser/login/")
    assert ModelLogEntry.objects.get(action="organiser.two_steps.passkey").user == rosa

    again = _sign_in()
    assert again.get("/organiser/")["Location"] == f"{CODE_SCREEN}?next=/organiser/"
    screen = again.get(CODE_SCREEN)
    assert "One of your recovery codes." in _words(screen)
    assert again.post(CODE_SCREEN, {"passkey": device.prove(_asked(screen))})["Location"] == "/organiser/"
    assert again.get("/organiser/").status_code == 200


def test_the_last_way_of_an_owner_in_production_stays(settings: Any, rosa: User) -> None:
    settings.OWNERS_NEED_TWO_STEPS = True
    client = _sign_in()
    _add(client, Device(SITE))
    first = Passkey.objects.get()

    assert "the last way stays" in _words(client.get(SCREEN))
    assert client.post(SCREEN, {"do": "remove", "which": first.pk}).status_code == 400
    assert _add(client, Device(SITE), name="Security key")["Location"] == SCREEN
    assert client.post(SCREEN, {"do": "remove", "which": first.pk})["Location"] == SCREEN
    assert [one.name for one in Passkey.objects.all()] == ["Security key"]
    assert second_factor.recovery_codes_left(rosa) == 10


def test_what_is_no_passkey_of_this_account_signs_nobody_in(rosa: User) -> None:
    _add(_sign_in(), Device(SITE))
    mallory = _sign_in()

    stranger = mallory.post(CODE_SCREEN, {"passkey": Device(SITE).prove(_asked(mallory.get(CODE_SCREEN)))})
    junk = mallory.post(CODE_SCREEN, {"passkey": "{}"})

    assert [(one.status_code, "This passkey does not open" in _words(one)) for one in (stranger, junk)] == [
        (422, True)
    ] * 2
    assert mallory.get("/organiser/").status_code == 302


@pytest.mark.once
def test_what_does_not_come_about_is_said_and_can_be_tried_again(rosa: User) -> None:
    client = _sign_in()
    elsewhere = Device("https://petition.example.com")

    refused = _add(client, elsewhere)

    assert (refused.status_code, "No passkey was made" in _words(refused)) == (422, True)
    assert not second_factor.is_on(rosa)
    assert client.post(SCREEN, {"do": "remove", "which": "x"}).status_code == 400


@pytest.mark.once
def test_where_the_sites_address_is_a_number_none_are_made(settings: Any, rosa: User) -> None:
    settings.WAGTAILADMIN_BASE_URL = "http://127.0.0.1:8000"
    client = _sign_in()

    assert "This site’s address is a number" in _words(client.get(SCREEN))
    assert client.post(SCREEN, {"do": "add", "passkey": "{}"}).status_code == 400


@pytest.mark.once
def test_an_owner_takes_lost_passkeys_from_an_account(rosa: User) -> None:
    _add(_sign_in(), Device(SITE))
    theo = User.objects.create_superuser("theo")
    client = desk.signed_in(theo)

    assert "Signs in with two steps" in _words(client.get("/organiser/people/"))
    client.post(f"/organiser/people/{rosa.pk}/", {"do": "password-alone"})

    assert (Passkey.objects.count(), second_factor.recovery_codes_left(rosa)) == (0, 0)
