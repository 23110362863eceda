"""Signatures found at the desk: page by page, however they are filtered; by mailbox, by number, by name."""

from collections.abc import Iterable
from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from tests import factories
from tests.factories import NOW
from tests.people import INES, MALLORY, ROSA, THEO, crowd
from undersigned.signing import search
from undersigned.signing.models import Petition, Signature
from undersigned.signing.search import Line, Place, Wanted

pytestmark = pytest.mark.django_db

State = Signature.State
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@pytest.fixture
def crowded(petition: Petition) -> Petition:
    """Signed a minute apart: 1 to 6 have confirmed, 7 waits, 8 is held. The even ones came by the poster."""
    for number, person in enumerate(crowd(8), start=1):
        state = {7: State.PENDING, 8: State.HELD}.get(number, State.CONFIRMED)
        source = "poster" if number % 2 == 0 else ""
        factories.signature(petition, person, state=state, at=NOW + number * MINUTE, source=source)
    return petition


def names(lines: Iterable[Line]) -> list[int]:
    """Of a crowd: who they are by number."""
    return [int((line.name or "0").split()[-1]) for line in lines]


def all_pages(of: Petition, wanted: Wanted) -> list[tuple[list[int], bool]]:
    """Who stands on each page, and whether it was cut."""
    pages: list[tuple[list[int], bool]] = []
    after: Place | None = None
    while not pages or after:
        found = search.page(of.pk, wanted, after=after)
        pages.append((names(found.lines), found.is_cut))
        after = found.next
        assert len(pages) < 10
    return pages


def test_the_newest_come_first_and_every_page_goes_on_behind_the_last(
    crowded: Petition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "PER_PAGE", 3)

    assert all_pages(crowded, Wanted()) == [([8, 7, 6], False), ([5, 4, 3], False), ([2, 1], False)]


@pytest.mark.parametrize("state", [State.PENDING, State.HELD, State.WITHDRAWN, State.STRUCK])
def test_what_waits_or_is_gone_is_found_by_itself_page_by_page(
    petition: Petition, monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    monkeypatch.setattr(search, "PER_PAGE", 2)
    factories.signature(petition, ROSA)
    made = [factories.signature(petition, one, state=State.PENDING, at=NOW + MINUTE) for one in crowd(5)]
    Signature.objects.filter(id__in=[one.id for one in made]).update(state=state)  # at one moment: the id decides
    ids = sorted((one.id for one in made), reverse=True)

    first = search.page(petition.pk, Wanted(state))
    second = search.page(petition.pk, Wanted(state), after=first.next)
    third = search.page(petition.pk, Wanted(state), after=second.next)

    assert [[line.id for line in found.lines] for found in (first, second, third)] == [ids[:2], ids[2:4], ids[4:]]
    assert (first.is_cut, third.next) == (False, None)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Wanted(State.CONFIRMED), [6, 5, 4, 3, 2, 1]),
        (Wanted(State.HELD), [8]),
        (Wanted(State.PENDING), [7]),
        (Wanted(source="poster"), [8, 6, 4, 2]),
        (Wanted(State.HELD, source="poster"), [8]),
        (Wanted(State.PENDING, source="poster"), []),
        (Wanted(language="es"), []),
        (Wanted(language="en", source="poster", since=NOW + 3 * MINUTE), [8, 6, 4]),
        (Wanted(since=NOW + 2 * MINUTE, until=NOW + 4 * MINUTE), [3, 2]),
        (Wanted(State.HELD, since=NOW + 8 * MINUTE), [8]),
        (Wanted(State.HELD, until=NOW + 8 * MINUTE), []),
        (Wanted(State.PENDING, since=NOW + 7 * MINUTE, until=NOW + 8 * MINUTE), [7]),
        (Wanted(State.PENDING, until=NOW + 7 * MINUTE), []),
    ],
)
def test_only_what_is_wanted_is_listed(crowded: Petition, wanted: Wanted, expected: list[int]) -> None:
    assert names(search.page(crowded.pk, wanted).lines) == expected


