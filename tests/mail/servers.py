"""Mail servers that are not as they should be: that know some people not, want passwords, offer TLS, hang up, hang."""

import asyncio
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
    """`unknown`: what it says of a recipient it refuses; `sender`: of our own address; `hangs_up_after` letters.

    `most_a_connection`: letters, then it closes the connection; `most_connections`: at once.
    `silent_at`, `drops_at`: a place in the conversation, see `_Conversation`.
    """

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
        self.most_a_connection: int | None = None
        self.most_connections: int | None = None
        self.silent_at = self.drops_at = ""
        self.connections = 0
        self.open: set[SMTP] = set()
        self.most_open = 0
        self.logins: list[tuple[str, str]] = []
        self.was_secure: list[bool] = []
        options: dict[str, Any] = {"tls_context": tls} if tls else {}
        if wants_login:
            options |= {"authenticator": self._login, "auth_require_tls": False}
        if speaks_tls:
            options |= {"ssl_context": speaks_tls}
        self._controller = _Door(self, hostname=host, port=port, **options)

    def drop_all(self) -> None:
        """As a server does with connections that nothing comes over."""

        async def drop() -> None:
            for conversation in self.open:
                assert conversation.transport is not None
                conversation.transport.close()

        asyncio.run_coroutine_threadsafe(drop(), self._controller.loop).result(10)

    async def handle_EHLO(  # noqa: N802 (aiosmtpd's)
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(  # noqa: N802 (aiosmtpd's)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        assert isinstance(server, _Conversation)
        if self.hangs_up_after == len(self.letters):
            server.hang_up()
        if self.most_a_connection is not None and server.mails >= self.most_a_connection:
            server.hang_up(saying="421 4.7.0 too many letters over one connection")
        server.mails += 1
        envelope.mail_from = address
        self.was_secure.append(session.ssl is not None)
        return self.sender or "250 OK"

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's)
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self.unknown.get(address, "250 OK")

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's)
        said = await super().handle_DATA(server, session, envelope)
        assert isinstance(server, _Conversation)
        await server.goes_on("answer")
        return said

    def _login(self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        given = (data.login.decode(), data.password.decode())
        self.logins.append(given)
        return AuthResult(success=given == LOGIN, handled=False)


class _Conversation(SMTP):
    """One connection. Places: "greeting", "mail", "content" (half-way through the letter), "answer" (it has it)."""

    event_handler: Server
    mails = 0

    async def _handle_client(self) -> None:
        house = self.event_handler
        house.open.add(self)
        house.most_open = max(house.most_open, len(house.open))
        try:
            if house.most_connections is not None and len(house.open) > house.most_connections:
                await self.push("421 4.7.0 too many connections")
            elif await self.goes_on("greeting"):
                await super()._handle_client()
        finally:
            house.open.discard(self)
            self._writer.close()

    async def smtp_MAIL(self, arg: str | None) -> None:  # noqa: N802 (aiosmtpd's)
        if await self.goes_on("mail"):
            await super().smtp_MAIL(arg)

    async def smtp_DATA(self, arg: str | None) -> None:  # noqa: N802 (aiosmtpd's)
        if self.event_handler.drops_at != "content":
            return await super().smtp_DATA(arg)
        await self.push("354 go on")
        await self._reader.readline()
        return self.hang_up()

    def hang_up(self, *, saying: str = "") -> None:
        assert self.transport is not None
        if saying:
            self.transport.write(f"{saying}\r\n".encode())
        self.transport.close()

    async def goes_on(self, place: str) -> bool:
        if self.event_handler.drops_at == place:
            self.hang_up()
            return False
        while self.event_handler.silent_at == place:  # noqa: ASYNC110  the test says so from a thread of its own
            await asyncio.sleep(0.02)
        return True


class _Door(Controller):
    def factory(self) -> SMTP:
        return _Conversation(self.handler, **self.SMTP_kwargs)


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
