"""Whatever comes in from outside is read or refused: no other error leaves this room."""

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transparency import logs, vectors
from undersigned.transparency import checkpoint, entry, keys, note, receipt, sample, tiles
from undersigned.transparency.ledger import Ledger
from undersigned.transparency.strict import Refused
from undersigned.transparency.tiles import ENTRIES, Place

RECEIPT = vectors.load("receipt")["good"][-1]["receipt"].encode()
NOTE = vectors.load("log")["witnessed"].encode()
KEYS = [keys.parse_verifier(vectors.load("log")["key"]), keys.parse_verifier(vectors.load("log")["witness"]["key"])]


def _receipt(data: bytes) -> bytes:
    found = receipt.parse(data)
    found.check(KEYS)
    return found.encode()


def _checkpoint(data: bytes) -> bytes:
    checkpoint.opened(data, by=KEYS)
    return note.parse(data).encode()


def _bundle(data: bytes) -> bytes:
    width = tiles.width(Place(ENTRIES, 0), data)
    found = tiles.split(data, width)
    Ledger().read(found)
    return tiles.bundle(found)


# What reads, something that it reads well, and what it then writes again: there is one spelling of everything.
READERS: dict[str, tuple[Callable[[bytes], bytes], bytes]] = {
    "receipt": (_receipt, RECEIPT),
    "checkpoint": (_checkpoint, NOTE),
    "note": (lambda data: note.parse(data).encode(), NOTE),
    "bundle": (_bundle, tiles.bundle(logs.crowd(3))),
    "entry": (lambda data: entry.encode(entry.parse(data)), logs.crowd(2)[1]),
    "public key": (lambda data: str(keys.parse_verifier(_text(data))).encode(), str(KEYS[0]).encode()),
    "private key": (lambda data: keys.parse_signer(_text(data)).private().encode(), logs.KEY.private().encode()),
    "path": (lambda data: tiles.path(*tiles.parse_path(_text(data))).encode(), b"tile/entries/x001/234.p/12"),
}


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


@st.composite
def damaged(draw: st.DrawFn, good: bytes) -> bytes:
    """Pieces of what is good, with anything between them."""
    cuts = sorted(draw(st.lists(st.integers(0, len(good)), min_size=2, max_size=4)))
    pieces = [good[: cuts[0]], draw(st.binary(max_size=9)), good[cuts[1] :], draw(st.binary(max_size=3))]
    return b"".join(pieces)


@pytest.mark.parametrize("reader", READERS)
@given(data=st.data())
def test_what_is_damaged_is_read_or_refused(reader: str, data: st.DataObject) -> None:
    read, good = READERS[reader]
    given_ = data.draw(damaged(good) | st.binary(max_size=400))

    try:
        written = read(given_)
    except Refused:
        return

    assert written == given_


@pytest.mark.parametrize("reader", READERS)
def test_what_is_good_is_read_and_written_as_it_was(reader: str) -> None:
    read, good = READERS[reader]

    assert read(good) == good


JSON = st.recursive(st.none() | st.booleans() | st.floats() | st.integers() | st.text(), st.lists, max_leaves=3)
FIELDS = ["v", "salt", "text", "email", "name", "index", "email_key", "name_part"]


@given(st.dictionaries(st.sampled_from(FIELDS), JSON | st.just(1) | st.just(64 * "0")))
def test_any_json_in_place_of_an_opening_is_refused(fields: dict[str, object]) -> None:
    import base64

    extra = base64.b64encode(json.dumps(fields).encode())
    lines = RECEIPT.split(b"\n")

    with pytest.raises(Refused):
        receipt.parse(b"\n".join([lines[0], b"extra " + extra, *lines[2:]])).check(KEYS)


@given(st.text() | st.dictionaries(st.sampled_from(FIELDS), JSON | st.just(64 * "0")).map(json.dumps))
def test_any_line_in_place_of_an_opened_signature_is_read_or_refused(line: str) -> None:
    try:
        sample.parse(line).leaf_hash()
    except Refused:
        return
    assert set(json.loads(line)) >= {"index", "text", "email", "email_key", "name_part"}
