"""The bench itself: the load generator counts right, what it prints is what happened, the page is what the JSON says.

No time is asserted: how fast anything was is for `make bench` to say.
"""

import json
import os
import socketserver
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bench import __main__ as bench
from tests.bench import loader, long_runs, plot, report, visitors

SECONDS = 60.0  # a limit that no run here comes near


class _Visitor(socketserver.StreamRequestHandler):
    """Answers /200, /303, /404 … with that status; /chunked, /close, /cut as they are called."""

    def handle(self) -> None:
        while line := self.rfile.readline():
            path = line.split()[1].decode()
            length = 0
            while (header := self.rfile.readline()) not in (b"\r\n", b""):
                name, _, value = header.partition(b":")
                length = int(value) if name.lower() == b"content-length" else length
            body = self.rfile.read(length).decode()
            self.server.asked.append((path, body))  # type: ignore[attr-defined]
            if not self._answered(path):
                return

    def _answered(self, path: str) -> bool:
        """Whether the connection stays."""
        match path:
            case "/chunked":
                self.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
                self.wfile.write(b"5\r\nhello\r\n3;x=y\r\n...\r\n0\r\n\r\n")
            case "/close":
                self.wfile.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nuntil the end")
                return False
            case "/cut":
                self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nnot a hundred")
                return False
            case "/304":
                self.wfile.write(b"HTTP/1.1 304 Not Modified\r\n\r\n")
            case _:
                status = path.strip("/").encode()
                self.wfile.write(b"HTTP/1.1 " + status + b" X\r\ncontent-length: 5\r\n\r\nhello")
        return True


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Visitor)
        self.asked: list[tuple[str, str]] = []

    @property
    def port(self) -> int:
        return int(self.server_address[1])


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    try:
        return loader.built(tmp_path_factory.mktemp("load"))
    except loader.NoCompiler as error:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(str(error))


@pytest.fixture
def server() -> Iterator[_Server]:
    with _Server() as one:
        thread = threading.Thread(target=one.serve_forever)
        thread.start()
        yield one
        one.shutdown()
        thread.join()


def _posts(*paths: str) -> Iterator[bytes]:
    """Each with its number as its body."""
    for number, path in enumerate(paths):
        body = str(number)
        yield f"POST {path} HTTP/1.1\r\nhost: here\r\ncontent-length: {len(body)}\r\n\r\n{body}".encode()


def test_each_request_is_sent_once_and_its_status_counted(program: Path, server: _Server, tmp_path: Path) -> None:
    paths = ["/200"] * 50 + ["/303"] * 30 + ["/404"] * 5 + ["/503"] * 3 + ["/304"] * 2
    requests = loader.write(tmp_path / "requests", _posts(*paths))

    told = loader.run(program, server.port, requests, seconds=SECONDS, once=True, connections=7).told

    assert told["statuses"] == {"200": 50, "303": 30, "304": 2, "404": 5, "503": 3}
    assert (told["sent"], told["answered"], told["broken"], told["unanswered"]) == (90, 90, 0, 0)
    assert (told["next"], told["left"], told["reconnects"]) == (90, 0, 0)
    assert sorted(server.asked) == sorted((path, str(number)) for number, path in enumerate(paths))


def test_it_goes_on_where_it_was_left(program: Path, server: _Server, tmp_path: Path) -> None:
    requests = loader.write(tmp_path / "requests", _posts(*["/200"] * 20))

    told = loader.run(program, server.port, requests, seconds=SECONDS, once=True, first=15, connections=2).told

    assert sorted(server.asked) == [("/200", str(number)) for number in range(15, 20)]
    assert told["next"] == 20


def test_an_open_loop_sends_rate_times_time(program: Path, server: _Server, tmp_path: Path) -> None:
    requests = loader.write(tmp_path / "requests", _posts("/200"))

    told = loader.run(program, server.port, requests, seconds=0.8, rate=250, connections=4).told

    assert (told["sent"], told["answered"], len(server.asked)) == (200, 200, 200)


def test_a_schedule_sends_the_sum_of_its_rates(program: Path, server: _Server, tmp_path: Path) -> None:
    requests = loader.write(tmp_path / "requests", _posts(*["/200"] * 100))

    told = loader.run(program, server.port, requests, seconds=2, schedule=[30, 50.5], once=True, connections=4).told

    assert told["sent"] == 81  # the one that begins within the last half
    assert Counter(server.asked) == Counter(("/200", str(number)) for number in range(81))


def test_a_closed_connection_is_made_anew(program: Path, server: _Server, tmp_path: Path) -> None:
    requests = loader.write(tmp_path / "requests", _posts("/close", "/close", "/200"))

    told = loader.run(program, server.port, requests, seconds=SECONDS, once=True, connections=1).told

    assert told["statuses"] == {"200": 3}
    assert (told["reconnects"], told["broken"]) == (2, 0)


def test_an_answer_cut_short_is_broken_and_not_asked_again(program: Path, server: _Server, tmp_path: Path) -> None:
    requests = loader.write(tmp_path / "requests", _posts("/cut", "/200"))

    told = loader.run(program, server.port, requests, seconds=SECONDS, once=True, connections=1).told

    assert (told["sent"], told["answered"], told["broken"]) == (2, 1, 1)
    assert server.asked == [("/cut", "0"), ("/200", "1")]


def test_a_chunked_answer_ends_where_it_ends(program: Path, server: _Server, tmp_path: Path) -> None:
    requests = loader.write(tmp_path / "requests", _posts("/chunked", "/chunked", "/404"))

    told = loader.run(program, server.port, requests, seconds=SECONDS, once=True, connections=1).told

    assert (told["statuses"], told["reconnects"]) == ({"200": 2, "404": 1}, 0)


def test_a_server_that_refuses_is_told_as_broken(program: Path, server: _Server, tmp_path: Path) -> None:
    requests = loader.write(tmp_path / "requests", _posts("/200", "/200"))
    port = server.port
    server.server_close()

    told = loader.run(program, port, requests, seconds=SECONDS, once=True, connections=2).told

    assert (told["sent"], told["answered"], told["broken"]) == (2, 0, 2)


def test_a_burst_with_another_answer_is_no_measurement() -> None:
    told = loader.Burst({"sent": 3, "statuses": {"303": 2, "503": 1}, "broken": 0, "unanswered": 0})

    with pytest.raises(AssertionError, match="not every request was answered"):
        told.only(303)


def test_forms_are_of_distinct_people_and_as_long_as_they_say() -> None:
    forms = [one.partition(b"\r\n\r\n") for one in visitors.forms("rivers", first=0, count=500)]

    assert len({body for _, _, body in forms}) == 500
    assert all(head.endswith(b"content-length: %d" % len(body)) for head, _, body in forms)


def test_the_replayed_day_has_its_peak_and_its_tail() -> None:
    schedule = long_runs.day(72, peak=100.0)

    assert len(schedule) == 72
    assert 95 < max(schedule) <= 100
    assert schedule[0] < 5
    assert schedule[-1] < 10


def test_the_page_and_the_picture_are_what_the_figures_make() -> None:
    found = json.loads(bench.JSON.read_text())

    assert bench.PAGE.read_text() == report.markdown(found)
    assert bench.PICTURE.read_text() == plot.svg(found["surge"])


def test_a_figure_that_is_missed_is_named_and_one_not_measured_is_not() -> None:
    figures = {"sign_ratio_sqlite": 0.5, "sign_ratio_postgresql": None, "growth_page_1m": 0.7, "memory_mb_after_1m": 51}

    assert report.missed(figures) == ["sign_ratio_sqlite", "growth_page_1m", "memory_mb_after_1m"]
