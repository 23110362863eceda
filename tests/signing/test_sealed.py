"""Sealed mode: the recipients' keys open what was signed, this server does not, and forgets in a week."""

import base64
import json
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pyrage
import pytest
from click.testing import CliRunner
from django.conf import settings as configured
from django.db import connection

from tests import cluster
from tests.factories import NOW, STATEMENTS, TEXT
from tests.people import INES, MALLORY, ROSA, THEO, crowd
from tests.signing.commands import COMMITTED, confirm, row, sign, withdraw
from undersigned.keys_commands import open_sealed
from undersigned.signing import keyring, letters, receipts, register, roll, sealed, search, signer
from undersigned.signing.models import Petition, SealedTo, Signature
from undersigned.signing.personal_data import export
from undersigned.signing.signature import Confirmed, Noted
from undersigned.signing.store import Store
from undersigned.vault import opening, recipients

pytestmark = COMMITTED

OURS, THEIRS, MALLORYS = (pyrage.x25519.Identity.generate() for _ in range(3))
LATER = NOW + sealed.KEPT


@pytest.fixture
def petition(db: None) -> Petition:
    """Sealed for two."""
    made = register.new(slug="veto-hb-7259", ask=TEXT.ask, language=TEXT.language)
    to = [str(OURS.to_public()), str(THEIRS.to_public())]
    register.publish(made, text=TEXT, statements=STATEMENTS, at=NOW, sealed_to=to)
    return made


def _archive(petition: Petition) -> bytes:
    return b"".join(sealed.archive(petition.pk))


def _opened(petition: Petition, identity: object) -> list[list[str]]:
    return list(opening.rows(_archive(petition).splitlines(), [str(identity)]))


@pytest.mark.parametrize("identity", [OURS, THEIRS])
def test_either_key_opens_who_has_signed(petition: Petition, store: Store, identity: object) -> None:
    rosa, theo = sign(petition, ROSA), sign(petition, THEO)
    store.write([rosa, theo])
    store.write([confirm(theo), confirm(rosa)])

    at = NOW.isoformat()
    assert _opened(petition, identity) == [
        list(opening.COLUMNS),
        ["1", "Theo Lindqvist", "theo@example.net", "97202", "yes", "en", "bluesky", "1", at, at],
        ["2", "Rosa Marín", "rosa@example.org", "97201", "yes", "en", "bluesky", "1", at, at],
    ]


def test_another_key_opens_nothing(petition: Petition, store: Store) -> None:
    rosa = sign(petition, ROSA)
    store.write([rosa, confirm(rosa)])

    with pytest.raises(recipients.NotSealedForThis):
        _opened(petition, MALLORYS)


def test_the_server_keeps_what_letters_need_for_a_week_and_never_the_postcode(petition: Petition, store: Store) -> None:
    rosa, ines = sign(petition, ROSA), sign(petition, INES)
    store.write([rosa, ines])
    store.write([confirm(rosa), confirm(ines, at=NOW + timedelta(minutes=1))])
    keys = keyring.for_petition(petition.pk)

    kept = keys.unseal("signature", rosa.signature.id, bytes(row(rosa).sealed or b""))
    assert (kept["email"], kept["name"], kept["postcode"]) == (ROSA.email, ROSA.name, "")
    assert sealed.drop(at=LATER - timedelta(seconds=1)) == 0

    assert sealed.drop(at=LATER) == 1
    assert (row(rosa).sealed, row(ines).sealed is None) == (None, False)
    assert sealed.drop(at=LATER) == 0
    assert sealed.drop(at=LATER + timedelta(minutes=1)) == 1
    assert SealedTo.objects.get().dropped == 2
    assert len(_opened(petition, OURS)) == 3


def test_the_mailbox_counts_once_after_the_server_has_forgotten_it(petition: Petition, store: Store) -> None:
    rosa = sign(petition, ROSA)
    store.write([rosa, confirm(rosa)])
    sealed.drop(at=LATER)

    assert store.write([sign(petition, ROSA, at=LATER)]) == [Noted()]

    assert Signature.objects.count() == 1
    assert search.by_email(petition.pk, "Rosa+again@example.org") == rosa.signature.id


