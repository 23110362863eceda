"""From a queued letter to a message: whose words are in it, in which language, and what nobody can smuggle in."""

from email.message import EmailMessage as Message
from email.parser import BytesParser
from email.policy import default

import pytest
from django.utils import translation
from django.utils.translation import gettext

from undersigned.mail import compose
from undersigned.mail.compose import Back, Contents, Written
from undersigned.mail.models import Stationery

LINKS = {
    "page_url": "https://petition.example.org/veto-hb-7259/",
    "confirm_url": "https://petition.example.org/veto-hb-7259/confirm/TOKEN-C",
    "withdraw_url": "https://petition.example.org/veto-hb-7259/withdraw/TOKEN-W",
    "never_url": "https://petition.example.org/veto-hb-7259/never/TOKEN-N",
    "code": "073525",
}
THANKS = "Thank you for signing. Your signature counts once you confirm that this address is yours."
ALREADY = "Your signature is already counted, once. There is nothing more to do."


def _stationery(**fields: str) -> Stationery:
    usual = {
        "language": "en",
        "sender_name": "Riverton Readers",
        "sender_address": "petition@riverton.example",
        "reply_to": "theo@riverton.example",
        "ask": "Governor, veto HB 7259",
        "slug": "veto-hb-7259",
        "paid_for_by": "Friends of the Library",
    }
    return Stationery(petition_id=7, **(usual | fields))


def _composed(kind: str = "confirm", **fields: str) -> Written:
    return compose.form(kind, _stationery(**fields)).filled(Contents("rosa@example.org", LINKS))


def _sent(kind: str = "confirm", **fields: str) -> Message:
    """As a mail program reads it."""
    message = BytesParser(policy=default).parsebytes(_composed(kind, **fields).message().as_bytes())
    assert isinstance(message, Message)
    return message


def _text(message: Message) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def _html(message: Message) -> str:
    part = message.get_body(("html",))
    assert part is not None
    return str(part.get_content())


def test_the_envelope_is_the_stationerys() -> None:
    message = _sent()

    assert message["From"] == "Riverton Readers <petition@riverton.example>"
    assert message["To"] == "rosa@example.org"
    assert message["Reply-To"] == "theo@riverton.example"
    assert message["Subject"] == "Confirm your signature: Governor, veto HB 7259"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message.get_content_type() == "multipart/alternative"


def test_without_an_address_to_reply_to_there_is_no_such_header() -> None:
    assert _sent(reply_to="")["Reply-To"] is None


@pytest.mark.parametrize("part", [_text, _html])
def test_the_letter_to_confirm_holds_both_links_and_the_code_in_both_parts(part: object) -> None:
    assert callable(part)
    said = part(_sent())

    for needed in (LINKS["confirm_url"], LINKS["withdraw_url"], "073525", "Governor, veto HB 7259", THANKS):
        assert needed in said
    assert "Friends of the Library" in said
    assert "petition.example.org" in said


@pytest.mark.parametrize("part", [_text, _html])
def test_the_letter_that_says_already_cannot_confirm(part: object) -> None:
    assert callable(part)
    said = part(_sent("already"))

    for needed in (LINKS["page_url"], LINKS["withdraw_url"], ALREADY):
        assert needed in said
    assert LINKS["confirm_url"] not in said
    assert "073525" not in said


def test_the_two_letters_have_subjects_of_their_own() -> None:
    assert _sent("already")["Subject"] == "You have already signed: Governor, veto HB 7259"
    assert _sent("already", already_subject="Gracias, again")["Subject"] == "Gracias, again"
    assert _sent("confirm", already_subject="Gracias, again")["Subject"].startswith("Confirm your signature")


@pytest.mark.parametrize("kind", ["confirm", "already"])
def test_the_organisers_words_stand_in_place_of_the_default_ones(kind: str) -> None:
    own = {f"{kind}_words": "Dear reader,\r\n\r\nthe library\r\nthanks you.\n\n\n\n  So do I. "}

    text = _text(_sent(kind, **own))

    assert "\nDear reader,\n\nthe library\nthanks you.\n\nSo do I.\n\n" in text.replace("\r\n", "\n")
    assert THANKS not in text
    assert ALREADY not in text


def test_words_of_nothing_but_blanks_are_no_words() -> None:
    assert THANKS in _text(_sent(confirm_words=" \n\n \r\n "))


