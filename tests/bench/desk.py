"""How long the server takes for each of the desk's screens: `python -m tests.bench.desk [COUNT]`, a million by default.

On SQLite, in a folder of its own, without a network between: what Django answers, from the request to the last byte.
"""

import os
import sqlite3
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, cast

import click

from tests.bench import rows
from tests.bench.subject import Subject

TIMES = 7
EXAMPLE = Path("examples/veto-hb-7259")
# A lively campaign: ten ways, two languages, three in ten by the links of some thousand signers.
LETTER = "substr('abcdefghijklmnopqrstuvwxyz234567', 1 + abs(random()) % 32, 1)"
MIX = (
    "UPDATE signing_signature SET language = CASE abs(random()) % 5 WHEN 0 THEN 'es' ELSE 'en' END,"
    " source = CASE abs(random()) % 10 WHEN 0 THEN 'email' WHEN 1 THEN 'whatsapp' WHEN 2 THEN 'facebook'"
    " WHEN 3 THEN 'qr' WHEN 4 THEN 'copy' WHEN 5 THEN 'newsletter' WHEN 6 THEN 'sms' ELSE '' END",
    f"UPDATE signing_signature SET via = {LETTER} || {LETTER} || {LETTER} || 'aaaaa' WHERE abs(random()) % 10 < 3",
)


class Here:
    """As `rows.fill` knows an installation that does not serve."""

    store = "sqlite"
    size = 0

    def __init__(self, file: Path) -> None:
        self._file = file

    @contextmanager
    def database(self) -> Iterator[Any]:
        with closing(sqlite3.connect(self._file, isolation_level=None)) as database:
            yield database


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["UNDERSIGNED_VAR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "undersigned.settings"
        import django

        django.setup()
        petition_id = furnished()
        here = Here(Path(folder) / "undersigned.sqlite3")
        rows.fill(cast(Subject, here), count)
        with here.database() as database:
            for statement in MIX:
                database.execute(statement)
        gathered()
        for address, took in measured(petition_id):
            click.echo(f"{took:7.0f} ms  {address}")


def furnished() -> int:
    """A campaign with one signature that waits, and its letter, from which the others are copied."""
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    from tests import factories
    from tests.people import ROSA
    from undersigned.campaigns import folder, home
    from undersigned.mail.models import Letter

    call_command("migrate", verbosity=0)
    home.provide()
    petition = folder.load(EXAMPLE, publish=True).page.petition
    now = timezone.now()
    one = factories.signature(petition, ROSA, state="pending", at=now)
    letter = {"petition_id": petition.pk, "about": one.id, "kind": "confirm", "language": "en", "state": "sent"}
    Letter.objects.create(id=uuid.uuid4(), due_at=now, queued_at=now, sent_at=now, **letter)
    User.objects.create_superuser("organiser")
    connection.close()
    return int(petition.pk)


def gathered() -> None:
    from django.utils import timezone

    from undersigned.insight import gather
    from undersigned.retention import census

    began, steps = time.monotonic(), 0
    while taken := gather.on(at=timezone.now()):
        steps += taken
    click.echo(f"{time.monotonic() - began:7.1f} s   to gather all of it, in {steps} steps, beside the server")
    began = time.monotonic()
    census.take(at=timezone.now())
    click.echo(f"{time.monotonic() - began:7.1f} s   to count who signed under which wording, once an hour")


def measured(petition_id: int) -> Iterator[tuple[str, float]]:
    """The middle of `TIMES`, in milliseconds; the first is not among them."""
    from django.contrib.auth.models import User
    from django.test import Client
    from django.urls import reverse

    from undersigned.organiser.petition import TABS

    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(User.objects.get())
    tabs = [reverse(f"organiser:{tab.name}", args=[petition_id]) for tab in TABS]
    for address in (reverse("wagtailadmin_home"), reverse("organiser:voices"), reverse("organiser:letters"), *tabs):
        taken = []
        for _ in range(TIMES + 1):
            began = time.monotonic()
            status = client.get(address).status_code
            taken.append(1000 * (time.monotonic() - began))
        yield (address if status == 200 else f"{address} ({status})"), statistics.median(taken[1:])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
