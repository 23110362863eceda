"""The fraud desk: what stands out is told in numbers, a rule is tried before it is applied, and each look is logged."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import ModelLogEntry

from tests.fraud.scene import HOUR, SCHOOL, SECOND, people, sign
from tests.organiser import desk
from tests.organiser.desk import signed_in, text_of
from undersigned.fraud import gather, rules
from undersigned.fraud.models import Crowd, Hour, Rule
from undersigned.signing.models import Petition, Signature, Tally

pytestmark = pytest.mark.django_db

STRIKE = {"kind": "strike", "domain": "robots.example", "reason": "nobody", "note": "All at once."}


def moderator() -> Client:
    return signed_in(desk.mallory("signing.view_signature", "signing.change_signature"))


def analyst() -> Client:
    return signed_in(desk.mallory())


def tab(of: Petition, rest: str = "") -> str:
    return f"/organiser/fraud/{of.pk}/{rest}"


def an_hour_ago() -> Any:
    return (timezone.now() - HOUR).replace(minute=0, second=0, microsecond=0)


def from_one_place(of: Petition, number: int = 120) -> list[Signature]:
    """Who confirm within five seconds, from one network and domain, in the hour before this."""
    made = sign(of, people(number, domain="robots.example"), at=an_hour_ago(), network=SCHOOL, wait=5 * SECOND)
    while gather.turn(at=timezone.now()):
        pass
    return made


def work() -> None:
    while rules.turn(at=timezone.now()):
        pass


def begun(of: Petition, client: Client, **fields: str) -> Rule:
    answer = client.post(tab(of, "rules/"), {**STRIKE, **fields})
    assert answer.status_code == 302, text_of(answer.content.decode())
    return Rule.objects.order_by("-asked_at").first()  # type: ignore[return-value]  # it was just made


def actions() -> list[str]:
    logged = ModelLogEntry.objects.exclude(action__startswith="wagtail").order_by("timestamp", "id")
    return list(logged.values_list("action", flat=True))


def read(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return text_of(answer.content.decode())


def test_before_anybody_has_signed_it_says_so(petition: Petition) -> None:
    words = read(moderator(), tab(petition))

    assert "Nothing stands out." in words
    assert "Nobody has signed in these hours." in words
    assert "New rule" in words


def test_what_stands_out_is_told_with_what_it_may_mean(petition: Petition) -> None:
    from_one_place(petition)

    words = read(moderator(), tab(petition))

    assert "What stands out 2" in words  # the network, and the domain by its seconds
    assert "Many from one place · Confirmed within seconds" in words
    assert "Network 09090909" in words
    assert "120 signed 100% of them confirmed 100% of those within ten seconds" in words
    assert "A school, an office, a library or a mobile network looks like this." in words
    assert "120 120 100% 0" in words  # the hour, in the table
    assert "under 10 seconds 120 100%" in words
    assert "robots.example" in words


def test_an_analyst_sees_numbers_and_can_decide_nothing(petition: Petition) -> None:
    from_one_place(petition)
    client = analyst()

    words = read(client, tab(petition))

    assert "What stands out 2" in words
    assert ("Begin a rule" in words, "It is nothing" in words, "New rule" in words) == (False, False, False)
    assert "signer-" not in words
    crowd = Crowd.objects.filter(is_alert=True).first()
    assert client.post(tab(petition, "settled/"), {"crowd": crowd.pk if crowd else ""}).status_code == 403
    assert [client.get(tab(petition, "rules/")).status_code, client.post(tab(petition, "rules/")).status_code] == [
        403,
        403,
    ]


def test_what_was_settled_stands_out_no_more_until_it_is_put_back(petition: Petition) -> None:
    from_one_place(petition)
    client = moderator()
    crowd = Crowd.objects.get(kind="network")

    answer = client.post(tab(petition, "settled/"), {"crowd": crowd.pk})
    words = read(client, answer["location"])
    assert ("What stands out 1" in words, "Settled: it stands out no more." in words) == (True, True)
    assert Crowd.objects.get(kind="network").settled_by is not None
    assert client.post(tab(petition, "settled/"), {"crowd": crowd.pk}).status_code == 404

    client.post(tab(petition, "settled/"), {"crowd": crowd.pk, "back": ""})
    assert "What stands out 2" in read(client, tab(petition))
    assert actions() == ["organiser.fraud.settle", "organiser.fraud.reopen"]


def test_a_rule_that_is_begun_from_a_row_knows_its_network_and_hour(petition: Petition) -> None:
    from_one_place(petition)
    client = moderator()
    crowd = Crowd.objects.get(kind="network")

    screen = client.get(tab(petition, f"rules/?crowd={crowd.pk}")).content.decode()

    values = dict(re.findall(r'name="(network|since|until|within_s)" value="([^"]*)"', screen))
    local = timezone.localtime(an_hour_ago())
    assert values["network"] == "09" * 8
    assert (values["since"], values["until"]) == (f"{local:%Y-%m-%dT%H:%M}", f"{local + HOUR:%Y-%m-%dT%H:%M}")
    assert values["within_s"] == "10"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"domain": ""}, "Say what they have in common: fill in one of the fields at least."),
        ({"reason": ""}, "Choose why they are struck."),
        ({"network": "88.1.2.0"}, "This names no network."),
        ({"kind": "hold", "within_s": "9"}, "Those that wait for confirmation were not confirmed at all."),
    ],
)
def test_a_rule_that_says_too_little_is_not_begun(petition: Petition, fields: dict[str, str], sentence: str) -> None:
    answer = moderator().post(tab(petition, "rules/"), {**STRIKE, **fields})

    assert (answer.status_code, Rule.objects.count()) == (422, 0)
    assert sentence in text_of(answer.content.decode())


def test_from_dry_run_to_undone(petition: Petition) -> None:
    sign(petition, people(12, domain="robots.example"), at=an_hour_ago())
    sign(petition, people(28), at=an_hour_ago())
    client = moderator()

    rule = begun(petition, client)
    address = tab(petition, f"rules/{rule.pk}/")
    words = read(client, address)
    assert "Dry run: looking for what fits" in words
    assert "signer-" not in words
    work()
    words = read(client, address)
    assert "12 signatures fit. That is 30% of all that count. 40 were looked at." in words
    assert "This is a large part of your signatures." in words
    assert re.findall(r"signer-\d+@robots\.example", words) == [
        f"signer-{number}@robots.example" for number in (1, 2, 3, 4, 5, 8, 9, 10, 11, 12)
    ]
    assert Tally.objects.get().count == 40

    client.post(address, {"do": "apply"})
    assert "Being applied: 0 of 12" in read(client, address)
    work()
    assert Tally.objects.get().count == 28
    assert "12 signatures were struck." in read(client, address)

    client.post(address, {"do": "undo"})
    assert "Being undone: 0 of 12" in read(client, address)
    work()
    assert Tally.objects.get().count == 40
    assert "12 were put back into the count." in read(client, address)
    assert "Undone 12 12 12" in read(client, tab(petition))

    assert actions() == [
        "organiser.rule.begin",
        "organiser.signatures.look",
        "organiser.rule.apply",
        "organiser.rule.undo",
    ]
    look = ModelLogEntry.objects.get(action="organiser.signatures.look")
    assert look.data == {"what": "dry run of a rule", "rule": str(rule.pk)}


def test_cancelled_it_is_dropped_and_what_is_out_of_turn_is_refused(petition: Petition) -> None:
    client = moderator()
    rule = begun(petition, client)
    address = tab(petition, f"rules/{rule.pk}/")

    answer = client.post(address, {"do": "undo"}, follow=True)
    assert "The rule has moved on since you read it, so nothing was done." in text_of(answer.content.decode())
    client.post(address, {"do": "cancel"})

    assert "It was dropped before anything was done." in read(client, address)
    assert client.post(address, {"do": "destroy"}).status_code == 404
    assert actions() == ["organiser.rule.begin", "organiser.rule.cancel"]


def test_progress_is_seen_without_a_script_too(petition: Petition) -> None:
    client = moderator()
    rule = begun(petition, client)
    address = tab(petition, f"rules/{rule.pk}/")

    head = client.get(address).content.decode().partition("</head>")[0]
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in head
    work()
    assert "http-equiv" not in client.get(address).content.decode().partition("</head>")[0].replace("X-UA", "")


def test_a_rule_of_another_petition_is_not_there(petition: Petition) -> None:
    from tests import factories

    client = moderator()
    rule = begun(petition, client)
    other = factories.petition("sunday-library")

    assert client.get(tab(other, f"rules/{rule.pk}/")).status_code == 404


def test_a_signatures_history_names_the_rule(petition: Petition) -> None:
    (robot,) = sign(petition, people(1, domain="robots.example"), at=an_hour_ago())
    client = moderator()
    rule = begun(petition, client)
    work()
    rules.apply(Rule.objects.get(pk=rule.pk), at=timezone.now())
    work()

    words = read(client, f"/organiser/signatures/{petition.pk}/{robot.id}/")
    assert "Struck from the count: Not a person: a robot, or invented (mallory)" in words

    client.post(f"/organiser/signatures/{petition.pk}/{robot.id}/decisions/", {"decision": "reinstate"})
    rules.undo(Rule.objects.get(pk=rule.pk))
    work()
    assert (Rule.objects.get(pk=rule.pk).undone, Signature.objects.get(id=robot.id).state) == (0, "confirmed")


def _queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get(address)
    return len(asked)


def test_however_many_there_are_the_tab_asks_as_often(petition: Petition) -> None:
    client = moderator()
    from_one_place(petition, 100)
    begun(petition, client)
    with_one = _queries(client, tab(petition))

    for hours in (3, 5):
        sign(
            petition,
            people(100, begin=1000 * hours, domain="robots.example"),
            at=an_hour_ago() - hours * HOUR,
            network=SCHOOL,
        )
        Hour.objects.create(petition=petition, begins_at=an_hour_ago() - hours * HOUR, due_at=timezone.now())
        begun(petition, client)
    while gather.turn(at=timezone.now() + timedelta(seconds=1)):
        pass

    assert Crowd.objects.filter(is_alert=True).count() == 4
    assert _queries(client, tab(petition)) == with_one


def test_a_very_large_crowd_is_the_first_thing_to_do(petition: Petition) -> None:
    from_one_place(petition, 200)
    client = moderator()
    said = "1 large crowd came from one network: see whether it is fraud"

    assert said in read(client, f"/organiser/campaigns/{petition.pk}/")
    client.post(tab(petition, "settled/"), {"crowd": Crowd.objects.get(kind="network").pk})
    assert said not in read(client, f"/organiser/campaigns/{petition.pk}/")
