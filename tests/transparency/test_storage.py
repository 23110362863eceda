"""Kept as files, a log can be served by anything, and goes on growing where it was."""

from pathlib import Path

import pytest

from tests.transparency import logs, naive
from tests.transparency.logs import Log
from undersigned.transparency import sources, storage
from undersigned.transparency.audit import audit
from undersigned.transparency.storage import Folder, Memory
from undersigned.transparency.strict import Refused

ENTRIES = logs.crowd(700)


def files(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_a_copy_is_what_is_to_be_served_at_that_size(tmp_path: Path) -> None:
    storage.copy(Log(ENTRIES).kept, to=Folder(tmp_path), size=300)

    assert files(tmp_path) == naive.tiles(ENTRIES[:300])


def test_a_log_in_a_folder_passes_the_audit(tmp_path: Path) -> None:
    Log(ENTRIES).write(tmp_path)

    assert len(audit(sources.folder(tmp_path), by=[logs.KEY.verifier]).ledger) == 700


def test_a_log_in_a_folder_goes_on_where_it_was(tmp_path: Path) -> None:
    grown = Log(ENTRIES[:90], kept=Folder(tmp_path))
    for start, end in ((90, 100), (100, 256), (256, 300), (300, 700)):
        grown.add(ENTRIES[start:end])

    assert grown.now == Log(ENTRIES).now
    assert naive.tiles(ENTRIES).items() <= files(tmp_path).items()


def test_a_copy_of_what_is_not_there_is_refused() -> None:
    with pytest.raises(Refused, match="tile/entries/001 holds less than 44"):
        storage.copy(Log(ENTRIES[:290]).kept, to=Memory(), size=300)
