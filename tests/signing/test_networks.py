"""Networks as hashes: kept with the signature, the same for one day, destroyed with the day's secret and on leaving."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from ipaddress import ip_address

import httpx
import pytest
from django.conf import settings

from tests import factories
from tests.factories import NOW
from tests.people import INES, MALLORY, ROSA, THEO, Person
from tests.signing.commands import COMMITTED, confirm, row, sign, withdraw
from undersigned.defence.client import Lines
from undersigned.defence.client import networks as proxies
from undersigned.defence.gate import Gate
from undersigned.public import reader
from undersigned.public.networks import Networks
from undersigned.signing import network, networks
from undersigned.signing.models import NetworkDay, Petition, Signature
from undersigned.signing.signature import Sign
from undersigned.signing.store import Store

MASTER = bytes(32)
DAY = NOW.date()
AFTER = NOW + timedelta(days=31)
HERE = bytes(range(16))


def hashed(address: str, key: bytes) -> tuple[bytes, bytes]:
    packed = ip_address(address).packed
    near, wide = (4, 3) if len(packed) == 4 else (8, 6)
    both = network.hashed(packed[:near], packed[:wide], key=key)
    return both[: network.LENGTH], both[network.LENGTH :]


def test_neighbours_share_the_second_hash_alone() -> None:
    key = network.key(b"monday", by=MASTER)
    rosa, ines, mallory = (hashed(one, key) for one in ("88.1.2.3", "88.1.2.4", "88.1.3.3"))

    assert rosa[1] == ines[1] != mallory[1]
    assert len({rosa[0], ines[0], mallory[0]}) == 3
    assert hashed("2a02:1:2:3::1", key) == hashed("2a02:1:2:3:ffff::1", key)
    assert hashed("2a02:1:2:3::1", key)[1] == hashed("2a02:1:2:4::1", key)[1]


def test_another_day_and_another_installation_have_other_hashes() -> None:
    keys = [network.key(b"monday", by=MASTER), network.key(b"tuesday", by=MASTER), network.key(b"monday", by=b"x" * 32)]

    assert len({hashed("88.1.2.3", key) for key in keys}) == 3


def _from(signed: Sign, network_: bytes) -> Sign:
    return Sign(signed.signature._replace(network=network_))


@COMMITTED
def test_it_is_kept_with_the_signature_one_by_one_and_over_sets(petition: Petition, store: Store) -> None:
    rosa, ines = _from(sign(petition, ROSA), HERE), sign(petition, INES)
    held = _from(sign(petition, MALLORY, hold_reason="network"), HERE[::-1])

    store.write([rosa, ines, held])

    kept = [row(one).network for one in (rosa, ines, held)]
    assert [bytes(one) if one is not None else None for one in kept] == [HERE, None, HERE[::-1]]


@COMMITTED
def test_withdrawing_destroys_it(petition: Petition, store: Store) -> None:
    rosa, ines = _from(sign(petition, ROSA), HERE), _from(sign(petition, INES), HERE)

    store.write([rosa, ines, confirm(rosa), withdraw(rosa)])

    assert (row(rosa).network, bytes(row(ines).network or b"")) == (None, HERE)


@pytest.mark.django_db
def test_the_secrets_of_today_and_tomorrow_are_made_once() -> None:
    made = networks.provide(at=NOW)

    assert list(made) == [DAY, DAY + timedelta(days=1)]
    assert {len(one) for one in made.values()} == {32}
    assert networks.provide(at=NOW + timedelta(hours=3)) == made
    assert networks.provide(at=NOW + timedelta(days=1))[DAY + timedelta(days=1)] == made[DAY + timedelta(days=1)]


def _days() -> list[tuple[date, bool]]:
    rows = NetworkDay.objects.order_by("day")
    return [(found.day, found.secret is not None) for found in rows]


def _kept(of: Petition, person: Person, *, at: datetime) -> Signature:
    made = factories.signature(of, person, at=at)
    Signature.objects.filter(id=made.id).update(network=HERE)
    return made


def _still() -> int:
    return Signature.objects.filter(network__isnull=False).count()


@pytest.mark.django_db
def test_after_thirty_days_the_secret_goes_first_and_then_every_hash_of_that_day(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(networks, "AT_ONCE", 1)
    monkeypatch.setattr(networks, "STEPS", 1)
    one, other = factories.petition(), factories.petition("sunday-library")
    networks.provide(at=NOW)
    _kept(one, ROSA, at=NOW)
    _kept(one, INES, at=NOW + timedelta(seconds=1))
    _kept(other, THEO, at=datetime(2026, 3, 2, 23, 59, 59, tzinfo=UTC))
    of_tomorrow = _kept(other, MALLORY, at=datetime(2026, 3, 3, tzinfo=UTC))

    assert (networks.forget(at=NOW + timedelta(days=30)), _still()) == (False, 4)
    assert networks.forget(at=AFTER)  # no petition yet: it goes to the first
    assert (_days(), _still()) == ([(DAY, False), (DAY + timedelta(days=1), True)], 4)

    left = []
    while networks.forget(at=AFTER):
        left.append(_still())

    assert left == [3, 2, 2, 1, 1]
    assert _days() == [(DAY + timedelta(days=1), True)]
    assert Signature.objects.get(network__isnull=False).id == of_tomorrow.id


def test_a_signature_that_comes_by_the_form_bears_its_networks_hash(
    transactional_db: None,
) -> None:
    from tests.public.test_busy import CONSENT, LABELS
    from tests.public.test_closed import CAMPAIGN
    from tests.public.test_shelf import bake
    from undersigned.public.app import application
    from undersigned.public.front import Front, open_store
    from undersigned.public.models import Baked
    from undersigned.public.shelf import Shelf
    from undersigned.signing.batch import Batch

    petition = factories.petition()
    bake(petition, version=1)
    Baked.objects.filter(name=f"{petition.pk}:campaign").update(facts={"campaign": CAMPAIGN | LABELS | CONSENT})
    came = [(ROSA, "88.1.2.3"), (INES, "88.1.2.4"), (THEO, "127.0.0.1")]

    async def run() -> list[int]:
        public, shelf = application(), Shelf()
        await shelf.refresh()
        batch = Batch(open_store(), most_waiting=10)
        gate = Gate(settings.MASTER_KEYS.token, trusted=proxies("127.0.0.1"))
        public.front = Front(shelf, batch, settings.MASTER_KEYS.token, gate)
        await public.front.networks.refresh(at=datetime.now(UTC))
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=public), base_url="http://127.0.0.1") as browser:
            answers = [
                await browser.post(
                    "/veto-hb-7259/sign",
                    data={"name": who.name, "email": who.email, "postcode": who.postcode},
                    headers={"x-forwarded-for": address},
                )
                for who, address in came
            ]
        await batch.close()
        return [answer.status_code for answer in answers]

    assert asyncio.run(run()) == [303, 303, 303]
    reader.close()

    kept = list(Signature.objects.order_by("id").values_list("network", flat=True))
    near, wide = zip(*[(bytes(one)[:8], bytes(one)[8:]) for one in kept if one is not None], strict=True)
    assert (len(near), len({*near}), len({*wide}), kept[2]) == (2, 2, 1, None)


@pytest.mark.django_db
def test_without_a_key_of_the_day_it_comes_from_nowhere() -> None:
    assert Networks(MASTER).hashed(Lines(b"\x58\x01\x02\x03", b"\x58\x01\x02"), at=NOW) == b""
