"""How letters leave: SMTP with TLS wherever the server offers it. Chosen by `UNDERSIGNED_MAIL_URL`."""

from functools import lru_cache
from smtplib import (
    SMTP,
    SMTP_SSL,
    SMTPDataError,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)
from typing import Any, cast

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import sanitize_address
from django.core.mail.utils import DNS_NAME

LOOPBACK = ("127.0.0.1", "::1", "localhost")
NO_ANSWER_S = 20.0
CLOSING = 421  # RFC 5321 §4.2.3: the server closes the connection


class Unanswered(SMTPServerDisconnected):
    """The connection broke when the letter had begun to go: the server may have it or not."""


class SmtpBackend(EmailBackend):
    """STARTTLS when the server offers it; a password is never sent in the clear, but to this very machine."""

    def open(self) -> bool:
        """True if this call opened the connection. Raises `smtplib` and `OSError` errors."""
        if self.connection:
            return False
        server = self._connect()
        try:
            self._secure(server)
        except BaseException:
            server.close()  # else the next letter would find it open, and go without TLS
            raise
        self.connection = server
        return True

    def _send(self, email_message: EmailMessage) -> bool:
        """As Django's own, but that our address is parsed once and not for every letter."""
        path = getattr(email_message, "return_path", "")  # of one letter, and ours: nothing to parse, nothing to keep
        sender = path or _sender(email_message.from_email)
        to = [sanitize_address(address, "utf-8") for address in email_message.recipients()]
        server, message = cast(SMTP, self.connection), cast(Any, email_message.message())
        server.sendmail(sender, to, message.as_bytes(linesep="\r\n"))
        return True

    def _connect(self) -> SMTP:
        name = DNS_NAME.get_fqdn()
        timeout = self.timeout or NO_ANSWER_S
        if self.use_ssl:
            return _ServerByTls(self.host, self.port, name, timeout=timeout, context=self.ssl_context)
        return _Server(self.host, self.port, name, timeout=timeout)

    def _secure(self, server: SMTP) -> None:
        is_secure = self.use_ssl or self._start_tls(server)
        if self.username and self.password:
            if not is_secure and self.host not in LOOPBACK:
                raise SMTPNotSupportedError("the server offers no TLS, and a password is not sent without it")
            server.login(self.username, self.password)

    def _start_tls(self, server: SMTP) -> bool:
        server.ehlo()
        if self.host in LOOPBACK or not server.has_extn("starttls"):
            return False
        server.starttls(context=self.ssl_context)
        return True


@lru_cache(maxsize=64)
def _sender(address: str) -> str:
    return sanitize_address(address, "utf-8")


def code(error: Exception) -> int:
    """What the server said of this letter; 0 where it said nothing of it. A refused password condemns no letter."""
    if isinstance(error, SMTPRecipientsRefused):
        return min((code for code, _ in error.recipients.values()), default=0)
    return error.smtp_code if isinstance(error, SMTPDataError) else 0


def was_not_taken(error: Exception) -> bool:
    """The server closed, or had had enough of this connection, and surely does not have the letter."""
    if isinstance(error, SMTPServerDisconnected):
        return not isinstance(error, Unanswered)
    return isinstance(error, SMTPSenderRefused) or code(error) == CLOSING


class _Server(SMTP):
    def data(self, msg: Any) -> tuple[int, bytes]:
        try:
            return super().data(msg)
        except SMTPServerDisconnected as error:
            raise Unanswered(str(error)) from error


class _ServerByTls(_Server, SMTP_SSL):
    """The same, with TLS from the first byte."""
