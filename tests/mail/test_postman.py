"""The postman at a real mail server: what arrives, once, and that no letter is forgotten when a postman dies."""

import re
import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import OperationalError, connection
from pytest_django import DjangoAssertNumQueries, Settings

from tests.crash.site import until
from tests.factories import NOW
from tests.mail import postroom
from tests.mail.postroom import Clock, postman, recipients, state
from tests.mail.servers import Server
from tests.people import INES, ROSA, Person, crowd
from tests.postbox import Postbox
from undersigned.mail import courier
from undersigned.mail import postman as postman_module
from undersigned.mail.compose import Contents
from undersigned.mail.courier import TOGETHER
from undersigned.mail.models import Letter, Stationery
from undersigned.mail.postman import AT_ONCE, LEASE, USUAL_REST_S
from undersigned.signing import keyring, tokens
from undersigned.signing.models import Petition, Signature
from undersigned.signing.tokens import Kind, Valid

pytestmark = pytest.mark.django_db

MailServer = Callable[..., Server]
SIGNER = Person("Wilhelmina Zebrowski", "w.z@example.org")


def _parts(server: Postbox) -> tuple[str, str]:
    """Text and HTML of the only letter that came."""
    (message,) = server.letters
    found = [message.get_body((kind,)) for kind in ("plain", "html")]
    assert found[0] is not None
    assert found[1] is not None
    return str(found[0].get_content()), str(found[1].get_content())


# Delivered ----------------------------------------------------------------------------------------------------


def test_a_letter_arrives_in_both_parts_with_links_that_open(
    campaign: Petition, smtp: Postbox, clock: Clock, settings: Settings
) -> None:
    key = settings.MASTER_KEYS.token
    letter = postroom.letter(campaign, SIGNER, serial=2)

    assert postman(clock).deliver() == 1

    (message,) = smtp.letters
    assert (message["To"], message["From"]) == ("w.z@example.org", "Riverton Readers <petition@riverton.example>")
    assert message["Subject"] == "Confirm your signature: Governor, veto HB 7259"
    for part in _parts(smtp):
        assert tokens.code(letter.about, 2, key=key) in part
        for door, kind in (("confirm", Kind.CONFIRM), ("withdraw", Kind.WITHDRAW)):
            (token,) = set(re.findall(rf"https://petition\.example\.org/veto-hb-7259/{door}/([\w-]+)", part))
            read = tokens.read(token, kind, petition=campaign.uuid, key=key, at=clock.now.timestamp())
            assert read == Valid(letter.about)


@pytest.mark.parametrize("kind", ["confirm", "already"])
def test_nothing_that_a_stranger_typed_is_in_a_letter(
    campaign: Petition, smtp: Postbox, clock: Clock, kind: str
) -> None:
    postroom.letter(campaign, SIGNER, kind=kind)

    postman(clock).deliver()

    whole = smtp.letters[0].as_string() + "".join(_parts(smtp))
    for said in ("wilhelmina", "zebrowski", SIGNER.postcode):
        assert said not in whole.lower()


def test_after_sending_the_address_is_forgotten(campaign: Petition, smtp: Postbox, clock: Clock) -> None:
    letter = postroom.letter(campaign, ROSA)
    clock.pass_by(seconds=3)

    postman(clock).deliver()

    letter.refresh_from_db()
    assert (letter.state, letter.attempts, letter.trouble) == ("sent", 1, "")
    assert letter.sent_at == NOW + timedelta(seconds=3)


def test_a_letter_that_was_sent_is_not_sent_again(campaign: Petition, smtp: Postbox, clock: Clock) -> None:
    postroom.letter(campaign, ROSA)

    sent = [postman(clock).deliver()]
    for _ in range(3):
        clock.pass_by(days=1)
        sent.append(postman(clock).deliver())

    assert (sent, len(smtp.letters)) == ([1, 0, 0, 0], 1)


def test_all_that_are_due_go_in_their_order_over_one_connection(
    campaign: Petition, mail_server: MailServer, clock: Clock
) -> None:
    server = mail_server()
    for place, person in enumerate(reversed(crowd(5))):
        postroom.letter(campaign, person, at=NOW - timedelta(seconds=place))

    assert postman(clock).deliver() == 5

    assert recipients(server) == [f"signer-{number}@example.org" for number in (1, 2, 3, 4, 5)]
    assert server.connections == 1


def test_a_letter_that_is_not_due_waits(campaign: Petition, smtp: Postbox, clock: Clock) -> None:
    letter = postroom.letter(campaign, ROSA, at=NOW + timedelta(seconds=1))

    assert postman(clock).deliver() == 0
    assert state(letter) == ("waiting", 0, timedelta(seconds=1))

    clock.pass_by(seconds=1)
    assert postman(clock).deliver() == 1


