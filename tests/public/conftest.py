"""The front keeps its threads' connections; a test leaves none behind."""

from collections.abc import Iterator

import pytest

from undersigned.public import reader


@pytest.fixture(autouse=True)
def _no_connection_stays() -> Iterator[None]:
    yield
    reader.close()
