"""Where the auditor reads from: a folder or an address; what is not there, broken or endless is said in a line."""

import gzip
import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tests import product
from tests.transparency import logs
from tests.transparency.logs import Log
from undersigned.transparency import sources
from undersigned.transparency.audit import audit
from undersigned.transparency.sources import Missing
from undersigned.transparency.strict import Refused

LOG = Log(logs.crowd(700))


class Served(BaseHTTPRequestHandler):
    """A log below /log/, its bundles packed though nobody asked; and what goes wrong on the way."""

    def do_GET(self) -> None:
        path = self.path.removeprefix("/log/")
        try:
            data = {
                "trouble": b"",
                "endless": bytes(70_000),
                "bomb": gzip.compress(bytes(10**7)),
                "torn": b"no gzip",
            }.get(path)
            data = LOG.fetch(path) if data is None else data
        except Refused:
            self.send_error(404)
            return
        is_packed = path.startswith("tile/entries") or path in ("bomb", "torn")
        data = gzip.compress(data) if path.startswith("tile/entries") else data
        self.send_response(500 if path == "trouble" else 200)
        if is_packed:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Not to the terminal."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Served)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/log/"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_log_is_audited_by_its_address(address: str) -> None:
    fetch, at_once = sources.by_name(address)

    assert len(audit(fetch, by=[logs.KEY.verifier], at_once=at_once).ledger) == 700


def test_a_name_that_is_no_address_is_a_folder(tmp_path: Path) -> None:
    fetch, _ = sources.by_name(str(LOG.write(tmp_path)))

    assert fetch("checkpoint") == LOG.note()


@pytest.mark.parametrize("path", ["tile/0/003", "tile/0/002.p/1/2"])
def test_what_is_not_there_is_missing(address: str, tmp_path: Path, path: str) -> None:
    for fetch in (sources.web(address), sources.folder(tmp_path)):
        with pytest.raises(Missing, match=path):
            fetch(path)


@pytest.mark.parametrize(
    ("path", "trouble"),
    [
        ("trouble", "/log/trouble answered 500$"),
        ("endless", "^endless is longer than any$"),
        ("bomb", "^bomb is longer than any$"),
        ("torn", "^torn is not packed as it says$"),
    ],
)
def test_what_goes_wrong_on_the_way_is_said(address: str, path: str, trouble: str) -> None:
    with pytest.raises(Refused, match=trouble) as caught:
        sources.web(address)(path)

    assert not isinstance(caught.value, Missing)


def test_a_server_that_is_not_there_is_said() -> None:
    with pytest.raises(Refused, match="/checkpoint cannot be reached: "):
        sources.web(f"http://127.0.0.1:{product.free_port()}")("checkpoint")


def test_a_file_that_is_too_long_or_none_is_said(tmp_path: Path) -> None:
    (tmp_path / "endless").write_bytes(bytes(70_000))
    (tmp_path / "folder").mkdir()

    with pytest.raises(Refused, match=r"^endless is longer than any$"):
        sources.folder(tmp_path)("endless")
    with pytest.raises(Refused, match=f"^folder cannot be read: {os.strerror(21)}$"):
        sources.folder(tmp_path)("folder")