def test_nothing_due_asks_no_server(campaign: Petition, clock: Clock) -> None:
    # There is none: asking would fail.
    assert postman(clock).deliver() == 0


def test_each_signer_gets_the_sheet_of_their_language_or_the_first(
    campaign: Petition, smtp: Postbox, clock: Clock
) -> None:
    postroom.stationery(campaign, language="es", confirm_subject="Confirme su firma")
    for language, seconds in (("es", 0), ("en", 1), ("fr", 2)):
        postroom.letter(campaign, ROSA, language=language, at=NOW - timedelta(seconds=9 - seconds))

    assert postman(clock).deliver() == 3

    english = "Confirm your signature: Governor, veto HB 7259"
    assert [letter["Subject"] for letter in smtp.letters] == ["Confirme su firma", english, english]


def test_a_letter_whose_signature_is_withdrawn_in_the_meantime_is_not_sent(
    campaign: Petition, smtp: Postbox, clock: Clock
) -> None:
    first, second = postroom.letter(campaign, ROSA, at=NOW - timedelta(seconds=1)), postroom.letter(campaign, INES)

    def while_she_withdraws(queued: Sequence[Letter]) -> dict[UUID, Contents | Exception]:
        Letter.objects.filter(id=second.id).delete()
        Signature.objects.filter(id=second.about).update(state="withdrawn", sealed=None)
        return postroom.contents_of(queued)

    assert postman(clock, contents_of=while_she_withdraws).deliver() == 1

    assert recipients(smtp) == [ROSA.email]
    assert state(first)[0] == "sent"


# Postmen that die, postmen that are many ----------------------------------------------------------------------


class Dying(Clock):
    """Tells the time so many times; then whoever asks is gone, as in a power cut."""

    times = 0
    end: type[BaseException] = SystemExit

    def __call__(self) -> datetime:
        self.times -= 1
        if self.times < 0:
            raise self.end
        return super().__call__()


def _dies(after: int) -> None:
    """`after` looks at the clock: one to see what is due, one to take the letter, one to note that it was sent."""
    clock = Dying()
    clock.times = after
    with pytest.raises(SystemExit):
        postman(clock).deliver()


def test_a_letter_taken_by_a_postman_who_died_is_taken_again_after_the_lease(
    campaign: Petition, smtp: Postbox, clock: Clock
) -> None:
    letter = postroom.letter(campaign, ROSA)
    Letter.objects.filter(id=letter.id).update(state="sending", due_at=NOW + LEASE)

    clock.pass_by(minutes=4, seconds=59)
    assert (postman(clock).deliver(), smtp.letters) == (0, [])
    clock.pass_by(seconds=1)
    assert postman(clock).deliver() == 1

    assert recipients(smtp) == [ROSA.email]
    assert state(letter)[0] == "sent"


def test_a_postman_who_dies_before_taking_leaves_the_letter_waiting(
    campaign: Petition, smtp: Postbox, clock: Clock
) -> None:
    letter = postroom.letter(campaign, ROSA)

    _dies(after=1)

    assert state(letter) == ("waiting", 0, timedelta(0))
    assert postman(clock).deliver() == 1


def test_a_postman_who_dies_between_sending_and_noting_it_sends_twice_and_never_not_at_all(
    campaign: Petition, smtp: Postbox, clock: Clock
) -> None:
    letter = postroom.letter(campaign, ROSA)

    _dies(after=2)

    assert (state(letter), len(smtp.letters)) == (("sending", 0, LEASE), 1)
    clock.pass_by(minutes=5)
    assert (postman(clock).deliver(), len(smtp.letters)) == (1, 2)


