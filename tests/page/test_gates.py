"""The gates themselves: each is shown a page that has the fault it is there for, and must find it."""

import hashlib
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from tests.page import budgets, look
from tests.page.look import Sight

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.refused

FRAME = '<!doctype html><html lang="en"><title>A page</title><main><h1>A page</h1>{}</main></html>'
SOUND = "<p>Nothing is wrong here.</p>"
INCOMPRESSIBLE = "".join(hashlib.sha256(bytes([number])).hexdigest() for number in range(200))
FAULTS = {
    "/sound": SOUND,
    "/contrast": '<p style="color: #bbb; background: #fff">Hard to read.</p>',
    "/unlabelled": "<input>",
    "/wide": '<p style="width: 1300px">Wider than any screen.</p>',
    "/foreign": '<img src="http://127.0.0.2:9/pixel.gif" alt="A pixel">',
    "/heavy": f"<!-- {'x' * 9_000} -->",
    "/throws": "<script>nobody.home()</script>",
    "/refused": '<p style="color: #000">The policy allows no style.</p>',
    "/shifts": f'<img src="/late.svg" alt="A square">{SOUND * 30}',
    "/scripted": f"<script>/* {INCOMPRESSIBLE} */</script>",
}
LATE = b'<svg xmlns="http://www.w3.org/2000/svg" width="300" height="300"><rect width="300" height="300"/></svg>'


class Faulty(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        is_picture = self.path == "/late.svg"
        if is_picture:
            time.sleep(0.5)  # the text is there before
        body = LATE if is_picture else FRAME.format(FAULTS.get(self.path, "")).encode()
        self.send_response(200)
        self.send_header("content-type", "image/svg+xml" if is_picture else "text/html; charset=utf-8")
        if self.path == "/refused":
            self.send_header("content-security-policy", "style-src 'none'")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def faulty() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Faulty)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def seen(_axe: None, browser: "Browser", faulty: str) -> dict[str, Sight]:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    tab = look.Tab(context, faulty)
    found = {}
    for path in FAULTS:
        tab.page.goto(faulty + path)
        found[path] = tab.sight("check", "en")
        tab.look_closer(found[path], variants=[(320, "light")])
        tab.page.set_viewport_size({"width": 390, "height": 844})
    context.close()
    return found


def rules(sight: Sight) -> set[str]:
    return {line.partition(":")[0] for lines in sight.axe.values() for line in lines}


def test_axe_sees_grey_on_white_and_a_field_without_a_name(seen: dict[str, Sight]) -> None:
    assert rules(seen["/contrast"]) == {"color-contrast"}
    assert rules(seen["/unlabelled"]) == {"label"}
    assert rules(seen["/sound"]) == set()


def test_what_sticks_out_is_named_in_the_widths_where_it_does(seen: dict[str, Sight]) -> None:
    assert seen["/wide"].too_wide == {320: ["p."], 390: ["p."], 1280: ["p."]}
    assert seen["/sound"].too_wide == {320: [], 390: [], 1280: []}


def test_a_picture_of_somebody_else_is_seen(seen: dict[str, Sight]) -> None:
    assert seen["/foreign"].foreign == ["http://127.0.0.2:9/pixel.gif"]
    assert seen["/sound"].foreign == []


def test_too_many_bytes_of_page_or_of_script_are_told(seen: dict[str, Sight]) -> None:
    size = len(FRAME.format(FAULTS["/heavy"]))

    assert list(budgets.overruns(seen["/heavy"])) == [f"en check, 390: html {size:,} of 8,000"]
    assert [line.split()[3] for line in budgets.overruns(seen["/scripted"])] == ["html", "script"]
    assert list(budgets.overruns(seen["/sound"])) == []


def test_an_error_of_a_script_and_a_breach_of_the_policy_are_heard(seen: dict[str, Sight]) -> None:
    assert seen["/throws"].complaints == ["script: nobody is not defined"]
    assert [line for line in seen["/refused"].complaints if "Content Security Policy" in line] != []
    assert seen["/sound"].complaints == []


def test_a_picture_without_its_size_moves_the_page(seen: dict[str, Sight]) -> None:
    assert seen["/shifts"].shift > budgets.MOST_SHIFT
    assert seen["/sound"].shift == 0.0


def test_what_came_without_compression_is_known(seen: dict[str, Sight]) -> None:
    assert not seen["/sound"].is_compressed
