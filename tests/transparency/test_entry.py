"""Entries: each has one spelling, and what has none is refused and not stepped over."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transparency import vectors
from undersigned.transparency import entry
from undersigned.transparency.entry import Offline, Reason, Reinstate, Sign, Stage, State, Text, Void
from undersigned.transparency.ledger import Ledger
from undersigned.transparency.strict import Refused

HASH = bytes(range(32))
SPELLED = {
    "01" + HASH.hex(): Sign(HASH),
    "02" + "0000000000002afe" + "03": Void(11006, Reason.NOT_ME),
    "03" + HASH.hex(): Text(HASH),
    "04" + "0000000000002afe": Reinstate(11006),
    "05" + "000004b0" + HASH.hex(): Offline(1200, HASH),
    "0602": State(Stage.CLOSED),
    "0604" + HASH.hex(): State(Stage.NEW_EPOCH, HASH),
}
VECTORS = vectors.load("entries")


@pytest.mark.parametrize(("spelled", "meant"), SPELLED.items(), ids=[type(one).__name__ for one in SPELLED.values()])
def test_an_entry_is_spelled_as_the_specification_says(spelled: str, meant: entry.Entry) -> None:
    assert entry.encode(meant).hex() == spelled
    assert entry.parse(bytes.fromhex(spelled)) == meant


@given(st.binary(max_size=40) | st.builds(lambda kind, rest: bytes([kind]) + rest, st.integers(0, 7), st.binary()))
def test_what_is_read_is_spelled_as_it_was(data: bytes) -> None:
    try:
        found = entry.parse(data)
    except Refused:
        return

    assert entry.encode(found) == data


@pytest.mark.parametrize("vector", VECTORS["counted"], ids=lambda vector: f"{len(vector['entries'])} entries")
def test_the_count_is_what_the_specification_says(vector: dict[str, Any]) -> None:
    ledger = Ledger()
    ledger.read(map(bytes.fromhex, vector["entries"]))

    assert ledger.totals.count == vector["count"]
    assert len(ledger) == len(vector["entries"])


@pytest.mark.parametrize("vector", VECTORS["refused"], ids=lambda vector: vector["why"])
def test_what_no_honest_log_holds_is_refused(vector: dict[str, Any]) -> None:
    with pytest.raises(Refused, match=r"^entry \d+ is "):
        Ledger().read(map(bytes.fromhex, vector["entries"]))
