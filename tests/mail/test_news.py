"""News over a real mail server: it arrives once, with its headers; who left meanwhile gets none."""

import pytest
from django.conf import settings

from tests.mail import postroom
from tests.people import INES, ROSA, crowd
from tests.postbox import Postbox
from tests.updates import news
from undersigned import worker
from undersigned.mail.models import Letter
from undersigned.updates import sending, subscribe
from undersigned.updates.models import Update

pytestmark = pytest.mark.django_db


def test_it_arrives_once_with_the_headers_of_one_click(smtp: Postbox) -> None:
    news.update(news.petition(ROSA))
    news.turn(after=1)
    postman = postroom.postman(lambda: news.at(1), contents_of=worker._contents)

    assert (postman.deliver(), postman.deliver()) == (1, 0)

    (message,) = smtp.letters
    assert (message["To"], message["Subject"]) == (ROSA.email, news.SUBJECT)
    assert str(message["List-Unsubscribe"]).startswith(f"<{settings.WAGTAILADMIN_BASE_URL}/veto-hb-7259/unsubscribe/")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_who_unsubscribes_while_it_is_sent_gets_none_after(smtp: Postbox) -> None:
    people = crowd(4)
    petition = news.petition(*people)
    update = news.update(petition)
    left = [news.of_person(petition, person).id for person in people[1:3]]
    news.turn(after=2)
    queued = Letter.objects.get(about=left[0])
    subscribe.stop(petition.pk, left[0])
    queued.save(force_insert=True)  # as if it had been queued at that very moment
    subscribe.stop(petition.pk, left[1])
    postman = postroom.postman(lambda: news.at(60), contents_of=worker._contents)
    while news.turn(after=60) + postman.deliver():
        pass
    news.turn(after=61)

    assert sorted(postroom.recipients(smtp)) == [people[0].email, people[3].email]
    update = news.fresh(update)
    assert (update.state, update.reach, update.sent_count) == (Update.State.SENT, 4, 2)
    assert set(Letter.objects.values_list("state", flat=True)) == {"sent"}


def test_stopped_while_letters_are_under_way_it_sends_no_other(smtp: Postbox) -> None:
    petition = news.petition(ROSA, INES)
    update = news.update(petition)
    news.turn(after=1)
    postman = postroom.postman(lambda: news.at(60), contents_of=worker._contents)
    postman.deliver()
    news.turn(after=2)

    sending.stop(update)

    assert (postman.deliver(), postroom.recipients(smtp)) == (0, [ROSA.email])
    sending.resume(update, at=news.at(50))
    assert (postman.deliver(), postroom.recipients(smtp)) == (1, [ROSA.email, INES.email])


def test_the_worker_takes_the_turns() -> None:
    news.update(news.petition(ROSA))
    (chore,) = [chore for chore in worker.Worker()._chores if chore.name == "updates"]

    chore.do()

    assert Letter.objects.filter(kind="update").count() == 1
