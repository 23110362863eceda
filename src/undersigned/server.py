"""The HTTP server and how it is set: processes that answer, watched by one that starts them anew."""

import gc
import resource
from contextlib import suppress
from importlib import import_module

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server

HEADERS_WITHIN_MS = 5_000  # without it 1,500 idle connections stop granian
BACKLOG = 8_192
STOPS_WITHIN_S = 30
FILES = 65_536  # connections that may be open at once; many systems begin with 1,024


def run(application: str, *, host: str, port: int, processes: int = 1) -> None:
    """Serves the ASGI application "module:name" until it is told to stop.

    `processes`: each owns a batch of its own; only a database that many may write to can carry more than one.
    """
    _raise_file_limit()
    # Before the fork: a process that is started anew answers at once, and one that is told to stop can hear it.
    import_module(application.partition(":")[0])
    gc.freeze()  # else the first collection would touch, and so copy, all that the processes share
    Server(
        application,
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,  # else who never sends a byte is held for ever, to see which version it will speak
        workers=processes,
        respawn_failed_workers=True,
        backlog=BACKLOG,
        backpressure=BACKLOG,
        http1_settings=HTTP1Settings(header_read_timeout=HEADERS_WITHIN_MS),
        websockets=False,
        log_level=LogLevels.warning,
        workers_kill_timeout=STOPS_WITHIN_S,
    ).serve()


def _raise_file_limit() -> None:
    """As far as the system lets us; each connection is an open file."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
