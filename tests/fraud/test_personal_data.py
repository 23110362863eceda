"""What an organiser typed into a rule goes with whom it names, or found alone; other rules stay as they are."""

import pytest

from tests import factories
from tests.fraud.test_rules import LATER, now, work
from tests.people import INES, ROSA
from undersigned.fraud import personal_data, rules
from undersigned.fraud.conditions import Conditions
from undersigned.fraud.models import Match, Rule
from undersigned.fraud.rules import Asked
from undersigned.signing.models import Petition, Signature

pytestmark = pytest.mark.django_db


def noted(of: Petition, note: str = "", **wanted: str) -> Rule:
    return rules.begin(of, Asked(Rule.Kind.STRIKE, Conditions(**wanted), "nobody", note), by=None, at=LATER)


def test_rules_that_name_a_mailbox_are_emptied_with_it_and_others_stay(petition: Petition) -> None:
    hers = [
        noted(petition, email="Rosa@Example.org"),
        noted(petition, email="*rosa+two@example.org*"),
        noted(petition, name="rosa@example.org"),
        noted(petition, "Asked <ROSA@example.org>: it was not her.", line="0" * 16),
    ]
    others = [
        noted(petition, "Not rosa@example.com, and no@-example-.org.", email="*@example.org"),
        noted(petition, email="primrosa@example.org"),
    ]

    told = personal_data.of_address(petition.pk, ROSA.email)
    gone = [personal_data.erase_address(petition.pk, ROSA.email) for _ in range(2)]
    work()

    assert (told, personal_data.of_address(petition.pk, ROSA.email)) == ({"rules": 4}, {})
    assert gone == [{"fraud_rule": 4}, {"fraud_rule": 0}]
    assert [(now(one).state, bytes(now(one).sealed)) for one in hers] == [("dropped", b"")] * 4
    assert [rules.opened(now(one)).conditions.email for one in others] == ["*@example.org", "primrosa@example.org"]


@pytest.mark.parametrize(
    "typed", ["o'brien@example.org", "'o'brien@example.org'", "O'Brien@Example.org/theo@example.net"]
)
def test_an_address_is_found_as_people_write_it(petition: Petition, typed: str) -> None:
    noted(petition, typed, line="0" * 16)

    assert personal_data.of_address(petition.pk, "o'brien@example.org") == {"rules": 1}
    assert personal_data.of_address(petition.pk, "brien@example.org") == {}


def test_all_that_was_typed_goes_with_the_campaigns_data(petition: Petition) -> None:
    made = [noted(petition, "Rosa's cousin", line="0" * 16), noted(petition, email="*@example.org"), noted(petition)]

    before = personal_data.beside(petition.pk)
    gone = [personal_data.clear(petition.pk, most=2) for _ in range(3)]

    assert (before, gone, personal_data.beside(petition.pk)) == ({"fraud_rule": 3}, [2, 1, 0], {"fraud_rule": 0})
    assert [bytes(now(one).sealed) for one in made] == [b""] * 3


def test_a_rule_that_still_looks_is_not_stopped_by_the_first_that_leaves(
    petition: Petition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "LOOKED", 1)
    for person in (ROSA, INES):
        factories.signature(petition, person)
    rule = noted(petition, name="*")
    rules.turn(at=LATER)
    under_way = now(rule).found

    gone = personal_data.erase_many(petition.pk, [Match.objects.get().signature_id])
    work()

    assert (under_way, gone) == (1, {"fraud_match": 1, "fraud_rule": 0})
    assert (now(rule).found, rules.opened(now(rule)).conditions.name) == (2, "*")


def test_a_rule_that_found_one_person_alone_is_emptied_with_them(petition: Petition) -> None:
    rosa = factories.signature(petition, ROSA)
    factories.signature(petition, INES)
    alone, of_all = noted(petition, name="rosa *"), noted(petition, name="*")
    work()
    whose = Signature.objects.filter(petition=petition, id=rosa.id).values("id")
    held = personal_data.held(petition.pk, whose)

    gone = personal_data.erase_many(petition.pk, [rosa.id])

    assert held == gone == {"fraud_match": 2, "fraud_rule": 1}
    assert (bytes(now(alone).sealed), rules.opened(now(of_all)).conditions.name) == (b"", "*")
    assert personal_data.held(petition.pk, whose) == {"fraud_match": 0, "fraud_rule": 0}
