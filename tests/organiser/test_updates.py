"""Updates at the desk: written, looked at, tried on oneself, approved as read, sent, stopped; and by whom."""

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings
from wagtail.models import ModelLogEntry

from tests import factories
from tests.organiser import desk
from tests.people import INES, ROSA, crowd
from undersigned.campaigns.languages import translate
from undersigned.campaigns.models import CampaignPage
from undersigned.mail.models import Letter
from undersigned.organiser import permissions
from undersigned.signing.models import Petition
from undersigned.updates import draft, sending
from undersigned.updates.draft import Draft
from undersigned.updates.models import Update

pytestmark = [pytest.mark.django_db, pytest.mark.once]

WRITTEN = {
    "kind": "answer",
    "on_page": "on",
    "subject_en": "The council has answered",
    "words_en": "They keep the doors open.\r\n\r\nThank you.",
}
WORDS = "They keep the doors open.\n\nThank you."


@pytest.fixture
def petition(db: None) -> Petition:
    """Rosa wants news; Ines does not."""
    one: Petition = desk.campaign("Keep the library open", "sunday-library").petition
    factories.signature(one, ROSA, wants_updates=True)
    factories.signature(one, INES)
    return one


@pytest.fixture
def theo(db: None) -> Client:
    """An administrator."""
    return desk.signed_in(User.objects.create_superuser("theo", email="theo@example.net"))


def written(of: Petition, **texts: tuple[str, str]) -> Update:
    texts = texts or {"en": ("The council has answered", WORDS)}
    return draft.begin(of, Draft("answer", on_page=True, texts=texts), at=timezone.now())


def address(name: str, update: Update) -> str:
    return reverse(f"organiser:{name}", args=[update.petition_id, update.pk])


def approval(of: Update, **changes: str) -> dict[str, str]:
    return {"do": "approve", "rate": "60", "changed_at": of.changed_at.isoformat(), **changes}


def fresh(update: Update) -> Update:
    return Update.objects.get(pk=update.pk)


def logged() -> list[tuple[str, Any]]:
    return list(ModelLogEntry.objects.order_by("pk").values_list("action", "data"))


# Writing ------------------------------------------------------------------------------------------------------


def test_a_draft_is_written_and_shown_as_the_letter_it_will_be(petition: Petition, theo: Client) -> None:
    answer = theo.post(reverse("organiser:update_new", args=[petition.pk]), WRITTEN)

    update = Update.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, address("update", update))
    text = update.texts.get()
    assert (update.kind, update.on_page, update.state) == ("answer", True, "draft")
    assert (text.language, text.subject, text.words) == ("en", "The council has answered", WORDS)
    page = theo.get(address("update", update)).content.decode()
    (frame,) = re.findall(r'<iframe[^>]* sandbox="" srcdoc="([^"]*)"', page)
    letter = html.unescape(frame)
    assert "<p " in letter
    assert "They keep the doors open." in desk.text_of(letter)
    assert "Your signature stays." in desk.text_of(letter)
    assert logged() == [("organiser.update.write", {"update": update.pk})]


def test_each_language_of_the_petition_has_its_words(petition: Petition, theo: Client) -> None:
    page = CampaignPage.objects.get(petition=petition)
    translate.begin(page, "es", user=User.objects.get(username="theo")).save_revision().publish()
    new = reverse("organiser:update_new", args=[petition.pk])

    half = theo.post(new, WRITTEN | {"subject_es": "Respuesta"})
    whole = theo.post(new, WRITTEN | {"subject_es": "Respuesta", "words_es": "Siguen abiertas."})

    assert half.status_code == 422
    assert "Write both, or neither" in half.content.decode()
    assert whole.status_code == 302
    assert sorted(Update.objects.get().texts.values_list("language", "subject")) == [
        ("en", "The council has answered"),
        ("es", "Respuesta"),
    ]
    assert theo.get(whole["Location"]).content.decode().count("<iframe") == 2


def test_without_words_nothing_is_saved_and_what_was_typed_stays(petition: Petition, theo: Client) -> None:
    answer = theo.post(reverse("organiser:update_new", args=[petition.pk]), WRITTEN | {"words_en": " "})

    assert answer.status_code == 422
    assert 'value="The council has answered"' in answer.content.decode()
    assert answer.content.decode().count("Every letter needs it: write something here.") == 1
    assert Update.objects.count() == 0


