"""The public number and how a page speaks of it."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from tests import factories
from tests.people import INES, ROSA, THEO
from undersigned.design import living
from undersigned.signing import count
from undersigned.signing.count import Progress, Totals
from undersigned.signing.models import Petition, Signature


@pytest.mark.parametrize(
    ("signed", "goal"),
    [
        (0, 100),
        (89, 100),
        (90, 250),
        (224, 250),
        (225, 500),
        (449, 500),
        (450, 1_000),
        (899, 1_000),
        (900, 1_500),
        (1_204, 1_500),
        (1_349, 1_500),
        (1_350, 2_500),
        (89_999, 100_000),
        (90_000, 150_000),
        (449_999, 500_000),
        (450_000, 1_000_000),
        (899_999, 1_000_000),
        (900_000, 2_000_000),
        (1_799_999, 2_000_000),
        (1_800_000, 3_000_000),
        (2_699_999, 3_000_000),
        (2_700_000, 4_000_000),
        (10_000_000, 12_000_000),
    ],
)
def test_the_next_goal_moves_on_at_nine_tenths(signed: int, goal: int) -> None:
    assert count.next_goal(signed) == goal


@given(st.integers(0, 10**9))
def test_a_goal_always_lies_ahead_and_never_comes_back(signed: int) -> None:
    now, later = count.progress(signed, None), count.progress(signed + 1, None)

    assert signed < now.goal <= later.goal
    assert 0 <= now.percent < (90 if signed < 9_000_000 else 100)  # a further million is little to ten
    assert now.to_go == now.goal - signed > 0


def test_the_ladder_only_rises() -> None:
    assert all(low < high for low, high in pairwise(count.LADDER))


@pytest.mark.parametrize(
    ("signed", "target", "is_shown"),
    [
        (0, None, False),
        (49, None, False),
        (50, None, True),
        (50, 0, True),
        (50, 500, True),
        (50, 501, False),
        (999, 10_000, False),
        (1_000, 10_000, True),
        (49, 10, False),
    ],
)
def test_a_small_number_is_not_shown(signed: int, target: int | None, *, is_shown: bool) -> None:
    assert count.progress(signed, target).is_shown is is_shown


def test_the_organisers_target_moves_no_goal() -> None:
    assert count.progress(1_204, 5_000) == Progress(1_204, True, 1_500, 80, 296)
    assert count.progress(1_204, None) == Progress(1_204, True, 1_500, 80, 296)


@pytest.mark.parametrize(
    ("number", "language", "written"),
    [
        (0, "en", "0"),
        (999, "en", "999"),
        (1_204, "en", "1,204"),
        (12_431, "es", "12.431"),
        (1_234_567, "es", "1.234.567"),
        (1_204, "en-gb", "1,204"),
        (1_204, "es-mx", "1.204"),
        (1_204, "xx", "1,204"),
        (1_204, "", "1,204"),
    ],
)
def test_numbers_are_written_as_the_language_writes_them(number: int, language: str, written: str) -> None:
    assert count.formatted(number, language) == written


def test_the_page_gets_every_value_that_it_may_name() -> None:
    assert count.living(Totals(1_204, 412), target=None, language="es") == (
        "many",
        {
            "raw": "1204",
            "count": "1.204",
            "goal": "1.500",
            "goal_raw": "1500",
            "percent": "80",
            "to_go": "296",
            "samples": "412",
        },
    )


def test_the_few_are_not_counted_in_public() -> None:
    variant, values = count.living(Totals(49), target=None, language="en")
    html = "<!--living few-->Be one of the first.<!--living many-->[[count]] signed.<!--living end-->"

    assert living.compose(html, variant=variant, values=values) == "Be one of the first."


@pytest.mark.django_db
def test_the_current_count_is_confirmed_minus_withdrawn(
    petition: Petition, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    factories.signature(petition, ROSA)
    factories.signature(petition, INES, is_sample=True)
    factories.signature(petition, THEO, state=Signature.State.WITHDRAWN)

    with django_assert_num_queries(1):
        assert count.current(petition.pk) == Totals(2, 1)


@pytest.mark.django_db
def test_a_petition_that_was_never_published_has_no_signatures() -> None:
    assert count.current(factories.petition(published=False).pk) == Totals(0, 0)
