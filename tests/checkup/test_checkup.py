"""`undersigned doctor` on real installations, and each look by itself."""

import os
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone

from tests.checkup.names import NameServer
from tests.checkup.test_sending import LONG, dkim_record
from tests.postbox import Postbox
from tests.product import Product, free_port
from tests.store import Store
from undersigned import checkup
from undersigned.checkup import Finding, Level, database, files, limits, mail, people, site
from undersigned.mail.models import Letter, Stationery
from undersigned.vault.keys import NAMES

LIBRARY = {
    ("library.alt", "TXT"): ['"v=spf1 a:petition.library.alt -all"'],
    ("library.alt", "MX"): ["10 petition.library.alt."],
    ("petition.library.alt", "A"): ["192.0.2.7"],
    ("7.2.0.192.in-addr.arpa", "PTR"): ["petition.library.alt."],
    ("s1._domainkey.library.alt", "TXT"): dkim_record(LONG),
    ("_dmarc.library.alt", "TXT"): ['"v=DMARC1; p=quarantine; rua=mailto:petition@library.alt"'],
}


def test_a_new_installation_is_told_all_that_is_missing(tmp_path: Path) -> None:
    one = Product(tmp_path)

    said = one.run("doctor", expect=1)

    var = one.folder / "var"
    [tables, address, mail_server, keys, space] = said.replace("\n        →", " →").splitlines()
    assert tables.startswith("wrong   The tables are older than the program: ")
    assert tables.endswith(" → Make a backup, then start `undersigned serve`: it makes them.")
    assert address == (
        f"wrong   The site's address is {one.url}: links in letters lead to the reader's own machine."
        " → Set UNDERSIGNED_SITE_URL to the address that visitors use, such as https://petition.example.org."
    )
    assert mail_server == (
        "wrong   No mail server is set: letters are put into a folder, and nobody can confirm."
        " → Set UNDERSIGNED_MAIL_URL, such as smtp://user:password@mail.example.org:587."
    )
    assert keys == (
        "unsafe  The keys are in the same folder as the database: who copies one has both."
        f" → Move {var / 'keys'} elsewhere, tell UNDERSIGNED_KEYS where, and keep its backup apart."
    )
    assert " MB are left on the disk of " in space


def test_a_set_up_without_fault_is_told_so(fresh: Product, smtp: Postbox, tmp_path: Path) -> None:
    shutil.copytree(fresh.folder / "var", tmp_path / "var")
    (tmp_path / "var" / "keys").rename(tmp_path / "keys")
    one = Product(
        tmp_path,
        keys=str(tmp_path / "keys"),
        site_url="https://petition.library.alt",
        mail_url=smtp.url,
        mail_from="petition@library.alt",
    )
    names = NameServer(LIBRARY)
    one.environment["UNDERSIGNED_NAME_SERVER"] = names.address
    one.environment["DJANGO_SUPERUSER_PASSWORD"] = os.urandom(8).hex()
    one.run("manage", "createsuperuser", "--noinput", "--username=theo", "--email=theo@library.alt")

    with names:
        said = one.run("doctor")

    assert [line for line in said.splitlines() if "MB are left" not in line] == [
        "good    The tables are those of this version.",
        "good    Visitors come in at https://petition.library.alt.",
        "good    The keys are apart from the database, and for this user alone.",
        "good    Letters come from petition@library.alt.",
        "good    There is an account for the desk that may do everything.",
        f"good    The mail server {smtp.url.removeprefix('smtp://')} takes letters.",
        "good    SPF: library.alt lets petition.library.alt send.",
        "good    DKIM: there is a key at s1._domainkey.library.alt.",
        "good    DMARC: the policy of library.alt is “quarantine”.",
        "good    192.0.2.7 of petition.library.alt has a name that leads back to it.",
    ]
    assert smtp.letters == []


def test_a_database_that_is_away_is_one_finding(tmp_path: Path) -> None:
    one = Product(tmp_path, database_url=f"postgresql://nobody@127.0.0.1:{free_port()}/none")

    said = one.run("doctor", "--no-mail", expect=1)

    assert "wrong   The database does not answer: connection failed: " in said
    assert "One check could not be made" not in said


# Each by itself ---------------------------------------------------------------------------------------------


def test_http_in_the_open_is_unsafe(settings: Any) -> None:
    settings.WAGTAILADMIN_BASE_URL = "http://petition.library.alt"

    [found] = site.address()

    assert found == Finding(
        Level.UNSAFE,
        "The site's address is http://petition.library.alt: names and passwords travel where others can read them.",
        "Put a proxy with a certificate in front, and set UNDERSIGNED_SITE_URL to the https address.",
    )


def test_a_demonstration_is_no_place_for_a_campaign(settings: Any) -> None:
    settings.SHOWS_MAILBOX = True

    assert [found.level for found in site.address()] == [Level.UNSAFE]


