"""The auditor: an honest log passes, and what Mallory does to one does not, though she has its key."""

from functools import cache

import pytest

from tests.transparency import logs
from tests.transparency.logs import Log
from undersigned.transparency import entry, tiles
from undersigned.transparency.audit import Audited, audit
from undersigned.transparency.checkpoint import Checkpoint
from undersigned.transparency.entry import Reason, Void
from undersigned.transparency.keys import SigningKey
from undersigned.transparency.sources import Fetch, Missing
from undersigned.transparency.strict import Refused

KEY = logs.KEY.verifier
SIZE = 3000
HONEST = logs.crowd(SIZE)


@cache
def large() -> Log:
    return Log(logs.crowd(65_537))


def audited(log: Log, *, after: Log | None = None, at_once: int = 1) -> Audited:
    """By Ines, who kept the checkpoint of `after`."""
    return audit(log.fetch, by=[KEY], older=[after.now] if after else [], at_once=at_once)


@pytest.mark.parametrize("size", [0, 1, 2, 255, 256, 257, 512, 3000])
def test_an_honest_log_passes(size: int) -> None:
    found = audited(Log(HONEST[:size]))

    assert found.opened.checkpoint == Log(HONEST[:size]).now
    assert found.ledger.totals.count == max(size - 1, 0)
    assert found.note == Log(HONEST[:size]).note()


def test_a_log_that_fills_a_tile_of_the_second_level_passes() -> None:
    assert audited(large()).ledger.totals.count == 65_536


@pytest.mark.parametrize("old", [0, 1, 255, 256, 257, 1000, 2816, 2999, 3000])
def test_honest_growth_passes(old: int) -> None:
    assert audited(Log(HONEST), after=Log(HONEST[:old])).ledger.totals.count == SIZE - 1


def test_growth_is_compared_with_all_checkpoints_that_were_kept() -> None:
    older = [Log(HONEST[:size]).now for size in (2999, 0, 300, 300, 256)]

    assert len(audit(Log(HONEST).fetch, by=[KEY], older=older).ledger) == SIZE


def test_a_log_may_be_fetched_several_tiles_at_once() -> None:
    assert audited(Log(HONEST), at_once=4).opened.checkpoint.size == SIZE


def test_a_log_of_which_only_the_full_tiles_are_left_passes() -> None:
    """A partial tile may be gone once the full one is there."""
    now, then = Log(HONEST), Log(HONEST[:300])

    def fetch(path: str) -> bytes:
        if path == "checkpoint":
            return then.note()
        if ".p/" in path and tiles.parse_path(path)[0].level < 1:
            raise Missing(path)
        return now.fetch(path)

    assert len(audit(fetch, by=[KEY]).ledger) == 300


# What Mallory does --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["tile/entries/003", "tile/entries/011.p/184", "tile/0/003", "tile/0/011.p/184", "tile/1/000.p/11"]
)
def test_a_flipped_byte_is_found_wherever_it_is(path: str) -> None:
    with pytest.raises(Refused):
        audit(flipped(Log(HONEST), path), by=[KEY])


def test_a_flipped_byte_is_found_in_a_full_tile_of_the_second_level() -> None:
    with pytest.raises(Refused, match=r"^tile/1/000 is not what the entries make$"):
        audit(flipped(large(), "tile/1/000"), by=[KEY])


def flipped(log: Log, path: str) -> Fetch:
    """`log`, with a byte of this tile turned round."""

    def fetch(asked: str) -> bytes:
        data = log.fetch(asked)
        return data if asked != path else data[:40] + bytes([data[40] ^ 1]) + data[41:]

    return fetch


@pytest.mark.parametrize("path", ["tile/entries/003", "tile/0/003", "tile/1/000.p/11"])
def test_a_byte_more_is_found_wherever_it_is(path: str) -> None:
    honest = Log(HONEST)

    with pytest.raises(Refused):
        audit(lambda asked: honest.fetch(asked) + (b"\0" if asked == path else b""), by=[KEY])


