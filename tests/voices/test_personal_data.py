"""Handing out and erasing what is held of one signer's remark."""

from datetime import timedelta

import pytest
from django.db import connection

from tests.factories import NOW, signature
from tests.people import INES, ROSA
from tests.voices.remarks import SHOWN_AS, WORDS, nobody, offered
from undersigned.signing.models import Petition
from undersigned.voices import moderate, personal_data
from undersigned.voices.models import Remark


@pytest.mark.django_db
def test_the_export_holds_all_that_is_kept(petition: Petition) -> None:
    rosa = signature(petition, ROSA)
    moderate.approve(offered(rosa), at=NOW + timedelta(hours=1))

    assert personal_data.export(petition.pk, rosa.id) == {
        "words": WORDS,
        "shown_as": SHOWN_AS,
        "may_publish": True,
        "language": "en",
        "state": "approved",
        "offered_at": "2026-03-02T09:30:00+00:00",
        "decided_at": "2026-03-02T10:30:00+00:00",
    }
    assert personal_data.export(petition.pk, nobody()) == {}


@pytest.mark.django_db
def test_erasing_leaves_the_others(petition: Petition) -> None:
    rosa, ines = signature(petition, ROSA), signature(petition, INES)
    offered(rosa)
    kept = offered(ines)

    assert personal_data.erase(petition.pk, rosa.id) == 1
    assert personal_data.erase(petition.pk, rosa.id) == 0
    assert list(Remark.objects.all()) == [kept]


@pytest.mark.django_db
def test_the_holdings_name_columns_that_exist() -> None:
    (holding,) = personal_data.HOLDINGS
    with connection.cursor() as cursor:
        columns = {column.name for column in connection.introspection.get_table_description(cursor, holding.table)}

    assert holding.columns == ("sealed", "signature_id", "may_publish", "language")
    assert set(holding.columns) <= columns
