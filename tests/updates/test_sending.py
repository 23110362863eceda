"""Sending an update: to whom, how fast, once, and what stopping stops."""

from datetime import timedelta

import pytest
from django.db import OperationalError

from tests import factories
from tests.factories import NOW
from tests.people import INES, MALLORY, ROSA, THEO, Person, crowd
from tests.updates import news
from tests.updates.news import at, fresh, sent_to, turn
from undersigned.mail.models import Letter
from undersigned.signing.models import Signature
from undersigned.updates import draft, recipients, sending
from undersigned.updates.draft import Changed, Draft
from undersigned.updates.models import Update

pytestmark = pytest.mark.django_db

SAMPLE = Person("Sample Signer", "sample@example.org")


def test_it_goes_to_who_stands_confirmed_and_asked_for_news_and_to_no_sample() -> None:
    petition = news.petition(ROSA)
    factories.signature(petition, INES)
    factories.signature(petition, THEO, state=Signature.State.WITHDRAWN, wants_updates=True)
    factories.signature(petition, MALLORY, state=Signature.State.PENDING, wants_updates=True)
    factories.signature(petition, SAMPLE, is_sample=True, wants_updates=True)

    update = news.update(petition)
    turn(after=60)

    assert update.reach == 1
    assert sent_to([ROSA, INES, MALLORY, SAMPLE], petition) == [ROSA]


def test_who_confirms_later_does_not_get_what_was_approved_before() -> None:
    petition = news.petition(ROSA)
    news.update(petition)
    factories.signature(petition, INES, wants_updates=True)

    assert turn(after=60) == 1
    assert turn(after=120) == 0
    assert sent_to([ROSA, INES], petition) == [ROSA]


def test_letters_are_queued_at_the_pace_that_was_set() -> None:
    petition = news.petition(*crowd(30))
    news.update(petition, rate=60)

    assert [turn(after=seconds) for seconds in (0, 0.9, 1, 4, 4.5, 10)] == [0, 0, 1, 3, 0, 6]


def test_time_in_which_no_worker_was_there_is_not_made_up_for() -> None:
    petition = news.petition(*crowd(70))
    news.update(petition, rate=60)

    assert turn(after=3600) == 60


def test_a_minutes_worth_waits_in_the_outbox_and_no_more() -> None:
    petition = news.petition(*crowd(70))
    news.update(petition, rate=60)
    turn(after=60)

    assert turn(after=120) == 0
    Letter.objects.filter(id__in=Letter.objects.values_list("id")[:4]).update(state="sent")
    assert turn(after=121) == 4


def test_letters_that_were_tried_and_wait_for_another_try_hold_up_nobody() -> None:
    petition = news.petition(*crowd(70))
    news.update(petition, rate=60)
    turn(after=60)
    Letter.objects.update(attempts=1)

    assert turn(after=120) == 10


def test_a_letter_of_news_leaves_after_letters_that_ask_to_confirm() -> None:
    from tests.mail import postroom
    from undersigned.mail.outbox import HEAD_START

    petition = news.petition(ROSA)
    news.update(petition)
    turn(after=1)
    late = postroom.letter(petition, INES, at=at(500) - HEAD_START)

    assert Letter.objects.order_by("due_at").first() == late


def test_killed_between_queueing_and_noting_it_queues_them_once(monkeypatch: pytest.MonkeyPatch) -> None:
    people = crowd(6)
    petition = news.petition(*people)
    update = news.update(petition, rate=60)
    assert turn(after=2) == 2

    def killed(*_: object, **__: object) -> None:
        raise OperationalError

    with monkeypatch.context() as patched:
        patched.setattr(Update, "save", killed)
        with pytest.raises(OperationalError):
            turn(after=4)
    assert (sent_to(people, petition), fresh(update).queued_count) == (people[:2], 2)

    for seconds in (5, 10, 15):
        turn(after=seconds)
    assert sent_to(people, petition) == people
    assert fresh(update).queued_count == 6


