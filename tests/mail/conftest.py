"""A petition with stationery, and Django's mail settings pointed at a server of the tests' own."""

import logging
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from pytest_django import Settings

from tests import product
from tests.mail.servers import Server
from tests.postbox import Postbox

if TYPE_CHECKING:
    from tests.mail.postroom import Clock
    from undersigned.signing.models import Petition


@pytest.fixture
def clock() -> "Clock":
    from tests.mail.postroom import Clock

    return Clock()


@pytest.fixture
def campaign(petition: "Petition") -> "Petition":
    """A petition whose letters can be written."""
    from tests.mail import postroom

    postroom.stationery(petition)
    return petition


@pytest.fixture
def smtp(smtp: Postbox, settings: Settings) -> Iterator[Postbox]:
    """The house's mail server; letters go to it."""
    from tests.mail import postroom

    point_at(settings, "127.0.0.1", int(smtp.url.rpartition(":")[2]))
    yield smtp
    postroom.send_home()


@pytest.fixture
def mail_server(settings: Settings, caplog: pytest.LogCaptureFixture) -> Iterator[Callable[..., Server]]:
    """`mail_server(host="127.0.0.2", …)`: one with peculiarities; letters go to it."""
    from tests.mail import postroom

    started: list[Server] = []
    caplog.set_level(logging.CRITICAL, "mail.log")  # the server's own complaints of clients that turn away

    def start(host: str = "127.0.0.1", **peculiarities: Any) -> Server:
        server = Server(host, product.free_port(), **peculiarities)
        server.start()
        started.append(server)
        point_at(settings, host, server.port)
        settings.EMAIL_USE_SSL = "speaks_tls" in peculiarities
        return server

    yield start
    postroom.send_home()
    for server in started:
        server.stop()


def point_at(settings: Settings, host: str, port: int) -> None:
    settings.EMAIL_BACKEND = "undersigned.mail.transport.SmtpBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = host, port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_SSL = False
