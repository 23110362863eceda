"""The sample audit: drawn by nobody's choice, opened for the address alone."""

import json

import pytest

from tests.transparency import logs, vectors
from undersigned.transparency import sample
from undersigned.transparency.strict import Refused

VECTORS = vectors.load("sample")
SHOWN = VECTORS["shown"]


def stands(index: int) -> bool:
    return 0 < index < 300 and index not in VECTORS["voided"]


def draw(number: int, *, nonce: str = VECTORS["nonce"]) -> list[int]:
    root = bytes.fromhex(VECTORS["root"])
    return sample.draw(root=root, size=VECTORS["size"], nonce=nonce, number=number, stands=stands)


def test_what_is_drawn_is_what_the_specification_says() -> None:
    assert draw(40) == VECTORS["drawn"]


def test_a_larger_sample_begins_with_the_smaller_one() -> None:
    assert draw(30) == VECTORS["drawn"][:30]


def test_another_nonce_draws_others() -> None:
    assert draw(40, nonce="another") != VECTORS["drawn"]


def test_all_can_be_drawn_and_nobody_twice() -> None:
    assert sorted(draw(296)) == [index for index in range(300) if stands(index)]


def test_a_signature_opens_for_its_address_without_the_name() -> None:
    assert sample.parse(json.dumps(SHOWN)).leaf_hash().hex() == VECTORS["leaf_hash"]
    assert logs.ROSAS.name not in json.dumps(SHOWN, ensure_ascii=False)


@pytest.mark.parametrize("field", ["text", "email", "email_key", "name_part"])
def test_nothing_else_opens_it(field: str) -> None:
    changed = SHOWN[field][:-1] + ("0" if SHOWN[field][-1] != "0" else "1")

    assert sample.parse(json.dumps(SHOWN | {field: changed})).leaf_hash().hex() != VECTORS["leaf_hash"]


@pytest.mark.parametrize(
    "line",
    [
        "",
        "7",
        "[" * 100_000,
        json.dumps({name: value for name, value in SHOWN.items() if name != "index"}),
        *(json.dumps(SHOWN | {"index": index}) for index in (True, "1", 1.0, None)),
        *(json.dumps(SHOWN | {"email": email}) for email in (7, "\ud800", "a\nb")),
        *(json.dumps(SHOWN | {name: "00"}) for name in ("text", "email_key", "name_part")),
    ],
    ids=range(14),
)
def test_what_opens_nothing_is_refused(line: str) -> None:
    with pytest.raises(Refused):
        sample.parse(line)
