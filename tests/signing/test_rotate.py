"""The key of the blind index is changed while people sign: nobody gets in twice, nobody is turned away."""

import threading
from collections import Counter
from collections.abc import Iterator

import pytest
from django.db import connection

from tests.factories import NOW
from tests.people import INES, MALLORY, ROSA, THEO, Person, crowd
from tests.signing.commands import COMMITTED, by_code, code_of, confirm, letters, remind, row, sign, withdraw
from tests.signing.conftest import OpenStore
from undersigned.signing import keyring, rotate, search
from undersigned.signing.models import IndexLayer, Petition, Signature
from undersigned.signing.signature import Confirmed, Noted
from undersigned.signing.store import Store
from undersigned.vault import blind

pytestmark = COMMITTED


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(rotate, "AT_ONCE", 7)
    yield
    keyring.forget()


def _versions(petition: Petition) -> dict[int, int]:
    """How many signatures are under each version of the index."""
    there = Signature.objects.filter(petition=petition, blind_index__isnull=False)
    return dict(Counter(there.values_list("index_version", flat=True)))


def _times(petition: Petition, people: list[Person]) -> set[int]:
    """How often each of them stands, under whichever version."""
    keys = keyring.for_petition(petition.pk)
    return {rotate.find(petition.pk, keys.index(person.email)).count() for person in people}


def _move_all() -> int:
    moved = 0
    while some := rotate.move_index(at=NOW):
        moved += some
    return moved


def test_all_are_moved_to_the_new_version_and_it_is_settled(petition: Petition, store: Store) -> None:
    store.write([sign(petition, person) for person in crowd(20)])

    rotate.begin_index(petition, at=NOW)

    assert _versions(petition) == {1: 20}
    assert _move_all() == 20
    assert _versions(petition) == {2: 20}
    assert IndexLayer.objects.get().settled_at == NOW
    assert rotate.move_index(at=NOW) == 0


def test_the_new_index_is_one_more_layer_by_a_key_that_is_nowhere_in_clear(petition: Petition, store: Store) -> None:
    signed = sign(petition, ROSA)
    store.write([signed])

    layer = rotate.begin_index(petition, at=NOW)
    _move_all()

    key = keyring.layer_key(layer)
    assert bytes(row(signed).blind_index or b"") == blind.layer(signed.signature.blind_index, key=key)
    assert key not in bytes(layer.wrapped)


def test_a_mailbox_that_has_signed_before_is_known_before_while_and_after(
    petition: Petition, store: Store, small_steps: None
) -> None:
    people = crowd(20)
    store.write([sign(petition, person) for person in people])

    rotate.begin_index(petition, at=NOW)
    store.write([sign(petition, person) for person in people])
    rotate.move_index(at=NOW)

    assert _versions(petition) == {1: 13, 2: 7}
    store.write([sign(petition, person) for person in people])
    assert _versions(petition) == {1: 13, 2: 7}
    assert _times(petition, people) == {1}

    _move_all()
    store.write([sign(petition, person) for person in people])
    assert _versions(petition) == {2: 20}


def test_newcomers_are_written_under_the_new_version_at_once_and_once(petition: Petition, store: Store) -> None:
    store.write([sign(petition, ROSA)])
    rotate.begin_index(petition, at=NOW)

    store.write([sign(petition, THEO), sign(petition, INES)])
    store.write([sign(petition, THEO), sign(petition, ROSA)])

    assert _versions(petition) == {1: 1, 2: 2}
    assert _times(petition, [ROSA, THEO, INES]) == {1}


def test_what_is_held_gives_way_under_either_version(petition: Petition, store: Store) -> None:
    store.write([sign(petition, ROSA, hold_reason="honeypot")])
    rotate.begin_index(petition, at=NOW)
    store.write([sign(petition, THEO, hold_reason="honeypot")])

    store.write([sign(petition, ROSA), sign(petition, THEO)])

    assert sorted(Signature.objects.values_list("state", "index_version")) == [("pending", 2), ("pending", 2)]


def test_codes_and_letters_again_find_who_waits_under_either_version(petition: Petition, store: Store) -> None:
    rosa, theo = sign(petition, ROSA), sign(petition, THEO)
    store.write([rosa])
    rotate.begin_index(petition, at=NOW)
    store.write([theo])

    for signed, person in ((rosa, ROSA), (theo, THEO)):
        later = NOW.replace(hour=10)
        assert store.write([remind(petition, person, at=later)]) == [Noted()]
        assert [serial for _, serial, _ in letters(signed)] == [1, 2]
        code = code_of(signed.signature.id, 2)
        assert isinstance(store.write([by_code(signed, code, at=later)])[0], Confirmed)


def test_who_withdraws_in_between_is_left_out_and_may_come_again(petition: Petition, store: Store) -> None:
    rosa = sign(petition, ROSA)
    store.write([rosa, confirm(rosa)])
    rotate.begin_index(petition, at=NOW)
    store.write([withdraw(rosa)])

    assert _move_all() == 0
    store.write([sign(petition, ROSA)])

    assert _versions(petition) == {2: 1}


def test_the_desk_finds_a_mailbox_before_while_and_after(petition: Petition, store: Store) -> None:
    signed = sign(petition, ROSA)
    store.write([signed])
    found = [search.by_email(petition.pk, "ROSA+x@example.org")]
    rotate.begin_index(petition, at=NOW)
    found.append(search.by_email(petition.pk, ROSA.email))
    _move_all()
    found.append(search.by_email(petition.pk, ROSA.email))

    assert found == [signed.signature.id] * 3
    assert search.by_email(petition.pk, MALLORY.email) is None


def test_it_can_be_changed_again_but_not_before_it_is_settled(petition: Petition, store: Store) -> None:
    store.write([sign(petition, ROSA)])
    rotate.begin_index(petition, at=NOW)

    with pytest.raises(rotate.StillMoving):
        rotate.begin_index(petition, at=NOW)

    _move_all()
    rotate.begin_index(petition, at=NOW)
    store.write([sign(petition, ROSA), sign(petition, THEO)])
    _move_all()
    store.write([sign(petition, ROSA), sign(petition, THEO)])

    assert _versions(petition) == {3: 2}


def test_a_crowd_that_signs_meanwhile_is_all_in_and_nobody_twice(
    petition: Petition, open_store: OpenStore, small_steps: None
) -> None:
    """Two processes write, each everybody: half of whom had signed before. A third moves, and is killed on the way."""
    people = crowd(120)
    stores = [open_store(), open_store()]
    stores[0].write([sign(petition, person) for person in people[::2]])
    batches = [
        [[sign(petition, person) for person in order[start : start + 8]] for start in range(0, 120, 8)]
        for order in (people, people[::-1])
    ]
    rotate.begin_index(petition, at=NOW)
    start, troubles = threading.Barrier(3), []

    def write(store: Store, of: list[list[object]]) -> None:
        try:
            start.wait(30)
            for batch in of:
                store.write(batch)  # type: ignore[arg-type]
        except Exception as trouble:  # noqa: BLE001  told to the test, which expects none
            troubles.append(trouble)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=one) for one in zip(stores, batches, strict=True)]
    for thread in threads:
        thread.start()
    start.wait(30)
    rotate.move_index(at=NOW)
    keyring.forget()  # killed, and started again
    while any(thread.is_alive() for thread in threads):
        rotate.move_index(at=NOW)
    for thread in threads:
        thread.join(60)
    while not IndexLayer.objects.filter(settled_at__isnull=False).exists():
        rotate.move_index(at=NOW)

    assert troubles == []
    assert _versions(petition) == {2: 120}
    assert _times(petition, people) == {1}
