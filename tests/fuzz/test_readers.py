"""What strangers send is read or refused by name: forms, tokens, headers, lists, receipts, bounces."""

from typing import Any

import pytest

from tests.fuzz.conftest import Fuzz
from tests.fuzz.targets import TARGETS


@pytest.mark.parametrize("name", TARGETS)
def test_it_is_read_or_refused(fuzz: Fuzz, name: str) -> None:
    what, act = TARGETS[name]

    fuzz(what, act)


def test_a_fault_is_found(fuzz: Fuzz) -> None:
    """Else nothing above would mean anything."""
    what, _act = TARGETS["form"]

    def breaks(raw: Any) -> None:
        raw.decode()

    with pytest.raises(UnicodeDecodeError):
        fuzz(what, breaks)
