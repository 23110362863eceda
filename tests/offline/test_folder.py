"""The folder of a batch: what an upload that ends early leaves of it."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from undersigned.offline import folder


def test_an_upload_that_ends_early_leaves_no_file(tmp_path: Path) -> None:
    def cut_off() -> Iterator[bytes]:
        yield b"Rosa"
        raise ConnectionResetError

    files = folder.of(tmp_path, UUID(int=1))

    with pytest.raises(ConnectionResetError), files.whole():
        files.write(folder.LIST, cut_off())

    assert list(tmp_path.iterdir()) == []
