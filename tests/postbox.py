"""A mail server of the tests' own: takes every letter and keeps it to be read."""

import email
import email.policy
import time
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Postbox:
    """`letters` in the order they came. `refuse` makes the server answer each letter with that line."""

    def __init__(self, port: int) -> None:
        self.letters: list[EmailMessage] = []
        self.refuse = ""
        self.url = f"smtp://127.0.0.1:{port}"
        self._controller = Controller(self, hostname="127.0.0.1", port=port)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's)
        if self.refuse:
            return self.refuse
        content = envelope.content
        assert isinstance(content, bytes)
        letter = email.message_from_bytes(content, policy=email.policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        return "250 OK"

    def start(self) -> None:
        self._controller.start()

    def stop(self) -> None:
        self._controller.stop()

    def wait_for(self, count: int, *, seconds: float = 60) -> list[EmailMessage]:
        """The letters, once there are `count` of them."""
        give_up_at = time.monotonic() + seconds
        while len(self.letters) < count and time.monotonic() < give_up_at:
            time.sleep(0.05)
        assert len(self.letters) >= count, f"{len(self.letters)} of {count} letters came in {seconds} s"
        return list(self.letters)
