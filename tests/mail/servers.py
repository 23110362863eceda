"""Mail servers that are not as they should be: that know some people not, want passwords, offer TLS, hang up."""

import datetime as dt
import ipaddress
import ssl
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.postbox import Postbox

LOGIN = ("undersigned", "a password")


class Server(Postbox):
    """`unknown`: what it says of a recipient it refuses; `sender`: of our own address; `hangs_up_after` letters."""

    def __init__(
        self,
        host: str,
        port: int,
        *,
        wants_login: bool = False,
        tls: ssl.SSLContext | None = None,
        speaks_tls: ssl.SSLContext | None = None,
    ) -> None:
        """`tls`: offered by STARTTLS; `speaks_tls`: from the first byte, as on port 465."""
        # Not the parent's own: it would make another server, and never start it.
        self.letters = []
        self.refuse = ""
        self.port = port
        self.unknown: dict[str, str] = {}
        self.sender = ""
        self.hangs_up_after: int | None = None
        self.connections = 0
        self.logins: list[tuple[str, str]] = []
        self.was_secure: list[bool] = []
        options: dict[str, Any] = {"tls_context": tls} if tls else {}
        if wants_login:
            options |= {"authenticator": self._login, "auth_require_tls": False}
        if speaks_tls:
            options |= {"ssl_context": speaks_tls}
        self._controller = Controller(self, hostname=host, port=port, **options)

    async def handle_EHLO(  # noqa: N802 (aiosmtpd's)
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(  # noqa: N802 (aiosmtpd's)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.hangs_up_after == len(self.letters):
            assert server.transport is not None
            server.transport.close()
        envelope.mail_from = address
        self.was_secure.append(session.ssl is not None)
        return self.sender or "250 OK"

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's)
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self.unknown.get(address, "250 OK")

    def _login(self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        given = (data.login.decode(), data.password.decode())
        self.logins.append(given)
        return AuthResult(success=given == LOGIN, handled=False)


def certificate(folder: Path, host: str) -> tuple[ssl.SSLContext, Path]:
    """A server's side of TLS for `host`, and the file that a client must trust to believe it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = dt.datetime.now(dt.UTC)
    day = dt.timedelta(days=1)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - day)
        .not_valid_after(now + day)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, private = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    trusted = folder / "trusted.pem"
    trusted.write_bytes(signed.public_bytes(pem))
    (folder / "key.pem").write_bytes(key.private_bytes(pem, private, serialization.NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(trusted, folder / "key.pem")
    return context, trusted
