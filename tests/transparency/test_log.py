"""A log grows on what was signed for, or not at all."""

import pytest

from tests.transparency import logs
from tests.transparency.logs import Log
from undersigned.transparency import log
from undersigned.transparency.checkpoint import Checkpoint
from undersigned.transparency.strict import Refused
from undersigned.transparency.tiles import Place

ENTRIES = logs.crowd(700)


def test_what_is_signed_next_is_the_root_over_all() -> None:
    grown = Log(ENTRIES[:300])
    grown.add(ENTRIES[300:])

    assert grown.now == Log(ENTRIES).now
    assert grown.now.size == 700


def test_nothing_to_add_changes_nothing() -> None:
    grown = Log(ENTRIES)
    before = grown.now

    grown.add([])

    assert grown.now == before


def test_a_log_does_not_grow_on_tiles_that_were_altered() -> None:
    grown = Log(ENTRIES[:300])
    tile = grown.kept.read(Place(0, 1))
    grown.kept.write({Place(0, 1): bytes([tile[0] ^ 1]) + tile[1:]})

    with pytest.raises(Refused, match="are not those of its last checkpoint, of 300 entries"):
        grown.add(ENTRIES[300:])
    assert grown.kept.read(Place(0, 2)) == b""


def test_a_log_does_not_grow_on_the_checkpoint_of_another_backup() -> None:
    ours, restored = Log(ENTRIES[:300]), Log(ENTRIES[:200])

    with pytest.raises(Refused, match=r"are not those of its last checkpoint, of 300 entries|is not there"):
        log.extend(restored.kept, ours.now, ENTRIES[300:])


def test_a_log_grows_from_an_earlier_checkpoint_as_if_the_rest_had_never_been_written() -> None:
    """A crash after the tiles and before the checkpoint leaves tiles that are too wide: they are written over."""
    crashed = Log(ENTRIES[:300])
    before = crashed.now
    log.extend(crashed.kept, before, ENTRIES[400:500])

    now = log.extend(crashed.kept, before, ENTRIES[300:])

    assert now == Log(ENTRIES).now == Checkpoint(logs.ORIGIN, 700, now.root)
    assert [crashed.fetch(f"tile/entries/00{n}") for n in (0, 1)] == [
        Log(ENTRIES).fetch(f"tile/entries/00{n}") for n in (0, 1)
    ]
