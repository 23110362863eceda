"""The commitment: worked out once by another implementation, bound to all it speaks of, hiding without the salt."""

import hashlib
import hmac
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.transparency import leaf

SALT = bytes(range(1, 33))
TEXT_HASH = bytes.fromhex("4d482ef4574ab61b6b625d55f55cfdf6b0ff02e3d6eb0d0936e70c7318fe56b6")
GIVEN: dict[str, Any] = {
    "salt": SALT,
    "text_hash": TEXT_HASH,
    "canonical_email": "rosa@example.org",
    "name": "Rosa Marín",
}
# node: the formula of docs/spec/commitment.md, step by step
COMMITMENT = "b237061d1f9239e9649eede3144b8b9dec13273d724b6e5397158ff7aac81c3d"


def test_the_commitment_is_the_one_that_another_implementation_makes() -> None:
    assert leaf.commitment(**GIVEN).hex() == COMMITMENT


@pytest.mark.parametrize(
    "changed",
    [
        {"salt": bytes(32)},
        {"text_hash": bytes(32)},
        {"canonical_email": "theo@example.net"},
        {"name": "Rosa Marin"},
    ],
    ids=["salt", "text", "e-mail", "name"],
)
def test_the_commitment_is_bound_to_each_part(changed: dict[str, Any]) -> None:
    assert leaf.commitment(**(GIVEN | changed)).hex() != COMMITMENT


@given(st.text(min_size=1), st.text(min_size=1))
def test_e_mail_and_name_cannot_change_places(one: str, other: str) -> None:
    here = leaf.commitment(salt=SALT, text_hash=TEXT_HASH, canonical_email=one, name=other)
    swapped = leaf.commitment(salt=SALT, text_hash=TEXT_HASH, canonical_email=other, name=one)

    assert (here == swapped) is (one == other)


def test_a_name_is_one_name_however_its_letters_are_composed() -> None:
    decomposed = unicodedata.normalize("NFD", "Rosa Marín")

    assert leaf.commitment(**(GIVEN | {"name": decomposed})).hex() == COMMITMENT


def test_the_name_can_be_shown_without_the_address() -> None:
    """An auditor who is given salt-keyed parts checks one part and sees only the hash of the other."""
    email_part = hmac.digest(hmac.digest(SALT, b"email", "sha256"), b"rosa@example.org", "sha256")
    name_part = hmac.digest(hmac.digest(SALT, b"name", "sha256"), "Rosa Marín".encode(), "sha256")

    opened = hashlib.sha256(b"undersigned/sign/v1\0" + TEXT_HASH + email_part + name_part).hexdigest()

    assert opened == COMMITMENT
