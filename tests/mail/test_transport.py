"""How letters leave: TLS where it is offered and trusted, and never a password in the clear but to this very machine.

127.0.0.2 is this machine too, but the backend does not know that: to it, it is a server somewhere.
"""

import ssl
from collections.abc import Callable
from pathlib import Path
from smtplib import SMTPAuthenticationError, SMTPNotSupportedError

import pytest
from django.core.mail import EmailMessage, get_connection
from pytest_django import Settings

from tests.mail.servers import LOGIN, Server, certificate

ELSEWHERE = "127.0.0.2"
MailServer = Callable[..., Server]


def _send() -> int:
    return EmailMessage("Subject", "Body", "petition@riverton.example", ["rosa@example.org"]).send()


def _with_password(settings: Settings, password: str = LOGIN[1]) -> None:
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = LOGIN[0], password


def test_on_this_machine_letters_go_plain(mail_server: MailServer) -> None:
    server = mail_server()

    assert _send() == 1

    assert [letter["Subject"] for letter in server.letters] == ["Subject"]
    assert server.was_secure == [False]


def test_on_this_machine_a_password_may_go_plain(mail_server: MailServer, settings: Settings) -> None:
    server = mail_server(wants_login=True)
    _with_password(settings)

    assert _send() == 1

    assert (server.logins, len(server.letters)) == ([LOGIN], 1)


def test_a_password_goes_nowhere_else_without_tls(mail_server: MailServer, settings: Settings) -> None:
    server = mail_server(ELSEWHERE, wants_login=True)
    _with_password(settings)

    with pytest.raises(SMTPNotSupportedError, match="a password is not sent without it"):
        _send()

    assert (server.logins, server.letters) == ([], [])


def test_without_a_password_a_server_that_has_no_tls_still_gets_its_letters(mail_server: MailServer) -> None:
    server = mail_server(ELSEWHERE)

    assert _send() == 1

    assert (len(server.letters), server.was_secure) == (1, [False])


def test_tls_is_used_where_it_is_offered(
    mail_server: MailServer, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tls, trusted = certificate(tmp_path, ELSEWHERE)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    server = mail_server(ELSEWHERE, wants_login=True, tls=tls)
    _with_password(settings)

    assert _send() == 1

    assert (server.logins, len(server.letters), server.was_secure) == ([LOGIN], 1, [True])


def test_a_server_that_cannot_prove_its_name_gets_nothing(
    mail_server: MailServer, settings: Settings, tmp_path: Path
) -> None:
    tls, _ = certificate(tmp_path, ELSEWHERE)
    server = mail_server(ELSEWHERE, wants_login=True, tls=tls)
    _with_password(settings)

    with pytest.raises(ssl.SSLCertVerificationError):
        _send()

    assert (server.logins, server.letters) == ([], [])


@pytest.mark.parametrize("trouble", ["no TLS", "untrusted", "wrong password"])
def test_a_connection_that_could_not_be_made_safe_is_not_found_open_by_the_next_letter(
    mail_server: MailServer, settings: Settings, tmp_path: Path, trouble: str
) -> None:
    tls, _ = certificate(tmp_path, ELSEWHERE)
    host = "127.0.0.1" if trouble == "wrong password" else ELSEWHERE
    server = mail_server(host, wants_login=True, tls=tls if trouble == "untrusted" else None)
    _with_password(settings, password="not this one")
    connection = get_connection()

    for _ in range(2):
        with pytest.raises((SMTPNotSupportedError, ssl.SSLError, SMTPAuthenticationError)):
            connection.open()

    assert connection.connection is None  # type: ignore[attr-defined]  # Django's SMTP backend has one
    assert server.letters == []


def test_smtps_is_tls_from_the_first_byte(
    mail_server: MailServer, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tls, trusted = certificate(tmp_path, ELSEWHERE)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    server = mail_server(ELSEWHERE, wants_login=True, speaks_tls=tls)
    _with_password(settings)

    assert _send() == 1

    assert (server.logins, len(server.letters)) == ([LOGIN], 1)


def test_an_open_connection_is_used_again(mail_server: MailServer) -> None:
    server = mail_server()
    connection = get_connection()

    assert [connection.open(), connection.open()] == [True, False]
    letters = [EmailMessage(f"{n}", "", "petition@riverton.example", ["rosa@example.org"]) for n in range(3)]
    assert connection.send_messages(letters) == 3
    connection.close()

    assert (len(server.letters), server.connections) == (3, 1)


def test_a_server_that_does_not_answer_is_an_os_error(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "undersigned.mail.transport.SmtpBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9

    with pytest.raises(ConnectionRefusedError):
        _send()
