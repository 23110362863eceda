"""A crowd that signs, confirms and leaves, in a process of its own; it keeps an account that outlives the server.

    python -m tests.crash.crowd plan.json

Every attempt is written down before it is sent, every acknowledgement once its answer has been read to the end, a line
each, so that whatever dies, the checker knows what was promised: see `ledger`. SIGUSR1: rest, and go on at the next
one. SIGTERM: finish what was begun and leave.
"""

import asyncio
import json
import os
import random
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from tests.people import Person
from undersigned.signing import tokens

ANSWER_WITHIN_S = 60
STATUS = {"sign": 303, "confirm": 303, "withdraw": 200}
KIND = {"confirm": tokens.Kind.CONFIRM, "withdraw": tokens.Kind.WITHDRAW}


@dataclass(frozen=True, slots=True)
class Plan:
    """`folder`: of the account, and of the file `ids` that the checker adds to: "number id" of who has signed."""

    ports: list[int]
    slug: str
    petition: str
    token_key: str
    folder: str
    seed: int
    connections: int
    pause_ms: int
    made_at: float  # the clock by which links are made


def person(number: int) -> Person:
    """The `number`th of the crowd, with a mailbox of their own."""
    return Person(f"Signer {number}", f"signer-{number}@example.org")


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


class Lost(Exception):
    """The connection ended before the answer did. `torn`: part of an answer had come."""

    def __init__(self, *, torn: bool) -> None:
        self.torn = torn


class Connection:
    """One visitor's connection, kept from request to request, made anew when it is gone."""

    def __init__(self, ports: list[int], dice: random.Random) -> None:
        self._ports = ports
        self._dice = dice
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def open(self) -> None:
        """Raises `OSError` where nobody listens."""
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._dice.choice(self._ports))

    async def post(self, path: str, fields: dict[str, str]) -> Answer:
        await self.open()
        assert self._streams is not None
        reader, writer = self._streams
        body = urlencode(fields).encode()
        head = f"POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: {len(body)}\r\n"
        kind = "content-type: application/x-www-form-urlencoded\r\n\r\n"
        try:
            writer.write((head + kind).encode() + body)
            async with asyncio.timeout(ANSWER_WITHIN_S):
                answer = await _answer(reader)
        except (OSError, Lost, TimeoutError) as error:
            self.close()
            raise (error if isinstance(error, Lost) else Lost(torn=False)) from error
        if answer.headers.get("connection") == "close":
            self.close()
        return answer

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
        self._streams = None


async def _answer(reader: asyncio.StreamReader) -> Answer:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except asyncio.IncompleteReadError as error:
        raise Lost(torn=bool(error.partial)) from error
    first, *lines = head.strip().split("\r\n")
    headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
    try:
        body = await reader.readexactly(int(headers["content-length"]))
    except (asyncio.IncompleteReadError, OSError) as error:
        raise Lost(torn=True) from error
    return Answer(int(first.split()[1]), headers, body)


