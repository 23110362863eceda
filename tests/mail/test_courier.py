"""How letters are carried: side by side, over connections that are kept, whatever the server allows."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from pytest_django import Settings

from tests.factories import NOW
from tests.mail import postroom
from tests.mail.postroom import Clock, postman, recipients, state
from tests.mail.servers import Server
from tests.people import INES, ROSA, crowd
from undersigned.mail import courier
from undersigned.mail.models import Letter
from undersigned.signing.models import Petition

pytestmark = pytest.mark.django_db

MailServer = Callable[..., Server]


def _crowds_letters(of: Petition, number: int) -> list[str]:
    """Their addresses."""
    people = crowd(number)
    for person in people:
        postroom.letter(of, person)
    return sorted(person.email for person in people)


def _outcomes() -> set[tuple[str, int]]:
    return set(Letter.objects.values_list("state", "attempts"))


def test_letters_go_side_by_side_and_each_once(campaign: Petition, mail_server: MailServer, clock: Clock) -> None:
    server = mail_server()
    addresses = _crowds_letters(campaign, 60)

    assert postman(clock, connections=3).deliver() == 60

    assert sorted(recipients(server)) == addresses
    assert _outcomes() == {("sent", 1)}
    assert (server.connections, server.most_open) == (3, 3)


def test_a_connection_is_kept_for_the_next_round(campaign: Petition, mail_server: MailServer, clock: Clock) -> None:
    server, one = mail_server(), postman(clock, connections=4)

    for person in (ROSA, INES):
        postroom.letter(campaign, person)
        assert one.deliver() == 1

    assert (recipients(server), server.connections) == ([ROSA.email, INES.email], 1)


def test_a_connection_that_nothing_needs_is_given_back(
    campaign: Petition, mail_server: MailServer, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    server, one = mail_server(), postman(clock)
    postroom.letter(campaign, ROSA)
    one.deliver()
    assert len(server.open) == 1

    one.deliver()
    assert len(server.open) == 1
    monkeypatch.setattr(courier, "KEPT_IDLE_S", 0)
    one.deliver()

    assert one._courier._idle == []


def test_a_connection_that_the_server_closed_meanwhile_costs_no_letter_an_attempt(
    campaign: Petition, mail_server: MailServer, clock: Clock
) -> None:
    server, one = mail_server(), postman(clock)
    postroom.letter(campaign, ROSA)
    one.deliver()

    server.drop_all()
    postroom.letter(campaign, INES)

    assert one.deliver() == 1
    assert (recipients(server), server.connections) == ([ROSA.email, INES.email], 2)
    assert _outcomes() == {("sent", 1)}


def test_no_more_letters_go_over_one_connection_than_the_server_allows(
    campaign: Petition, mail_server: MailServer, clock: Clock
) -> None:
    server = mail_server()
    server.most_a_connection = 5
    addresses = _crowds_letters(campaign, 23)

    assert postman(clock).deliver() == 23

    assert (sorted(recipients(server)), _outcomes()) == (addresses, {("sent", 1)})
    assert server.connections == 5


def test_a_server_that_gives_fewer_connections_gets_all_letters_over_those(
    campaign: Petition, mail_server: MailServer, clock: Clock
) -> None:
    server = mail_server()
    server.most_connections = 2
    addresses = _crowds_letters(campaign, 40)

    one = postman(clock, connections=6)

    assert (one.deliver(), one.rest_s) == (40, 0)
    assert (sorted(recipients(server)), _outcomes()) == (addresses, {("sent", 1)})
    assert server.connections == 2


@pytest.mark.parametrize("place", ["greeting", "mail"])
def test_a_server_that_wants_nothing_for_now_is_away(
    campaign: Petition, mail_server: MailServer, clock: Clock, place: str
) -> None:
    server = mail_server()
    if place == "greeting":
        server.most_connections = 0
    else:
        server.most_a_connection = 0
    letters = [postroom.letter(campaign, person, at=NOW - timedelta(seconds=1)) for person in (ROSA, INES)]
    one = postman(clock, connections=2)

    assert (one.deliver(), one.rest_s) == (0, 1)
    assert [state(letter)[:2] for letter in letters] == [("waiting", 0)] * 2

    server.most_connections = server.most_a_connection = None
    clock.pass_by(minutes=1)
    assert (one.deliver(), one.rest_s) == (2, 0)


@pytest.mark.parametrize("place", ["greeting", "mail", "answer"])
def test_a_server_that_falls_silent_is_not_waited_for_without_end(
    campaign: Petition, mail_server: MailServer, clock: Clock, settings: Settings, place: str
) -> None:
    server = mail_server()
    server.silent_at, settings.EMAIL_TIMEOUT = place, 0.2
    letter, other = (postroom.letter(campaign, ROSA, at=NOW - timedelta(seconds=1)), postroom.letter(campaign, INES))

    assert postman(clock).deliver() == 0

    tried = 0 if place == "greeting" else 1
    assert (state(letter), state(other)[:2]) == (("waiting", tried, timedelta(minutes=1)), ("waiting", 0))
    server.silent_at = ""
    clock.pass_by(minutes=1)
    assert postman(clock).deliver() == 2
    # Silent after it had the letter: nobody could know, so it went again.
    twice = [ROSA.email] if place == "answer" else []
    assert sorted(recipients(server)) == sorted([INES.email, ROSA.email, *twice])


@pytest.mark.parametrize("place", ["greeting", "mail", "content", "answer"])
def test_a_connection_that_breaks_costs_no_letter(
    campaign: Petition, mail_server: MailServer, clock: Clock, place: str
) -> None:
    server = mail_server()
    server.drops_at = place
    letter = postroom.letter(campaign, ROSA)

    assert postman(clock).deliver() == 0

    assert state(letter) == ("waiting", 0 if place == "greeting" else 1, timedelta(minutes=1))
    assert "@" not in letter.trouble
    server.drops_at = ""
    clock.pass_by(minutes=1)
    assert postman(clock).deliver() == 1
    # It broke after the server had the letter: nobody could know, so it went again.
    assert recipients(server) == [ROSA.email] * (2 if place == "answer" else 1)


def test_a_kept_connection_that_breaks_when_the_letter_has_begun_to_go_is_not_taken_for_an_old_one(
    campaign: Petition, mail_server: MailServer, clock: Clock
) -> None:
    server, one = mail_server(), postman(clock)
    postroom.letter(campaign, ROSA)
    one.deliver()
    server.drops_at = "answer"
    letter = postroom.letter(campaign, INES)

    assert one.deliver() == 0

    assert state(letter) == ("waiting", 1, timedelta(minutes=1))
    assert recipients(server) == [ROSA.email, INES.email]  # once: the next time is in a minute