def test_what_the_organiser_writes_is_text_and_not_markup() -> None:
    message = _sent(confirm_words="<script>alert(1)</script> & more", ask="Fish & <b>chips</b>")

    assert "<script>alert(1)</script> & more" in _text(message)
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in _html(message)
    assert "<script" not in _html(message)
    assert "<b>chips" not in _html(message)


def test_what_the_organiser_writes_is_no_template() -> None:
    assert "{{ code }} {% now %}" in _text(_sent(confirm_words="{{ code }} {% now %}"))


@pytest.mark.parametrize(
    "fields",
    [
        {"confirm_subject": "Hello\r\nBcc: mallory@example.com"},
        {"ask": "Hello\nBcc: mallory@example.com"},
        {"sender_name": "Readers\r\nBcc: mallory@example.com"},
        {"sender_name": 'Readers" <mallory@example.com>, "'},
        {"confirm_subject": "Hello\u2028Bcc: mallory@example.com"},
    ],
)
def test_nothing_that_the_organiser_writes_becomes_a_header(fields: dict[str, str]) -> None:
    message = _sent(**fields)

    assert message["Bcc"] is None
    assert [address.addr_spec for address in message["From"].addresses] == ["petition@riverton.example"]
    assert sorted(message.keys()) == sorted(_sent().keys())
    assert _composed(**fields).recipients() == ["rosa@example.org"]


def test_a_long_subject_is_cut() -> None:
    assert _sent(confirm_subject="veto it " * 50)["Subject"] == ("veto it " * 50)[:120].strip()
    assert _sent(ask="veto it " * 25)["Subject"] == ("Confirm your signature: " + "veto it " * 25)[:120].strip()


def test_a_subject_in_any_script_arrives() -> None:
    assert _sent(confirm_subject="Подпишись — ¡ya! 🗳")["Subject"] == "Подпишись — ¡ya! 🗳"


def test_without_a_sponsor_nothing_is_said_to_be_paid() -> None:
    message = _sent(paid_for_by="")

    assert "Paid for by" not in _text(message) + _html(message)


@pytest.mark.parametrize("kind", ["confirm", "already"])
def test_a_spanish_letter_is_in_spanish(kind: str) -> None:
    with translation.override("es"):
        subjects = {
            "confirm": gettext("Confirm your signature: %(ask)s"),
            "already": gettext("You have already signed: %(ask)s"),
        }
        refuse = gettext("I did not sign this, or I changed my mind:")
        words = compose.default_words(kind)

    message = _sent(kind, language="es", ask="Veto ya")

    assert message["Subject"] == subjects[kind] % {"ask": "Veto ya"}
    assert '<html lang="es">' in _html(message)
    for said in [refuse, *words]:
        assert said in _text(message).replace("\r\n", "\n")


def test_a_letter_leaves_the_language_as_it_was() -> None:
    with translation.override("en"):
        _composed(language="es")
        assert translation.get_language() == "en"


def test_a_letter_without_its_links_is_not_written() -> None:
    with pytest.raises(KeyError):
        compose.form("confirm", _stationery()).filled(Contents("rosa@example.org", {}))


@pytest.mark.parametrize("kind", ["confirm", "already"])
def test_nothing_in_a_letter_is_fetched_when_it_is_read(kind: str) -> None:
    html = _html(_sent(kind))

    for fetching in ("<img", "src=", "<link", "<script", "@import", "url("):
        assert fetching not in html


@pytest.mark.parametrize("kind", ["confirm", "already"])
def test_a_letter_that_nobody_subscribed_to_has_the_way_out_of_all(kind: str) -> None:
    message = _sent(kind)

    assert message["List-Unsubscribe"] == f"<{LINKS['never_url']}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Id"] is None
    assert LINKS["never_url"] in _text(message)
    assert LINKS["never_url"] in _html(message)


def test_a_letter_is_known_by_its_return_path_and_its_message_id() -> None:
    back = Back("a" * 39, f"bounces+{'a' * 39}@riverton.example")

    written = compose.form("confirm", _stationery()).filled(Contents("rosa@example.org", LINKS), back)

    message = BytesParser(policy=default).parsebytes(written.message().as_bytes())
    assert str(message["Message-ID"]).startswith(f"<{'a' * 39}@")
    assert message["From"] == "Riverton Readers <petition@riverton.example>"
    assert written.return_path == back.path
    assert _composed().return_path == ""
