"""The code in a signer's links, and how many came by it: only who confirmed, only while they stand."""

import hashlib
import hmac
from base64 import b32decode, b32encode
from uuid import UUID, uuid4

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from tests import factories
from tests.people import INES, MALLORY, ROSA, THEO, Person
from undersigned.signing import brought, submission
from undersigned.signing.models import Petition, Signature

KEY = bytes(range(32))
PETITION = UUID("5b1f0c1e-2f0a-4c57-9a37-1d8f0d3c7f10")
SIGNATURE = UUID("0195560e-9a40-7abc-8def-0123456789ab")
CODE = "abcd2345"


def _code(signature: UUID = SIGNATURE, *, petition: UUID = PETITION, key: bytes = KEY) -> str:
    return brought.share_code(signature, petition=petition, key=key)


def _came(petition: Petition, person: Person, *, via: str = CODE, state: str = "confirmed") -> None:
    one = factories.signature(petition, person, state=state)
    Signature.objects.filter(petition=petition, id=one.id).update(via=via)


def test_a_code_is_made_as_its_format_says() -> None:
    share_key = hmac.new(KEY, b"\x00\x05share", hashlib.sha256).digest()
    digest = hmac.new(share_key, PETITION.bytes + SIGNATURE.bytes, hashlib.sha256).digest()

    assert _code() == b32encode(digest[:5]).decode().lower()


def test_a_code_stays_what_it_is_from_release_to_release() -> None:
    assert _code() == "ezii7hn7"  # node: the format above with crypto.createHmac


def test_another_signature_petition_or_key_has_another_code() -> None:
    neighbour = UUID(int=SIGNATURE.int + 1)

    codes = [_code(), _code(neighbour), _code(petition=neighbour), _code(key=bytes(32))]

    assert len(set(codes)) == 4


def test_a_code_shows_nothing_of_the_signature() -> None:
    # Before it was keyed it was the end of the id: 23456789ab in base 32.
    assert _code() != "encwpcnl"
    bits = [_difference(SIGNATURE.int ^ number, SIGNATURE.int ^ number ^ 1).bit_count() for number in range(0, 1000, 2)]
    assert 19 < sum(bits) / len(bits) < 21  # ids that differ in one bit make codes that differ in half of theirs


def _difference(one: int, other: int) -> int:
    """A bit for each in which the codes of two ids differ."""
    left, right = (int.from_bytes(b32decode(_code(UUID(int=number)).upper()), "big") for number in (one, other))
    return left ^ right


def test_the_form_takes_every_code_that_is_made() -> None:
    fields = {"name": ROSA.name, "email": ROSA.email, "postcode": ROSA.postcode}
    for _ in range(200):
        code = _code(uuid4())

        read = submission.read({**fields, "via": code}, postcode_style="any", texts=[1], wordings=[1])

        assert isinstance(read, submission.Submission)
        assert read.via == code


@pytest.mark.django_db
def test_only_who_confirmed_and_stands_was_brought(
    petition: Petition, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    _came(petition, ROSA)
    _came(petition, INES)
    _came(petition, THEO, state="pending")
    _came(petition, MALLORY, state="held")
    _came(petition, Person("Noa Field", "noa@example.org"), state="withdrawn")
    _came(petition, Person("Kim Lake", "kim@example.org"), via="zzzz2345")
    factories.signature(petition, Person("Ada Hill", "ada@example.org"))

    with django_assert_num_queries(1):
        assert brought.people(petition.pk, CODE) == 2


@pytest.mark.django_db
def test_withdrawing_lowers_it(petition: Petition) -> None:
    _came(petition, ROSA)
    _came(petition, INES)

    Signature.objects.filter(petition=petition).filter(number=1).update(state=Signature.State.WITHDRAWN)

    assert brought.people(petition.pk, CODE) == 1


@pytest.mark.django_db
def test_nobody_comes_by_no_code_nor_by_another_petitions(petition: Petition) -> None:
    _came(petition, ROSA, via="")
    _came(factories.petition("library"), INES)

    assert brought.people(petition.pk, "") == 0
    assert brought.people(petition.pk, CODE) == 0


@pytest.mark.django_db
def test_it_is_counted_by_its_index(petition: Petition) -> None:
    for person in (ROSA, INES, THEO):
        factories.signature(petition, person)
    _came(petition, MALLORY)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")  # it reads so small a table whole
    asked = Signature.objects.confirmed().filter(petition_id=petition.pk, via=CODE, via__gt="")

    assert "signature_brought" in asked.explain()
