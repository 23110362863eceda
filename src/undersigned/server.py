"""The HTTP server and how it is set: one process that answers, watched by one that starts it anew."""

from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server

HEADERS_WITHIN_MS = 5_000  # without it 1,500 idle connections stop granian
BACKLOG = 8_192
STOPS_WITHIN_S = 15


def run(application: str, *, host: str, port: int) -> None:
    """Serves the ASGI application "module:name" until it is told to stop."""
    Server(
        application,
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        workers=1,  # one process owns the batch; more machines share a PostgreSQL
        respawn_failed_workers=True,
        backlog=BACKLOG,
        backpressure=BACKLOG,
        http1_settings=HTTP1Settings(header_read_timeout=HEADERS_WITHIN_MS),
        websockets=False,
        log_level=LogLevels.warning,
        workers_kill_timeout=STOPS_WITHIN_S,
    ).serve()
