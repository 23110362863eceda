"""A log and its witness over HTTP: what is cosigned is served, and whoever is away or lies costs only themselves."""

import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from tests import factories
from tests.ledger.keeper import Keeper, fetch, key
from tests.people import ROSA, THEO
from tests.product import Product, free_port
from tests.signing.commands import COMMITTED, confirm, sign
from tests.witness.test_judge import AT, WITNESS
from undersigned.ledger import reading, witnesses
from undersigned.ledger.models import Cosigned, Log
from undersigned.ledger.witnesses import Asker
from undersigned.signing import receipts
from undersigned.signing.models import Petition
from undersigned.signing.store import Store
from undersigned.transparency import keys
from undersigned.transparency.audit import audit
from undersigned.transparency.keys import SigningKey
from undersigned.transparency.strict import Refused
from undersigned.witness.judge import Witness
from undersigned.witness.memory import Memory

pytestmark = COMMITTED


class Peer:
    """A server that answers as `answer` does: (status, body, headers)."""

    def __init__(self) -> None:
        self.answer = lambda _body: (500, b"", {})
        self.asked: list[bytes] = []
        self.drips = False
        peer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                peer.asked.append(body)
                status, said, headers = peer.answer(body)
                lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
                head = f"HTTP/1.0 {status} Said\r\n{lines}content-length: {len(said)}\r\n\r\n"
                self._write(head.encode() + said)

            def _write(self, whole: bytes) -> None:
                if not peer.drips:
                    self.wfile.write(whole)
                    return
                with suppress(OSError):  # nobody waits for the rest
                    for at in range(len(whole)):
                        self.wfile.write(whole[at : at + 1])
                        time.sleep(0.01)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def line(self) -> str:
        return f"{WITNESS.verifier} http://127.0.0.1:{self.server.server_port}"


class Clock:
    """Stands still until it is set forward."""

    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def asker(clock: Clock) -> Asker:
    return Asker(clock=clock)


@pytest.fixture
def peer() -> Iterator[Peer]:
    made = Peer()
    yield made
    made.server.shutdown()
    made.server.server_close()


def judge(peer: Peer, petition: Petition, folder: Path) -> None:
    one = Witness(WITNESS, {key(petition).name: [key(petition)]}, Memory(folder), clock=lambda: AT)

    def answer(body: bytes) -> tuple[int, bytes, dict[str, str]]:
        said = one.add_checkpoint(body)
        return said.status, said.body.encode(), {"content-type": said.media_type}

    peer.answer = answer


def grown(petition: Petition, store: Store, keeper: Keeper) -> None:
    rosa = sign(petition, ROSA)
    store.write([rosa, confirm(rosa)])
    keeper.enter_all()


def test_cosignatures_are_served_and_checked_and_go_into_receipts(
    petition: Petition, store: Store, keeper: Keeper, *, asker: Asker, peer: Peer, tmp_path: Path
) -> None:
    grown(petition, store, keeper)
    judge(peer, petition, tmp_path / "witness")
    asked = witnesses.parse(peer.line)

    given = [asker.ask(asked), asker.ask(asked)]

    audited = audit(fetch(petition), by=[key(petition), WITNESS.verifier])
    assert (given, audited.opened.witnessed) == ([1, 0], {WITNESS.name: AT})
    rosa = petition.signatures.get()
    proof = receipts.of(petition.pk, petition.uuid, rosa.id)
    assert proof is not None
    assert proof.check([key(petition), WITNESS.verifier]).witnessed == {WITNESS.name: AT}

    theo = sign(petition, THEO)
    store.write([theo, confirm(theo)])
    keeper.enter_all()
    assert audit(fetch(petition), by=[key(petition), WITNESS.verifier]).opened.witnessed == {}
    assert (reading.witnessed(petition.uuid) or "").splitlines()[1] == "2"
    assert asker.ask(asked) == 1
    assert reading.witnessed(petition.uuid) == reading.checkpoint(petition.uuid)
    assert b"old 2\n" in peer.asked[-1]


