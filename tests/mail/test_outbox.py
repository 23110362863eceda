"""The outbox's own SQL: it fits the table that Django knows, and writes no more of a person than a sealed address."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import NOT_PROVIDED

from tests.factories import NOW
from undersigned.mail import outbox
from undersigned.mail.models import Letter
from undersigned.mail.outbox import Queued

QUEUED = Queued(uuid4(), 7, uuid4(), "already", 2, "es", NOW)


def test_a_letter_that_is_queued_waits_for_nothing() -> None:
    assert dict(zip(outbox.COLUMNS, outbox.values(QUEUED), strict=True)) == {
        "id": QUEUED.id,
        "petition_id": 7,
        "about": QUEUED.about,
        "kind": "already",
        "serial": 2,
        "language": "es",
        "state": "waiting",
        "attempts": 0,
        "due_at": NOW - outbox.HEAD_START,
        "queued_at": NOW,
        "trouble": "",
    }


def test_every_column_that_must_be_filled_is_filled() -> None:
    needed = {field.column for field in Letter._meta.fields if not field.null}

    assert needed - set(outbox.COLUMNS) == set()
    empty = {field.column for field in Letter._meta.fields} - set(outbox.COLUMNS)
    assert empty == {"sent_at", "update_id"}
    assert Letter._meta.get_field("sent_at").default is NOT_PROVIDED


@pytest.mark.parametrize("mark", ["?", "%s"])
def test_the_marks_are_the_drivers_and_as_many_as_there_are_values(mark: str) -> None:
    inserted, removed = outbox.insert_sql("?" if mark == "?" else "%s"), outbox.remove_sql("?" if mark == "?" else "%s")

    assert inserted.count(mark) == len(outbox.values(QUEUED)) == 11
    assert removed == f"DELETE FROM mail_letter WHERE petition_id = {mark} AND about = {mark}"


@pytest.mark.django_db
def test_what_the_outbox_writes_django_reads() -> None:
    id_, about = (one.hex if connection.vendor == "sqlite" else one for one in (QUEUED.id, QUEUED.about))
    row: list[Any] = [id_, 7, about, *outbox.values(QUEUED)[3:]]
    with connection.cursor() as cursor:
        cursor.execute(outbox.insert_sql("%s"), row)

    letter = Letter.objects.get(id=QUEUED.id)
    assert (letter.about, letter.kind, letter.serial, letter.state) == (QUEUED.about, "already", 2, "waiting")
    assert (letter.due_at, letter.queued_at) == (NOW - outbox.HEAD_START, NOW)

    with connection.cursor() as cursor:
        cursor.execute(outbox.remove_sql("%s"), [7, about])
    assert Letter.objects.count() == 0