def test_it_is_sent_when_nothing_waits_any_more() -> None:
    petition = news.petition(ROSA, INES)
    update = news.update(petition)
    turn(after=60)
    turn(after=61)
    assert fresh(update).state == Update.State.SENDING

    Letter.objects.filter(about=news.of_person(petition, ROSA).id).update(state="sent")
    Letter.objects.filter(about=news.of_person(petition, INES).id).update(state="failed")
    turn(after=62)

    over = fresh(update)
    assert (over.state, over.sent_count, over.finished_at) == (Update.State.SENT, 1, at(62))


def test_stopped_it_queues_nothing_and_what_waits_does_not_leave() -> None:
    petition = news.petition(*crowd(5))
    update = news.update(petition)
    turn(after=2)
    Letter.objects.filter(about=news.of_person(petition, crowd(5)[0]).id).update(state="sending")

    assert sending.stop(update) is True
    assert sending.stop(update) is False

    assert turn(after=60) == 0
    assert sorted(Letter.objects.values_list("state", flat=True)) == ["sending", "stopped"]
    Letter.objects.filter(state="sending").update(state="waiting")  # the postman put it back
    turn(after=61)
    assert set(Letter.objects.values_list("state", flat=True)) == {"stopped"}


def test_resumed_it_goes_on_where_it_was() -> None:
    people = crowd(5)
    petition = news.petition(*people)
    update = news.update(petition)
    turn(after=2)
    sending.stop(update)

    assert sending.resume(update, at=at(1000)) is True
    assert sending.resume(update, at=at(1000)) is False

    assert turn(after=1003) == 3
    assert sent_to(people, petition, "waiting") == people
    assert Letter.objects.filter(due_at=at(1000)).count() == 2


def test_who_saw_it_stopped_parks_nothing_once_it_is_resumed() -> None:
    petition = news.petition(*crowd(2))
    update = news.update(petition)
    turn(after=2)
    sending.stop(update)
    sending.resume(update, at=at(3))

    sending._park(update.pk)  # another worker, which had read that it was stopped

    assert list(Letter.objects.values_list("state", flat=True)) == ["waiting"] * 2


def test_an_update_without_words_in_the_petitions_own_language_is_not_approved() -> None:
    petition = news.petition(ROSA)
    update = news.update(petition, approve=False, es=("Respuesta", "Sí."))

    assert sending.approve(update, rate=60, by=None, at=NOW) == sending.Incomplete()
    assert fresh(update).state == Update.State.DRAFT


def test_who_approves_approves_what_they_read() -> None:
    petition = news.petition(ROSA)
    read = news.update(petition, approve=False)
    other = Draft(Update.Kind.NEWS, on_page=False, texts={"en": ("Another", "Other words.")})
    draft.change(fresh(read), other, at=NOW + timedelta(seconds=1))

    assert sending.approve(read, rate=60, by=None, at=NOW) == Changed()
    assert fresh(read).state == Update.State.DRAFT


def test_what_is_approved_is_neither_changed_nor_thrown_away_nor_approved_again() -> None:
    petition = news.petition(ROSA)
    update = news.update(petition)
    other = Draft(Update.Kind.NEWS, on_page=False, texts={"en": ("Another", "Other words.")})

    assert draft.change(update, other, at=NOW) == Changed()
    assert draft.discard(update) is False
    assert sending.approve(update, rate=60, by=None, at=NOW) == Changed()
    assert fresh(update).texts.get().subject == news.SUBJECT


def test_a_letter_is_in_the_signers_language_or_in_the_petitions_own() -> None:
    petition = news.petition(*crowd(3))
    for person, language in zip(crowd(3), ("es", "fr", "en"), strict=True):
        Signature.objects.filter(id=news.of_person(petition, person).id).update(language=language)
    news.update(petition, en=("Answer", "Yes."), es=("Respuesta", "Sí."))
    turn(after=60)

    spoken = dict(Letter.objects.values_list("about", "language"))
    assert [spoken[news.of_person(petition, person).id] for person in crowd(3)] == ["es", "en", "en"]


def test_recipients_end_where_they_are_told_to() -> None:
    petition = news.petition(*crowd(4))

    assert list(recipients.of(petition.pk, after=1, up_to=3).values_list("number", flat=True)) == [2, 3]