def test_a_log_that_forgot_what_its_witness_knows_asks_from_there(
    petition: Petition, store: Store, keeper: Keeper, *, asker: Asker, peer: Peer, tmp_path: Path
) -> None:
    grown(petition, store, keeper)
    judge(peer, petition, tmp_path / "witness")
    asked = witnesses.parse(peer.line)
    asker.ask(asked)
    theo = sign(petition, THEO)
    store.write([theo, confirm(theo)])
    keeper.enter_all()
    Cosigned.objects.all().delete()

    assert asker.ask(asked) == 1

    assert [body.partition(b"\n")[0] for body in peer.asked] == [b"old 0", b"old 0", b"old 2"]


def test_a_log_that_its_witness_does_not_know_keeps_no_other_from_being_cosigned(
    petition: Petition, store: Store, keeper: Keeper, *, asker: Asker, peer: Peer, tmp_path: Path
) -> None:
    later = factories.petition("keep-the-library")
    grown(petition, store, keeper)
    grown(later, store, keeper)
    judge(peer, later, tmp_path / "witness")

    assert asker.ask(witnesses.parse(peer.line)) == 1

    assert Cosigned.objects.get().petition_id == later.pk


@pytest.mark.parametrize(
    ("status", "said", "why"),
    [
        (500, b"", "answered 500"),
        (302, b"", "answered 302"),
        (409, b"99\n", "it has cosigned 99 entries of a log that has 2 here"),
        (409, b"nonsense", "the witness's size is no number"),
        (200, b"", "a note is a text"),
        (200, b"x" * 70_000, "longer than any"),
        (200, "— mallory.example AAAAAAAAAAAA\n".encode(), "no cosignature of its own"),
        (200, f"— {WITNESS.name} {'A' * 104}\n".encode(), "no cosignature of its own"),
    ],
)
def test_an_answer_that_is_none_costs_nothing_but_itself(
    petition: Petition,
    store: Store,
    keeper: Keeper,
    *,
    asker: Asker,
    peer: Peer,
    caplog: pytest.LogCaptureFixture,
    status: int,
    said: bytes,
    why: str,
) -> None:
    grown(petition, store, keeper)
    peer.answer = lambda _body: (status, said, {"location": "http://127.0.0.1:1/"})

    assert asker.ask(witnesses.parse(peer.line)) == 0

    assert why in caplog.records[-1].why  # type: ignore[attr-defined]
    assert not Cosigned.objects.exists()
    assert keeper.audit(petition).opened.witnessed == {}


@pytest.mark.parametrize("padding", [0, 2_000])
def test_a_witness_whose_answer_drips_is_not_waited_for(
    petition: Petition,
    store: Store,
    keeper: Keeper,
    *,
    asker: Asker,
    peer: Peer,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    padding: int,
) -> None:
    """Neither in its body nor in its headers."""
    grown(petition, store, keeper)
    judge(peer, petition, tmp_path / "witness")
    honest = peer.answer
    peer.answer = lambda body: (*honest(body)[:2], {"padding": "x" * padding})
    peer.drips = True
    monkeypatch.setattr(witnesses, "WITHIN_S", 1.0)

    assert asker.ask(witnesses.parse(peer.line)) == 0

    assert [record.why for record in caplog.records] == ["gave no whole answer within 1 seconds"]  # type: ignore[attr-defined]
    assert not Cosigned.objects.exists()


