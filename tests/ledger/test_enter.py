"""What was counted is in the log, and nothing else; in the order of nobody; and what was shown stays its beginning."""

import dataclasses
import random
import stat
from hashlib import sha256

import pytest

from tests import factories
from tests.factories import NOW
from tests.ledger.keeper import Keeper, count, fetch, key, logged, standing
from tests.people import INES, ROSA, THEO, crowd
from tests.signing.commands import COMMITTED, confirm, sign, withdraw
from undersigned.ledger import enter
from undersigned.ledger.models import Checkpoint, Entry, Log, Served, Tile, Waiting
from undersigned.signing import register, samples
from undersigned.signing.models import Petition, Signature, Tally
from undersigned.signing.signature import Withdraw
from undersigned.signing.store import Store
from undersigned.transparency import entry, tiles
from undersigned.transparency.entry import Reason, Sign, Text, Void
from undersigned.transparency.sources import Missing

pytestmark = COMMITTED

CHANGED = dataclasses.replace(factories.TEXT, body="We ask you to veto the bill, whole.")
SPANISH = dataclasses.replace(factories.TEXT, language="es", body="Le pedimos que vete la ley.")


def entries(of: Petition, size: int) -> list[entry.Entry]:
    """Of a log of one bundle."""
    bundle = fetch(of)(tiles.path(tiles.Place(tiles.ENTRIES, 0), size))
    return [entry.parse(one) for one in tiles.split(bundle, size)]


def text_of(petition: Petition, version: int) -> Text:
    return Text(bytes(petition.texts.get(version=version).sha256))


def test_signing_costs_the_log_nothing_and_confirming_enters_it(
    petition: Petition, store: Store, keeper: Keeper
) -> None:
    rosa, theo = sign(petition, ROSA), sign(petition, THEO)
    store.write([rosa, theo])
    assert Waiting.objects.count() == 1  # the text

    store.write([confirm(rosa)])
    keeper.enter_all()

    audited = keeper.audit(petition)
    assert entries(petition, 2) == [text_of(petition, 1), Sign(rosa.signature.commitment)]
    assert audited.opened.checkpoint.origin == f"example.org/log/{petition.uuid}"
    assert audited.ledger.totals.count == 1


def test_confirming_twice_enters_once(petition: Petition, store: Store, keeper: Keeper) -> None:
    rosa = sign(petition, ROSA)
    store.write([rosa])

    store.write([confirm(rosa), confirm(rosa)])
    store.write([confirm(rosa)])
    keeper.enter_all()

    assert len(keeper.audit(petition).ledger) == 2


def test_withdrawing_is_entered_with_its_reason_and_the_commitment_stays_without_its_salt(
    petition: Petition, store: Store, keeper: Keeper
) -> None:
    rosa, theo, ines = sign(petition, ROSA), sign(petition, THEO), sign(petition, INES)
    store.write([rosa, theo, ines, confirm(rosa), confirm(theo)])
    keeper.enter_all()
    index = {one: Entry.objects.get(signature_id=one.signature.id).index for one in (rosa, theo)}

    store.write([withdraw(rosa), Withdraw(petition.pk, theo.signature.id, "not-me", NOW), withdraw(ines)])
    assert Waiting.objects.count() == 2  # Inês was never counted
    keeper.enter_all()

    found = entries(petition, 5)
    assert found[3:] == [Void(index[rosa], Reason.WITHDRAWN), Void(index[theo], Reason.NOT_ME)]
    assert found[index[rosa]] == Sign(rosa.signature.commitment)
    assert Signature.objects.get(id=rosa.signature.id).sealed is None
    assert keeper.audit(petition).ledger.totals.count == count(petition) == 0


def test_one_batch_may_hold_a_confirmation_and_its_withdrawal(petition: Petition, store: Store, keeper: Keeper) -> None:
    rosa = sign(petition, ROSA)
    store.write([rosa, confirm(rosa), withdraw(rosa)])

    keeper.enter_all()

    assert entries(petition, 3)[1:] == [Sign(rosa.signature.commitment), Void(1, Reason.WITHDRAWN)]


