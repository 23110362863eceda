"""Batches as a test needs them: sheets that were declared, a list whose file lies in its folder."""

from datetime import datetime
from pathlib import Path
from typing import Any

from tests.factories import NOW
from undersigned.offline import bring, declare, folder, table
from undersigned.offline.models import Batch
from undersigned.signing.models import Petition

PLACE = "Market square, Portland"
HEADINGS = "Full name,E-mail,Zip,Opt in"


def sheets(of: Petition, number: int, **more: Any) -> Batch:
    batch = Batch(petition=of, number=number, place=PLACE, recorded_at=NOW, **more)
    declare.sheets(batch, at=NOW)
    return batch


def listed(of: Petition, root: Path, *rows: str, headings: str = HEADINGS, encoding: str = "utf-8") -> Batch:
    """Uploaded, its columns not chosen yet."""
    batch = Batch(petition=of, place="change.example", basis="They allowed it.", salt=bytes(32), recorded_at=NOW)
    files = folder.of(root, batch.pk)
    facts = files.write(folder.LIST, ["\r\n".join([headings, *rows, ""]).encode(encoding)])
    seen = table.look(files.path / folder.LIST)
    assert isinstance(seen, table.Table), seen
    bring.upload(batch, seen, facts=facts)
    return batch


def read(batch: Batch, root: Path, **chosen: int) -> Batch:
    """All of it, by the columns that were guessed and those `chosen`."""
    assert bring.begin(batch, {**batch.reading.columns, **chosen}, at=NOW)
    work(root)
    batch.refresh_from_db()
    batch.reading.refresh_from_db()
    return batch


def work(root: Path, at: datetime = NOW) -> None:
    while bring.turn(at=at, root=root):
        pass