def test_a_draft_is_changed_and_thrown_away(petition: Petition, theo: Client) -> None:
    update = written(petition)
    form = theo.get(address("update_edit", update)).content.decode()
    assert "They keep the doors open." in form

    changed = WRITTEN | {"subject_en": "They said yes", "changed_at": update.changed_at.isoformat()}
    assert theo.post(address("update_edit", update), changed).status_code == 302
    assert fresh(update).texts.get().subject == "They said yes"

    as_read = {"changed_at": update.changed_at.isoformat()}
    assert theo.post(address("update_discard", update), as_read).status_code == 302
    assert fresh(update).texts.get().subject == "They said yes"  # nobody throws away what they have not seen

    assert (
        f'name="changed_at" value="{fresh(update).changed_at.isoformat()}"'
        in theo.get(address("update", update)).content.decode()
    )
    theo.post(address("update_discard", update), {"changed_at": fresh(update).changed_at.isoformat()})
    assert Update.objects.count() == 0


def test_nobody_writes_over_a_colleagues_words(petition: Petition, theo: Client) -> None:
    update = written(petition)
    seen = update.changed_at.isoformat()
    draft.change(update, Draft("news", on_page=False, texts={"en": ("By Ines", "Hers.")}), at=timezone.now())

    answer = theo.post(address("update_edit", update), WRITTEN | {"changed_at": seen})

    assert answer.status_code == 422
    assert "Somebody has changed or approved it since you opened it." in answer.content.decode()
    assert fresh(update).texts.get().subject == "By Ines"


def test_before_the_campaign_is_published_there_is_nothing_to_write_on(theo: Client) -> None:
    petition = factories.petition("unpublished", published=False)

    page = theo.get(reverse("organiser:updates", args=[petition.pk]))

    assert "Publish the campaign first" in page.content.decode()
    assert theo.get(reverse("organiser:update_new", args=[petition.pk])).status_code == 404


# A test letter ------------------------------------------------------------------------------------------------


def test_it_is_sent_to_oneself_and_to_nobody_else(petition: Petition, theo: Client) -> None:
    update = written(petition)

    theo.post(address("update_test", update), {"language": "en"})

    (letter,) = mail.outbox
    assert letter.to == ["theo@example.net"]
    assert b"Subject: Test: The council has answered" in letter.message().as_bytes()
    assert Letter.objects.count() == 0
    assert logged() == [("organiser.update.test", {"update": update.pk})]


def test_who_has_no_address_is_told_so_and_gets_none(petition: Petition) -> None:
    client = desk.signed_in(User.objects.create_superuser("ines"))
    update = written(petition)

    page = client.get(address("update", update)).content.decode()

    assert "To send it to yourself, enter an email address in your account." in page
    assert client.post(address("update_test", update), {"language": "en"}).status_code == 404
    assert mail.outbox == []


def test_a_mail_server_that_does_not_take_it_is_told(petition: Petition, theo: Client, settings: Settings) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = (
        "undersigned.mail.transport.SmtpBackend",
        "127.0.0.1",
        1,
    )
    update = written(petition)

    answer = theo.post(address("update_test", update), {"language": "en"}, follow=True)

    assert "The mail server did not take it: ConnectionRefusedError." in answer.content.decode()
    assert logged() == []


# Sending ------------------------------------------------------------------------------------------------------


def test_before_it_is_sent_the_screen_says_to_how_many_and_how_fast(petition: Petition, theo: Client) -> None:
    for person in crowd(60):
        factories.signature(petition, person, wants_updates=True)

    said = desk.text_of(theo.get(address("update_sending", written(petition))).content.decode())

    assert "It goes to 61 signers who asked for news." in said
    assert "60 letters a minute: about 2 minutes" in said
    assert "300 letters a minute: about 1 minute" in said


def test_approving_freezes_it_and_letters_leave_at_the_chosen_pace(petition: Petition, theo: Client) -> None:
    update = written(petition)

    theo.post(address("update_sending", update), approval(update, rate="1200"))

    sent = fresh(update)
    assert (sent.state, sent.rate, sent.reach) == ("sending", 1200, 1)
    assert sent.approved_by is not None
    assert sent.approved_by.username == "theo"
    assert logged() == [("organiser.update.send", {"update": update.pk, "reach": 1, "rate": 1200})]
    assert theo.get(address("update_edit", update)).status_code == 302
    theo.post(address("update_edit", update), WRITTEN | {"subject_en": "No", "changed_at": sent.changed_at.isoformat()})
    theo.post(address("update_discard", update), {"changed_at": sent.changed_at.isoformat()})
    assert fresh(update).texts.get().subject == "The council has answered"