def test_a_changed_text_is_entered_before_the_first_signature_under_it(
    petition: Petition, store: Store, keeper: Keeper
) -> None:
    rosa, theo = sign(petition, ROSA), sign(petition, THEO)
    store.write([rosa, theo])
    register.publish(petition, text=CHANGED, statements=factories.STATEMENTS, at=NOW)
    ines = sign(petition, INES)
    store.write([ines, confirm(ines), confirm(rosa)])
    keeper.enter_all()
    store.write([confirm(theo)])
    keeper.enter_all()

    assert entries(petition, 6) == [
        text_of(petition, 1),
        Sign(rosa.signature.commitment),
        text_of(petition, 2),
        Sign(ines.signature.commitment),
        text_of(petition, 1),
        Sign(theo.signature.commitment),
    ]


def test_a_text_that_nobody_has_signed_yet_is_entered_too_and_only_once(petition: Petition, keeper: Keeper) -> None:
    register.publish(petition, text=CHANGED, statements=factories.STATEMENTS, at=NOW)
    register.publish(petition, text=CHANGED, statements=factories.STATEMENTS, at=NOW)
    register.translate(petition, text=SPANISH, statements=factories.STATEMENTS, at=NOW)
    keeper.enter_all()

    assert entries(petition, 3) == [text_of(petition, version) for version in (1, 2, 3)]


