"""The days that follow from what was chosen, and the sentences that say so."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from undersigned.retention import sentences, terms
from undersigned.retention.terms import PRESETS, Course, Days, Terms

START = datetime(2026, 1, 1, tzinfo=UTC)
CLOSE = datetime(2026, 7, 1, tzinfo=UTC)
DELIVERY = datetime(2026, 8, 1, tzinfo=UTC)


def after(moment: datetime, days: int) -> datetime:
    return moment + timedelta(days=days)


@pytest.mark.parametrize(
    ("preset", "course", "at", "all_at"),
    [
        ("usual", Course(START, CLOSE), after(CLOSE, 180), after(CLOSE, 180)),
        ("usual", Course(START), None, None),
        ("delivery", Course(START, CLOSE, DELIVERY), after(DELIVERY, 30), after(DELIVERY, 30)),
        ("delivery", Course(START, CLOSE), after(CLOSE, 365), after(CLOSE, 365)),
        ("delivery", Course(START, None, DELIVERY), None, None),
        ("delivery", Course(START, CLOSE, START), after(CLOSE, 30), after(CLOSE, 30)),
        ("eci", Course(START, CLOSE, DELIVERY), after(DELIVERY, 28), after(CLOSE, 365)),
        ("eci", Course(START, CLOSE), after(CLOSE, 365), after(CLOSE, 365)),
        ("eci", Course(START, after(START, 365)), after(START, 638), after(START, 730)),
        ("uk", Course(START, CLOSE), after(CLOSE, 181), after(CLOSE, 181)),
        ("count", Course(START, CLOSE), after(CLOSE, 1), after(CLOSE, 1)),
    ],
)
def test_each_preset_names_its_days(preset: str, course: Course, at: datetime | None, all_at: datetime | None) -> None:
    assert terms.days(PRESETS[preset], course) == Days(at, all_at)


def test_nothing_goes_before_a_day_after_the_close() -> None:
    late = Course(START, after(START, 700))

    assert terms.days(PRESETS["eci"], late).at == after(START, 701)


def test_terms_survive_storage() -> None:
    for one in PRESETS.values():
        assert terms.parse(one.stored()) == one


@pytest.mark.parametrize("language", ["en", "es"])
def test_different_terms_have_different_sentences(language: str) -> None:
    many = [*PRESETS.values(), Terms(90), Terms(90, 14), Terms(90, addresses=200), Terms(1, 1)]

    with translation.override(language):
        said = [sentences.sentence(one) for one in many]

    assert len(set(said)) == len(many)


def test_signers_are_told_in_plain_words() -> None:
    assert sentences.sentence(Terms()) == (
        "This site deletes what it holds of you 180 days after the petition closes. The count stays."
    )
    assert sentences.sentence(PRESETS["delivery"]) == (
        "This site deletes what it holds of you 30 days after the petition is closed and delivered. At the latest it"
        " does so 365 days after the close. The count stays."
    )
    assert sentences.sentence(None) == ""
