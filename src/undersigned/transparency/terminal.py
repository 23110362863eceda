"""The commands of `python -m undersigned.transparency`. What does not hold is said in one line, with exit code 1."""

import argparse
import os
import secrets
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from undersigned.transparency import checkpoint, keys, proof, receipt, sample, sources
from undersigned.transparency.audit import Audited, audit, served
from undersigned.transparency.checkpoint import Checkpoint
from undersigned.transparency.entry import Reason
from undersigned.transparency.keys import SigningKey, VerifierKey
from undersigned.transparency.sources import Fetch
from undersigned.transparency.strict import Refused, as_text
from undersigned.transparency.tiles import WIDTH, Place, count
from undersigned.transparency.tree import Tree

REASONS = {
    Reason.WITHDRAWN: "withdrawn by their signers",
    Reason.INVALIDATED: "invalidated",
    Reason.NOT_ME: "never signed by the address's owner",
    Reason.LEGAL_ORDER: "struck by legal order",
}


def main(arguments: Sequence[str]) -> int:
    """0: it holds. 1: it does not, and why is on the standard error. 2: the command is not one."""
    asked = _parser().parse_args(arguments)
    try:
        asked.do(asked)
    except (Refused, OSError) as trouble:
        print(f"Refused: {trouble}", file=sys.stderr)  # noqa: T201  a program's output
        return 1
    return 0


def _audit(asked: argparse.Namespace) -> None:
    """Every entry of a log: the count, its reasons, and that nothing was rewritten."""
    fetch, at_once = sources.by_name(asked.log)
    by = _keys(asked.key)
    kept: Path | None = asked.remember
    older = [checkpoint.opened(kept.read_bytes(), by=by).checkpoint] if kept and kept.exists() else []
    audited = audit(fetch, by=by, older=older, at_once=at_once)
    if kept:
        _keep(kept, audited.note)
    _say(*_account(audited))
    _say(*(_since(one, audited) for one in older))


def _verify(asked: argparse.Namespace) -> None:
    """A receipt; with --log also that the signature still stands in the log of today."""
    by = _keys(asked.key)
    one = receipt.parse(asked.receipt.read_bytes())
    opened = one.check(by)
    size, origin = opened.checkpoint.size, opened.checkpoint.origin
    _say(f"Entry {one.index} of {size} in {origin} is the signature of {one.opening.name}.")
    _say(f"Address: {one.opening.canonical_email}", f"Text:    {one.opening.text_hash.hex()}")
    _say(*(f"Witness: {name}, {_date(at)}" for name, at in opened.witnessed.items()))
    if asked.log:
        fetch, at_once = sources.by_name(asked.log)
        now = audit(fetch, by=by, older=[opened.checkpoint], at_once=at_once)
        if now.opened.checkpoint.origin != origin:
            raise Refused(f"{origin!a} has ended, and another log goes on from it: ask for a new receipt")
        if not now.ledger.stands(one.index):
            raise Refused(f"entry {one.index} is in the log, but was voided since")
        _say(f"It stands, in the log of {len(now.ledger)} entries.")


