"""A letter of news on its way: what is in it, what its headers promise, and who gets none any more."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from pytest_django import DjangoAssertNumQueries

from tests.factories import NOW
from tests.mail import postroom
from tests.people import INES, ROSA, crowd
from tests.updates import news
from tests.updates.news import of_person, turn
from undersigned.mail import compose
from undersigned.mail.compose import Contents, News, Unwanted, Written
from undersigned.mail.models import Letter, Stationery
from undersigned.mail.postman import AT_ONCE, NEWS_AT_ONCE
from undersigned.signing import tokens
from undersigned.signing.models import Signature
from undersigned.updates import letters, subscribe

pytestmark = pytest.mark.django_db

SITE = postroom.SITE
PAGE = f"{SITE}/veto-hb-7259/"


def contents(queued: list[Letter]) -> dict[UUID, Contents | Exception]:
    return letters.contents(queued, site_url=SITE, key=settings.MASTER_KEYS.token)


def waiting() -> list[Letter]:
    return list(Letter.objects.order_by("due_at", "id"))


def test_it_holds_the_updates_words_and_a_link_that_unsubscribes() -> None:
    petition = news.petition(ROSA)
    news.update(petition)
    turn(after=60)
    (letter,) = waiting()

    found = contents([letter])[letter.id]

    assert isinstance(found, Contents)
    assert (found.to, found.news) == (ROSA.email, News(news.SUBJECT, news.WORDS))
    link = found.links["unsubscribe_url"]
    assert link.startswith(f"{PAGE}unsubscribe/")
    read = tokens.read(
        link[-51:],
        tokens.Kind.UNSUBSCRIBE,
        petition=petition.uuid,
        key=settings.MASTER_KEYS.token,
        at=letter.queued_at.timestamp(),
    )
    assert read == tokens.Valid(letter.about)


def test_who_unsubscribed_or_withdrew_after_it_was_queued_gets_none() -> None:
    petition = news.petition(*crowd(3))
    news.update(petition)
    turn(after=60)
    queued = waiting()
    subscribe.stop(petition.pk, of_person(petition, crowd(3)[0]).id)
    Signature.objects.filter(id=of_person(petition, crowd(3)[1]).id).update(state="withdrawn")

    found = contents(queued)

    kinds = {letter.about: type(found[letter.id]) for letter in queued}
    assert [kinds[of_person(petition, person).id] for person in crowd(3)] == [Unwanted, Unwanted, Contents]


@pytest.mark.once
def test_letters_of_signing_are_as_they_were_and_cost_no_more(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    petition = news.petition()
    letter = postroom.letter(petition, INES)

    with django_assert_num_queries(2):
        found = contents([letter])

    assert found == postroom.contents_of([letter])


@pytest.mark.once
@pytest.mark.parametrize("number", [1, 3])
def test_many_letters_of_news_cost_no_more_queries_than_one(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    news.update(news.petition(*crowd(number)))
    turn(after=60)
    queued = waiting()

    with django_assert_num_queries(5):
        contents(queued)


@pytest.mark.once
def test_one_whose_words_are_missing_stops_no_other() -> None:
    petition = news.petition(ROSA)
    update = news.update(petition)
    turn(after=60)
    update.texts.all().delete()
    queued = [*waiting(), postroom.letter(petition, INES)]

    found = contents(queued)

    assert [type(found[letter.id]).__name__ for letter in queued] == ["DoesNotExist", "Contents"]


def test_a_round_takes_all_that_confirm_and_a_little_news() -> None:
    people = crowd(NEWS_AT_ONCE + 5)
    petition = news.petition(*people)
    news.update(petition, rate=300)
    assert turn(after=60) == len(people) < AT_ONCE
    postroom.letter(petition, INES)

    taken, _ = postroom.postman(lambda: news.at(60))._take()

    assert [sum(letter.kind == kind for letter in taken) for kind in ("confirm", "update")] == [1, NEWS_AT_ONCE]


# As it arrives ------------------------------------------------------------------------------------------------


def written(language: str = "en", **texts: tuple[str, str]) -> Written:
    petition = news.petition()
    if language != "en":
        postroom.stationery(petition, language=language, ask="Veto ya")
    said: dict[str, Any] = texts or {language: (news.SUBJECT, news.WORDS)}
    update = news.update(petition, approve=False, **said)
    return letters.specimen(
        update.texts.get(language=language), to=ROSA.email, site_url=SITE, key=settings.MASTER_KEYS.token, at=NOW
    )


def arrived(one: Written) -> EmailMessage:
    message = message_from_bytes(one.message().as_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def part(message: EmailMessage, kind: str) -> str:
    found = message.get_body((kind,))
    assert found is not None
    return str(found.get_content())


@pytest.mark.once
def test_its_headers_let_mail_programs_unsubscribe_by_one_click() -> None:
    message = arrived(written())

    way_out = str(message["List-Unsubscribe"])
    assert way_out.startswith(f"<{PAGE}unsubscribe/")
    assert way_out.endswith(">")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Id"] == "<veto-hb-7259.petition.example.org>"
    assert (message["To"], message["Subject"]) == (ROSA.email, news.SUBJECT)
    assert way_out[1:-1] in part(message, "plain")
    assert f'href="{way_out[1:-1]}"' in part(message, "html")


@pytest.mark.once
def test_the_header_with_the_link_is_one_line_as_mail_programs_look_for_it() -> None:
    lines = written().message().as_bytes(linesep="\r\n").split(b"\r\n")

    (line,) = [line for line in lines if line.lower().startswith(b"list-unsubscribe:")]
    assert line.endswith(b">")


@pytest.mark.once
def test_letters_about_signing_offer_the_end_of_all_letters_instead() -> None:
    petition = news.petition()
    postroom.letter(petition, INES)
    (known,) = postroom.contents_of(waiting()).values()
    assert isinstance(known, Contents)

    message = arrived(compose.form("confirm", Stationery.objects.get()).filled(known))

    assert "/never/" in message["List-Unsubscribe"]


@pytest.mark.once
def test_it_says_who_writes_why_and_that_the_signature_stays() -> None:
    message = arrived(written())

    assert message["From"] == "Riverton Readers <petition@riverton.example>"
    for kind in ("plain", "html"):
        said = part(message, kind)
        assert "You signed “Governor, veto HB 7259” and asked for news of it." in said
        assert "They keep the doors open." in said
        assert said.index("/unsubscribe/") < said.index("/withdraw/")
    assert 'href="https://council.example/answer"' in part(message, "html")


@pytest.mark.once
def test_what_the_organiser_writes_becomes_neither_a_header_nor_html() -> None:
    message = arrived(written(en=("Hello\r\nBcc: mallory@example.com", "<script>alert(1)</script> & <b>you</b>")))

    assert (message["Bcc"], message["Subject"]) == (None, "Hello Bcc: mallory@example.com")
    assert "<script>" not in part(message, "html")
    assert "&lt;b&gt;you&lt;/b&gt;" in part(message, "html")
    assert "<script>alert(1)</script> & <b>you</b>" in part(message, "plain")


@pytest.mark.once
def test_in_another_language_all_of_it_is_and_leads_there() -> None:
    message = arrived(written("es", es=("Respuesta", "Sí.")))

    assert '<html lang="es">' in part(message, "html")
    assert str(message["List-Unsubscribe"]).startswith(f"<{PAGE}es/unsubscribe/")