def test_who_withdraws_leaves_nothing_behind(petition: Petition, store: Store) -> None:
    rosa = sign(petition, ROSA)
    store.write([rosa, confirm(rosa)])
    store.write([withdraw(rosa)])

    found = row(rosa)
    assert (found.sealed, found.locked, found.blind_index) == (None, None, None)
    assert len(_opened(petition, OURS)) == 1


def test_all_that_reads_names_finds_none_and_none_of_it_fails(petition: Petition, store: Store) -> None:
    rosa = sign(petition, ROSA)
    store.write([rosa])
    assert isinstance(store.write([confirm(rosa)])[0], Confirmed)

    for at in (NOW, LATER):
        sealed.drop(at=at)
        assert [line.name for line in search.page(petition.pk, search.Wanted()).lines] == [None]
        assert search.by_name(petition.pk, "Rosa").lines == []
    assert roll.entries(petition.pk, after=0, only_updates=False) == []
    assert signer.confirmed(petition.pk, rosa.signature.id) is None
    assert receipts.of(petition.pk, petition.uuid, rosa.signature.id) is None
    held = export(petition.pk, rosa.signature.id)
    assert (held["name"], held["email"], held["state"]) == ("", "", "confirmed")


def test_a_letter_after_the_week_has_nowhere_to_go_and_says_so(petition: Petition, store: Store) -> None:
    rosa = sign(petition, ROSA)
    store.write([rosa, confirm(rosa)])
    from undersigned.mail.models import Letter

    letter = Letter.objects.get()
    key = configured.MASTER_KEYS.token
    before = letters.contents([letter], site_url="https://petition.example.org", key=key)[letter.id]
    sealed.drop(at=LATER)
    after = letters.contents([letter], site_url="https://petition.example.org", key=key)[letter.id]

    assert getattr(before, "to", None) == ROSA.email
    assert isinstance(after, Exception)


def test_records_cannot_be_put_into_another_line(petition: Petition, store: Store) -> None:
    rosa, theo = sign(petition, ROSA), sign(petition, THEO)
    store.write([rosa, theo])
    store.write([confirm(rosa), confirm(theo)])
    head, first, second = (json.loads(line) for line in _archive(petition).splitlines())
    first["record"], second["record"] = second["record"], first["record"]

    with pytest.raises(opening.NotAnArchive, match="belongs to another signature"):
        list(opening.rows([json.dumps(one).encode() for one in (head, first, second)], [str(OURS)]))


def test_publishing_again_keeps_for_whom_it_is_sealed(petition: Petition) -> None:
    before = SealedTo.objects.get().recipients

    other = [str(MALLORYS.to_public()), str(pyrage.x25519.Identity.generate().to_public())]
    register.publish(petition, text=TEXT, statements=STATEMENTS, at=NOW, sealed_to=other)

    assert SealedTo.objects.get().recipients == before
    assert sealed.reading(petition.pk) is sealed.Reading.SEALED


def test_the_command_opens_the_file_as_csv_with_one_key(petition: Petition, store: Store, tmp_path: Path) -> None:
    rosa = sign(petition, ROSA)
    store.write([rosa, confirm(rosa)])
    (tmp_path / "sealed.jsonl").write_bytes(_archive(petition))
    (tmp_path / "key.txt").write_text(f"# created: today\n# public key: {OURS.to_public()}\n{OURS}\n")
    (tmp_path / "other.txt").write_text(f"{MALLORYS}\n")
    (tmp_path / "none.txt").write_text("hello\n")

    def run(key: str, *more: str) -> tuple[int, str]:
        arguments = [str(tmp_path / "sealed.jsonl"), "--identity", str(tmp_path / key), *more]
        done = CliRunner().invoke(open_sealed, arguments)
        return done.exit_code, done.output

    at = NOW.isoformat()
    csv = f"1,Rosa Marín,rosa@example.org,97201,yes,en,bluesky,1,{at},{at}"
    assert run("key.txt") == (0, f"{','.join(opening.COLUMNS)}\n{csv}\n")
    assert run("other.txt") == (1, "Error: None of these keys opens this record.\n")
    assert run("none.txt") == (1, f"Error: {tmp_path / 'none.txt'} holds no age key like AGE-SECRET-KEY-1….\n")
    code, _ = run("key.txt", "--output", str(tmp_path / "signers.csv"))
    assert (code, (tmp_path / "signers.csv").read_text("utf-8-sig").splitlines()[1]) == (0, csv)
    assert (tmp_path / "signers.csv").stat().st_mode & 0o777 == 0o600


