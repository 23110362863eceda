"""One installation under load: its server, the crowd that uses it, and the proof that it kept its word."""

import json
import os
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import httpx

from tests.crash import audit, books
from tests.crash.crowd import Plan, person
from tests.crash.ledger import Ledger
from tests.product import Product
from undersigned.transparency import audit as auditor
from undersigned.transparency import sources
from undersigned.transparency.audit import Audited
from undersigned.transparency.checkpoint import Checkpoint
from undersigned.transparency.keys import VerifierKey, parse_verifier
from undersigned.vault import blind

ROOT = Path(__file__).resolve().parents[2]
SLUG = "sunday-library"
PATIENCE_S = 120


def until(is_so: Callable[[], Any], what: str, *, seconds: float = PATIENCE_S) -> None:
    """Waits for what must come about by itself."""
    give_up_at = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < give_up_at, f"not within {seconds} s: {what}"
        time.sleep(0.02)


def with_path(environment: dict[str, str], *folders: Path) -> dict[str, str]:
    """These folders are looked into first for modules."""
    kept = environment.get("PYTHONPATH")
    return {"PYTHONPATH": os.pathsep.join([*map(str, folders), *([kept] if kept else [])])}


class Site:
    """`product` is not started yet; it has one published campaign that nobody has signed."""

    def __init__(self, product: Product, *, seed: int, beside: list[Product] | None = None) -> None:
        self.product = product
        self.seed = seed
        self.all = [product, *(beside or [])]
        self.folder = product.folder / "account"
        self.folder.mkdir()
        self.ledger = Ledger(self.folder)
        self.petition, self.uuid = books.petition(product.database, SLUG)
        self.keys = Path(product.environment.get("UNDERSIGNED_KEYS") or product.folder / "var" / "keys")
        index_key = blind.index_key(self._key("index"), petition=self.uuid)
        self.index_of = lru_cache(maxsize=None)(lambda number: blind.index(person(number).email, key=index_key))
        self.seen: list[Checkpoint] = []
        self._crowd: subprocess.Popen[str] | None = None
        self._told: set[str] = set()

    # The crowd ------------------------------------------------------------------------------------------------

    def gather(self, connections: int = 30, *, pause_ms: int = 20) -> None:
        """The load begins; it goes on whatever happens to the server."""
        plan = Plan(
            ports=[one.port for one in self.all],
            slug=SLUG,
            petition=self.uuid,
            token_key=str(self.keys / "token"),
            folder=str(self.folder),
            seed=self.seed,
            connections=connections,
            pause_ms=pause_ms,
            made_at=time.time(),
        )
        path = self.folder / "plan.json"
        path.write_text(json.dumps(asdict(plan)))
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("UNDERSIGNED_", "DJANGO_"))}
        self._crowd = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.crowd", path],
            cwd=ROOT,
            env=clean | with_path(clean, ROOT),
            stdout=subprocess.PIPE,
            text=True,
        )

    def rest(self) -> None:
        """Returns when no request is under way; `go_on` ends it."""
        assert self._crowd is not None
        assert self._crowd.stdout is not None
        self._crowd.send_signal(signal.SIGUSR1)
        assert self._crowd.stdout.readline() == "resting\n"

    def go_on(self) -> None:
        assert self._crowd is not None
        self._crowd.send_signal(signal.SIGUSR1)

    def disperse(self) -> None:
        """Everybody finishes what they began, and leaves."""
        if self._crowd is None:
            return
        crowd, self._crowd = self._crowd, None
        crowd.terminate()
        try:
            assert crowd.wait(2 * PATIENCE_S) == 0
        finally:
            crowd.kill()
            assert crowd.stdout is not None
            crowd.stdout.close()

    # The proof ------------------------------------------------------------------------------------------------

    def check(self) -> books.Books:
        """Also under load: what was promised before the look must be in it, what is in it was tried before."""
        self.ledger.read_acknowledgements()
        held = books.read(self.product.database, self.petition)
        self.ledger.read_attempts()
        found = audit.findings(held, self.ledger, index_of=self.index_of)
        found += [f"a strange answer: {' '.join(note)}" for note in self.ledger.noted("strange")[:5]]
        assert not found, "\n".join([f"--seed={self.seed}", *found])
        self._tell_ids(held)
        return held

    def check_count(self, held: books.Books) -> None:
        """Once nothing waits, the tally, the auditor's count and the number that each server shows are one."""
        with self._worker():
            until(lambda: self.waiting() == 0, "nothing waits for the log")
        count = held.tally[0] - held.tally[1]
        for one in self.all:
            if one.is_running:
                until(lambda one=one: self.count(one) == count, f"/count says {count}", seconds=60)
        if self.product.is_running:
            assert self.audited().ledger.totals.count == count

    def audited(self) -> Audited:
        """Over HTTP, as a stranger does; what was seen before must be a beginning of it."""
        found = auditor.audit(sources.web(f"{self.product.url}/log/{self.uuid}"), by=[self.log_key], older=self.seen)
        self.seen.append(found.opened.checkpoint)
        return found

    @cached_property
    def log_key(self) -> VerifierKey:
        return parse_verifier(self.product.run("log").partition("key   ")[2].split()[0])

    def waiting(self) -> int:
        """How many rows wait for the log."""
        with books.opened(self.product.database) as connection:
            number: int = connection.execute("SELECT count(*) FROM ledger_waiting").fetchone()[0]
        return number

    def count(self, product: Product | None = None) -> int:
        answer = httpx.get(f"{(product or self.product).url}/{SLUG}/count", timeout=60)
        number: int = answer.json()["count"]
        return number

    def finish(self) -> books.Books:
        """The crowd leaves, and everything is looked at once more."""
        self.disperse()
        held = self.check()
        self.check_count(held)
        return held

    def standing(self, held: books.Books, *, state: str = "") -> list[int]:
        """The numbers of those whose signature stands, confirmed or not."""
        indexes = {row.blind_index for row in held.rows.values() if row.blind_index and state in ("", row.state)}
        return [number for number in self.ledger.attempted.signs if self.index_of(number) in indexes]

    def acknowledged(self) -> int:
        self.ledger.read_acknowledgements()
        return len(self.ledger.acknowledged)

    def until_it_takes(self, more: int = 50) -> None:
        """The service is back when the crowd is acknowledged again."""
        before = self.acknowledged()
        until(lambda: self.acknowledged() >= before + more, f"{more} more acknowledgements")

    def until_refused(self, times: int = 1) -> None:
        before = len(self.ledger.noted("refused"))
        until(lambda: len(self.ledger.noted("refused")) >= before + times, f"{times} answers of 503")

    def _tell_ids(self, held: books.Books) -> None:
        """Who has signed gets the link, as if the letter had come."""
        waiting = {row.blind_index: row.id for row in held.rows.values() if row.state == "pending"}
        fresh = {
            number: found
            for number in self.ledger.acknowledged.signs
            if (found := waiting.get(self.index_of(number))) and found not in self._told
        }
        self._told.update(fresh.values())
        self.ledger.tell_ids(fresh)

    def _worker(self) -> AbstractContextManager[None]:
        """One for a while, where none runs beside the server."""
        return self.product.working() if self.product.environment.get("UNDERSIGNED_WORKER") == "0" else nullcontext()

    def _key(self, name: str) -> bytes:
        return bytes.fromhex((self.keys / name).read_text().strip())


