"""Makes docs/spec/vectors: `python -m tests.transparency.vectors`. By `naive` and by hand, not by what they test."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.transparency import naive

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "spec" / "vectors"

ORIGIN = "example.org/log/5b1f0c1e-2f0a-4c57-9a37-1d8f0d3c7f10"
SEED = bytes(range(32))
WITNESS, WITNESS_SEED, WITNESSED_AT = "witness.example.net/w1", bytes(range(64, 96)), 1_800_000_000
TEXT = bytes.fromhex("4d482ef4574ab61b6b625d55f55cfdf6b0ff02e3d6eb0d0936e70c7318fe56b6")
SALT = bytes(range(1, 33))
EMAIL, NAME = "rosa@example.org", "Rosa Marín"
C = bytes.fromhex("b237061d1f9239e9649eede3144b8b9dec13273d724b6e5397158ff7aac81c3d")  # docs/spec/commitment.md
ROSA = b"\x01" + C
SIZES = (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 127, 128, 129, 255, 256, 257, 511, 512, 513, 1000, 1100)

FEW_SIZES = (1, 2, 3, 4, 7, 8, 9, 255, 256, 257, 512, 1100)

Vectors = dict[str, Any]


def crowd(size: int) -> list[bytes]:
    return ([b"\x03" + TEXT] + [b"\x01" + _sha(str(n).encode()) for n in range(1, size)])[:size]


def entries() -> Vectors:
    one, other, text = b"\x01" + _sha(b"1"), b"\x01" + _sha(b"2"), b"\x03" + TEXT
    void = {reason: b"\x02" + _u64(1) + bytes([reason]) for reason in (1, 2, 3, 4)}
    back = b"\x04" + _u64(1)
    paper, closed = b"\x05" + (1200).to_bytes(4, "big") + _sha(b"scans"), b"\x06\x02"
    epoch = b"\x06\x04" + _sha(b"the last checkpoint")
    unpaper, legally = (b"\x02" + _u64(2) + bytes([reason]) for reason in (2, 4))
    repaper = b"\x04" + _u64(2)
    counted = [
        ([], 0),
        ([text, one], 1),
        ([text, one, void[1]], 0),
        ([text, one, other, void[2]], 1),
        ([text, one, void[2], back], 1),
        ([text, one, void[4], back, void[3]], 0),
        ([text, one, text, other, paper, closed], 2),
        ([epoch, text, one], 1),
        ([text, one, paper, unpaper], 1),
        ([text, one, paper, legally, repaper, unpaper, void[1]], 0),
    ]
    refused = {
        "no entry": [b""],
        "an unknown type": [text, one, b"\x07"],
        "type 0": [text, bytes(33)],
        "a commitment of 31 bytes": [text, one[:-1]],
        "a commitment of 33 bytes": [text, one + b"\0"],
        "a void of 9 bytes": [text, one, void[1][:-1]],
        "a void of 11 bytes": [text, one, void[1] + b"\0"],
        "a text of 31 bytes": [text[:-1]],
        "a text of 33 bytes": [text + b"\0"],
        "a return of 8 bytes": [text, one, void[2], back[:-1]],
        "a return of 10 bytes": [text, one, void[2], back + b"\0"],
        "paper of 36 bytes": [text, paper[:-1]],
        "paper of 38 bytes": [text, paper + b"\0"],
        "a state of 1 byte": [text, closed[:-1]],
        "an unknown reason": [text, one, b"\x02" + _u64(1) + b"\x05"],
        "reason 0": [text, one, b"\x02" + _u64(1) + b"\0"],
        "an unknown state": [text, b"\x06\x05"],
        "a new epoch without its past": [b"\x06\x04"],
        "a closing with a past": [text, closed + _sha(b"")],
        "a new epoch in the middle": [text, epoch],
        "a signature under no text": [one],
        "the void of a text": [text, b"\x02" + _u64(0) + b"\x01"],
        "the void of itself": [text, void[1]],
        "the void of what is to come": [text, void[1], one],
        "the void of what is far away": [text, one, b"\x02" + _u64(2**64 - 1) + b"\x01"],
        "a second void": [text, one, void[2], void[1]],
        "the return of what stands": [text, one, back],
        "the return of a text": [text, one, b"\x04" + _u64(0)],
        "the return of who has withdrawn": [text, one, void[1], back],
        "the return of who never signed": [text, one, void[3], back],
        "a second return": [text, one, void[2], back, back],
        "paper withdrawn by a signer": [text, one, paper, b"\x02" + _u64(2) + b"\x01"],
        "paper that somebody never signed": [text, one, paper, b"\x02" + _u64(2) + b"\x03"],
        "paper taken back twice": [text, one, paper, unpaper, unpaper],
        "the return of paper that stands": [text, one, paper, repaper],
        "a second return of paper": [text, one, paper, unpaper, repaper, repaper],
    }
    return {
        "counted": [{"entries": _hex(log), "count": count} for log, count in counted],
        "refused": [{"why": why, "entries": _hex(log)} for why, log in refused.items()],
    }


def tree() -> Vectors:
    made = naive.Tree([naive.leaf_hash(entry) for entry in crowd(max(SIZES))])
    indices = {size: sorted({0, 1, size // 2, size - 1} & set(range(size))) for size in FEW_SIZES}
    return {
        "entries": "entry 0 is 03 and the text's hash; entry n is 01 and SHA-256 of n in decimal digits",
        "text": TEXT.hex(),
        "roots": [{"size": size, "root": made.mth(0, size).hex()} for size in SIZES],
        "inclusion": [
            {"size": size, "index": index, "siblings": _hex(made.path(index, 0, size))}
            for size in FEW_SIZES
            for index in indices[size]
        ],
        "consistency": [
            {"old": old, "size": size, "hashes": _hex(made.proof(old, size))}
            for size in FEW_SIZES
            for old in FEW_SIZES
            if old <= size
        ],
    }


def log() -> Vectors:
    served = naive.tiles(crowd(1100))
    places = [(0, 256), (0, 7), (7, 256), (999, 256), (1000, 1), (1234067, 256), (1234067, 255)]
    text = _checkpoint_text(1100)
    return {
        "seed": SEED.hex(),
        "key": _vkey(ORIGIN, 1, SEED),
        "witness": {"seed": WITNESS_SEED.hex(), "key": _vkey(WITNESS, 4, WITNESS_SEED), "at": WITNESSED_AT},
        "checkpoint": _note(text),
        "witnessed": _note(text) + _cosignature(text),
        "paths": [{"level": 0, "n": n, "width": width, "path": naive.path("0", n, width)} for n, width in places],
        "served": {path: _sha(data).hex() for path, data in served.items()},
    }


def receipt() -> Vectors:
    good = {
        f"alone, entry {at} of {size}": _receipt(at, size) for at, size in ((1, 2), (1, 300), (200, 300), (299, 300))
    }
    whole = _receipt(200, 300)
    good["with a witness"] = _receipt(200, 300, witnessed=True)
    leaf, one, two = naive.leaf_hash(ROSA), _sha(b"one"), _sha(b"two")
    pair = _sha(b"\x01" + leaf + one)
    crafted = {
        "a proof too short for its size, signed by the log": _written(0, 5, [one, two], _sha(b"\x01" + pair + two)),
        "a proof too long for its size, signed by the log": _written(0, 2, [one, two], _sha(b"\x01" + two + pair)),
        "an entry past the end, signed by the log": _written(1, 1, [], leaf),
    }
    changed = {why: change(whole) for why, change in _changes().items()}
    return {
        "key": _vkey(ORIGIN, 1, SEED),
        "good": [{"what": what, "receipt": text} for what, text in good.items()],
        "refused": [{"why": why, "receipt": text} for why, text in (changed | crafted).items()],
    }


def sample() -> Vectors:
    """Of the crowd of 300 with three that were voided."""
    voided = [5, 100, 299]
    told = crowd(300) + [b"\x02" + _u64(index) + b"\x02" for index in voided]
    root = naive.Tree([naive.leaf_hash(entry) for entry in told]).mth(0, len(told))
    nonce, drawn, k = "thrown on the table by Inês on 24 November", list[int](), 0
    while len(drawn) < 40:
        number = int.from_bytes(hmac.digest(root, nonce.encode() + _u64(k), "sha256"), "big") % len(told)
        if 0 < number < 300 and number not in voided and number not in drawn:
            drawn.append(number)
        k += 1
    shown = {
        "index": 1,
        "text": TEXT.hex(),
        "email": EMAIL,
        "email_key": hmac.digest(SALT, b"email", "sha256").hex(),
        "name_part": hmac.digest(hmac.digest(SALT, b"name", "sha256"), NAME.encode(), "sha256").hex(),
    }
    return {
        "size": len(told),
        "voided": voided,
        "root": root.hex(),
        "nonce": nonce,
        "drawn": drawn,
        "shown": shown,
        "leaf_hash": naive.leaf_hash(ROSA).hex(),
    }


MAKERS: dict[str, Callable[[], Vectors]] = {
    "entries": entries,
    "tree": tree,
    "log": log,
    "receipt": receipt,
    "sample": sample,
}


def written(vectors: Vectors) -> str:
    return json.dumps(vectors, ensure_ascii=False, indent=1) + "\n"


def load(name: str) -> Vectors:
    found: Vectors = json.loads((FOLDER / f"{name}.json").read_text())
    return found


# By hand ----------------------------------------------------------------------------------------------------


def _changes() -> dict[str, Callable[[str], str]]:
    """What Mallory does to a receipt, and nobody may believe."""
    return {
        "another name": lambda text: _reopened(text, name="Mallory Quint"),
        "another address": lambda text: _reopened(text, email="mallory@example.com"),
        "another text": lambda text: _reopened(text, text="00" * 32),
        "another salt": lambda text: _reopened(text, salt="00" * 32),
        "another version": lambda text: _reopened(text, v=2),
        "something beside": lambda text: _reopened(text, number=1),
        "a number for an address": lambda text: _reopened(text, email=7),
        "no name": lambda text: _with_extra(text, lambda extra: extra.replace(',"name":"Rosa Marín"', "")),
        "half a character": lambda text: _with_extra(text, lambda extra: extra.replace("Rosa Marín", r"\ud800")),
        "a blank in the opening": lambda text: _with_extra(text, lambda extra: extra.replace(":", ": ")),
        "no opening": lambda text: _with_extra(text, lambda _: "null"),
        "another entry": lambda text: text.replace("index 200\n", "index 201\n"),
        "an entry past the end": lambda text: text.replace("index 200\n", "index 300\n"),
        "a leading zero": lambda text: text.replace("index 200\n", "index 0200\n"),
        "a sibling lacks": lambda text: _with_siblings(text, lambda lines: lines[:-1]),
        "a sibling too many": lambda text: _with_siblings(text, lambda lines: [*lines, lines[0]]),
        "siblings in another order": lambda text: _with_siblings(text, lambda lines: lines[::-1]),
        "a sibling cut short": lambda text: _with_siblings(text, lambda lines: [_b64(bytes(31)), *lines[1:]]),
        "a sibling spelled otherwise": _respelled,
        "a larger size": lambda text: text.replace("\n300\n", "\n301\n"),
        "another root": lambda text: text.replace(_b64(_root(300)), _b64(_root(299))),
        "another log's name": lambda text: text.replace(ORIGIN, ORIGIN[:-1] + "1"),
        "signed by another key": lambda text: (
            text[: text.rindex("\n—") + 1] + _signature(ORIGIN, 1, bytes(32), _text_of(text))
        ),
        "a signature with another in front": lambda text: text.replace("\n— ", "\n" + _wrong_signature(text) + "— "),
        "no signature": lambda text: text[: text.rindex("—")],
        "a line more in the checkpoint": lambda text: _resigned(text, _text_of(text) + "more\n"),
        "no first line": lambda text: text.partition("\n")[2],
        "another format": lambda text: text.replace("tlog-proof@v1", "tlog-proof@v2"),
        "no extra": lambda text: "\n".join(line for line in text.split("\n") if not line.startswith("extra")),
        "lines ended as in Windows": lambda text: text.replace("\n", "\r\n"),
        "no end": lambda text: text.removesuffix("\n"),
        "nothing": lambda _: "",
    }


def _receipt(index: int, size: int, *, witnessed: bool = False) -> str:
    log = _with_rosa(index, size)
    return _written(index, size, log.path(index, 0, size), log.mth(0, size), witnessed=witnessed)


def _written(index: int, size: int, path: list[bytes], root: bytes, *, witnessed: bool = False) -> str:
    siblings = "".join(_b64(one) + "\n" for one in path)
    text = f"{ORIGIN}\n{size}\n{_b64(root)}\n"
    extra = _b64(_json({"v": 1, "salt": SALT.hex(), "text": TEXT.hex(), "email": EMAIL, "name": NAME}).encode())
    note = _note(text) + (_cosignature(text) if witnessed else "")
    return f"c2sp.org/tlog-proof@v1\nextra {extra}\nindex {index}\n{siblings}\n{note}"


def _with_rosa(index: int, size: int) -> naive.Tree:
    told = crowd(size)
    told[index] = ROSA
    return naive.Tree([naive.leaf_hash(entry) for entry in told])


def _root(size: int) -> bytes:
    return _with_rosa(200, size).mth(0, size)


def _reopened(receipt: str, /, **fields: object) -> str:
    return _with_extra(receipt, lambda extra: _json(json.loads(extra) | fields))


def _with_extra(receipt: str, change: Callable[[str], str]) -> str:
    lines = receipt.split("\n")
    extra = base64.b64decode(lines[1].removeprefix("extra ")).decode()
    return "\n".join([lines[0], "extra " + _b64(change(extra).encode()), *lines[2:]])


def _with_siblings(text: str, change: Callable[[list[str]], list[str]]) -> str:
    head, _, note = text.partition("\n\n")
    lines = head.split("\n")
    return "\n".join([*lines[:3], *change(lines[3:]), "", note])


def _respelled(text: str) -> str:
    """The same bytes for a careless reader: the last letter before a `=` has bits to spare."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

    def changed(lines: list[str]) -> list[str]:
        first = lines[0]
        return [first[:-2] + letters[letters.index(first[-2]) + 1] + "=", *lines[1:]]

    return _with_siblings(text, changed)


