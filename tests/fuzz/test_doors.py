"""Whatever is asked of the visitors' side, by whatever method, headers and body: an answer, and no fault."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from hypothesis import strategies as st

from tests import factories
from tests.fuzz.conftest import Fuzz
from tests.fuzz.targets import LINK, SEALED, like
from tests.public.test_shelf import bake
from undersigned.defence.gate import Gate
from undersigned.public.app import application
from undersigned.public.front import Front, open_store
from undersigned.public.shelf import Shelf
from undersigned.signing.batch import Batch

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]

SLUG = "veto-hb-7259"
DOORS = ("sign", "check", "confirm", "withdraw", "signed", "count", "verify", "feed.xml", "began", "unsubscribe")
ENDS = st.sampled_from(["", LINK, SEALED, "es/", "..", "%00", "☃"]) | st.text(max_size=30)
PATHS = st.builds("/{}/{}/{}".format, st.sampled_from([SLUG, "log", "media", "static"]), st.sampled_from(DOORS), ENDS)
HEADERS = st.dictionaries(
    st.sampled_from(
        b"origin sec-fetch-site cookie content-type content-length accept-encoding referer"
        b" if-none-match x-forwarded-for range accept-language user-agent host".split()
    ),
    st.binary(max_size=60)
    | st.sampled_from([b"same-origin", b"application/x-www-form-urlencoded", b"gzip;q=0.5, br", b"*", b"bytes=0-1"]),
)
REQUESTS = st.fixed_dictionaries(
    {
        "method": st.sampled_from(["GET", "POST", "POST", "HEAD", "PUT", "OPTIONS"]),
        "path": PATHS | st.text(max_size=40).map("/{}".format),
        "query_string": st.binary(max_size=40),
        "headers": HEADERS.map(lambda sent: list(sent.items())),
        "body": like(b"name=Rosa&email=rosa%40example.org&postcode=97201&text=1&wording=1"),
        "client": st.sampled_from([("127.0.0.1", 1), ("8.8.8.8", 1), None]),
    }
)


def test_each_request_has_an_answer(fuzz: Fuzz) -> None:
    Path(settings.MEDIA_ROOT).mkdir(parents=True, exist_ok=True)  # as starting makes it
    bake(factories.petition(), version=1)
    loop = asyncio.new_event_loop()
    public, batch = loop.run_until_complete(_opened())

    def ask(asked: dict[str, Any]) -> None:
        assert loop.run_until_complete(_status(public, asked)) < 500

    try:
        fuzz(REQUESTS, ask)
    finally:
        loop.run_until_complete(batch.close())
        loop.close()


async def _opened() -> tuple[Any, Batch]:
    public, shelf = application(), Shelf()
    await shelf.refresh()
    batch = Batch(open_store(), most_waiting=10)
    public.front = Front(shelf, batch, settings.MASTER_KEYS.token, Gate(settings.MASTER_KEYS.token))
    return public, batch


async def _status(public: Any, asked: dict[str, Any]) -> int:
    """As a server hands it over: it has decoded the path, and names in lower case. Who asked stays to the end."""
    sent: list[Any] = []
    rest = [{"type": "http.request", "body": asked["body"], "more_body": False}]
    scope = {"type": "http", "http_version": "1.1", "scheme": "http", "server": ("127.0.0.1", 80), "root_path": ""}
    scope |= {name: value for name, value in asked.items() if name != "body"}
    scope["raw_path"] = asked["path"].encode("utf-8", "replace")

    async def receive() -> Any:
        return rest.pop() if rest else await asyncio.Event().wait()

    async def send(message: Any) -> None:
        sent.append(message)

    await public(scope, receive, send)
    status: int = sent[0]["status"]
    return status