def test_keys_that_others_can_read_are_named(settings: Any, tmp_path: Path) -> None:
    for name in NAMES:
        (tmp_path / name).touch(mode=0o600)
    (tmp_path / "seal").chmod(0o640)
    settings.KEYS_FOLDER, settings.IS_SQLITE = tmp_path, False

    [found] = files.keys()

    assert found == Finding(
        Level.UNSAFE, "Other users of this machine can read the keys: seal.", f"Run: chmod -R go= {tmp_path}"
    )


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/srv/petition/var/undersigned.sqlite3", "nfs4"),
        ("/srv/petition 2/undersigned.sqlite3", "cifs"),
        ("/srv/petitions/undersigned.sqlite3", "ext4"),
        ("/elsewhere/undersigned.sqlite3", "ext4"),
    ],
)
def test_the_mount_that_is_nearest_tells_the_file_system(path: str, kind: str) -> None:
    mounts = (
        "/dev/sda1 / ext4 rw 0 0\nnas:/p /srv/petition nfs4 rw 0 0\n//nas/q /srv/petition\\0402 cifs rw,user=x 0 0\n"
    )

    assert files.kind_of_file_system(Path(path), mounts) == kind


@pytest.mark.django_db
@pytest.mark.once
def test_nobodys_domain_is_no_sender(petition: Any) -> None:
    for language, address in (("en", "petition@library.alt"), ("es", "peticion@library.example.org")):
        Stationery.objects.create(petition_id=petition.pk, language=language, sender_address=address, ask="A")

    [found] = mail.sender()

    assert found.level is Level.WRONG
    assert found.sentence == "Letters would come from peticion@library.example.org: mail servers refuse it."


@pytest.mark.django_db
@pytest.mark.parametrize(("minutes", "told"), [(14, []), (16, ["1 letter should have left a quarter of an hour ago."])])
def test_letters_that_are_late_are_told(petition: Any, minutes: int, told: list[str]) -> None:
    then = timezone.now() - timedelta(minutes=minutes)
    Letter.objects.create(
        id=uuid4(), petition_id=petition.pk, about=uuid4(), kind="confirm", language="en", due_at=then, queued_at=then
    )

    assert [found.sentence for found in mail.waiting()] == told


@pytest.mark.django_db
@pytest.mark.once
def test_an_organiser_alone_cannot_administer() -> None:
    theo = User.objects.create_user("theo", is_staff=True)
    assert [found.level for found in people.accounts()] == [Level.WRONG]

    theo.is_superuser = True
    theo.save()

    assert [found.level for found in people.accounts()] == [Level.GOOD]


def test_a_mail_server_that_is_away_is_told_by_its_address(settings: Any) -> None:
    settings.EMAIL_BACKEND = "undersigned.mail.transport.SmtpBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()

    [found] = mail.server()

    assert found == Finding(
        Level.WRONG,
        f"The mail server 127.0.0.1:{settings.EMAIL_PORT} cannot be used: [Errno 111] Connection refused.",
        "Check UNDERSIGNED_MAIL_URL, and that this machine may connect to that port.",
    )


@pytest.mark.django_db
@pytest.mark.once
def test_one_look_that_fails_keeps_no_other_from_being_taken(settings: Any) -> None:
    settings.KEYS_FOLDER = None

    said = {one.sentence for one in checkup.findings(tries_mail_server=False)}

    assert {"One check could not be made: keys (TypeError).", "The tables are those of this version."} <= said


@pytest.mark.django_db
@pytest.mark.postgresql
def test_a_postgresql_that_does_not_wait_for_the_disk_is_wrong() -> None:
    """The tests' own is such a one: it need outlive no crash."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")

    [found] = database.durability()

    assert found == Finding(
        Level.WRONG,
        "PostgreSQL does not wait for the disk: signatures that were acknowledged can be lost with the power.",
        "Turn these on in postgresql.conf: fsync, synchronous_commit.",
    )


@pytest.mark.django_db
@pytest.mark.postgresql
def test_a_clock_that_goes_another_way_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    assert list(database.clock()) == []

    monkeypatch.setattr("time.time", lambda: 0.0)

    [found] = database.clock()
    assert found.level is Level.UNSAFE


def test_a_store_of_shared_limits_is_asked_whether_it_answers(settings: Any, store: Store) -> None:
    assert list(limits.shared()) == []

    settings.SHARED_LIMITS = store.url
    assert list(limits.shared()) == [Finding(Level.GOOD, "All processes count together what the gate limits.")]

    store.kill()
    assert list(limits.shared()) == [
        Finding(
            Level.UNSAFE,
            "The store of shared limits does not answer (ConnectionError): each process counts for itself.",
            "Check UNDERSIGNED_SHARED_LIMITS, and that the store is running.",
        )
    ]
