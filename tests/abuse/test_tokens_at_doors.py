"""The token of each kind at each door: it opens those that are its own, and no other; with one bit changed, none."""

import base64
from uuid import uuid4

import httpx
import pytest
from django.conf import settings
from django.utils import timezone

from tests import factories
from tests.people import ROSA
from tests.public.test_app import visiting
from tests.public.test_signed import published
from undersigned.public.doors import DOORS
from undersigned.public.models import Baked
from undersigned.signing import tokens
from undersigned.signing.models import Petition, Signature
from undersigned.signing.tokens import Broken, Kind

# Once: on PostgreSQL the store of the front would write into another database than the test's.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]

OPENS = {
    Kind.CONFIRM: {"confirm/"},
    Kind.SIGNED: {"signed/", "receipt/", "remark/"},
    Kind.WITHDRAW: {"withdraw/"},
    Kind.UNSUBSCRIBE: {"unsubscribe/"},
    Kind.NEVER: {"never/"},
    Kind.MANAGE: {"mine/", "mine//data.json"},
}
NO_TOKEN = {"qr/", "check/", "check//letter"}  # a share code; who waits, sealed: see `test_tokens`
BROKEN = "Some mail programs break long links in two."


def _with_token() -> list[str]:
    return [door for door in DOORS if "/" in door and door not in NO_TOKEN]


def _token(kind: Kind, petition: Petition, rosa: Signature) -> str:
    at, key = timezone.now().timestamp(), settings.MASTER_KEYS.token
    return tokens.mint(kind, rosa.id, petition=petition.uuid, key=key, at=at)


def _address(door: str, token: str) -> str:
    """`mine//data.json` is /<slug>/mine/<token>/data.json."""
    word, _, rest = door.partition("/")
    return f"/veto-hb-7259/{word}/{token}{rest}"


def _opened() -> tuple[Petition, Signature]:
    petition = published()
    Baked.objects.create(
        name=f"{petition.pk}:withdraw", petition=petition, html="<h1>Leave</h1>", version=1, baked_at=factories.NOW
    )
    return petition, factories.signature(petition, ROSA, wants_updates=True)


def test_every_kind_and_every_door_is_in_the_table() -> None:
    assert set(OPENS) == set(Kind)
    assert set().union(*OPENS.values()) == set(_with_token())


@pytest.mark.parametrize("door", _with_token())
def test_a_door_opens_to_its_own_kind_alone(door: str) -> None:
    petition, rosa = _opened()
    methods = list(DOORS[door])

    async def steps(browser: httpx.AsyncClient) -> dict[tuple[Kind, str], bool]:
        found = {}
        # The right kind comes last: it may change what the others meet.
        for kind in sorted(Kind, key=lambda kind: door in OPENS[kind]):
            for method in methods:
                answer = await browser.request(method, _address(door, _token(kind, petition, rosa)))
                found[kind, method] = answer.status_code == 404 and BROKEN in answer.text
        return found

    assert visiting(steps) == {(kind, method): door not in OPENS[kind] for kind in Kind for method in methods}


@pytest.mark.parametrize("kind", list(Kind))
def test_with_any_bit_changed_it_is_broken_for_every_kind(kind: Kind) -> None:
    petition, id_, key = uuid4(), uuid4(), bytes(range(32))
    token = tokens.mint(kind, id_, petition=petition, key=key, at=0)
    raw = base64.urlsafe_b64decode(token + "=")
    for bit in range(len(raw) * 8):
        changed = bytearray(raw)
        changed[bit // 8] ^= 1 << bit % 8
        bent = base64.urlsafe_b64encode(bytes(changed)).decode().rstrip("=")
        assert {type(tokens.read(bent, one, petition=petition, key=key, at=1)) for one in Kind} == {Broken}


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.MANAGE])
def test_a_changed_token_opens_no_door_of_the_site(kind: Kind) -> None:
    petition, rosa = _opened()
    (door,) = [door for door in OPENS[kind] if "GET" in DOORS[door]][:1]
    token = _token(kind, petition, rosa)

    async def steps(browser: httpx.AsyncClient) -> list[int]:
        changed = [token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :] for place in range(51)]
        return [(await browser.get(_address(door, one))).status_code for one in changed]

    assert visiting(steps) == [404] * 51
    rosa.refresh_from_db()
    assert rosa.state == "confirmed"
