"""10,000 people have signed. Who has the database and no key finds none of them in it, though all their addresses."""

import base64
import hashlib
import hmac
import importlib.util
import re
import secrets
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from django.conf import settings

from tests import cluster
from tests.factories import NOW
from tests.people import Person
from tests.signing.commands import COMMITTED, confirm, submission, value
from undersigned.signing import accept, keyring
from undersigned.signing.models import Petition, Signature
from undersigned.signing.store import Store
from undersigned.vault import blind

PROGRAM = Path(__file__).parents[2] / "scripts" / "keyless.py"
PEOPLE = 10_000


@pytest.fixture(scope="module")
def keyless() -> ModuleType:
    """scripts/keyless.py, which is a program and no package."""
    spec = importlib.util.spec_from_file_location("keyless", PROGRAM)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _crowd() -> list[Person]:
    """With names and mailboxes that nothing else in the database is called like."""
    tags = [secrets.token_hex(6) for _ in range(PEOPLE)]
    domains = ("example.org", "example.net", "Example.COM", "gmail.com")
    return [
        Person(
            f"Zq{tag} Quux{tag}",
            f"{'R.' if place % 4 == 3 else ''}osa{tag}{'+x' * (place % 5 == 0)}@{domains[place % 4]}",
        )
        for place, tag in enumerate(tags)
    ]


def _dump(tables: str) -> bytes:
    """All that a thief gets: the file and its log, or what `pg_dump` writes."""
    if settings.IS_SQLITE:
        return b"\n".join(Path(tables + end).read_bytes() for end in ("", "-wal") if Path(tables + end).exists())
    programs = cluster.programs()
    assert programs is not None
    return subprocess.run([programs / "pg_dump", tables], capture_output=True, check=True).stdout


@COMMITTED
def test_none_of_10_000_known_addresses_is_found_in_a_dump_without_keys(
    petition: Petition,
    store: Store,
    address: str,
    keyless: ModuleType,
) -> None:
    people, of, keys = _crowd(), value(petition), keyring.for_petition(petition.pk)
    for start in range(0, PEOPLE, 500):
        signed = [
            accept.signature(
                submission(petition, person),
                petition=of,
                keys=keys,
                language="en",
                hold_reason="",
                at=NOW,
                entropy=secrets.token_bytes,
            )
            for person in people[start : start + 500]
        ]
        store.write(signed)
        store.write([confirm(one) for one in signed])
    assert Signature.objects.confirmed().count() == PEOPLE
    text = petition.texts.get()
    salts = [str(petition.uuid).encode(), petition.uuid.bytes, petition.slug.encode(), bytes(text.sha256)]

    dump = _dump(address)
    found = keyless.found(dump, [person.email for person in people], salts=salts)

    assert found == set()
    assert re.search(rb"osa[0-9a-f]{12}|quux", dump, re.IGNORECASE) is None  # nor a part of a name or a mailbox
    assert len(dump) > PEOPLE * 300  # it is the dump of all of them


PLANTED: dict[str, Callable[[str], bytes]] = {
    "clear": lambda one: one.encode(),
    "clear, between two columns": lambda one: b"Rosa" + one.encode() + b"97201",
    "capitals": lambda one: one.upper().encode(),
    "hexadecimal": lambda one: one.encode().hex().encode(),
    "base64": lambda one: base64.b64encode(b"to: " + one.encode()),
    "UTF-16": lambda one: one.encode("utf-16-le"),
    "SHA-256": lambda one: hashlib.sha256(blind.canonical_email(one).encode()).digest(),
    "MD5 of the address as it was typed": lambda one: hashlib.md5(one.encode()).hexdigest().encode(),
    "SHA-1, salted": lambda one: hashlib.sha1(b"veto-hb-7259" + one.lower().encode()).digest(),
    "SHA-256, salted with what lies beside it": lambda one: (
        hashlib.sha256(one.encode() + b"5" * 32).digest() + b"5" * 32
    ),
    "HMAC by the petition's UUID": lambda one: hmac.digest(b"veto-hb-7259", one.encode(), "sha256")[:16],
}


@pytest.mark.parametrize("way", PLANTED)
def test_the_thief_would_find_one_that_lay_there(way: str, keyless: ModuleType) -> None:
    noise = secrets.token_bytes(10_000)
    dump = noise + b"\n" + PLANTED[way]("Rosa.Marin@example.org") + b"\n" + noise

    found = keyless.found(dump, ["Rosa.Marin@example.org", "theo.lindqvist@example.net"], salts=[b"veto-hb-7259"])

    assert found == {"Rosa.Marin@example.org"}


def test_the_blind_index_is_found_by_who_has_the_key(keyless: ModuleType) -> None:
    """So it is the key that protects, and nothing else."""
    key = bytes(range(32))
    index = blind.index("rosa@example.org", key=key)

    assert hmac.digest(key, b"email\0" + keyless.canonical("rosa@example.org").encode(), "sha256")[:16] == index


@pytest.mark.parametrize(
    "typed",
    ["Rosa@Example.org", "rosa+news@example.org", "R.o.s.a@GoogleMail.com", "+rosa@example.org", "a.b@example.org"],
)
def test_the_thief_knows_the_canonical_form(typed: str, keyless: ModuleType) -> None:
    assert keyless.canonical(typed) == blind.canonical_email(typed)


def test_the_command_says_how_many_and_whom(tmp_path: Path) -> None:
    (tmp_path / "known.txt").write_text("rosa@example.org\ntheo@example.net\n")
    (tmp_path / "dump").write_bytes(b"... rosa@example.org ...")

    done = subprocess.run(
        [sys.executable, PROGRAM, "--addresses", tmp_path / "known.txt", tmp_path / "dump"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (1, "2 addresses looked for, 1 found\n    rosa@example.org\n")
