"""Who signed another text than the one on the page is to be told, once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests import factories
from tests.factories import NOW, TEXT
from tests.people import INES
from tests.updates import news
from undersigned.signing import register
from undersigned.updates import changed

pytestmark = pytest.mark.django_db
LATER = NOW - timedelta(minutes=1)


def test_a_change_is_untold_until_an_update_was_approved() -> None:
    petition = news.petition(INES)
    seen = [changed.untold(petition)]
    register.publish(petition, text=replace(TEXT, ask="Sign it"), statements={"sign": "I sign."}, at=LATER)
    seen.append(changed.untold(petition))
    news.update(petition)
    seen.append(changed.untold(petition))

    assert seen == [None, LATER, None]


def test_where_nobody_signed_the_earlier_text_nobody_is_to_be_told() -> None:
    petition = factories.petition()
    register.publish(petition, text=replace(TEXT, ask="Sign it"), statements={"sign": "I sign."}, at=LATER)
    factories.signature(petition, INES)

    assert changed.untold(petition) is None
