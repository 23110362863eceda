"""Stores on the run's database, and a log's keeper with folders of its own."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.signing.conftest import address, open_store, store  # noqa: F401  the same fixtures

if TYPE_CHECKING:
    from tests.ledger.keeper import Keeper


@pytest.fixture
def keeper(db: None, tmp_path: Path) -> "Keeper":
    from tests.ledger.keeper import Keeper

    return Keeper(tmp_path)