def _text_of(receipt: str) -> str:
    return receipt.partition("\n\n")[2].rpartition("\n\n")[0] + "\n"


def _resigned(receipt: str, text: str) -> str:
    return receipt.partition("\n\n")[0] + "\n\n" + _note(text)


def _wrong_signature(receipt: str) -> str:
    return _signature(ORIGIN, 1, SEED, _text_of(receipt) + " ")


def _json(fields: dict[str, object]) -> str:
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


def _checkpoint_text(size: int) -> str:
    root = naive.Tree([naive.leaf_hash(entry) for entry in crowd(size)]).mth(0, size)
    return f"{ORIGIN}\n{size}\n{_b64(root)}\n"


def _note(text: str) -> str:
    return text + "\n" + _signature(ORIGIN, 1, SEED, text)


def _signature(name: str, kind: int, seed: bytes, signed: str, *, before: bytes = b"") -> str:
    value = Ed25519PrivateKey.from_private_bytes(seed).sign(signed.encode())
    return f"— {name} {_b64(_key_id(name, kind, seed) + before + value)}\n"


def _cosignature(text: str) -> str:
    signed = f"cosignature/v1\ntime {WITNESSED_AT}\n{text}"
    return _signature(WITNESS, 4, WITNESS_SEED, signed, before=_u64(WITNESSED_AT))


def _vkey(name: str, kind: int, seed: bytes) -> str:
    return f"{name}+{_key_id(name, kind, seed).hex()}+{_b64(bytes([kind]) + _public(seed))}"


def _key_id(name: str, kind: int, seed: bytes) -> bytes:
    return _sha(name.encode() + b"\n" + bytes([kind]) + _public(seed))[:4]


def _public(seed: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def _sha(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def _u64(number: int) -> bytes:
    return number.to_bytes(8, "big")


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _hex(all_: list[bytes]) -> list[str]:
    return [one.hex() for one in all_]


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, make in MAKERS.items():
        (FOLDER / f"{name}.json").write_text(written(make()))
