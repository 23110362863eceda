"""The browser's auditor, in Chromium: the same count, the same refusals as the other two."""

import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import undersigned.transparency
from tests.transparency import logs
from tests.transparency.logs import KEY, TEXT_HASH, Log
from undersigned.transparency import checkpoint, entry
from undersigned.transparency.audit import audit
from undersigned.transparency.checkpoint import Checkpoint
from undersigned.transparency.entry import Offline, Reason, Reinstate, Sign, Stage, State, Text, Void
from undersigned.transparency.sources import Missing
from undersigned.transparency.strict import Refused

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

FOLDER = Path(undersigned.transparency.__file__).parent
SCRIPTS = {name: (FOLDER / name).read_text() for name in ("audit.js", "verify.js")}
SITE = "http://localhost/"
AUDIT = """
async ([log, keys, kept]) => {
  const { audit } = await import("/audit.js");
  const told = [];
  const older = kept.map(([origin, size, root]) => ({ origin, size, root: Uint8Array.from(root) }));
  const tell = (done, size) => told.push([done, size]);
  const found = await audit(log, keys, tell, older).catch((error) => error.message);
  if (typeof found === "string") return found;
  const { stands, ...totals } = found;
  const standing = Array.from({ length: found.size }, (_, index) => Number(stands(index))).join("");
  return { ...totals, told, standing };
}
"""
BLANK = bytes(32)


@pytest.fixture
def page(browser: "Browser") -> "Iterator[Page]":
    """A site with logs: `/log/<number>/` is the number's in `page.logs`."""
    page = browser.new_page()
    served: list[Any] = []

    def answer(route: "Route") -> None:
        rest = route.request.url.removeprefix(SITE)
        if rest in SCRIPTS:
            route.fulfill(body=SCRIPTS[rest], content_type="text/javascript")
        elif rest.startswith("log/"):
            _, number, path = rest.split("/", 2)
            try:
                route.fulfill(body=served[int(number)](path))
            except (Missing, Refused):
                route.fulfill(status=404)
        else:
            route.fulfill(body="", content_type="text/html")

    page.route("**", answer)
    page.goto(SITE)
    page.logs = served  # type: ignore[attr-defined]
    yield page
    page.close()


def audited(
    page: "Page", fetch: Any, keys: Sequence[str] = (str(KEY.verifier),), *, older: Sequence[Checkpoint] = ()
) -> Any:
    served: list[Any] = page.logs  # type: ignore[attr-defined]
    served.append(fetch)
    kept = [[one.origin, one.size, list(one.root)] for one in older]
    return page.evaluate(AUDIT, [f"/log/{len(served) - 1}/", [*keys], kept])


def encoded(*entries: entry.Entry) -> list[bytes]:
    return [entry.encode(one) for one in entries]


EVENTFUL = encoded(
    Text(TEXT_HASH), Sign(bytes([1]) * 32), Sign(BLANK), Sign(bytes([3]) * 32), Void(1, Reason.WITHDRAWN),
    Text(bytes([9]) * 32), Sign(bytes([4]) * 32), Void(3, Reason.INVALIDATED), Void(6, Reason.NOT_ME), Sign(BLANK),
    Void(2, Reason.LEGAL_ORDER), Reinstate(3), Offline(120, BLANK), State(Stage.CLOSED), Reinstate(2),
    Void(3, Reason.INVALIDATED),
)  # fmt: skip


def test_it_tells_the_count_and_every_reason(page: "Page") -> None:
    found = audited(page, Log(EVENTFUL).fetch)

    assert found == {
        "origin": logs.ORIGIN,
        "size": 16,
        "count": 2,
        "samples": 2,
        "signed": 5,
        "voided": {"1": 1, "2": 2, "3": 1, "4": 1},
        "reinstated": 2,
        "declared": [{"index": 12, "number": 120, "manifest": BLANK.hex(), "stands": True}],
        "texts": [
            {"begins": 0, "text": TEXT_HASH.hex(), "count": 1},
            {"begins": 5, "text": (bytes([9]) * 32).hex(), "count": 1},
        ],
        "told": [[16, 16]],
        "standing": "0010000001000000",
    }
    assert audit(Log(EVENTFUL).fetch, by=[KEY.verifier]).ledger.totals.count == 2


