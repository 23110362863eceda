"""A passkey opens its own account, on its own site, once for each question that this site asked."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from hypothesis import given
from hypothesis import strategies as st

from tests.accounts.device import Device
from tests.factories import NOW
from undersigned.accounts import passkeys, second_factor
from undersigned.accounts.models import Passkey

SITE = "https://petition.example.org"
pytestmark = pytest.mark.django_db


@pytest.fixture
def rosa() -> User:
    return User.objects.create_user("rosa")


def _add(user: User, device: Device, *, name: str = "Telephone", session: Any = None) -> Passkey | None:
    session = session or SessionStore()
    answer = device.make(passkeys.creation(user, session, site=SITE, at=NOW))
    return passkeys.add(user, session, answer, name=name, site=SITE, at=NOW)


def _opens(user: User, device: Device, *, after: timedelta = timedelta()) -> bool:
    session = SessionStore()
    answer = device.prove(passkeys.request(user, session, site=SITE, at=NOW))
    return passkeys.passes(user, session, answer, site=SITE, at=NOW + after)


def test_a_passkey_is_named_listed_and_opens(rosa: User) -> None:
    telephone, key = Device(SITE), Device(SITE, counts=False)
    _add(rosa, telephone)
    _add(rosa, key, name="Security key")

    opened = [_opens(rosa, device) for device in (telephone, key, telephone, key)]

    assert opened == [True] * 4
    assert [(one.name, one.sign_count, one.added_at, one.used_at) for one in passkeys.of(rosa)] == [
        ("Telephone", 2, NOW, NOW),
        ("Security key", 0, NOW, NOW),
    ]
    assert second_factor.is_on(rosa)


def test_one_passkey_is_not_added_twice_nor_to_two_accounts(rosa: User) -> None:
    telephone = Device(SITE)
    mallory = User.objects.create_user("mallory")

    assert [_add(user, telephone) is None for user in (rosa, rosa, mallory)] == [False, True, True]
    assert [one.user_id for one in Passkey.objects.all()] == [rosa.pk]


@pytest.mark.once
def test_a_browser_is_asked_not_to_make_a_second_one_on_the_same_device(rosa: User) -> None:
    _add(rosa, Device(SITE))

    asked = json.loads(passkeys.creation(rosa, SessionStore(), site=SITE, at=NOW))

    assert [one["type"] for one in asked["excludeCredentials"]] == ["public-key"]
    assert (asked["rp"]["id"], asked["user"]["name"], asked["attestation"]) == ("petition.example.org", "rosa", "none")


def test_what_was_proven_to_another_site_opens_nothing(rosa: User) -> None:
    telephone = Device(SITE)
    _add(rosa, telephone)
    telephone.origin = "https://petition.example.com"  # a copy of the site, which handed our question on

    assert not _opens(rosa, telephone)
    assert _add(rosa, Device("https://petition.example.com")) is None


def test_an_answer_serves_once(rosa: User) -> None:
    telephone, session = Device(SITE), SessionStore()
    _add(rosa, telephone)
    answer = telephone.prove(passkeys.request(rosa, session, site=SITE, at=NOW))

    tries = [passkeys.passes(rosa, session, answer, site=SITE, at=NOW) for _ in range(2)]

    assert tries == [True, False]


def test_an_answer_to_an_earlier_question_opens_nothing(rosa: User) -> None:
    telephone, session = Device(SITE, counts=False), SessionStore()
    _add(rosa, telephone)
    overheard = telephone.prove(passkeys.request(rosa, session, site=SITE, at=NOW))
    passkeys.request(rosa, session, site=SITE, at=NOW)

    assert not passkeys.passes(rosa, session, overheard, site=SITE, at=NOW)


def test_a_question_to_add_is_none_to_open(rosa: User) -> None:
    telephone, session = Device(SITE), SessionStore()
    _add(rosa, telephone)
    asked = json.loads(passkeys.creation(rosa, session, site=SITE, at=NOW))
    answer = telephone.prove(json.dumps({"challenge": asked["challenge"], "rpId": asked["rp"]["id"]}))

    assert not passkeys.passes(rosa, session, answer, site=SITE, at=NOW)


def test_another_accounts_passkey_opens_nothing(rosa: User) -> None:
    mallory = User.objects.create_user("mallory")
    hers, his = Device(SITE), Device(SITE)
    _add(rosa, hers)
    _add(mallory, his)

    assert not _opens(rosa, his)
    assert _opens(mallory, his)


def test_another_key_under_the_same_name_opens_nothing(rosa: User) -> None:
    hers, forged = Device(SITE), Device(SITE)
    _add(rosa, hers)
    forged.name = hers.name

    assert not _opens(rosa, forged)


def test_a_copy_whose_count_lags_behind_opens_nothing(rosa: User) -> None:
    telephone = Device(SITE)
    _add(rosa, telephone)
    for _ in range(3):
        assert _opens(rosa, telephone)
    telephone.count = 1

    assert [_opens(rosa, telephone) for _ in range(3)] == [False, False, True]  # it says 2, 3, then 4


def test_an_answer_is_late_after_five_minutes(rosa: User) -> None:
    telephone = Device(SITE)
    _add(rosa, telephone)

    assert not _opens(rosa, telephone, after=timedelta(minutes=5, seconds=1))
    assert _opens(rosa, telephone, after=timedelta(minutes=5))


@pytest.mark.once
@pytest.mark.parametrize(
    ("site", "possible"),
    [
        ("https://petition.example.org", True),
        ("http://localhost:8000", True),
        ("http://127.0.0.1:8000", False),
        ("http://[::1]:8000", False),
    ],
)
def test_passkeys_are_made_for_names(site: str, possible: bool) -> None:  # noqa: FBT001
    assert passkeys.are_possible(site) is possible


def test_what_was_the_last_goes_with_its_recovery_codes(rosa: User) -> None:
    telephone = _add(rosa, Device(SITE))
    key = _add(rosa, Device(SITE))
    assert telephone is not None
    assert key is not None
    second_factor.new_recovery_codes(rosa)

    left = []
    for passkey in (telephone, telephone, key):
        removed = second_factor.remove_passkey(rosa, passkey.pk)
        left.append((removed, second_factor.recovery_codes_left(rosa), second_factor.is_on(rosa)))

    assert left == [(True, 10, True), (False, 10, True), (True, 0, False)]


@pytest.mark.once
def test_nobody_removes_anothers_passkey(rosa: User) -> None:
    passkey = _add(rosa, Device(SITE))
    assert passkey is not None

    assert not second_factor.remove_passkey(User.objects.create_user("mallory"), passkey.pk)
    assert second_factor.is_on(rosa)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)
WORDS = st.sampled_from(["AAAA", "", "=", "é", "AA==", "eyJ0eXBlIjoid2ViYXV0aG4uZ2V0In0", "a2NmbXRkbm9uZQ", "oA"])
PARTS = ("clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle")
ANSWERS = st.fixed_dictionaries(
    {"id": JSON | WORDS, "rawId": JSON | WORDS, "type": st.just("public-key") | JSON},
    optional={
        "response": JSON
        | st.fixed_dictionaries(
            {},
            optional=dict.fromkeys(PARTS, JSON | WORDS),
        )
    },
)


@pytest.mark.once
@given(answer=st.text() | JSON.map(json.dumps) | ANSWERS.map(json.dumps))
def test_junk_is_no_passkey(answer: str) -> None:
    rosa, session = User(pk=7, username="rosa"), SessionStore()
    passkeys.creation(rosa, session, site=SITE, at=NOW)
    passkeys.request(rosa, session, site=SITE, at=NOW)

    assert passkeys.add(rosa, session, answer, name="x", site=SITE, at=NOW) is None
    assert not passkeys.passes(rosa, session, answer, site=SITE, at=NOW)
