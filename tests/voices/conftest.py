"""An ear for what the wall's listeners are told."""

from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture
def told() -> Iterator[list[int]]:
    """The petitions whose wall was said to have changed, in order."""
    from undersigned.voices import moderate  # its tables load only once Django is set up

    heard: list[int] = []

    def hear(petition_id: int, **_: Any) -> None:
        heard.append(petition_id)

    moderate.wall_changed.connect(hear)
    yield heard
    moderate.wall_changed.disconnect(hear)