@pytest.mark.parametrize("path", ["tile/entries/003", "tile/0/003", "tile/1/000.p/11"])
def test_a_tile_that_is_withheld_is_named(path: str) -> None:
    honest = Log(HONEST)

    def fetch(asked: str) -> bytes:
        if asked == path:
            raise Missing(f"{asked} is not there")
        return honest.fetch(asked)

    with pytest.raises(Refused, match=path.partition(".p")[0]):
        audit(fetch, by=[KEY])


def test_a_signature_cannot_be_taken_out() -> None:
    rewritten = Log(HONEST[:1000] + HONEST[1001:])

    with pytest.raises(Refused, match="the first 2000 entries are not what they were: the log was rewritten"):
        audited(rewritten, after=Log(HONEST[:2000]))


def test_a_signature_cannot_be_put_in_later() -> None:
    rewritten = Log([*HONEST[:1000], HONEST[7], *HONEST[1000:]])

    with pytest.raises(Refused, match="the first 2000 entries are not what they were: the log was rewritten"):
        audited(rewritten, after=Log(HONEST[:2000]))


def test_a_log_cannot_go_back() -> None:
    with pytest.raises(Refused, match="the log went back: it had 3000 entries and has 2000"):
        audited(Log(HONEST[:2000]), after=Log(HONEST))


def test_two_logs_of_one_size_cannot_both_be_the_log() -> None:
    fork = Log([*HONEST[:-1], HONEST[7]])

    with pytest.raises(Refused, match="the first 3000 entries are not what they were"):
        audited(fork, after=Log(HONEST))


def test_a_signature_cannot_be_voided_twice() -> None:
    void = entry.encode(Void(1000, Reason.INVALIDATED))

    with pytest.raises(Refused, match=r"^entry 3001 is the void of entry 1000, which is no signature that stands$"):
        audited(Log([*HONEST, void, void]))


def test_an_entry_of_an_unknown_type_is_not_stepped_over() -> None:
    with pytest.raises(Refused, match=r"^entry 3000 is of an unknown type: 07$"):
        audited(Log([*HONEST, b"\x07"]))


def test_a_size_that_was_not_reached_cannot_be_claimed() -> None:
    honest = Log(HONEST)
    claimed = honest.note(Checkpoint(logs.ORIGIN, 3001, honest.now.root))

    with pytest.raises(Refused, match="tile/entries/011"):
        audit(lambda path: claimed if path == "checkpoint" else honest.fetch(path), by=[KEY])


def test_a_root_that_was_not_made_cannot_be_claimed() -> None:
    honest = Log(HONEST)
    claimed = honest.note(Checkpoint(logs.ORIGIN, 3000, bytes(32)))

    with pytest.raises(Refused, match="the 3000 entries do not make the tree that was signed"):
        audit(lambda path: claimed if path == "checkpoint" else honest.fetch(path), by=[KEY])


def test_a_log_signed_by_another_key_is_refused() -> None:
    with pytest.raises(Refused, match="is signed by no key that was given"):
        audited(Log(HONEST, by=logs.MALLORYS_KEY))


def test_the_checkpoint_of_another_log_is_no_beginning() -> None:
    other = Checkpoint("example.org/log/other", 9, bytes(32))

    with pytest.raises(Refused, match=r"the older checkpoint is of 'example.org/log/other'"):
        audit(Log(HONEST).fetch, by=[KEY], older=[other])


def test_a_new_log_without_an_entry_does_not_go_on_from_another() -> None:
    ended = Log(HONEST)
    by = SigningKey(f"{logs.ORIGIN}/2", bytes(range(32)))
    empty = Log(by=by, origin=by.name)
    served = {"checkpoint": empty.note(), "ended": ended.note()}

    with pytest.raises(Refused, match=rf"^'{by.name}' has no entry that holds how '{logs.ORIGIN}' ended$"):
        audit(lambda path: served.get(path, b""), by=[KEY, by.verifier], older=[ended.now])
