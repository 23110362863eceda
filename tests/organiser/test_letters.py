"""The outbox as the desk shows it: states, troubles, another attempt, and no address anywhere."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import ModelLogEntry

from tests import factories
from tests.factories import NOW
from tests.organiser import desk
from undersigned.mail.models import Letter
from undersigned.organiser import letters
from undersigned.signing.models import Petition

OUTBOX = "/organiser/letters/"
ATTEMPTS = "/organiser/letters/attempts/"
NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def theo(db: None) -> Client:
    return desk.signed_in(desk.theo())


def _shown(client: Client, query: str = "") -> list[str]:
    """The beginnings of the ids on the screen, from the top."""
    return re.findall(r"<span>letter (\w{8})</span>", client.get(OUTBOX + query).content.decode())


def _told(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_each_state_has_its_list_and_its_count(theo: Client, petition: Petition) -> None:
    made = {state: desk.letter(petition, state=state) for state in ("waiting", "sending", "sent", "failed")}
    second = desk.letter(petition, state="failed", due_at=NOW + timedelta(minutes=1))

    assert _shown(theo) == [str(made["waiting"].id)[:8]]
    assert _shown(theo, "?state=sending") == [str(made["sending"].id)[:8]]
    assert _shown(theo, "?state=sent") == [str(made["sent"].id)[:8]]
    assert _shown(theo, "?state=failed") == [str(second.id)[:8], str(made["failed"].id)[:8]]
    tabs = re.findall(r'href="\?state=(\w+)"[^>]*>([^<]+)<span[^>]*>(\d+)', theo.get(OUTBOX).content.decode())
    assert tabs == [
        ("waiting", "Waiting ", "1"),
        ("sending", "Being sent ", "1"),
        ("sent", "Sent ", "1"),
        ("failed", "Given up ", "2"),
    ]


def test_a_row_says_what_happened(theo: Client, petition: Petition) -> None:
    letter = desk.letter(petition, state="sent", kind="already")

    text = desk.text_of(theo.get(f"{OUTBOX}?state=sent").content.decode())

    assert text.endswith(
        f"Says that the signature is there already Governor, veto HB 7259 letter {str(letter.id)[:8]}"
        " Queued 2 Mar 2026, 09:30 Sent 2 Mar 2026, 09:30 Attempts 0"
    )


def test_no_address_is_shown_even_where_a_server_quotes_it(theo: Client, petition: Petition) -> None:
    desk.letter(petition, state="failed", trouble="550 <rosa@example.org>: asked for postmaster@mail.example.org")

    html = theo.get(f"{OUTBOX}?state=failed").content.decode()

    assert "550 &lt;…&gt;: asked for …" in html
    assert "rosa" not in html
    assert "@" not in desk.text_of(html)


def test_the_list_is_filtered_by_campaign(theo: Client, petition: Petition) -> None:
    library = factories.petition("sunday-library")
    desk.letter(petition)
    theirs = desk.letter(library)

    assert _shown(theo, f"?petition={library.pk}") == [str(theirs.id)[:8]]


@pytest.mark.parametrize("query", ["?state=lost", "?petition=x", "?petition=999999"])
def test_what_cannot_be_is_not_found(theo: Client, petition: Petition, query: str) -> None:
    assert theo.get(OUTBOX + query).status_code == 404


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("waiting", "No letter waits"),
        ("sending", "No letters here"),
        ("sent", "No letters here"),
        ("failed", "No letter was given up"),
    ],
)
def test_an_empty_list_says_so(theo: Client, petition: Petition, state: str, sentence: str) -> None:
    assert sentence in theo.get(f"{OUTBOX}?state={state}").content.decode()


def test_more_letters_take_no_more_queries(theo: Client, petition: Petition) -> None:
    desk.letter(petition)
    theo.get(OUTBOX)
    with CaptureQueriesContext(connection) as one:
        theo.get(OUTBOX)
    desk.letter(petition)
    desk.letter(petition)
    with CaptureQueriesContext(connection) as three:
        theo.get(OUTBOX)

    assert (len(one), len(three)) == (16, 16)


def test_of_what_was_sent_only_the_latest_are_counted_and_shown(
    theo: Client, petition: Petition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(letters, "MOST_SENT", 2)
    made = [desk.letter(petition, state="sent") for _ in range(3)]
    latest = sorted((letter.id for letter in made), reverse=True)[:2]  # sent in one moment: by their ids

    assert _shown(theo, "?state=sent") == [str(one)[:8] for one in latest]
    assert "Sent 2+ " in desk.text_of(theo.get(OUTBOX).content.decode())


@pytest.mark.once
@pytest.mark.parametrize(
    ("state", "of_one", "index"),
    [
        ("waiting", False, "letter_due"),
        ("failed", False, "letter_failed"),
        ("sent", False, "letter_sent"),
        ("sent", True, "letter_sent_of"),
    ],
)
def test_a_list_is_read_from_its_small_index(
    theo: Client, petition: Petition, *, state: str, of_one: bool, index: str
) -> None:
    desk.letter(petition, state=state)
    with CaptureQueriesContext(connection) as queries:
        theo.get(OUTBOX, {"state": state, **({"petition": petition.pk} if of_one else {})})

    asked = [str(query["sql"]) for query in queries if 'FROM "mail_letter"' in query["sql"]]
    with connection.cursor() as cursor:
        plans = [str(cursor.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()) for sql in asked]
    (of_rows,) = [plan for sql, plan in zip(asked, plans, strict=True) if "ORDER BY" in sql]
    assert f"INDEX {index} " in f"{of_rows[:-1]} ".replace("'", " ")
    assert not [plan for plan in plans if "INDEX" not in plan or "letter_about" in plan]


# Another attempt --------------------------------------------------------------------------------------------


def test_a_letter_that_was_given_up_is_tried_again_from_the_beginning(theo: Client, petition: Petition) -> None:
    letter = desk.letter(petition, state="failed", trouble="Connection refused")
    other = desk.letter(petition, state="failed")

    response = theo.post(ATTEMPTS, {"letter": str(letter.id), "state": "failed"})

    assert (response.status_code, response["Location"]) == (302, f"{OUTBOX}?state=failed")
    assert _told(response) == ["1 letter is on its way again."]
    letter.refresh_from_db()
    other.refresh_from_db()
    assert (letter.state, letter.attempts, letter.trouble) == ("waiting", 0, "Connection refused")
    assert other.state == "failed"
    assert desk.just_now(letter.due_at)
    entry = ModelLogEntry.objects.get(action="organiser.letter.retry")
    assert (entry.user.get_username(), entry.label) == ("theo", str(letter.id)[:8])


def test_all_of_one_campaign_are_tried_again(theo: Client, petition: Petition) -> None:
    library = factories.petition("sunday-library")
    for _ in range(2):
        desk.letter(library, state="failed")
    desk.letter(petition, state="failed")

    response = theo.post(ATTEMPTS, {"state": "failed", "petition": str(library.pk)})

    assert _told(response) == ["2 letters are on their way again."]
    assert sorted(Letter.objects.values_list("petition_id", "state")) == [
        (petition.pk, "failed"),
        (library.pk, "waiting"),
        (library.pk, "waiting"),
    ]


@pytest.mark.parametrize("state", ["waiting", "sending", "sent"])
def test_only_what_was_given_up_is_tried_again(theo: Client, petition: Petition, state: str) -> None:
    letter = desk.letter(petition, state=state)

    response = theo.post(ATTEMPTS, {"letter": str(letter.id)})

    letter.refresh_from_db()
    assert (letter.state, letter.due_at) == (state, NOW)
    assert _told(response) == ["Nothing was sent: no letter here was given up."]


def test_who_may_only_read_has_no_button(petition: Petition) -> None:
    desk.letter(petition, state="failed")

    html = desk.signed_in(desk.mallory("mail.view_letter")).get(f"{OUTBOX}?state=failed").content.decode()

    assert "Given up" in html
    assert "Try" not in desk.text_of(html)


@pytest.mark.parametrize("value", [NOBODY, "x"])
def test_a_letter_that_is_not_there_is_not_found(theo: Client, petition: Petition, value: str) -> None:
    assert theo.post(ATTEMPTS, {"letter": value}).status_code == 404
