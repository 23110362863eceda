"""Receipts: what a signer keeps, checked without asking anybody; nobody else's words fit into it."""

import pytest

from tests.transparency import logs, vectors
from tests.transparency.logs import ROSAS, Log
from undersigned.transparency import keys, receipt
from undersigned.transparency.strict import Refused

VECTORS = vectors.load("receipt")
KEY = keys.parse_verifier(VECTORS["key"])


@pytest.mark.parametrize("vector", VECTORS["good"], ids=lambda vector: vector["what"])
def test_a_receipt_holds_as_the_specification_shows(vector: dict[str, str]) -> None:
    data = vector["receipt"].encode()

    found = receipt.parse(data)
    found.check([KEY])

    assert found.opening == ROSAS
    assert found.encode() == data


@pytest.mark.parametrize("vector", VECTORS["refused"], ids=lambda vector: vector["why"])
def test_what_mallory_does_to_a_receipt_is_refused(vector: dict[str, str]) -> None:
    with pytest.raises(Refused):
        receipt.parse(vector["receipt"].encode()).check([KEY])


def test_a_log_writes_the_receipt_that_the_specification_shows() -> None:
    entries = logs.crowd(300)
    entries[200] = ROSAS.entry()

    assert Log(entries).receipt(ROSAS, 200).encode().decode() == VECTORS["good"][2]["receipt"]


def test_a_receipt_of_a_smaller_tree_holds_as_well() -> None:
    entries = logs.crowd(300)
    entries[100] = ROSAS.entry()

    opened = Log(entries).receipt(ROSAS, 100, size=101).check([KEY])

    assert opened.checkpoint.size == 101


def test_every_flipped_bit_of_a_receipt_is_refused() -> None:
    """But for those of letters that make a witness unknown, which is nobody's loss."""
    data = VECTORS["good"][0]["receipt"].encode()

    for at in range(len(data)):
        for bit in range(8):
            with pytest.raises(Refused):
                receipt.parse(data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :]).check([KEY])


def test_a_receipt_has_a_longest_length() -> None:
    with pytest.raises(Refused, match="longer than any"):
        receipt.parse(VECTORS["good"][0]["receipt"].encode() + 128 * 1024 * b"\n")
    with pytest.raises(Refused, match="the proof of inclusion is longer than any"):
        receipt.parse(b"c2sp.org/tlog-proof@v1\nextra e30=\nindex 0\n" + 64 * (43 * b"A" + b"=\n") + b"\nnote")
