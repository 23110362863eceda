"""Where the time of one signature goes: each step of the hot path alone, in a loop, in microseconds.

    python -m tests.bench.stages [store]      in the environment of an installation that does not serve

The steps are called as `public.sign` calls them. `store`: only what the database costs.
"""

import asyncio
import json
import os
import secrets
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import cache
from statistics import median
from time import perf_counter
from typing import Any

from tests.bench import visitors

LOOPS = 1000
CROWD = 50
TIMES = 5  # the median of so many loops
BATCHES = {1: 60, 10: 30, 200: 10}  # size of a batch: how many are written


def timed(step: Callable[[], object]) -> float:
    """Microseconds a call."""

    def once() -> float:
        begun = perf_counter()
        for _ in range(LOOPS):
            step()
        return (perf_counter() - begun) / LOOPS * 1e6

    return median(once() for _ in range(TIMES))


async def timed_waiting(step: Callable[[], Awaitable[object]], *, loops: int = LOOPS) -> float:
    seen = []
    for _ in range(TIMES):
        begun = perf_counter()
        for _ in range(loops):
            await step()
        seen.append((perf_counter() - begun) / loops * 1e6)
    return median(seen)


def _fields() -> tuple[bytes, dict[str, str]]:
    from urllib.parse import parse_qsl

    raw = next(visitors.forms("any", first=1, count=1, tag="stage")).partition(b"\r\n\r\n")[2]
    return raw, dict(parse_qsl(raw.decode(), keep_blank_values=True))


def _scope(path: str) -> dict[str, Any]:
    """As the server gives it."""
    lines = visitors.POSTED.strip().split("\r\n")
    headers = [(name.encode(), value.encode()) for name, value in (line.split(": ", 1) for line in lines)]
    return {"type": "http", "method": "POST", "path": path, "headers": headers, "query_string": b"", "scheme": "http"}


def _receiving(raw: bytes) -> Callable[[], Awaitable[dict[str, Any]]]:
    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": raw, "more_body": False}

    return receive


async def door(slug: str, raw: bytes) -> float:
    """The whole product without server and store, as it answers one form among fifty."""
    from tests.bench import ceiling

    product, calls = ceiling.handler(), asyncio.Queue[dict[str, Any]]()
    told = asyncio.Queue[dict[str, Any]]()
    life = asyncio.create_task(product({"type": "lifespan"}, calls.get, told.put))
    await calls.put({"type": "lifespan.startup"})
    await told.get()
    seen: list[int] = []

    async def send(message: dict[str, Any]) -> None:
        if "status" in message:
            seen.append(message["status"])

    async def crowd() -> None:
        await asyncio.gather(*(product(_scope(f"/{slug}/sign"), _receiving(raw), send) for _ in range(CROWD)))

    found = await timed_waiting(crowd, loops=LOOPS // CROWD) / CROWD
    await calls.put({"type": "lifespan.shutdown"})
    await life
    assert set(seen) == {303}, set(seen)
    return found


async def steps() -> dict[str, float]:
    """Django's tables are read before the loop begins: see `_petition`."""
    from django.conf import settings
    from starlette.requests import Request

    from undersigned.defence import gate
    from undersigned.public import answer, body
    from undersigned.signing import accept, submission, tokens
    from undersigned.signing.batch import Batch
    from undersigned.transparency import leaf
    from undersigned.vault import blind, entropy

    one, keys = _petition()
    at, key = datetime.now(UTC), settings.MASTER_KEYS.token
    raw, fields = _fields()
    versions = {"texts": one.text_hashes, "wordings": one.wording_versions}
    read = submission.read(fields, postcode_style=one.postcode_style, **versions)
    assert isinstance(read, submission.Submission)
    row, salt = accept.new_id(at, entropy.take), entropy.take(leaf.SALT_LENGTH)
    record = {"name": read.name, "email": read.email, "postcode": read.postcode, "salt": salt.hex()}
    asked = {"petition": one, "keys": keys, "language": one.language, "hold_reason": "", "at": at}
    command = accept.signature(read, entropy=entropy.take, **asked)
    waiting = tokens.Waiting(read.email, read.first_name, command.signature.blind_index)
    proof = {"petition": one.uuid, "key": key, "at": at.timestamp()}

    from tests.bench.ceiling import Nothing

    judge = gate.Gate(key, spares_mailboxes=True).judge
    scope, receive = _scope("/"), _receiving(raw)
    batch = Batch(Nothing(), most_waiting=4096)
    crowded = await timed_waiting(lambda: asyncio.gather(*(batch.submit(command) for _ in range(CROWD)))) / CROWD
    await batch.close()
    return {
        "the product without server and store, among 50": await door(one.slug, raw),
        "of it: read and take apart the form": await timed_waiting(lambda: body.form(Request(scope, receive))),
        "of it: validate": timed(lambda: submission.read(fields, postcode_style=one.postcode_style, **versions)),
        "of it: gate": await timed_waiting(lambda: judge(fields, email=read.email, peer=None, headers=[])),
        "of it: accept": timed(lambda: accept.signature(read, entropy=entropy.take, **asked)),
        "of that: id": timed(lambda: accept.new_id(at, entropy.take)),
        "of that: commitment": timed(
            lambda: leaf.commitment(
                salt=salt,
                text_hash=one.text_hashes[one.text_version],
                canonical_email=blind.canonical_email(read.email),
                name=read.name,
            )
        ),
        "of that: blind index": timed(lambda: keys.index(read.email)),
        "of that: seal": timed(lambda: keys.seal("signature", row, record)),
        "of it: batch without a store, among 50": crowded,
        "of it: check page's token": timed(lambda: tokens.seal_waiting(waiting, nonce=entropy.take(12), **proof)),
        "of it: answer": timed(lambda: answer.see("/veto-hb-7259/check/" + "x" * 200)),
    }


@cache
def _petition() -> tuple[Any, Any]:
    """The campaign and its keys. The first call asks the database, which is not allowed within an event loop."""
    from undersigned.signing import keyring, petition

    one = petition.known()[0]
    return one, keyring.for_petition(one.id)


def store() -> dict[str, float]:
    """Microseconds a signature, with its share of the commit, by the size of the batch."""
    from undersigned.public.front import open_store
    from undersigned.signing import accept, submission
    from undersigned.vault import entropy

    one, keys = _petition()
    asked = {"petition": one, "keys": keys, "language": one.language, "hold_reason": "", "at": datetime.now(UTC)}

    def command(number: int) -> Any:
        read = submission.Submission(
            f"Sample {number}", f"stage{number}@example.org", "06103", False, False, 1, 1, "", ""
        )
        return accept.signature(read, entropy=entropy.take, **asked)

    opened, found, number = open_store(), {}, secrets.randbelow(2**40) << 20
    for size, times in BATCHES.items():
        seen = []
        for _ in range(times):
            commands = [command(number + place) for place in range(size)]
            number += size
            begun = perf_counter()
            opened.write(commands)
            seen.append((perf_counter() - begun) / size * 1e6)
        found[f"write and commit, {size} at once"] = median(seen)
    opened.close()
    return found


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "undersigned.settings")
    django.setup()
    told = {"store": store()}
    if "store" not in sys.argv[1:]:
        told["steps"] = asyncio.run(steps())
    sys.stdout.write(json.dumps(told))