def test_of_many_letters_a_dying_postman_sends_but_the_last_few_twice(
    campaign: Petition, smtp: Postbox, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(courier, "REPORTED_WITHIN_S", 60)  # so that the groups are full on a slow machine, too
    people = crowd(TOGETHER + 20)
    for person in people:
        postroom.letter(campaign, person)

    _dies(after=3)  # he notes the first group, and dies when he would note the next

    assert Letter.objects.filter(state="sent").count() == TOGETHER
    clock.pass_by(minutes=5)
    assert postman(clock).deliver() == 20
    assert len(smtp.letters) == TOGETHER + 20 + 20
    assert set(recipients(smtp)) == {person.email for person in people}


def test_what_has_left_while_the_database_is_away_is_noted_when_it_is_back(
    campaign: Petition, smtp: Postbox, clock: Clock
) -> None:
    letters = [postroom.letter(campaign, person) for person in (ROSA, INES)]
    away = Dying()
    away.end = OperationalError
    away.times = 2
    one = postman(away)

    with pytest.raises(OperationalError):
        one.deliver()
    with pytest.raises(OperationalError):
        one.deliver()

    assert [state(letter)[:2] for letter in letters] == [("sending", 0)] * 2
    away.times = 100
    assert (one.deliver(), one.rest_s) == (0, USUAL_REST_S)
    assert [state(letter)[:2] for letter in letters] == [("sent", 1)] * 2
    assert sorted(recipients(smtp)) == sorted([ROSA.email, INES.email])


def test_a_postman_who_is_told_to_stop_puts_back_what_he_has_not_begun(
    campaign: Petition, smtp: Postbox, clock: Clock
) -> None:
    letters = [postroom.letter(campaign, person, at=NOW - timedelta(seconds=9)) for person in crowd(3)]

    def told_to_stop(queued: Sequence[Letter]) -> dict[UUID, Contents | Exception]:
        one.stop()
        return postroom.contents_of(queued)

    one = postman(clock, contents_of=told_to_stop)

    assert [one.deliver(), one.deliver()] == [0, 0]
    assert [state(letter) for letter in letters] == [("waiting", 0, timedelta(seconds=-9))] * 3
    assert (postman(clock).deliver(), len(smtp.letters)) == (3, 3)


def test_a_postman_who_is_told_to_stop_leaves_a_silent_server_behind(
    campaign: Petition, mail_server: MailServer, clock: Clock
) -> None:
    server = mail_server()
    server.silent_at = "answer"
    letter, other = postroom.letter(campaign, ROSA, at=NOW - timedelta(seconds=1)), postroom.letter(campaign, INES)
    one = postman(clock)
    timer = threading.Timer(0.5, one.stop)
    timer.start()

    assert one.deliver() == 0

    # The first is with the server, perhaps: nobody may send it until the lease has run out.
    assert (state(letter), state(other)[:2]) == (("sending", 0, LEASE), ("waiting", 0))
    timer.join()

    one.close()
    assert len(server.open) == 1  # of the letter that was left behind
    server.silent_at = ""
    until(lambda: not server.open, "closes the last connection")


@pytest.mark.django_db(transaction=True)
def test_two_postmen_send_each_letter_once(campaign: Petition, smtp: Postbox) -> None:
    people = crowd(AT_ONCE + 100)
    for person in people:
        postroom.letter(campaign, person)
    start, sent = threading.Barrier(2), []

    def deliver() -> None:
        one = postman(Clock(), connections=2)
        try:
            start.wait(60)
            while left := one.deliver():
                sent.append(left)
        finally:
            connection.close()

    postmen = [threading.Thread(target=deliver) for _ in range(2)]
    for one in postmen:
        one.start()
    for one in postmen:
        one.join(60)

    assert sum(sent) == len(people)
    assert sorted(recipients(smtp)) == sorted(person.email for person in people)
    assert set(Letter.objects.values_list("state", "attempts")) == {("sent", 1)}


# What a round costs -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 3])
def test_a_round_costs_the_same_queries_however_many_letters(
    campaign: Petition, smtp: Postbox, clock: Clock, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for person in crowd(number):
        postroom.letter(campaign, person)
    keyring.for_petition(campaign.pk)

    # Is any due; taking; three to write them; noting. The four that are left begin and end savepoints.
    with django_assert_num_queries(1 + 2 + 3 + 1 + 4):
        assert postman(clock).deliver() == number


def test_what_waits_is_found_by_its_index(campaign: Petition) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")  # so few rows are read as a whole otherwise
            cursor.execute("SET LOCAL enable_bitmapscan = off")

    plan = postman_module._due(NOW).order_by("due_at", "id").explain()

    assert "letter_due" in plan
    assert [word for word in ("TEMP B-TREE", "Sort") if word in plan] == []


def test_words_that_were_changed_are_in_the_next_rounds_letters(
    campaign: Petition, smtp: Postbox, clock: Clock
) -> None:
    one = postman(clock)
    postroom.letter(campaign, ROSA)
    one.deliver()

    Stationery.objects.update(confirm_subject="Only one more step")
    Petition.objects.update(slug="elsewhere")
    postroom.letter(campaign, INES)
    one.deliver()

    assert [letter["Subject"] for letter in smtp.letters][1] == "Only one more step"
    text = smtp.letters[1].get_body(("plain",))
    assert text is not None
    assert "https://petition.example.org/elsewhere/confirm/" in text.get_content()
