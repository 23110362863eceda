"""Signing in: guessing is slow, and the password alone opens nothing where a second step is on or required."""

import base64
import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.test import Client, RequestFactory
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from wagtail.models import ModelLogEntry

from tests.factories import NOW
from tests.organiser import desk
from undersigned.accounts import second_factor, throttle
from undersigned.accounts.models import Attempts, RecoveryCode, SecondFactor
from undersigned.organiser import groups
from undersigned.organiser.people import proof
from undersigned.organiser.permissions import Role

pytestmark = pytest.mark.django_db

PASSWORD = "a fence of seven birches"
SECRET = b"12345678901234567890"  # of RFC 6238's Appendix B
CODE_SCREEN = "/organiser/two-steps/code/"
SET_UP_SCREEN = "/organiser/two-steps/"


@pytest.fixture(autouse=True)
def _passwords_are_quick(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def _rosa(role: Role = Role.ANALYST) -> User:
    user = User.objects.create_user("rosa", "rosa@example.org", PASSWORD)
    groups.give(user, role, page=None)
    return user


def _with_two_steps(user: User) -> list[str]:
    """Turned on an hour ago; its recovery codes."""
    at = timezone.now() - timedelta(hours=1)
    return second_factor.turn_on(user, SECRET, _code(at), at=at)


def _code(at: Any = None, secret: bytes = SECRET) -> str:
    return second_factor._totp(secret).generate((at or timezone.now()).timestamp()).decode()


def _sign_in(client: Client, *, password: str = PASSWORD, username: str = "rosa", next_: str = "/organiser/") -> Any:
    return client.post("/organiser/login/", {"username": username, "password": password, "next": next_})


def _words(response: Any) -> str:
    return desk.text_of(response.content.decode())


@pytest.mark.parametrize(
    ("seconds", "digits"), [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")]
)
@pytest.mark.once
def test_codes_are_those_of_rfc_6238(seconds: int, digits: str) -> None:
    assert second_factor._totp(SECRET).generate(seconds).decode() == digits


def test_the_password_alone_opens_nothing() -> None:
    _with_two_steps(_rosa())
    client = Client()

    _sign_in(client)
    answers = [client.get(address) for address in ("/organiser/", "/organiser/account/", "/organiser/sessions/")]

    assert [(answer.status_code, answer["Location"]) for answer in answers] == [
        (302, f"{CODE_SCREEN}?next=/organiser/"),
        (302, f"{CODE_SCREEN}?next=/organiser/account/"),
        (302, f"{CODE_SCREEN}?next=/organiser/sessions/"),
    ]
    assert client.post("/organiser/sessions/")["Location"] == CODE_SCREEN
    assert client.get("/organiser/login/")["Location"] == CODE_SCREEN
    assert client.get("/documents/1/x.pdf")["Location"] == f"{CODE_SCREEN}?next=/documents/1/x.pdf"
    assert client.post("/organiser/logout/")["Location"] == "/organiser/login/"


def test_the_apps_code_opens_once() -> None:
    _with_two_steps(_rosa())
    client, mallory = Client(), Client()
    code = _code()
    _sign_in(client)
    before = client.session.session_key

    opened = client.post(CODE_SCREEN, {"code": f"{code[:3]} {code[3:]}", "next": "/organiser/account/"})

    assert (opened.status_code, opened["Location"]) == (302, "/organiser/account/")
    assert client.session.session_key != before
    assert client.get("/organiser/account/").status_code == 200
    assert client.get(CODE_SCREEN)["Location"] == "/organiser/"

    _sign_in(mallory)
    again = mallory.post(CODE_SCREEN, {"code": code})

    assert (again.status_code, "This code does not open." in _words(again)) == (422, True)
    assert mallory.get("/organiser/").status_code == 302


def test_a_recovery_code_opens_once() -> None:
    rosa = _rosa()
    code = _with_two_steps(rosa)[3]
    statuses = []
    for typed in (code.replace("-", "").upper(), code):
        client = Client()
        _sign_in(client)
        statuses.append(client.post(CODE_SCREEN, {"code": typed}).status_code)

    assert statuses == [302, 422]
    assert second_factor.recovery_codes_left(rosa) == 9


@pytest.mark.once
def test_it_leads_to_no_other_site() -> None:
    _with_two_steps(_rosa())
    client = Client()
    _sign_in(client)

    opened = client.post(CODE_SCREEN, {"code": _code(), "next": "https://mallory.example/"})

    assert opened["Location"] == "/organiser/"


def test_codes_are_not_guessed_by_trying() -> None:
    codes = _with_two_steps(_rosa())
    client = Client()
    _sign_in(client)

    for _ in range(throttle.FREE_BY_NAME):
        assert client.post(CODE_SCREEN, {"code": "wrong"}).status_code == 422
    refused = client.post(CODE_SCREEN, {"code": codes[0]})

    assert "Too many attempts. Wait 1 minute, then try again." in _words(refused)
    assert RecoveryCode.objects.count() == 10


def test_a_new_password_by_letter_does_not_replace_the_second_step() -> None:
    rosa = _rosa()
    _with_two_steps(rosa)
    client = Client()
    uid, token = urlsafe_base64_encode(force_bytes(rosa.pk)), default_token_generator.make_token(rosa)

    opened = client.get(f"/organiser/password_reset/confirm/{uid}/{token}/")
    client.post(
        opened["Location"], {"new_password1": "a hedge of nine roses", "new_password2": "a hedge of nine roses"}
    )
    _sign_in(client, password="a hedge of nine roses")

    assert client.get("/organiser/")["Location"] == f"{CODE_SCREEN}?next=/organiser/"


@pytest.mark.parametrize("of", ["all", "one"])
def test_an_owner_in_production_sets_it_up_first(settings: Any, of: str) -> None:
    settings.OWNERS_NEED_TWO_STEPS = True
    rosa = User.objects.create_user("rosa", password=PASSWORD)
    page = desk.campaign("Keep the library open", "sunday-library") if of == "one" else None
    groups.give(rosa, Role.OWNER, page=page)
    client, elsewhere = Client(), desk.signed_in(rosa)

    _sign_in(client)
    led = client.get("/organiser/")
    screen = client.get(f"{SET_UP_SCREEN}?next=/organiser/voices/")
    secret = _spelt(screen)
    wrong = client.post(SET_UP_SCREEN, {"do": "on", "code": "000000"})
    done = client.post(SET_UP_SCREEN, {"do": "on", "code": _code(secret=secret), "next": "/organiser/voices/"})

    assert led["Location"] == f"{SET_UP_SCREEN}?next=/organiser/"
    assert "Owners sign in with two steps here. Set it up to go on." in _words(screen)
    assert (wrong.status_code, _spelt(wrong)) == (422, secret)
    assert "Is its clock right?" in _words(wrong)
    assert '<input type="hidden" name="next" value="/organiser/voices/">' in screen.content.decode()
    assert '<a class="button button-secondary" href="/organiser/voices/">' in done.content.decode()
    codes = re.findall(r"<code class=\"desk-code\">([a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4})</code>", done.content.decode())
    assert (len(codes), done["Cache-Control"]) == (10, "max-age=0, no-cache, no-store, must-revalidate, private")
    assert f"{codes[0]}%0A{codes[1]}" in done.content.decode()  # the file to download
    assert client.get("/organiser/").status_code == 200
    assert elsewhere.get("/organiser/")["Location"] == "/organiser/login/?next=/organiser/"  # was by a password alone
    assert ModelLogEntry.objects.get(action="organiser.two_steps.on").user == rosa
    assert client.post(SET_UP_SCREEN, {"do": "off", "code": codes[0]}).status_code == 400
    assert second_factor.is_on(rosa)


@pytest.mark.parametrize("role", [Role.EDITOR, Role.MODERATOR, Role.ANALYST])
@pytest.mark.once
def test_others_in_production_may_do_without(settings: Any, role: Role) -> None:
    settings.OWNERS_NEED_TWO_STEPS = True
    client = desk.signed_in(_rosa(role))

    assert client.get("/organiser/").status_code == 200


@pytest.mark.once
def test_the_first_account_in_production_is_led_there_too(settings: Any) -> None:
    settings.OWNERS_NEED_TWO_STEPS = True

    assert desk.signed_in(User.objects.create_superuser("ines")).get("/organiser/")["Location"] == (
        f"{SET_UP_SCREEN}?next=/organiser/"
    )


@pytest.mark.once
def test_on_ones_own_machine_nobody_is_led_there(settings: Any) -> None:
    assert settings.OWNERS_NEED_TWO_STEPS is False
    assert desk.signed_in(_rosa(Role.OWNER)).get("/organiser/").status_code == 200


def test_it_is_turned_off_and_codes_are_renewed() -> None:
    rosa = _rosa()
    codes = _with_two_steps(rosa)
    client = Client()
    _sign_in(client)
    client.post(CODE_SCREEN, {"code": codes[0]})

    assert "9 recovery codes are left." in _words(client.get(SET_UP_SCREEN))
    renewed = client.post(SET_UP_SCREEN, {"do": "codes"})

    assert (renewed.status_code, second_factor.recovery_codes_left(rosa)) == (200, 10)
    assert not second_factor.passes(rosa, codes[2], at=NOW)

    assert client.post(SET_UP_SCREEN, {"do": "off"})["Location"] == SET_UP_SCREEN
    assert (second_factor.is_on(rosa), second_factor.recovery_codes_left(rosa)) == (False, 0)
    assert [client.post(SET_UP_SCREEN, {"do": do}).status_code for do in ("off", "codes", "add", "")] == [400] * 4


@pytest.mark.once
def test_a_stolen_table_holds_neither_secret_nor_codes() -> None:
    rosa = _rosa()
    codes = _with_two_steps(rosa)

    held = bytes(SecondFactor.objects.get().secret) + b"".join(bytes(row.digest) for row in RecoveryCode.objects.all())

    assert SECRET not in held
    assert SECRET.hex().encode() not in held
    assert not any(code.replace("-", "").encode() in held for code in codes)


@pytest.mark.once
def test_nobody_without_a_second_step_passes_it() -> None:
    assert not second_factor.passes(_rosa(), _code(), at=NOW)


@pytest.mark.parametrize("username", ["rosa", "nobody"])
def test_after_five_wrong_passwords_everybody_waits_alike(username: str) -> None:
    _rosa()
    client = Client()

    wrong = [_words(_sign_in(client, password="wrong", username=username)) for _ in range(throttle.FREE_BY_NAME)]
    right = _sign_in(client, username=username)

    assert [("password didn't match" in words) for words in wrong] == [True] * 5
    assert "Too many attempts. Wait 1 minute, then try again." in _words(right)
    assert "_auth_user_id" not in client.session


def test_the_wait_grows_and_ends() -> None:
    limit = throttle.by_name("rosa")
    at, waits = NOW, []
    for _ in range(throttle.FREE_BY_NAME):
        assert throttle.claim([limit], at=at) == timedelta()

    for _ in range(7):
        left = throttle.claim([limit], at=at)
        waits.append(left.total_seconds())
        at += left
        assert throttle.claim([limit], at=at) == timedelta()

    assert waits == [30, 60, 120, 240, 480, 900, 900]


def test_waiting_is_forgotten_after_success_and_after_a_day() -> None:
    _rosa()
    client = Client(REMOTE_ADDR="8.8.8.8")
    for _ in range(4):
        _sign_in(client, password="wrong")

    assert _sign_in(client).status_code == 302
    assert [row.failures for row in Attempts.objects.all()] == [4]  # of the place; the name's are gone
    throttle.claim([], at=timezone.now() + timedelta(days=1, seconds=1))
    assert Attempts.objects.count() == 0


@pytest.mark.once
def test_one_place_does_not_try_many_names() -> None:
    limits = [throttle.by_place("203.0.113.7")]

    free = [throttle.claim([*limits, throttle.by_name(str(number))], at=NOW) for number in range(31)]

    assert [bool(left) for left in free] == [False] * 30 + [True]


@pytest.mark.parametrize(
    ("peer", "forwarded", "is_known"),
    [
        ("8.8.8.8", "", True),
        ("8.8.8.8", "1.1.1.1", True),  # it may say what it likes
        ("127.0.0.1", "1.1.1.1, 8.8.8.8", True),
        ("127.0.0.1", "", False),  # everybody behind a proxy that does not say
        ("127.0.0.1", "8.8.8.8, 1.1.1.1", False),
        ("", "", False),
    ],
)
@pytest.mark.once
def test_the_place_is_told_by_a_proxy_of_ours_alone(peer: str, forwarded: str, is_known: bool) -> None:  # noqa: FBT001
    direct, asked = (
        RequestFactory().get("/", REMOTE_ADDR=address, headers={"X-Forwarded-For": said})
        for address, said in (("8.8.8.8", ""), (peer, forwarded))
    )

    assert proof.place(direct) != ""
    assert (proof.place(asked) == proof.place(direct)) is is_known


def _spelt(response: Any) -> bytes:
    """The key that the screen writes out."""
    (spelt,) = re.findall(
        r"type this key into it:\s*<code class=\"desk-code\">([A-Z2-7 ]+)</code>", response.content.decode()
    )
    return base64.b32decode(spelt.replace(" ", ""))