def _keygen(asked: argparse.Namespace) -> None:
    """A new key: the private one into a file, the public one to be published."""
    keys.check_name(asked.name)
    kind = keys.WITNESS if asked.witness else keys.LOG
    key = SigningKey(asked.name, secrets.token_bytes(keys.KEY_LENGTH), kind)
    handle = os.open(asked.file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(key.private() + "\n")
    _say(str(key.verifier))


def _sample(asked: argparse.Namespace) -> None:
    """Draws signatures by a nonce; with --shown checks the organiser's answer."""
    fetch, at_once = sources.by_name(asked.log)
    audited = audit(fetch, by=_keys(asked.key), at_once=at_once)
    now = audited.opened.checkpoint
    number = min(asked.number, audited.ledger.totals.count)
    if number < 1:
        raise Refused("there is nothing to draw")
    drawn = sample.draw(root=now.root, size=now.size, nonce=asked.nonce, number=number, stands=audited.ledger.stands)
    if not asked.shown:
        _say(*map(str, drawn))
        return
    shown = [sample.parse(line) for line in _written(asked.shown).splitlines()]
    tree = Tree(lambda place: _tile(fetch, place, now.size), now.size)
    for one in shown:
        siblings = tree.inclusion(one.index)
        proof.check_inclusion(one.leaf_hash(), index=one.index, size=now.size, siblings=siblings, root=now.root)
    lacking = sorted(set(drawn) - {one.index for one in shown})
    if lacking:
        raise Refused(f"{len(lacking)} of {number} that were drawn are not shown, the first of them {lacking[0]}")
    _say(f"All {number} that were drawn are opened as they stand in the log. Write to them.")


def _account(audited: Audited) -> list[str]:
    totals, now = audited.ledger.totals, audited.opened.checkpoint
    void = sum(totals.voided.values())
    return [
        f"{now.origin}: {now.size} entries hold.",
        f"Count: {totals.count} = {totals.signed} signed - {void} void + {totals.reinstated} reinstated",
        *(f"  {REASONS[reason]}: {number}" for reason, number in totals.voided.items() if number),
        *(
            f"Beside the count, declared in entry {index}: {one.number}{'' if one.stands else ', taken back'},"
            f" manifest {one.manifest.hex()}"
            for index, one in totals.declared.items()
        ),
        *(f"Text of entry {one.begins}, {one.count} stand under it: {one.digest.hex()}" for one in totals.sections),
        *(f"Witness: {name}, {_date(at)}" for name, at in audited.opened.witnessed.items()),
    ]


def _since(last: Checkpoint, audited: Audited) -> str:
    if audited.ended:
        return f"The log has begun anew since the last audit. The one before ended with {audited.ended.size} entries."
    return f"The first {last.size} entries are those that were there at the last audit."


def _tile(fetch: Fetch, place: Place, size: int) -> bytes:
    return served(fetch, place, min(WIDTH, count(place.level, size) - place.n * WIDTH))


def _keys(given: Sequence[str]) -> list[VerifierKey]:
    """Each as it stands, or the file that it is in."""
    return [keys.parse_verifier((one if "+" in one else _written(Path(one))).strip()) for one in given]


def _written(file: Path) -> str:
    return as_text(file.read_bytes(), what=str(file))


def _keep(file: Path, note: bytes) -> None:
    """Whole or not at all."""
    written = file.with_name(file.name + ".new")
    written.write_bytes(note)
    written.replace(file)


def _date(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(" ")


def _say(*lines: str) -> None:
    """Names come from whoever made the receipt: nothing in them reaches the terminal but letters."""
    for line in lines:
        print("".join(letter if letter.isprintable() else "?" for letter in line))  # noqa: T201  a program's output


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m undersigned.transparency", description=__doc__)
    commands = parser.add_subparsers(required=True)
    checked = argparse.ArgumentParser(add_help=False)
    checked.add_argument(
        "--key",
        action="append",
        required=True,
        help="the log's public key or the file it is in; again for another of its keys, and for witnesses",
    )

    one = commands.add_parser("audit", parents=[checked], help=_audit.__doc__)
    one.add_argument("log", help="the log's address, or a folder")
    one.add_argument("--remember", type=Path, help="file of the last checkpoint: compared, then replaced")
    one.set_defaults(do=_audit)

    one = commands.add_parser("verify", parents=[checked], help=_verify.__doc__)
    one.add_argument("receipt", type=Path)
    one.add_argument("--log", help="the log's address, or a folder")
    one.set_defaults(do=_verify)

    one = commands.add_parser("sample", parents=[checked], help=_sample.__doc__)
    one.add_argument("log", help="the log's address, or a folder")
    one.add_argument("--nonce", required=True, help="named after the last checkpoint was published, not before")
    one.add_argument("--number", type=int, default=300, help="how many to draw; 300 unless told")
    one.add_argument("--shown", type=Path, help="the organiser's answer, one signature a line")
    one.set_defaults(do=_sample)

    one = commands.add_parser("keygen", help=_keygen.__doc__)
    one.add_argument("name", help="the log's origin, such as example.org/log/…")
    one.add_argument("file", help="where the private key goes; must not be there yet")
    one.add_argument("--witness", action="store_true", help="of a witness, not of a log")
    one.set_defaults(do=_keygen)
    return parser
