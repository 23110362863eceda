"""The form's body: bounded in size and in time, refused by name."""

import asyncio
from collections.abc import AsyncIterator, Sequence

import pytest
from starlette.requests import Request
from starlette.types import Message

from undersigned.public import body

FORM = "application/x-www-form-urlencoded"


def request(*chunks: bytes, kind: str = FORM, length: int | None = None, stalls: bool = False) -> Request:
    headers: list[tuple[bytes, bytes]] = [(b"content-type", kind.encode())]
    if length is not None:
        headers.append((b"content-length", str(length).encode()))
    return Request({"type": "http", "method": "POST", "headers": headers}, _sent(chunks, stalls=stalls))


def _sent(chunks: Sequence[bytes], *, stalls: bool):  # type: ignore[no-untyped-def]
    async def messages() -> AsyncIterator[Message]:
        for chunk in chunks:
            yield {"type": "http.request", "body": chunk, "more_body": True}
        if stalls:
            await asyncio.sleep(60)
        yield {"type": "http.request", "body": b"", "more_body": False}

    source = messages()

    async def receive() -> Message:
        return await anext(source)

    return receive


def test_a_form_is_read_whole_from_its_pieces() -> None:
    read = asyncio.run(body.form(request(b"name=Rosa+Mar%C3", b"%ADn&email=rosa%40example.org&updates=")))

    assert read == {"name": "Rosa Marín", "email": "rosa@example.org", "updates": ""}


def test_the_last_of_two_values_counts() -> None:
    assert asyncio.run(body.form(request(b"name=a&name=b"))) == {"name": "b"}


def test_a_declared_size_over_the_bound_is_refused_unread() -> None:
    with pytest.raises(body.TooLarge):
        asyncio.run(body.form(request(length=body.LARGEST + 1, stalls=True)))


def test_a_body_over_the_bound_is_refused() -> None:
    with pytest.raises(body.TooLarge):
        asyncio.run(body.form(request(b"a" * body.LARGEST, b"a")))


def test_a_body_at_the_bound_is_taken() -> None:
    value = b"a" * (body.LARGEST - 5)

    assert asyncio.run(body.form(request(b"name=" + value))) == {"name": value.decode()}


def test_a_body_that_does_not_come_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body, "SLOWEST_S", 0.05)

    with pytest.raises(body.TooSlow):
        asyncio.run(body.form(request(b"name=", stalls=True)))


def test_whoever_stops_the_server_is_not_taken_for_a_slow_visitor() -> None:
    async def stopped() -> bool:
        reading = asyncio.create_task(body.form(request(b"name=", stalls=True)))
        await asyncio.sleep(0.01)
        reading.cancel()
        await asyncio.wait([reading])
        return reading.cancelled()

    assert asyncio.run(stopped())


@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "application/json", "text/plain"])
def test_another_kind_of_body_is_refused(kind: str) -> None:
    with pytest.raises(body.NotAForm):
        asyncio.run(body.form(request(b"{}", kind=kind)))


@pytest.mark.parametrize("raw", [b"name=\xff", b"name=%FF", b"&".join(b"f%d=1" % n for n in range(40))])
def test_what_is_no_text_or_too_many_fields_is_refused(raw: bytes) -> None:
    with pytest.raises(body.NotAForm):
        asyncio.run(body.form(request(raw)))
