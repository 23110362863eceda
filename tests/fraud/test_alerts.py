"""What stands out, at the very number from which on it does."""

from datetime import timedelta

import pytest

from tests.factories import NOW
from undersigned.fraud import alerts
from undersigned.fraud.models import Crowd, Hour

LATER = NOW + timedelta(hours=3)
SOON = NOW + timedelta(hours=1)


def found(kind: str, signed: int, confirmed: int = -1, *, at: object = LATER, usual: object = None, **more: int) -> str:
    crowd = Crowd(kind=kind, key="school.example", signed=signed, confirmed=signed if confirmed < 0 else confirmed)
    for name, value in more.items():
        setattr(crowd, name, value)
    hour = Hour(begins_at=NOW, signed=500)
    return " ".join(alerts.of(crowd, hour=hour, usual=usual or {}, at=at))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "signed", "name"),
    [
        ("network", 99, ""),
        ("network", 100, "crowd"),
        ("line", 199, "crowd"),
        ("line", 200, "large-crowd"),
        ("domain", 200, ""),
        ("all", 500, ""),
    ],
)
def test_a_crowd_from_one_network(kind: str, signed: int, name: str) -> None:
    assert found(kind, signed) == name


def test_a_domain_whose_share_is_not_its_usual_one() -> None:
    usual = {"": 0.0, "school.example": 0.08}

    assert found("domain", 120, usual=usual) == "domain"  # 24 of a hundred, three times eight
    assert found("domain", 119, usual=usual) == ""
    assert found("domain", 100, usual={"": 0.0}) == "domain"
    assert found("domain", 99, usual={"": 0.0}) == ""
    assert found("domain", 300) == ""  # nobody knows what is usual yet


def test_confirmed_sooner_than_people_read_their_mail() -> None:
    assert found("domain", 60, 30, quick=15) == "quick"
    assert found("all", 60, 30, quick=14) == ""
    assert found("network", 60, 29, quick=29) == ""


def test_at_the_pace_of_a_machine() -> None:
    assert found("network", 50, regular=25) == "machine"
    assert found("line", 50, same_second=25) == "machine"
    assert found("network", 50, regular=24, same_second=24) == ""
    assert found("domain", 90, regular=90) == ""


def test_hardly_anybody_confirms() -> None:
    assert found("domain", 50, 4) == "silent"
    assert found("domain", 50, 5) == ""
    assert found("domain", 49, 0) == ""
    assert found("domain", 50, 0, at=SOON) == ""
