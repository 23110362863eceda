"""Whose first names a page shows: who allowed it, signed lately, still stands, and wrote no more than a name."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from tests.factories import NOW, petition, signature
from tests.people import INES, MALLORY, ROSA, Person, crowd
from undersigned.signing.models import Petition, Signature
from undersigned.voices import recent

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
NOON = NOW.replace(hour=12, minute=0)


def shown(of: Petition, *, at: datetime = NOON) -> list[tuple[str, bool]]:
    return [(one["name"], one["is_today"]) for one in recent.names(of.pk, at=at)]


def signs(of: Petition, person: Person, *, hours_ago: int, **more: object) -> Signature:
    row = signature(of, person, **{"shows_name": True, **more})  # type: ignore[arg-type]  # its own keywords
    Signature.objects.filter(id=row.id).update(confirmed_at=NOON - hours_ago * HOUR)
    return row


def test_the_last_three_are_named_with_the_day_and_no_hour(petition: Petition) -> None:
    for hours_ago, name in ((1, "Ana Ruiz"), (30, "Bea Paz"), (20, "Carlos Gil"), (2, "Dora Sol")):
        signs(petition, Person(name, f"{name[0]}@example.org"), hours_ago=hours_ago)

    assert recent.names(petition.pk, at=NOON) == [
        {"name": "Ana", "is_today": True},
        {"name": "Dora", "is_today": True},
        {"name": "Carlos", "is_today": False},
    ]


def test_who_did_not_allow_it_is_not_named(petition: Petition) -> None:
    signs(petition, ROSA, hours_ago=1, shows_name=False)

    assert shown(petition) == []


@pytest.mark.parametrize("state", ["pending", "held", "withdrawn"])
def test_who_does_not_stand_is_not_named(petition: Petition, state: str) -> None:
    signs(petition, ROSA, hours_ago=1, state=state)

    assert shown(petition) == []


def test_a_sample_is_never_named(petition: Petition) -> None:
    signs(petition, ROSA, hours_ago=1, is_sample=True)

    assert shown(petition) == []


def test_each_petition_names_its_own() -> None:
    rivers, library = petition("rivers"), petition("sunday-library")
    signs(rivers, ROSA, hours_ago=1)
    signs(library, INES, hours_ago=1)

    assert shown(rivers) == [("Rosa", True)]


@pytest.mark.parametrize(("hours_ago", "expected"), [(24, [("Rosa", False)]), (25, [])])
def test_a_day_after_the_last_one_nobody_is_named(
    petition: Petition, hours_ago: int, expected: list[tuple[str, bool]]
) -> None:
    signs(petition, ROSA, hours_ago=hours_ago)

    assert shown(petition) == expected


def test_after_midnight_today_is_yesterday_and_what_was_before_that_is_gone(petition: Petition) -> None:
    signs(petition, ROSA, hours_ago=1)
    signs(petition, INES, hours_ago=13)

    assert shown(petition, at=NOON + 11 * HOUR) == [("Rosa", True), ("Inês", False)]
    assert shown(petition, at=NOON + 13 * HOUR) == [("Rosa", False)]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Rosa", ["Rosa"]),
        ("María José Luz", ["María"]),
        ("नीता शर्मा", ["नीता"]),
        ("Ἀλέξανδρος", ["Ἀλέξανδρος"]),
        ("R0sa Marín", []),
        ("Rosa@Marín x", []),
        ("example.org wins", []),
        ("Rosa! Marín", []),
        ("Ro-sa Marín", []),
        ("💥 Rosa", []),
        ("", []),  # of whom only the address is left
        ("Abcdefghijklmnopqrst Long", ["Abcdefghijklmnopqrst"]),
        ("Abcdefghijklmnopqrstu Longer", []),
    ],
)
def test_a_first_word_that_may_be_more_than_a_name_is_left_out(
    petition: Petition, name: str, expected: list[str]
) -> None:
    signs(petition, Person(name, "rosa@example.org"), hours_ago=1)

    assert [one for one, _ in shown(petition)] == expected


def test_a_record_moved_from_another_row_is_left_out(petition: Petition, caplog: pytest.LogCaptureFixture) -> None:
    rosa, mallory = signs(petition, ROSA, hours_ago=2), signs(petition, MALLORY, hours_ago=1)
    Signature.objects.filter(id=mallory.id).update(sealed=bytes(rosa.sealed or b""))

    assert shown(petition) == [("Rosa", True)]
    assert [(record.message, record.__dict__["signature"]) for record in caplog.records] == [
        ("recent.unreadable", str(mallory.id))
    ]


def test_they_are_found_by_an_index_that_holds_nobody_else(petition: Petition, settings: Settings) -> None:
    signs(petition, ROSA, hours_ago=1)
    if not settings.IS_SQLITE:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")  # it reads so small a table whole

    assert "signature_shown" in recent._newest(petition.pk).explain()


@pytest.mark.parametrize("number", [1, 30])
def test_however_many_there_are_it_is_one_query(petition: Petition, number: int) -> None:
    for person in crowd(number):
        signs(petition, person, hours_ago=1)
    recent.names(petition.pk, at=NOON)  # the petition's key is in memory then

    with CaptureQueriesContext(connection) as queries:
        recent.names(petition.pk, at=NOON)

    assert len(queries) == 1