def test_a_look_for_what_no_index_knows_ends_and_says_where_to_go_on(
    crowded: Petition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "LOOKED", 3)

    # The whole way by looks of three: nobody twice, nobody left out.
    assert all_pages(crowded, Wanted(source="poster")) == [([8, 6], True), ([4], True), ([2], False)]
    assert all_pages(crowded, Wanted(source="sms")) == [([], True), ([], True), ([], False)]


def test_a_look_among_those_who_wait_ends_between_two_of_one_moment(
    petition: Petition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "LOOKED", 2)
    for person in crowd(5):
        factories.signature(petition, person, state=State.PENDING, source="sms")

    pages = all_pages(petition, Wanted(State.PENDING, source="sms"))

    assert [len(listed) for listed, _is_cut in pages] == [2, 2, 1]
    assert sorted(one for listed, _is_cut in pages for one in listed) == [1, 2, 3, 4, 5]


def test_a_page_costs_two_queries_however_many_there_are(
    crowded: Petition, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    search.page(crowded.pk, Wanted())  # the keys are opened once
    for wanted, queries in ((Wanted(), 1), (Wanted(State.HELD), 1), (Wanted(source="poster"), 2)):
        with django_assert_num_queries(queries):
            search.page(crowded.pk, wanted)


def test_a_line_tells_what_is_known_of_each(petition: Petition) -> None:
    factories.signature(petition, ROSA, state=State.WITHDRAWN)
    broken = factories.signature(petition, INES, at=NOW + MINUTE)
    Signature.objects.filter(id=broken.id).update(sealed=b"\x01" + bytes(60))

    told = [(line.name, line.state, line.number) for line in search.page(petition.pk, Wanted()).lines]

    assert told == [(None, "confirmed", 2), ("", "withdrawn", 1)]


def test_a_mailbox_is_found_however_its_address_is_written(petition: Petition) -> None:
    rosa = factories.signature(petition, ROSA)
    factories.signature(factories.petition("sunday-library"), INES)

    asked = ["rosa@example.org", " ROSA+news@Example.org ", INES.email, "rosa@" + "x" * 70 + "é.org"]

    assert [search.by_email(petition.pk, one) for one in asked] == [rosa.id, rosa.id, None, None]


def test_a_number_leads_to_its_signature(petition: Petition) -> None:
    rosa = factories.signature(petition, ROSA)

    assert [search.by_number(petition.pk, number) for number in (1, 2)] == [rosa.id, None]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("marin", ["Rosa Marín"]),
        ("MARÍN ro", ["Rosa Marín"]),
        ("ines", ["Inês Okafor"]),
        ("in", ["Inês Okafor", "Theo Lindqvist", "Mallory Quint", "Rosa Marín"]),
        ("rosa okafor", []),
    ],
)
def test_a_name_is_found_by_its_parts_whatever_the_accents(petition: Petition, asked: str, expected: list[str]) -> None:
    for minutes, person in enumerate((ROSA, MALLORY, THEO, INES)):
        factories.signature(petition, person, at=NOW + minutes * MINUTE)

    found = search.by_name(petition.pk, asked)

    assert [line.name for line in found.lines] == expected
    assert (found.next, found.looked, found.total) == (None, 4, 4)


def test_names_are_opened_some_at_a_time_and_counted(crowded: Petition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "OPENED", 5)

    first = search.by_name(crowded.pk, "signer 2")
    second = search.by_name(crowded.pk, "signer 2", after=first.next)

    assert (names(first.lines), first.looked, first.total) == ([], 5, 8)
    assert (names(second.lines), second.looked, second.next, second.total) == ([2], 3, None, None)


def test_a_name_that_many_bear_is_shown_in_pieces(crowded: Petition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MOST_NAMED", 5)

    first = search.by_name(crowded.pk, "signer")
    second = search.by_name(crowded.pk, "signer", after=first.next)

    assert (names(first.lines), first.looked) == ([8, 7, 6, 5, 4], 5)
    assert (names(second.lines), second.next) == ([3, 2, 1], None)