def test_what_was_changed_since_it_was_read_is_not_approved(petition: Petition, theo: Client) -> None:
    update = written(petition)
    seen = approval(update)
    draft.change(update, Draft("news", on_page=False, texts={"en": ("By Ines", "Hers.")}), at=timezone.now())

    answer = theo.post(address("update_sending", update), seen, follow=True)

    assert "Somebody has changed or approved it since you opened it." in answer.content.decode()
    assert (fresh(update).state, logged()) == ("draft", [])


@pytest.mark.parametrize("rate", ["0", "61", "1e9", ""])
def test_no_other_pace_than_those_offered_is_taken(petition: Petition, theo: Client, rate: str) -> None:
    update = written(petition)

    assert theo.post(address("update_sending", update), approval(update, rate=rate)).status_code == 404
    assert fresh(update).state == "draft"


def test_it_is_stopped_and_goes_on(petition: Petition, theo: Client) -> None:
    update = written(petition)
    theo.post(address("update_sending", update), approval(update))

    theo.post(address("update_sending", update), {"do": "stop"})
    assert fresh(update).state == "stopped"
    assert "Go on sending" in theo.get(address("update", update)).content.decode()

    theo.post(address("update_sending", update), {"do": "resume"})
    assert fresh(update).state == "sending"
    assert [action for action, _ in logged()][1:] == ["organiser.update.stop", "organiser.update.resume"]


def test_the_figures_say_what_is_known_and_no_more(petition: Petition, theo: Client) -> None:
    for person in crowd(4):
        factories.signature(petition, person, wants_updates=True)
    update = written(petition)
    sending.approve(update, rate=60, by=None, at=timezone.now() - timedelta(seconds=4))
    sending.turn(at=timezone.now())
    for state, letter in zip(("sent", "sent", "failed", "waiting"), Letter.objects.order_by("id"), strict=True):
        Letter.objects.filter(pk=letter.pk).update(state=state)

    said = desk.text_of(theo.get(address("update", update)).content.decode())

    assert "Recipients 5 Sent 2 Waiting 2 Given up 1 Bounced 0 Reported as spam 0 Unsubscribed by it 0" in said
    assert "60 %" in said


def test_the_list_costs_the_same_however_many_there_are(petition: Petition, theo: Client) -> None:
    screen = reverse("organiser:updates", args=[petition.pk])

    def asked(number: int) -> int:
        while Update.objects.count() < number:
            written(petition)
        with CaptureQueriesContext(connection) as queries:
            page = theo.get(screen).content.decode()
        assert page.count("The council has answered") == number
        return len(queries)

    asked(1)  # once, to fill what is kept in memory
    assert asked(1) == asked(3)


# Who ----------------------------------------------------------------------------------------------------------


def test_who_may_write_may_not_send(petition: Petition) -> None:
    update = written(petition)
    client = desk.signed_in(desk.mallory(permissions.WRITE_UPDATES))

    page = client.get(address("update", update))
    refused = [
        client.get(address("update_sending", update)),
        client.post(address("update_sending", update), approval(update)),
    ]

    assert page.status_code == 200
    assert "Somebody who may send updates has to approve it." in page.content.decode()
    assert [answer.status_code for answer in refused] == [403, 403]
    assert fresh(update).state == "draft"


def test_who_may_do_neither_sees_nothing(petition: Petition) -> None:
    update = written(petition)
    client = desk.signed_in(desk.mallory())
    screens = [reverse(f"organiser:{name}", args=[petition.pk]) for name in ("updates", "update_new")]
    screens += [address(name, update) for name in ("update", "update_edit", "update_sending")]
    actions = [address(name, update) for name in ("update_discard", "update_test")]

    statuses = [client.get(screen).status_code for screen in screens]
    statuses += [client.post(action).status_code for action in actions]

    assert statuses == [403] * 7
    assert Update.objects.count() == 1


def test_an_update_of_another_petition_is_not_found(petition: Petition, theo: Client) -> None:
    other = factories.petition("another")
    update = written(petition)

    assert theo.get(reverse("organiser:update", args=[other.pk, update.pk])).status_code == 404
