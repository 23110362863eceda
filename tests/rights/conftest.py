"""Rosa, who has signed, and wants news. Django is not set up when this file is read."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from undersigned.signing.models import Petition, Signature


@pytest.fixture
def petition(db: None) -> "Petition":
    from tests import factories

    return factories.petition()


@pytest.fixture
def rosa(petition: "Petition") -> "Signature":
    from tests import factories
    from tests.people import ROSA

    return factories.signature(petition, ROSA, wants_updates=True)
