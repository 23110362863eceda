"""The list of signatures at the desk and the search: what is shown to whom, and what the history keeps of it."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from tests import factories
from tests.factories import NOW
from tests.organiser import desk
from tests.people import INES, MALLORY, ROSA, THEO, crowd
from undersigned.signing import decide, search
from undersigned.signing.decide import Reason
from undersigned.signing.models import Petition, Signature

pytestmark = [pytest.mark.django_db, pytest.mark.once]

MINUTE = timedelta(minutes=1)
GOES_ON = {"after": "next", "looked": "looked", "total": "total"}  # what the button for more sends along


@pytest.fixture
def seeing(db: None) -> Client:
    """Somebody who may see signers, and decides nothing."""
    return desk.signed_in(desk.mallory("signing.view_signature"))


@pytest.fixture
def four(petition: Petition) -> dict[str, Signature]:
    """Theo is held, Mallory waits, Ines was struck, Rosa is confirmed: the newest first."""
    made = {
        "rosa": factories.signature(petition, ROSA, source="poster"),
        "ines": factories.signature(petition, INES, at=NOW + MINUTE),
        "mallory": factories.signature(petition, MALLORY, at=NOW + 2 * MINUTE, state=Signature.State.PENDING),
        "theo": factories.signature(petition, THEO, at=NOW + 3 * MINUTE, state=Signature.State.HELD),
    }
    Signature.objects.filter(id=made["theo"].id).update(hold_reason="honeypot")
    decide.strike(petition.pk, made["ines"].id, reason=Reason.DOUBLE, at=NOW)
    return made


def address(of: Petition, name: str = "signatures", *more: Any) -> str:
    return reverse(f"organiser:{name}", args=[of.pk, *more])


def listed(answer: Any) -> list[str]:
    return [row["name"] for row in answer.context["rows"]]


def looks() -> list[dict[str, str]]:
    return [entry.data for entry in ModelLogEntry.objects.filter(action="organiser.signatures.look").order_by("pk")]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [THEO, MALLORY, INES, ROSA]),
        ("?state=struck", [INES]),
        ("?state=held&source=", [THEO]),
        ("?source=poster", [ROSA]),
        ("?language=en&until=2026-03-01", []),
        ("?since=2026-03-02&until=2026-03-02", [THEO, MALLORY, INES, ROSA]),
    ],
)
def test_signatures_are_listed_by_what_was_chosen(
    seeing: Client, petition: Petition, four: dict[str, Signature], query: str, expected: list[Any]
) -> None:
    answer = seeing.get(address(petition) + query)

    assert listed(answer) == [person.name for person in expected]
    words = desk.text_of(answer.content.decode())
    assert "1 signature counts. 1 was struck." in words
    assert ("Nothing fits what you chose." in words) == (not expected)


def test_a_list_tells_why_somebody_is_out_of_the_count_and_no_address(
    seeing: Client, petition: Petition, four: dict[str, Signature]
) -> None:
    words = desk.text_of(seeing.get(address(petition)).content.decode())

    assert "No. 2 signed 2 Mar 2026" in words
    assert "A double: the same person has signed with another address Struck" in words
    assert "It filled in a field that people do not see Held back" in words
    assert "came by Poster" in words
    assert INES.email not in words


@pytest.mark.parametrize(
    "query", ["?state=lost", "?source=A%20b", "?since=soon", "?after=x", "?after=" + "0" * 32 + ".noon"]
)
def test_an_address_that_cannot_be_is_not_found(seeing: Client, petition: Petition, query: str) -> None:
    assert seeing.get(address(petition) + query).status_code == 404
    assert looks() == []


def test_nobody_has_signed_yet(seeing: Client, petition: Petition) -> None:
    assert "Nobody has signed yet" in desk.text_of(seeing.get(address(petition)).content.decode())


def test_pages_lead_on_to_older_ones_and_keep_what_was_chosen(
    seeing: Client, petition: Petition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "PER_PAGE", 2)
    for minutes, person in enumerate(crowd(3)):
        factories.signature(petition, person, at=NOW + minutes * MINUTE, state=Signature.State.PENDING)

    first = seeing.get(address(petition) + "?state=pending")
    second = seeing.get(f"{address(petition)}?{first.context['next']}")

    assert (listed(first), listed(second)) == (["Signer 3", "Signer 2"], ["Signer 1"])
    assert (second.context["next"], second.context["newest"]) == ("", "state=pending")


def test_a_look_that_ended_early_says_so(seeing: Client, petition: Petition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "LOOKED", 2)
    for person in crowd(3):
        factories.signature(petition, person)

    words = desk.text_of(seeing.get(address(petition) + "?source=sms").content.decode())

    assert "Looked through 2 signatures this far; there are older ones. Show all" not in words
    assert "Looked through 2 signatures this far; there are older ones. Look further" in words


def test_a_list_costs_the_same_number_of_queries_with_one_and_with_many(seeing: Client, petition: Petition) -> None:
    counted = []
    for people in (crowd(1), crowd(4)[1:]):
        for person in people:
            factories.signature(petition, person)
        seeing.get(address(petition))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            seeing.get(address(petition))
        counted.append(len(queries))

    assert counted[0] == counted[1]


@pytest.mark.parametrize(("asked", "who"), [("ROSA@example.org ", "rosa"), ("1", "rosa"), ("# 2", "ines")])
def test_a_mailbox_or_a_number_leads_to_its_signature(
    seeing: Client, petition: Petition, four: dict[str, Signature], asked: str, who: str
) -> None:
    answer = seeing.post(address(petition, "signature_search"), {"q": asked})

    assert (answer.status_code, answer["Location"]) == (302, address(petition, "signature", four[who].id))


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("nobody@example.org", "This address has not signed"),
        ("77", "No signature has this number"),
        ("9" * 30, "No signature has this number"),
        ("x", "Type at least two letters of a name"),
        ("", "Type at least two letters of a name"),
        ("Bartholomew", "Looked through all 4 signatures. Nobody of that name"),
    ],
)
def test_a_search_that_finds_nothing_says_what_to_do(
    seeing: Client, petition: Petition, four: dict[str, Signature], asked: str, told: str
) -> None:
    answer = seeing.post(address(petition, "signature_search"), {"q": asked})

    assert told in desk.text_of(answer.content.decode())


def test_a_name_is_looked_for_step_by_step(
    seeing: Client, petition: Petition, four: dict[str, Signature], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "OPENED", 3)
    where = address(petition, "signature_search")

    first = seeing.post(where, {"q": "marin"})
    second = seeing.post(where, {"q": "marin", **{name: first.context[given] for name, given in GOES_ON.items()}})

    assert "Looked through 3 of 4 signatures" in desk.text_of(first.content.decode())
    assert "Looked through all 4 signatures" in desk.text_of(second.content.decode())
    assert (listed(first), listed(second)) == ([], [ROSA.name])


def test_every_look_is_in_the_history_and_nothing_of_the_person(
    seeing: Client, petition: Petition, four: dict[str, Signature]
) -> None:
    one = four["rosa"].id
    seeing.get(address(petition))
    for asked in (ROSA.email, "1", "marin", "x"):
        seeing.post(address(petition, "signature_search"), {"q": asked})
    seeing.get(address(petition, "signature", one))

    assert looks() == [
        {"what": "list"},
        {"what": "search by email"},
        {"what": "search by number"},
        {"what": "search by name"},
        {"what": "one", "signature": str(one)},
    ]
    [(who, about)] = set(ModelLogEntry.objects.values_list("user__username", "object_id"))
    assert (who, about) == ("mallory", str(petition.pk))


@pytest.mark.parametrize("name", ["signatures", "signature_search", "signature", "signature_decisions"])
def test_who_may_not_see_signers_sees_and_does_nothing(
    petition: Petition, four: dict[str, Signature], name: str
) -> None:
    client = desk.signed_in(desk.theo())
    where = address(petition, name, *([four["rosa"].id] if name in ("signature", "signature_decisions") else []))

    answers = [client.get(where), client.post(where, {"q": ROSA.email, "decision": "strike", "reason": "double"})]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert ROSA.name not in answers[0].content.decode()
    assert Signature.objects.get(id=four["rosa"].id).state == "confirmed"
    assert ModelLogEntry.objects.count() == 0


def test_the_tab_stands_beside_the_others_for_those_who_may(petition: Petition, seeing: Client) -> None:
    User.objects.create_superuser("ines")

    page = seeing.get(address(petition))

    assert [(tab["label"], tab["is_here"]) for tab in page.context["tabs"] if tab["is_here"]] == [("Signatures", True)]
