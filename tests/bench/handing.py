"""What it takes to hand signatures over: `python -m tests.bench.handing`. Prints a table; leaves nothing behind.

On SQLite, in a folder of its own. Each file is made in a process of its own, of which the largest memory is told; of
the packet, that of whatever sets its papers is told apart.
"""

import asyncio
import os
import resource
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click

AT_ONCE = 10_000


@click.command()
@click.option("--signers", default=1_000_000, show_default=True, help="In the downloads.")
@click.option("--packet", default=100_000, show_default=True, help="In the packet.")
@click.option("--step", type=(str, int), hidden=True)
def main(signers: int, packet: int, step: tuple[str, int] | None) -> None:
    """Measure downloads and the packet."""
    if step:
        _step(*step)
        return
    for count, names in ((packet, ("packet",)), (signers, ("csv", "xlsx"))):
        with tempfile.TemporaryDirectory() as folder:
            environment = os.environ | {"UNDERSIGNED_VAR": folder, "DJANGO_SETTINGS_MODULE": "undersigned.settings"}
            for name in ("sign", *names):
                command = [sys.executable, "-m", "tests.bench.handing", "--step", name, str(count)]
                subprocess.run(command, check=True, env=environment)


def _step(name: str, count: int) -> None:
    import django

    django.setup()
    steps: dict[str, Callable[[], int]] = {"csv": _csv, "xlsx": _workbook, "packet": _packet}
    if name == "sign":
        _sign(count)
        return
    began = time.monotonic()
    size = steps[name]()
    took = time.monotonic() - began
    largest = {
        who: resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    }
    beside = f", beside it {largest[resource.RUSAGE_CHILDREN]:.0f} MB" if name == "packet" else ""
    click.echo(
        f"| {name} of {count:,} | {took:.0f} s | {largest[resource.RUSAGE_SELF]:.0f} MB{beside} | {size / 1e6:.0f} MB |"
    )


def _sign(count: int) -> None:
    """Confirmed ones, each sealed for itself, under the reference campaign."""
    from tests.bench.desk import furnished
    from undersigned.signing import keyring
    from undersigned.signing.models import Signature, Tally

    petition_id = furnished()
    keys, model = keyring.for_petition(petition_id), Signature.objects.get()
    values = {field.attname: getattr(model, field.attname) for field in Signature._meta.concrete_fields}
    values |= {"state": "confirmed", "confirmed_at": model.signed_at, "language": "en"}

    def signed(number: int) -> Signature:
        row = uuid.uuid4()
        record = {
            "name": f"Sample Signer {number}",
            "email": f"signer-{number}@example.org",
            "postcode": f"{97200 + number % 100}",
            "salt": bytes(16).hex(),
        }
        own = {"id": row, "number": number, "place": number, "sealed": keys.seal("signature", row, record)}
        return Signature(**values | own | {"blind_index": row.bytes})

    for first in range(1, count + 1, AT_ONCE):
        last = min(first + AT_ONCE, count + 1)
        Signature.objects.bulk_create([signed(number) for number in range(first, last)], batch_size=500)
    Tally.objects.filter(petition_id=petition_id).update(confirmed=count)


def _csv() -> int:
    from undersigned.organiser.export import table
    from undersigned.organiser.export.layouts import LAYOUTS

    async def sent(petition_id: int) -> int:
        return sum([len(piece) async for piece in table.pieces(petition_id, LAYOUTS["handover"])])

    return asyncio.run(sent(_petition().pk))


def _workbook() -> int:
    from django.utils import timezone

    from undersigned.organiser.delivery import handing
    from undersigned.organiser.export import table
    from undersigned.organiser.export.layouts import LAYOUTS

    async def sent(petition_id: int) -> int:
        pieces = handing.flowing(table.workbook(petition_id, LAYOUTS["handover"], at=timezone.now()))
        return sum([len(piece) async for piece in pieces])

    return asyncio.run(sent(_petition().pk))


def _packet() -> int:
    from django.conf import settings
    from django.utils import timezone

    from undersigned.delivery import folder, make
    from undersigned.delivery.choice import Choice
    from undersigned.delivery.models import Delivery

    row = make.begin(_petition(), Choice(), by=None, at=timezone.now())
    while make.turn(at=timezone.now(), root=settings.DELIVERIES):
        pass
    row.refresh_from_db()
    assert row.state == Delivery.State.READY, row.state
    return sum(_sizes(folder.of(settings.DELIVERIES, row.pk).path))


def _sizes(folder: Path) -> Iterator[int]:
    return (file.stat().st_size for file in folder.rglob("*") if file.is_file())


def _petition() -> Any:
    from undersigned.signing.models import Petition

    return Petition.objects.get(text_version__gt=0)


if __name__ == "__main__":
    main()