def test_signatures_are_entered_in_another_order_than_they_came(
    petition: Petition, store: Store, keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(enter, "shuffled", random.Random(7).shuffle)  # the dice are fixed, not what they are used for
    signed = [sign(petition, person) for person in crowd(50)]
    store.write([*signed, *map(confirm, signed)])
    waited = Waiting.objects.filter(kind=entry.SIGN).order_by("id").values_list("commitment", flat=True)
    expected = [Sign(bytes(one or b"")) for one in waited]
    random.Random(7).shuffle(expected)

    keeper.enter_all()

    assert entries(petition, 51)[1:] == expected


def test_more_than_one_batch_waits_its_turn(
    petition: Petition, store: Store, keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(enter, "AT_ONCE", 4)
    signed = [sign(petition, person) for person in crowd(10)]
    store.write([*signed, *map(confirm, signed)])

    seen = []
    for _ in range(3):
        keeper.enterer.enter()
        seen.append(
            (Waiting.objects.count(), keeper.enterer.rest_s, *Served.objects.values_list("size", "count").get())
        )

    crowded = enter.PAUSE_IN_A_CROWD_S
    assert seen == [(7, crowded, 4, 3), (3, crowded, 8, 7), (0, enter.PAUSE_S, 11, 10)]
    assert keeper.audit(petition).ledger.totals.count == 10
    assert Checkpoint.objects.get().size == 11  # those of before are of no use to anybody


def test_samples_are_entered_as_what_they_are_and_taken_out_as_invalid(
    petition: Petition, store: Store, keeper: Keeper
) -> None:
    rosa = sign(petition, ROSA)
    store.write([rosa, confirm(rosa)])
    samples.add(petition, number=3, at=NOW)
    keeper.enter_all()
    last = enter.last_of(petition.pk)
    assert last is not None
    assert (last.count, last.samples) == (4, 3)
    assert sum(one == Sign(bytes(32)) for one in entries(petition, 5)) == 3

    samples.remove(petition)
    keeper.enter_all()

    last = enter.last_of(petition.pk)
    assert last is not None
    assert (last.count, last.samples) == (1, 0) == (count(petition), 0)
    assert keeper.audit(petition).ledger.totals.voided[Reason.INVALIDATED] == 3


def test_samples_come_again_after_they_were_removed(petition: Petition, keeper: Keeper) -> None:
    for _ in range(2):
        samples.add(petition, number=2, at=NOW)
        samples.remove(petition)
    samples.add(petition, number=2, at=NOW)
    keeper.enter_all()

    assert keeper.audit(petition).ledger.totals.count == count(petition) == 2


def test_each_petition_has_a_log_and_a_key_of_its_own(petition: Petition, store: Store, keeper: Keeper) -> None:
    other = factories.petition("sunday-library")
    rosa = sign(other, ROSA)
    store.write([rosa, confirm(rosa)])
    keeper.enter_all()

    assert len(keeper.audit(petition).ledger) == 1
    keeper.seen.clear()
    assert keeper.audit(other).ledger.totals.count == 1
    assert key(petition).public != key(other).public
    files = sorted(keeper.files.keys.iterdir())
    assert [file.name for file in files] == sorted(map(str, (petition.uuid, other.uuid)))
    assert [stat.S_IMODE(file.stat().st_mode) for file in files] == [0o600, 0o600]


def test_a_signature_that_was_counted_before_there_was_a_log_can_be_withdrawn(
    petition: Petition, store: Store, keeper: Keeper
) -> None:
    rosa, theo = sign(petition, ROSA), sign(petition, THEO)
    store.write([rosa, theo, confirm(rosa), confirm(theo)])
    Waiting.objects.filter(signature_id=rosa.signature.id).delete()

    store.write([withdraw(rosa)])
    keeper.enter_all()

    assert keeper.audit(petition).ledger.totals.count == count(petition) == 1


def test_nothing_past_what_was_signed_for_is_handed_out(petition: Petition, store: Store, keeper: Keeper) -> None:
    rosa, theo = sign(petition, ROSA), sign(petition, THEO)
    store.write([rosa, theo, confirm(rosa)])
    get = fetch(petition)
    for path in ("checkpoint", "tile/entries/000.p/1", "tile/0/000.p/1"):
        with pytest.raises(Missing):
            get(path)

    keeper.enter_all()
    shown = get("checkpoint")
    store.write([confirm(theo)])
    assert keeper.enterer._append(Log.objects.get(), key(petition).name) == 1  # and not signed: as after a crash

    assert get("checkpoint") == shown
    assert get("tile/0/000.p/2")[:32] == get("tile/0/000.p/1")
    for path in ("tile/0/000.p/3", "tile/0/000", "tile/0/001.p/1", "tile/1/000.p/1", "tile/entries/000.p/3"):
        with pytest.raises(Missing):
            get(path)


def test_the_hashes_of_leaves_are_made_of_the_bundles_and_not_kept(
    petition: Petition, store: Store, keeper: Keeper
) -> None:
    signed = [sign(petition, one) for one in crowd(300)]
    store.write(signed)
    store.write([confirm(one) for one in signed])
    keeper.enter_all()

    entries = tiles.split(fetch(petition)("tile/entries/000"), 256)
    assert fetch(petition)("tile/0/000") == b"".join(sha256(b"\0" + one).digest() for one in entries)
    kept = Tile.objects.order_by("level", "n").values_list("level", "n")
    assert list(kept) == [(-1, 0), (-1, 1), (1, 0)]


@pytest.mark.parametrize("seed", range(4))
def test_the_log_counts_what_the_tally_counts_whatever_happens(
    petition: Petition, store: Store, keeper: Keeper, seed: int
) -> None:
    dice = random.Random(seed)
    people, signed, versions = iter(crowd(2_000)), [], 1
    for _ in range(40):
        batch = []
        for _ in range(dice.choice((1, 5, 40))):
            what = dice.random()
            if what < 0.4 or not signed:
                signed.append(sign(petition, next(people)))
                batch.append(signed[-1])
            else:
                batch.append((confirm if what < 0.8 else withdraw)(dice.choice(signed)))
        store.write(batch)
        if dice.random() < 0.1:
            samples.add(petition, number=dice.randint(1, 9), at=NOW)
        if dice.random() < 0.1:
            samples.remove(petition)
        if dice.random() < 0.1:
            versions += 1
            changed = dataclasses.replace(factories.TEXT, body=f"Version {versions}.")
            register.publish(petition, text=changed, statements=factories.STATEMENTS, at=NOW)
        if dice.random() < 0.4:
            keeper.enter_all()
            audited = keeper.audit(petition)
            assert audited.ledger.totals.count == count(petition)
            assert logged(audited) == standing(petition)
            last = enter.last_of(petition.pk)
            assert last is not None
            assert (last.count, last.samples) == (count(petition), Tally.objects.get(petition=petition).samples)

    assert len(keeper.seen) > 5
