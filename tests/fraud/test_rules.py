"""Rules: what the dry run finds is what is done, and what was done is undone; a kill loses and doubles nothing."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.dispatch import Signal

from tests import factories
from tests.factories import NOW
from tests.fraud.scene import HOME, NEXT_DOOR, SCHOOL, people, sign
from tests.people import INES, ROSA, THEO, Person
from tests.signing.sums import sums
from tests.signing.test_decide import queued
from tests.signing.test_decide_on_many import told
from undersigned.fraud import personal_data, rules
from undersigned.fraud.conditions import Conditions, parse
from undersigned.fraud.models import Match, Rule
from undersigned.fraud.rules import Asked
from undersigned.mail.models import Letter
from undersigned.signing import decide
from undersigned.signing.models import Petition, Signature
from undersigned.transparency.entry import REINSTATE, VOID
from undersigned.voices import moderate

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=2)
MINUTE = timedelta(minutes=1)


def begin(of: Petition, wanted: Conditions, *, kind: str = "strike") -> Rule:
    reason = "nobody" if kind == "strike" else ""
    return rules.begin(of, Asked(Rule.Kind(kind), wanted, reason, "They came from one place."), by=None, at=LATER)


def work() -> int:
    """Until nothing is to be done; how many steps it took."""
    steps = 0
    while rules.turn(at=LATER):
        steps += 1
    return steps


def now(row: Rule) -> Rule:
    return Rule.objects.get(pk=row.pk)


def counts(row: Rule) -> tuple[str, int, int, int, int, int]:
    row = now(row)
    return row.state, row.seen, row.found, row.done, row.undone, row.changed


def found_by(row: Rule) -> set[UUID]:
    return set(row.matches.values_list("signature_id", flat=True))


def ids(made: list[Signature]) -> set[UUID]:
    return {one.id for one in made}


def test_a_dry_run_counts_and_touches_nobody(petition: Petition) -> None:
    robots = sign(petition, people(7, domain="robots.example"), at=NOW)
    sign(petition, [ROSA, INES], at=NOW + MINUTE)

    rule = begin(petition, Conditions(domain="Robots.*"))
    assert now(rule).total is None
    work()

    assert counts(rule) == ("found", 9, 7, 0, 0, 0)
    assert (now(rule).total, found_by(rule)) == (9, ids(robots))
    assert (sums(petition), queued(petition)) == ((9, 0, 0, 0), [])


def test_applied_it_strikes_what_was_found_and_undone_it_puts_that_back(petition: Petition) -> None:
    sign(petition, people(7, domain="robots.example"), at=NOW)
    sign(petition, [ROSA], at=NOW)
    rule = begin(petition, Conditions(domain="robots.example"))
    work()

    assert rules.apply(now(rule), at=LATER)
    work()
    assert counts(rule) == ("applied", 8, 7, 7, 0, 0)
    assert (sums(petition), queued(petition)) == ((8, 0, 7, 0), [(VOID, 2)] * 7)
    assert told(petition) == [(LATER.date(), "nobody", 7, 0)]

    assert rules.undo(now(rule))
    work()
    assert counts(rule) == ("undone", 8, 7, 7, 7, 0)
    assert (sums(petition), queued(petition)) == ((8, 0, 0, 0), [(VOID, 2)] * 7 + [(REINSTATE, 0)] * 7)
    assert told(petition) == [(LATER.date(), "nobody", 7, 7)]


def test_it_is_looked_for_some_thousands_at_a_time(petition: Petition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "LOOKED", 3)
    monkeypatch.setattr(rules, "DONE", 2)
    sign(petition, people(7, domain="robots.example"), at=NOW)
    rule = begin(petition, Conditions(domain="robots.example"))

    assert rules.turn(at=LATER)
    assert (counts(rule), now(rule).total) == (("looking", 3, 3, 0, 0, 0), 7)
    assert (work(), counts(rule)) == (3, ("found", 7, 7, 0, 0, 0))

    rules.apply(now(rule), at=LATER)
    rules.turn(at=LATER)
    assert (counts(rule), sums(petition)) == (("applying", 7, 7, 2, 0, 0), (7, 0, 2, 0))
    assert (work(), counts(rule)) == (4, ("applied", 7, 7, 7, 0, 0))


class Killed(BaseException):
    """As SIGKILL would end it: nothing catches it, and the transaction is not committed."""


@pytest.mark.parametrize("is_undone", [False, True])
def test_a_kill_between_or_within_steps_loses_and_doubles_nothing(
    petition: Petition, monkeypatch: pytest.MonkeyPatch, *, is_undone: bool
) -> None:
    monkeypatch.setattr(rules, "DONE", 2)
    sign(petition, people(5, domain="robots.example"), at=NOW)
    rule = begin(petition, Conditions(domain="robots.example"))
    work()
    rules.apply(now(rule), at=LATER)
    if is_undone:
        work()
        rules.undo(now(rule))
    rules.turn(at=LATER)
    after_one = (counts(rule), sums(petition), queued(petition))

    def die(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as dying:
        dying.setattr(Signal, "send", die)  # the last line of a step
        with pytest.raises(Killed):
            rules.turn(at=LATER)
    assert (counts(rule), sums(petition), queued(petition)) == after_one
    work()

    voids, back = [(VOID, 2)] * 5, [(REINSTATE, 0)] * 5
    assert (sums(petition), queued(petition)) == (((5, 0, 0, 0), voids + back) if is_undone else ((5, 0, 5, 0), voids))


def test_a_kill_in_the_dry_run_finds_nobody_twice(petition: Petition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "LOOKED", 2)
    robots = sign(petition, people(5, domain="robots.example"), at=NOW)
    rule = begin(petition, Conditions(domain="robots.example"))
    rules.turn(at=LATER)

    def die(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as dying:
        dying.setattr(Match.objects, "bulk_create", die)
        with pytest.raises(Killed):
            rules.turn(at=LATER)
    work()

    assert (counts(rule), found_by(rule)) == (("found", 5, 5, 0, 0, 0), ids(robots))


def test_who_signs_after_it_was_begun_is_left_alone(petition: Petition) -> None:
    before = sign(petition, people(2, domain="robots.example"), at=NOW)
    rule = begin(petition, Conditions(domain="robots.example"))
    sign(petition, people(2, domain="robots.example", begin=3), at=LATER + MINUTE)

    work()

    assert found_by(rule) == ids(before)


def test_what_has_changed_since_the_dry_run_is_left_alone(petition: Petition) -> None:
    one, two, three = sign(petition, people(3, domain="robots.example"), at=NOW)
    rule = begin(petition, Conditions(domain="robots.example"))
    work()
    decide.strike(petition.pk, one.id, reason=decide.Reason.DOUBLE, at=NOW)

    rules.apply(now(rule), at=LATER)
    work()
    assert counts(rule) == ("applied", 3, 3, 2, 0, 1)

    decide.reinstate(petition.pk, two.id, at=LATER)
    rules.leave_alone(petition.pk, two.id)
    decide.strike(petition.pk, two.id, reason=decide.Reason.FALSE_NAME, at=LATER)
    rules.undo(now(rule))
    work()

    assert counts(rule) == ("undone", 3, 3, 2, 1, 1)
    states = dict(Signature.objects.values_list("id", "hold_reason"))
    assert states == {one.id: "double", two.id: "false-name", three.id: ""}


def test_cancelled_it_does_nothing_more_and_what_it_did_can_be_undone(
    petition: Petition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "DONE", 2)
    sign(petition, people(5, domain="robots.example"), at=NOW)
    rule = begin(petition, Conditions(domain="robots.example"))
    work()
    rules.apply(now(rule), at=LATER)
    rules.turn(at=LATER)

    assert rules.cancel(now(rule))
    assert (work(), counts(rule)) == (0, ("stopped", 5, 5, 2, 0, 0))
    assert sums(petition) == (5, 0, 2, 0)
    assert rules.undo(now(rule))
    work()

    assert (counts(rule), sums(petition)) == (("undone", 5, 5, 2, 2, 0), (5, 0, 0, 0))


@pytest.mark.parametrize("is_found", [False, True])
def test_a_dry_run_that_is_cancelled_keeps_no_list(petition: Petition, *, is_found: bool) -> None:
    sign(petition, people(2, domain="robots.example"), at=NOW)
    rule = begin(petition, Conditions(domain="robots.example"))
    rules.turn(at=LATER)
    if is_found:
        work()

    assert rules.cancel(now(rule))

    assert (now(rule).state, found_by(rule), work()) == ("dropped", set(), 0)


def test_nothing_is_done_twice_or_out_of_turn(petition: Petition) -> None:
    sign(petition, people(1, domain="robots.example"), at=NOW)
    rule = begin(petition, Conditions(domain="robots.example"))

    assert [rules.apply(now(rule), at=LATER), rules.undo(now(rule))] == [False, False]
    work()
    as_read = now(rule)
    assert [rules.apply(as_read, at=LATER), rules.apply(as_read, at=LATER), rules.cancel(as_read)] == [
        True,
        False,
        False,
    ]
    work()
    assert [rules.cancel(now(rule)), rules.undo(now(rule)), rules.undo(now(rule))] == [False, True, False]


def test_those_that_wait_are_held_and_released_with_a_letter(petition: Petition) -> None:
    waiting = sign(petition, people(3, domain="robots.example"), at=NOW, wait=None)
    sign(petition, people(2, domain="robots.example", begin=4), at=NOW)
    rule = begin(petition, Conditions(domain="robots.example"), kind="hold")
    work()
    rules.apply(now(rule), at=LATER)
    work()

    assert counts(rule) == ("applied", 5, 3, 3, 0, 0)
    assert Signature.objects.filter(state="held", hold_reason="organiser").count() == 3
    Signature.objects.filter(id=waiting[0].id).delete()  # its seven days are over
    rules.undo(now(rule))
    work()

    assert counts(rule) == ("undone", 5, 3, 3, 2, 1)
    assert set(Letter.objects.values_list("about", "kind")) == {(one.id, "confirm") for one in waiting[1:]}
    assert sums(petition) == (2, 0, 0, 0)


CASES = [
    (Conditions(domain="*.example"), {"robot", "school"}),
    (Conditions(domain="[a-z]*.example"), set()),
    (Conditions(email="*+?@robots.example"), {"robot"}),
    (Conditions(name="ROSA *"), {"rosa"}),
    (Conditions(name="*í*"), {"rosa"}),
    (Conditions(network="09" * 8), {"school", "robot"}),
    (Conditions(line="01" * 8), {"school"}),
    (Conditions(line="01" * 8, domain="*.org"), set()),
    (Conditions(since=NOW + MINUTE), {"school", "robot"}),
    (Conditions(since=NOW, until=NOW + MINUTE), {"rosa"}),
    (Conditions(within_s=10), {"robot"}),
    (Conditions(within_s=11), {"robot", "school"}),
]


@pytest.mark.parametrize(("wanted", "names"), CASES)
def test_all_conditions_must_hold(petition: Petition, wanted: Conditions, names: set[str]) -> None:
    made = {
        "rosa": sign(petition, [ROSA], at=NOW, network=HOME, wait=None or 3 * MINUTE),
        "school": sign(
            petition,
            [Person("Pupil", "pupil@school.example")],
            at=NOW + MINUTE,
            network=SCHOOL,
            wait=timedelta(seconds=10),
        ),
        "robot": sign(
            petition,
            [Person("R. Obot", "r+1@robots.example")],
            at=NOW + 2 * MINUTE,
            network=NEXT_DOOR,
            wait=timedelta(seconds=9.9),
        ),
    }
    factories.signature(petition, THEO, is_sample=True, at=NOW + MINUTE)
    sign(factories.petition("sunday-library"), people(1, domain="other.example"), at=NOW, network=SCHOOL)

    rule = begin(petition, wanted)
    work()

    assert parse(wanted.stored()) == rules.opened(rule).conditions == wanted
    assert found_by(rule) == {made[name][0].id for name in names}


def test_what_cannot_be_opened_fits_no_name(petition: Petition) -> None:
    made = sign(petition, people(3, domain="robots.example"), at=NOW)
    Signature.objects.filter(id=made[0].id).update(sealed=b"\x01" * 40)
    Signature.objects.filter(id=made[1].id).update(sealed=None)  # as in sealed mode, after a week

    rule = begin(petition, Conditions(domain="robots.example"))
    work()

    assert found_by(rule) == {made[2].id}


def test_a_rule_that_cannot_be_opened_any_more_is_dropped(petition: Petition) -> None:
    rule = begin(petition, Conditions(domain="robots.example"))
    Rule.objects.update(sealed=b"\x01" * 40)

    assert (work(), now(rule).state) == (1, "dropped")


def test_the_pages_words_and_names_are_baked_again_when_somebody_is_struck(petition: Petition) -> None:
    sign(petition, people(2, domain="robots.example"), at=NOW)
    heard: list[int] = []

    def hear(petition_id: int, **_: object) -> None:
        heard.append(petition_id)

    moderate.wall_changed.connect(hear)
    try:
        rule = begin(petition, Conditions(domain="robots.example"))
        work()
        assert heard == []
        rules.apply(now(rule), at=LATER)
        work()
    finally:
        moderate.wall_changed.disconnect(hear)
    assert heard == [petition.pk]


def test_what_an_organiser_typed_is_sealed(petition: Petition) -> None:
    begin(petition, Conditions(email="rosa@example.org"))

    values = Rule.objects.values_list().get()
    assert not any("rosa" in str(bytes(one) if isinstance(one, memoryview) else one) for one in values)


def test_a_signer_is_told_what_rules_did_and_it_is_erased(petition: Petition) -> None:
    (robot,) = sign(petition, people(1, domain="robots.example"), at=NOW)
    rule = begin(petition, Conditions(domain="robots.example"))
    work()
    assert personal_data.export(petition.pk, robot.id) == []
    rules.apply(now(rule), at=LATER)
    work()

    assert personal_data.export(petition.pk, robot.id) == [
        {"rule": "strike from the count", "reason": "nobody", "done_at": LATER.isoformat(), "undone_at": ""}
    ]
    assert (personal_data.erase(petition.pk, uuid4()), personal_data.erase(petition.pk, robot.id)) == (0, 1)


def test_with_many_signatures_goes_what_rules_knew_of_them(petition: Petition) -> None:
    robots = sign(petition, people(3, domain="robots.example"), at=NOW)
    begin(petition, Conditions(domain="robots.example"))
    work()
    whose = Signature.objects.filter(petition=petition).values("id")

    assert personal_data.held(petition.pk, whose) == {"fraud_match": 3, "fraud_rule": 0}
    assert personal_data.erase_many(petition.pk, [one.id for one in robots[:2]]) == {"fraud_match": 2, "fraud_rule": 0}
    assert personal_data.held(petition.pk, whose) == {"fraud_match": 1, "fraud_rule": 0}
