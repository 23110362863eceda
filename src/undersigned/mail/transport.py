"""How letters leave: SMTP with TLS wherever the server offers it. Chosen by `UNDERSIGNED_MAIL_URL`."""

from smtplib import SMTP, SMTP_SSL, SMTPNotSupportedError

from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.utils import DNS_NAME

LOOPBACK = ("127.0.0.1", "::1", "localhost")
NO_ANSWER_S = 20.0


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

    def _connect(self) -> SMTP:
        name = DNS_NAME.get_fqdn()
        if self.use_ssl:
            return SMTP_SSL(self.host, self.port, name, timeout=self.timeout or NO_ANSWER_S, context=self.ssl_context)
        return SMTP(self.host, self.port, name, timeout=self.timeout or NO_ANSWER_S)

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