def test_a_witness_that_refuses_is_asked_later_and_later_and_told_of_once(
    petition: Petition,
    store: Store,
    keeper: Keeper,
    *,
    asker: Asker,
    clock: Clock,
    peer: Peer,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    grown(petition, store, keeper)
    peer.answer = lambda _body: (404, b"unknown log", {})
    asked = witnesses.parse(peer.line)

    at = []
    for second in range(0, 12_000, 5):
        clock.seconds = float(second)
        before = len(peer.asked)
        asker.ask(asked)
        at += [second] * (len(peer.asked) - before)

    assert at == [0, 5, 10, 15, 25, 45, 80, 145, 275, 535, 1050, 2075, 4125, 7725, 11325]
    assert told(caplog) == [("ledger.witness", petition.pk, "answered 404: unknown log")]

    peer.answer = lambda _body: (403, b"wrong key", {})
    clock.seconds = 30_000
    asker.ask(asked)
    judge(peer, petition, tmp_path / "witness")
    clock.seconds = 40_000

    assert asker.ask(asked) == 1
    assert told(caplog)[1:] == [
        ("ledger.witness", petition.pk, "answered 403: wrong key"),
        ("ledger.witness_goes_on", petition.pk, ""),
    ]


def test_a_witness_that_is_away_is_asked_each_minute(
    petition: Petition,
    store: Store,
    keeper: Keeper,
    *,
    asker: Asker,
    clock: Clock,
    peer: Peer,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    grown(petition, store, keeper)
    grown(factories.petition("keep-the-library"), store, keeper)
    away = witnesses.parse(f"{WITNESS.verifier} http://127.0.0.1:{free_port()}")
    judge(peer, petition, tmp_path / "witness")
    for second in range(0, 1_000, 5):
        clock.seconds = float(second)
        asker.ask(away)

    again = [asker.ask(witnesses.parse(peer.line))]
    clock.seconds += 60
    again.append(asker.ask(witnesses.parse(peer.line)))

    assert again == [0, 1]
    assert [(name, of) for name, of, _ in told(caplog)] == [
        ("ledger.witness", None),
        ("ledger.witness_goes_on", None),
        ("ledger.witness", Petition.objects.get(slug="keep-the-library").pk),
    ]


def told(caplog: pytest.LogCaptureFixture) -> list[tuple[str, int | None, str]]:
    return [(one.getMessage(), one.petition, getattr(one, "why", "")) for one in caplog.records]  # type: ignore[attr-defined]


def test_only_safe_addresses_and_keys_of_witnesses_are_taken() -> None:
    plain = SigningKey("example.org/log/x", bytes(32))
    for line in (
        f"{WITNESS.verifier} http://witness.example.org",
        f"{WITNESS.verifier} file:///etc/passwd",
        f"{WITNESS.verifier}",
        f"{plain.verifier} https://witness.example.org",
    ):
        with pytest.raises(Refused):
            witnesses.parse(line)
    (one,) = witnesses.parse(f"# ours\n\n{WITNESS.verifier} https://witness.example.org/us/\n")
    assert one.address == "https://witness.example.org/us"
    assert one.key.kind == keys.WITNESS


def test_the_command_serves_it(petition: Petition, store: Store, keeper: Keeper, asker: Asker, tmp_path: Path) -> None:
    grown(petition, store, keeper)
    (tmp_path / "key").write_text(WITNESS.private())
    (tmp_path / "logs").write_text(f"# the library's\n{key(petition)}\n")
    product = Product(tmp_path)
    product.port = free_port()
    product.url = f"http://127.0.0.1:{product.port}"
    product._answers = lambda: _listens(product.port)  # type: ignore[method-assign]
    files = ("--key", str(tmp_path / "key"), "--logs", str(tmp_path / "logs"), "--memory", str(tmp_path / "memory"))
    product.start("witness", *files)
    try:
        given = asker.ask(witnesses.parse(f"{WITNESS.verifier} {product.url}"))
        wrong = [
            httpx.post(f"{product.url}/add-checkpoint", content=b"x").status_code,
            httpx.post(f"{product.url}/add-checkpoint", content=b"x" * 200_000).status_code,
            httpx.get(f"{product.url}/add-checkpoint").status_code,
            httpx.get(f"{product.url}/").status_code,
        ]
    finally:
        product.stop()

    assert (given, wrong) == (1, [400, 413, 405, 404])
    assert list(audit(fetch(petition), by=[key(petition), WITNESS.verifier]).opened.witnessed) == [WITNESS.name]
    assert Log.objects.count() == 1


def _listens(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/").status_code == 404
    except httpx.TransportError:
        return False
