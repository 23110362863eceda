"""Wagtail leaves the temporary files of renditions for the garbage collector to close: no warning for those alone."""

import gc
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

UNCLOSED = r"[Uu]nclosed file <(_io\.BufferedRandom|tempfile\.Spooled)"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.filterwarnings(f"ignore:{UNCLOSED}:ResourceWarning"))


@pytest.fixture(autouse=True)
def _collect_garbage() -> Iterator[None]:
    """Before another test does."""
    yield
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", UNCLOSED, ResourceWarning)
        gc.collect()
