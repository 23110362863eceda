"""The blind index: equal for equal mailboxes, different for every campaign, worthless without the key."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.vault import blind

MASTER = bytes(range(32))
PETITION = "5b1f0c1e-2f0a-4c57-9a37-1d8f0d3c7f10"
# node: HMAC-SHA256 of "email" 00 "rosa@example.org" under HMAC-SHA256(00 … 1f, 0003 "idx" 0024 petition 0002 0001)
KEY = bytes.fromhex("7b8deaa7080416db4a16f6e8ec35df1c46bf13757a7817b19a7462b13b3bff63")
INDEX = bytes.fromhex("4cd3801d6dfcfc35614bf2854d170fcd")

# What the form lets through: letters of many scripts, digits and the usual marks; domains that exist as domains.
LOCALS = st.text(st.characters(categories=["Ll", "Lu", "Nd"], include_characters=".-_+'"), min_size=1, max_size=20)
DOMAINS = st.sampled_from(
    ["example.org", "EXAMPLE.org", "bücher.example", "BÜCHER.example", "пример.example", "gmail.com", "GoogleMail.com"]
)
# Alphabets in which a letter and its capital are one pair: not the Turkish ı, whose capital is everyone's I.
ALPHABETS = st.text("abcxyz.-+áéñöüåøčłžαβωбяж0189", min_size=1, max_size=20)
ADDRESSES = st.builds("{}@{}".format, LOCALS, DOMAINS)


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("rosa@example.org", "rosa@example.org"),
        ("Rosa@Example.ORG", "rosa@example.org"),
        ("rosa+petition@example.org", "rosa@example.org"),
        ("rosa+a+b@example.org", "rosa@example.org"),
        ("r.o.s.a@gmail.com", "rosa@gmail.com"),
        ("r.osa+x@googlemail.com", "rosa@gmail.com"),
        ("r.osa@example.org", "r.osa@example.org"),
        ("+rosa@example.org", "+rosa@example.org"),
        ("rosa@bücher.example", "rosa@xn--bcher-kva.example"),
        ("rosa@XN--BCHER-KVA.example", "rosa@xn--bcher-kva.example"),
        ("stra\u00dfe@example.org", "strasse@example.org"),
        ("mari\u0301n@example.org", "mar\u00edn@example.org"),
    ],
)
def test_one_mailbox_has_one_canonical_address(typed: str, canonical: str) -> None:
    assert blind.canonical_email(typed) == canonical


@given(ADDRESSES)
def test_a_canonical_address_is_its_own_canonical_address(address: str) -> None:
    once = blind.canonical_email(address)

    assert blind.canonical_email(once) == once


@given(st.builds("{}@{}".format, ALPHABETS, DOMAINS))
def test_capitals_make_no_second_mailbox(address: str) -> None:
    local, _, domain = address.rpartition("@")

    assert blind.canonical_email(f"{local.upper()}@{domain.upper()}") == blind.canonical_email(address)


@given(ADDRESSES)
def test_composed_and_decomposed_letters_are_one_mailbox(address: str) -> None:
    assert blind.canonical_email(unicodedata.normalize("NFD", address)) == blind.canonical_email(address)


@given(LOCALS, st.sampled_from(["bücher.example", "пример.example", "例え.example"]))
def test_a_domain_in_its_own_script_and_in_ascii_is_one_mailbox(local: str, domain: str) -> None:
    spelled = ".".join(label.encode("idna").decode() for label in domain.split("."))

    assert blind.canonical_email(f"{local}@{spelled}") == blind.canonical_email(f"{local}@{domain}")


def test_the_index_is_the_one_that_another_implementation_makes() -> None:
    assert blind.index_key(MASTER, petition=PETITION) == KEY
    assert blind.index("Rosa+news@Example.org", key=KEY) == INDEX


def test_two_campaigns_cannot_be_joined_by_their_indexes() -> None:
    here = blind.index("rosa@example.org", key=blind.index_key(MASTER, petition=PETITION))
    there = blind.index("rosa@example.org", key=blind.index_key(MASTER, petition=PETITION.replace("5", "6")))

    assert here != there


def test_a_list_of_addresses_finds_nobody_without_the_key() -> None:
    addresses = [f"signer-{number}@example.org" for number in range(1000)]
    stolen = {blind.index(address, key=KEY) for address in addresses}

    guessed = {blind.index(address, key=bytes(32)) for address in addresses}

    assert stolen & guessed == set()
    assert len(stolen) == 1000