class Clock:
    """The one that a product's processes live by; `set_to(-3600)`: an hour behind the machine's."""

    def __init__(self, product: Product) -> None:
        self._file = product.folder / "clock"
        self.set_to(0)
        folder = Path(__file__).parent / "clock"
        product.environment |= with_path(product.environment, folder) | {"TESTS_CLOCK": str(self._file)}

    def set_to(self, seconds: float) -> None:
        self.seconds = seconds
        with self._file.open("r+b" if self._file.exists() else "wb") as file:  # the same file: it is mapped
            file.write(struct.pack("d", seconds))

    def step(self, seconds: float) -> None:
        self.set_to(self.seconds + seconds)


class Nursery:
    """Servers of a product, born quickly; see `nursery`. One at a time."""

    def __init__(self, product: Product) -> None:
        self.product = product
        with product.log.open("ab") as log:
            self._mother = subprocess.Popen(
                [sys.executable, "-m", "tests.crash.nursery", str(product.port)],
                env=product.environment | with_path(product.environment, ROOT),
                cwd=product.folder,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        self.server: int | None = None

    def bear(self) -> None:
        """The server is being started."""
        self._say("go\n")
        self.server = int(self._hear())

    def kill(self) -> None:
        """SIGKILL to the server's whole process group."""
        if self.server is not None:
            os.killpg(self.server, signal.SIGKILL)
            assert self._hear() == f"-{signal.SIGKILL.value}\n"
            self.server = None

    def close(self) -> None:
        self.kill()
        assert self._mother.stdin is not None
        assert self._mother.stdout is not None
        self._mother.stdin.close()
        self._mother.wait(20)
        self._mother.stdout.close()

    def _say(self, line: str) -> None:
        assert self._mother.stdin is not None
        self._mother.stdin.write(line)
        self._mother.stdin.flush()

    def _hear(self) -> str:
        assert self._mother.stdout is not None
        return self._mother.stdout.readline()
