"""How long: a hundred tries in an ordinary run, `make fuzz SECONDS=600` as long as somebody likes, for each target."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

Fuzz = Callable[[st.SearchStrategy[Any], Callable[[Any], Any]], None]


@pytest.fixture
def fuzz(request: pytest.FixtureRequest) -> Fuzz:
    """`fuzz(what, act)`: gives `act` one thing after the other. What it may not raise ends the test, with the thing."""
    seconds: float = request.config.getoption("fuzz_seconds")

    def run(what: st.SearchStrategy[Any], act: Callable[[Any], Any]) -> None:
        @settings(max_examples=2_000 if seconds else 100, suppress_health_check=list(HealthCheck))
        @given(what)
        def tries(one: Any) -> None:
            act(one)

        end = time.monotonic() + seconds
        tries()
        while time.monotonic() < end:
            tries()

    return run