def test_both_auditors_agree_at_every_size_around_a_bundles_end(page: "Page") -> None:
    entries = logs.crowd(1_100)

    for size in [*range(5), *range(254, 260), *range(510, 515), 767, 768, 769, 1_023, 1_024, 1_100]:
        log = Log(entries[:size])
        assert audited(page, log.fetch)["count"] == audit(log.fetch, by=[KEY.verifier]).ledger.totals.count, size


def test_it_says_how_far_it_is(page: "Page") -> None:
    assert audited(page, Log(logs.crowd(600)).fetch)["told"] == [[256, 600], [512, 600], [600, 600]]


def test_a_long_log_is_fetched_by_the_right_paths(page: "Page") -> None:
    asked = []
    log = Log(logs.crowd(256 * 11 + 3))

    def fetch(path: str) -> bytes:
        asked.append(path)
        return log.fetch(path)

    assert audited(page, fetch)["size"] == 256 * 11 + 3
    assert sorted(asked) == ["checkpoint", *(f"tile/entries/{n:03}" for n in range(11)), "tile/entries/011.p/3"]


@pytest.mark.parametrize(
    "entries",
    [
        encoded(Sign(BLANK)),
        encoded(Text(BLANK), Void(0, Reason.WITHDRAWN)),
        encoded(Text(BLANK), Void(1, Reason.WITHDRAWN)),
        encoded(Text(BLANK), Sign(BLANK), Void(1, Reason.WITHDRAWN), Void(1, Reason.INVALIDATED)),
        encoded(Text(BLANK), Sign(BLANK), Reinstate(1)),
        encoded(Text(BLANK), Sign(BLANK), Void(1, Reason.WITHDRAWN), Reinstate(1)),
        encoded(Text(BLANK), Sign(BLANK), Void(1, Reason.NOT_ME), Reinstate(1)),
        encoded(Text(BLANK), State(Stage.NEW_EPOCH, BLANK)),
        encoded(Text(BLANK), Offline(1, BLANK), Void(1, Reason.WITHDRAWN)),
        encoded(Text(BLANK), Offline(1, BLANK), Reinstate(1)),
        [bytes([7]) * 33],
        [b""],
        [b"\x03" + bytes(31)],
        [entry.encode(Text(BLANK)), b"\x01" + bytes(33)],
        [entry.encode(Text(BLANK)), entry.encode(Sign(BLANK)), b"\x02" + (1).to_bytes(8, "big") + b"\x05"],
        [b"\x06\x05"],
        [b"\x06\x01\x00"],
    ],
)
def test_what_no_honest_log_holds_is_refused(page: "Page", entries: list[bytes]) -> None:
    assert audited(page, Log(entries).fetch) == "entry"


def test_what_mallory_does_to_a_log_is_refused(page: "Page") -> None:
    log = Log(logs.crowd(300))
    honest = log.fetch("tile/entries/000")
    cut = log.fetch("tile/entries/001.p/44")

    def but(**changed: bytes | None) -> Any:
        def fetch(path: str) -> bytes:
            if path not in changed:
                return log.fetch(path)
            data = changed[path]
            if data is None:
                raise Missing(path)
            return data

        return fetch

    larger = checkpoint.sign(Checkpoint(logs.ORIGIN, 301, log.now.root), [KEY]).encode()
    other = checkpoint.sign(log.now, [logs.MALLORYS_KEY]).encode()
    flipped = bytearray(honest)
    flipped[-1] ^= 1
    told = {
        "flipped": audited(page, but(**{"tile/entries/000": bytes(flipped)})),
        "cut short": audited(page, but(**{"tile/entries/001.p/44": cut[:-35]})),
        "longer": audited(page, but(**{"tile/entries/001.p/44": cut + cut[:35]})),
        "in another order": audited(
            page, but(**{"tile/entries/000": honest[:35] + honest[70:105] + honest[35:70] + honest[105:]})
        ),
        "gone": audited(page, but(**{"tile/entries/000": None})),
        "another size": audited(page, but(checkpoint=larger)),
        "another key": audited(page, but(checkpoint=other)),
        "no checkpoint": audited(page, but(checkpoint=None)),
        "honest": audited(page, but())["count"],
    }

    assert told == {
        "flipped": "proof",
        "cut short": "entry",
        "longer": "entry",
        "in another order": "proof",
        "gone": "fetch",
        "another size": "fetch",
        "another key": "key",
        "no checkpoint": "fetch",
        "honest": 299,
    }