class Crowd:
    """Everybody's next step. One person is in one place at a time."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.dice = random.Random(plan.seed)
        self.key = bytes.fromhex(Path(plan.token_key).read_text().strip())
        folder = Path(plan.folder)
        self.attempts, self.acks, self.notes = (_pen(folder / name) for name in ("attempts", "acks", "notes"))
        self.ids = (folder / "ids").open()
        self.half_a_line = ""
        self.last_number = 0
        self.unanswered: list[tuple[str, int]] = []  # to be tried again
        self.signed: list[int] = []
        self.found: dict[int, UUID] = {}  # whose link we know
        self.confirmable: list[int] = []
        self.leavers: list[int] = []
        self.unsure: set[int] = set()  # a form of theirs was never answered: they stay, lest it arrive after they left
        self.left: set[int] = set()  # somebody pressed the button for them
        self.busy: set[int] = set()
        self.go = asyncio.Event()
        self.go.set()
        self.stopping = False

    async def visit(self) -> None:
        """One connection's life: a step, a pause, another step."""
        connection = Connection(self.plan.ports, self.dice)
        while not self.stopping:
            await self.go.wait()
            try:
                await connection.open()
            except OSError:
                await asyncio.sleep(self.dice.uniform(0.01, 0.04))
                continue
            if self.go.is_set():
                await self._step(connection)
            await asyncio.sleep(self.dice.uniform(0, self.plan.pause_ms / 500))
        connection.close()

    async def _step(self, connection: Connection) -> None:
        verb, number = self._choice()
        if number in self.busy or (number in self.left and verb != "withdraw"):
            return
        self.busy.add(number)
        if verb == "withdraw":
            self.left.add(number)
        try:
            await self._do(connection, verb, number)
        finally:
            self.busy.discard(number)

    def _choice(self) -> tuple[str, int]:
        self._hear_of_ids()
        roll = self.dice.random()
        if self.unanswered and roll < 0.5:
            return self.unanswered.pop(self.dice.randrange(len(self.unanswered)))
        if self.confirmable and roll < 0.7:
            number = self.confirmable.pop(self.dice.randrange(len(self.confirmable)))
            return ("withdraw" if self.dice.random() < 0.05 and number not in self.unsure else "confirm"), number
        if self.leavers and roll < 0.76:
            number = self.leavers.pop(self.dice.randrange(len(self.leavers)))
            return ("confirm" if number in self.unsure or self.dice.random() < 0.3 else "withdraw"), number
        if self.signed and roll < 0.82:
            return "sign", self.signed.pop(self.dice.randrange(len(self.signed)))
        self.last_number += 1
        return "sign", self.last_number

    async def _do(self, connection: Connection, verb: str, number: int) -> None:
        path, fields, account = self._request(verb, number)
        self.attempts(account)
        try:
            answer = await connection.post(path, fields)
        except Lost as lost:
            self.notes(f"{'torn' if lost.torn else 'lost'} {account}")
            self._again(verb, number)
            await asyncio.sleep(self.dice.uniform(0.01, 0.04))
            return
        if answer.status == STATUS[verb]:
            self.acks(account)
            self._next_for(verb, number)
            return
        if answer.status == 503:
            is_kept = verb != "sign" or f'value="{fields["email"]}"'.encode() in answer.body
            waits = answer.headers.get("retry-after", "none")
            self.notes(f"refused {account} {'kept' if is_kept else 'emptied'} {waits}")
        else:
            self.notes(f"strange {account} {answer.status}")
        self._again(verb, number, is_unsure=False)
        await asyncio.sleep(self.dice.uniform(0.05, 0.2))

    def _request(self, verb: str, number: int) -> tuple[str, dict[str, str], str]:
        """Path, form, and how it is written down."""
        if verb == "sign":
            who = person(number)
            fields = {"name": who.name, "email": who.email, "postcode": who.postcode}
            return f"/{self.plan.slug}/sign", fields, f"sign {number}"
        found, petition = self.found[number], UUID(self.plan.petition)
        token = tokens.mint(KIND[verb], found, petition=petition, key=self.key, at=self.plan.made_at)
        return f"/{self.plan.slug}/{verb}/{token}", {}, f"{verb} {number} {found.hex}"

    def _again(self, verb: str, number: int, *, is_unsure: bool = True) -> None:
        if is_unsure and verb == "sign":
            self.unsure.add(number)
        self.unanswered.append((verb, number))

    def _next_for(self, verb: str, number: int) -> None:
        if verb == "sign" and self.dice.random() < 0.1:
            self.signed.append(number)
        if verb == "confirm" and self.dice.random() < 0.3:
            self.leavers.append(number)

    def _hear_of_ids(self) -> None:
        *lines, self.half_a_line = (self.half_a_line + self.ids.read()).split("\n")
        for line in lines:
            number, found = line.split()
            self.found[int(number)] = UUID(found)
            self.confirmable.append(int(number))


def _pen(path: Path) -> Callable[[str], None]:
    """Writes lines, each at once: they are safe from the death of any process."""
    file = path.open("a", buffering=1)
    return lambda line: print(line, file=file)


async def main(plan: Plan) -> None:
    crowd = Crowd(plan)
    loop = asyncio.get_running_loop()

    def turn() -> None:
        (crowd.go.clear if crowd.go.is_set() else crowd.go.set)()

    def leave() -> None:
        crowd.stopping = True
        crowd.go.set()

    loop.add_signal_handler(signal.SIGUSR1, turn)
    loop.add_signal_handler(signal.SIGTERM, leave)
    visits = [asyncio.create_task(crowd.visit()) for _ in range(plan.connections)]
    told = asyncio.create_task(_tell(crowd, visits))
    await asyncio.gather(*visits)
    told.cancel()
    with suppress(asyncio.CancelledError):
        await told


async def _tell(crowd: Crowd, visits: list[Any]) -> None:
    """Says on standard output when everybody rests; ends with whoever started it."""
    parent, was_resting = os.getppid(), False
    while os.getppid() == parent:
        is_resting = not crowd.go.is_set() and not crowd.busy
        if is_resting and not was_resting:
            print("resting", flush=True)  # noqa: T201
        was_resting = is_resting
        await asyncio.sleep(0.02)
    for visit in visits:
        visit.cancel()


if __name__ == "__main__":
    asyncio.run(main(Plan(**json.loads(Path(sys.argv[1]).read_text()))))