def test_stock_age_opens_a_record(petition: Petition, store: Store, tmp_path: Path) -> None:
    if shutil.which("age") is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("age was not found. Debian, Ubuntu: apt-get install age")
    rosa = sign(petition, ROSA)
    store.write([rosa, confirm(rosa)])
    record = json.loads(_archive(petition).splitlines()[1])["record"]
    (tmp_path / "key.txt").write_text(f"{THEIRS}\n")

    done = subprocess.run(
        ["age", "-d", "-i", tmp_path / "key.txt"], input=base64.b64decode(record), capture_output=True, check=True
    )

    opened = json.loads(done.stdout)
    assert (opened["name"], opened["email"], opened["postcode"]) == (ROSA.name, ROSA.email, ROSA.postcode)
    assert (opened["petition"], opened["signature"]) == (str(petition.uuid), str(rosa.signature.id))


@pytest.mark.parametrize("broken", [b"", b"number,name\n", b"[]", b'{"format": "undersigned-sealed-0"}'])
def test_another_file_is_told_apart(broken: bytes) -> None:
    with pytest.raises(opening.NotAnArchive):
        list(opening.rows([broken], [str(OURS)]))


def test_a_cell_that_would_be_a_formula_is_text() -> None:
    record = recipients.seal(
        {"petition": "p", "signature": "s", "name": "=1+1\n@x;-2"}, [str(OURS.to_public()), str(THEIRS.to_public())]
    )
    lines = [
        {"format": opening.FORMAT, "petition": "p"},
        {"number": 1, "signature": "s", "record": base64.b64encode(record).decode()},
    ]

    found = list(opening.rows([json.dumps(one).encode() for one in lines], [str(OURS)]))

    assert found[1][:3] == ["1", "'=1+1\n'@x;'-2", ""]


def test_only_x25519_keys_of_age_are_recipients() -> None:
    assert recipients.is_recipient(str(OURS.to_public()))
    for other in (
        str(OURS),
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIL",
        "age1yubikey1qwt50d05nh5vutpdzmlg5wn80xq5negm4uj9ghv0snvdd3yysf5yw3rhl3t",
        str(OURS.to_public())[:-1] + ("q" if str(OURS.to_public())[-1] != "q" else "p"),
        "",
    ):
        assert not recipients.is_recipient(other)


def test_one_recipient_is_not_enough() -> None:
    with pytest.raises(ValueError, match="at least 2"):
        recipients.seal({}, [str(OURS.to_public())] * 2)


def test_a_week_later_the_servers_own_keys_find_nobody_in_the_database(
    petition: Petition, store: Store, address: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The file with its log or a dump, and every sealed value in it opened by all keys that this server has."""
    people = [*crowd(40), ROSA, THEO, MALLORY]
    for person in people:
        signed = sign(petition, person)
        store.write([signed, confirm(signed)])
    while sealed.drop(at=LATER):
        pass

    keys = keyring.for_petition(petition.pk)
    opens = [one for one in Signature.objects.values_list("sealed", flat=True) if one is not None]
    dump = _dump(address)

    assert (opens, keys.data is not None) == ([], True)
    for person in people:
        for word in (person.email, person.name):
            assert word.encode() not in dump
            assert word.encode().hex().encode() not in dump
            assert word not in caplog.text
    assert len(_opened(petition, OURS)) == len(people) + 1


def _dump(tables: str) -> bytes:
    if not configured.IS_SQLITE:
        programs = cluster.programs()
        assert programs is not None
        return subprocess.run([programs / "pg_dump", tables], capture_output=True, check=True).stdout
    connection.close()
    with closing(sqlite3.connect(tables)) as one:
        one.execute("PRAGMA wal_checkpoint(FULL)")
    return b"\n".join(Path(tables + end).read_bytes() for end in ("", "-wal") if Path(tables + end).exists())
