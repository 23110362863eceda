"""Tiles: those that the specification asks for, the same however the log grew, and old ones a prefix of new ones."""

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.transparency import logs, naive, vectors
from tests.transparency.logs import Log
from undersigned.transparency import tiles
from undersigned.transparency.storage import Memory
from undersigned.transparency.strict import Refused
from undersigned.transparency.tiles import ENTRIES, Place

SMALL = logs.crowd(1100)
LARGE = logs.crowd(70_000)


def served(log: Log) -> dict[str, bytes]:
    return {tiles.path(place, width): log.fetch(tiles.path(place, width)) for place, width in tiles.of(log.now.size)}


@pytest.mark.parametrize("size", [0, 1, 2, 255, 256, 257, 511, 512, 513, 1100, 65_535, 65_536, 65_537, 70_000])
def test_a_log_serves_the_tiles_that_the_specification_asks_for(size: int) -> None:
    assert served(Log(LARGE[:size])) == naive.tiles(LARGE[:size])


@given(st.sets(st.integers(0, 1100), max_size=20))
@example(set(range(1101)))
@example({255, 256, 257, 512})
def test_the_tiles_are_the_same_however_the_log_grew(cuts: set[int]) -> None:
    log = Log()
    for start, end in pairwise(sorted(cuts | {0, 1100})):
        log.add(SMALL[start:end])

    assert served(log) == served(Log(SMALL))
    assert log.now == Log(SMALL).now


@given(st.integers(0, 1100))
def test_every_partial_tile_of_the_past_is_a_prefix_of_what_stands_now(size: int) -> None:
    now = Log(SMALL)

    for path, data in served(Log(SMALL[:size])).items():
        assert now.fetch(path) == data


def test_a_tile_that_did_not_change_is_not_written_again() -> None:
    log = Log(SMALL[:600])

    changed = tiles.grown(log.kept.read, size=600, entries=SMALL[600:700])

    assert sorted(changed) == [(ENTRIES, 2), (0, 2)]


def test_filling_a_tile_changes_the_one_above() -> None:
    log = Log(SMALL[:600])

    changed = tiles.grown(log.kept.read, size=600, entries=SMALL[600:800])

    assert sorted(changed) == [(ENTRIES, 2), (ENTRIES, 3), (0, 2), (0, 3), (1, 0)]


@pytest.mark.parametrize("vector", vectors.load("log")["paths"], ids=lambda vector: vector["path"])
def test_a_tile_is_served_where_the_specification_says(vector: dict[str, object]) -> None:
    place, width = Place(vector["level"], vector["n"]), vector["width"]  # type: ignore[arg-type]  # JSON

    assert tiles.path(place, width) == vector["path"]  # type: ignore[arg-type]
    assert tiles.parse_path(vector["path"]) == (place, width)  # type: ignore[arg-type]


@given(st.integers(-1, 7), st.integers(0, (2**63 - 1) // 256), st.integers(1, 256))
def test_a_path_leads_back_to_its_tile(level: int, n: int, width: int) -> None:
    place = Place(level, n)

    assert tiles.parse_path(tiles.path(place, width)) == (place, width)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "tile/0/0",
        "tile/0/0001",
        "tile/0/1234",
        "tile/0/x000/001",
        "tile/0/001/002",
        "tile/00/001",
        "tile/8/001",
        "tile/-1/001",
        "tile/0/001.p/0",
        "tile/0/001.p/01",
        "tile/0/001.p/256",
        "tile/0/001.p/",
        "tile/0/001/",
        "/tile/0/001",
        "tile/0/001\n",
        "tile/0/００１",
        "tile/0/" + "x999/" * 6 + "999",
        "tile/0/" + "x999/" * 2000 + "999",
        "tile/0/../../checkpoint",
        "tile/entries/001.p/1.p/1",
    ],
    ids=range(21),
)
def test_a_tile_has_no_second_address(path: str) -> None:
    with pytest.raises(Refused, match="no tile has this address"):
        tiles.parse_path(path)


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_a_bundle_gives_back_its_entries(entries: list[bytes]) -> None:
    data = tiles.bundle(entries)

    assert tiles.split(data, len(entries)) == entries
    assert tiles.width(Place(ENTRIES, 0), data) == len(entries)


@pytest.mark.parametrize("width", [0, 1, 3])
def test_a_bundle_of_another_width_is_refused(width: int) -> None:
    with pytest.raises(Refused, match="a bundle does not hold"):
        tiles.split(tiles.bundle([b"one", b"two"]), width)


@pytest.mark.parametrize("end", [1, 4, 6, 9])
def test_a_bundle_that_was_cut_short_is_refused(end: int) -> None:
    with pytest.raises(Refused, match="a bundle does not hold 2 entries"):
        tiles.split(tiles.bundle([b"one", b"two"])[:end], 2)


@pytest.mark.parametrize("level", [ENTRIES, 0])
def test_a_log_does_not_grow_on_a_tile_that_is_too_short(level: int) -> None:
    log = Log(SMALL[:300])
    log.kept.write({Place(level, 1): log.kept.read(Place(level, 1))[:-1]})

    with pytest.raises(Refused, match="holds less than 44"):
        tiles.grown(log.kept.read, size=300, entries=SMALL[300:301])


def test_nothing_grows_out_of_nothing() -> None:
    assert tiles.grown(Memory().read, size=0, entries=[]) == {}
