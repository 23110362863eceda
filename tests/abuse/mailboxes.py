"""One form, six mailboxes, of which only their owners may know how they stand: and what the site answers to each."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx
from django.conf import settings

from tests.people import Person
from tests.public.test_signed import published
from undersigned.defence.gate import HONEYPOT, Gate
from undersigned.public.app import Public, application
from undersigned.public.front import Front, open_store
from undersigned.public.shelf import Shelf
from undersigned.signing.batch import Batch

STATES = ("new", "pending", "confirmed", "suppressed", "limited", "quarantined")
NAME = "Rosa Marín"
CHECK = re.compile(r"/check/[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody outside can compare. The address that it leads to is sealed anew each time: its length is left."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    length: int


def person(state: str, number: int) -> Person:
    """Addresses of one length, so that nothing differs but how they stand."""
    return Person(NAME, f"{STATES.index(state)}{number:07d}@example.org")


def form(state: str, number: int) -> dict[str, str]:
    who = person(state, number)
    fields = {"name": who.name, "email": who.email, "postcode": who.postcode, "text": "1", "wording": "1"}
    # A robot's field is always sent, by browsers too: filled in it holds the form back.
    return {**fields, HONEYPOT: "x" if state == "quarantined" else ""}


def answer(found: httpx.Response) -> Answer:
    headers = tuple(
        sorted((name, CHECK.sub("/check/…", value)) for name, value in found.headers.items() if name != "date")
    )
    return Answer(found.status_code, headers, found.content, len(found.headers.get("location", "")))


def visiting(steps: Callable[[httpx.AsyncClient, Front], Awaitable[Any]]) -> Any:
    """As `test_app.visiting`, with the front at hand."""

    async def run() -> Any:
        public: Public = application()
        shelf = Shelf()
        await shelf.refresh()
        key = settings.MASTER_KEYS.token
        batch = Batch(open_store(), most_waiting=100)
        public.front = Front(shelf, batch, key, Gate(key))
        transport = httpx.ASGITransport(app=public)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as browser:
            try:
                return await steps(browser, public.front)
            finally:
                await batch.close()

    return asyncio.run(run())


async def spend(here: Front, state: str, number: int) -> None:
    """A mailbox that has been written to as often as may be."""
    if state == "limited":
        for _ in range(10):
            await here.gate.may_write_to(person(state, number).email)


def prepare(number: int) -> Mapping[str, int]:
    """`number` mailboxes of each state that the database knows; how many rows it has made."""
    from django.utils import timezone

    from tests import factories
    from undersigned.returns import refuse
    from undersigned.signing import keyring

    petition, at = published(), timezone.now()
    for one in range(number):
        factories.signature(petition, person("pending", one), state="pending", at=at)
        factories.signature(petition, person("confirmed", one), at=at)
        refuse.mailbox(keyring.mailbox(person("suppressed", one).email), reason=refuse.Reason.NEVER, at=at)
    return {"pending": number, "confirmed": number, "suppressed": number}