def test_a_log_goes_on_from_every_checkpoint_that_was_kept_of_it(page: "Page") -> None:
    log = Log(logs.crowd(600))
    older = [log.at(size) for size in (0, 1, 255, 256, 257, 300, 300, 511, 599, 600)]

    assert audited(page, log.fetch, older=older) == audited(page, log.fetch)


def test_a_log_that_was_rewritten_after_a_checkpoint_was_kept_is_refused(page: "Page") -> None:
    entries = logs.crowd(600)
    kept = [Log(entries).at(size) for size in (2, 256, 300, 600)]
    rewritten = Log([entries[0], entries[7], *entries[2:], *entries[1:4]])
    rolled_back = Log(entries[:299])

    assert [audited(page, rewritten.fetch, older=[one]) for one in kept] == ["proof"] * 4
    assert audited(page, rewritten.fetch, older=[Log(entries).at(1)])["count"] == 602
    assert audited(page, rolled_back.fetch, older=[kept[2]]) == "proof"
    assert audited(page, rolled_back.fetch, older=kept[:2])["count"] == 298
    assert audited(page, Log().fetch, older=[Checkpoint(logs.ORIGIN, 0, BLANK)]) == "proof"


def test_a_checkpoint_of_another_log_says_nothing_of_this_one(page: "Page") -> None:
    other = Checkpoint(f"{logs.ORIGIN}/2", 9, BLANK)

    assert audited(page, Log(logs.crowd(3)).fetch, older=[other])["count"] == 2


def test_a_connection_that_ends_in_the_middle_of_a_bundle_is_no_answer(page: "Page") -> None:
    log = Log(logs.crowd(600))
    page.evaluate("""() => {
      const whole = window.fetch;
      window.fetch = async (address, options) => {
        const answer = await whole(address, options);
        const torn = new ReadableStream({ pull: (stream) => stream.error(new TypeError("network error")) });
        return address.endsWith("/entries/001") ? new Response(torn) : answer;
      };
    }""")

    assert audited(page, log.fetch) == "fetch"


def test_a_random_history_is_counted_as_by_the_other_auditor(page: "Page") -> None:
    dice = random.Random(7)
    entries: list[entry.Entry] = [Text(TEXT_HASH)]
    standing, gone = [], []
    for _ in range(3_000):
        throw = dice.random()
        if throw < 0.75 or not standing:
            standing.append(len(entries))
            entries.append(Sign(dice.randbytes(32)))
        elif throw < 0.93 or not gone:
            index = standing.pop(dice.randrange(len(standing)))
            reason = dice.choice([*Reason])
            if reason in (Reason.INVALIDATED, Reason.LEGAL_ORDER):
                gone.append(index)
            entries.append(Void(index, reason))
        else:
            index = gone.pop(dice.randrange(len(gone)))
            standing.append(index)
            entries.append(Reinstate(index))
    log = Log(encoded(*entries))
    totals = audit(log.fetch, by=[KEY.verifier]).ledger.totals

    found = audited(page, log.fetch)

    assert found["count"] == totals.count == len(standing)
    assert found["voided"] == {str(int(reason)): number for reason, number in totals.voided.items()}
    assert [one["count"] for one in found["texts"]] == [one.count for one in totals.sections]
    assert [index for index, stands in enumerate(found["standing"]) if stands == "1"] == sorted(standing)
