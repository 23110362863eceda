"""The gate at the desk: administrators see the alarms, let letters go, let networks in, ask everybody for work."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from tests import factories
from tests.organiser import desk
from tests.people import ROSA
from undersigned.signing import decide
from undersigned.signing.models import Petition, Signature
from undersigned.watch import orders, ratio
from undersigned.watch.models import Alarm, Asking, Guest

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def ines(db: None) -> Client:
    return desk.signed_in(User.objects.create_superuser("ines"))


@pytest.fixture
def alarm(petition: Petition) -> Alarm:
    """Rosa's signature is held for it."""
    made = Alarm.objects.create(
        kind="domain", key=ratio.of_domain("example.org"), name="example.org", since=timezone.now(), letters=61,
        confirmed=2,
    )  # fmt: skip
    rosa = factories.signature(petition, ROSA, state="pending", at=timezone.now())
    decide.hold_all(petition.pk, [rosa.id], reason=made.hold_reason)
    return made


def told(client: Client, **posted: str) -> str:
    return desk.text_of(client.post(reverse("organiser:gate"), posted, follow=True).content.decode())


def actions() -> list[str]:
    return list(ModelLogEntry.objects.order_by("pk").values_list("action", flat=True))


def day(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def test_an_alarm_is_seen_on_the_front_page_and_at_the_gate_and_let_go(ines: Client, alarm: Alarm) -> None:
    assert "Letters to one place have been stopped" in desk.text_of(ines.get("/organiser/").content.decode())
    page = desk.text_of(ines.get(reverse("organiser:gate")).content.decode())
    assert "Mailboxes at example.org" in page
    assert "2 of 61 letters were answered" in page
    assert "1 signature is held." in page

    said = told(ines, do="release", alarm=str(alarm.pk))

    assert "Letters go there again. 1 signature goes on, with its letter." in said
    assert Signature.objects.get().state == "pending"
    assert actions() == ["organiser.gate.release"]
    assert "somebody was quicker" in told(ines, do="release", alarm=str(alarm.pk))
    assert "have been stopped" not in ines.get("/organiser/").content.decode()


def test_a_held_signature_says_which_kind_of_alarm_it_waits_for(ines: Client, alarm: Alarm) -> None:
    row = Signature.objects.get()

    page = ines.get(reverse("organiser:signature", args=[row.petition_id, row.id])).content.decode()

    assert "Hardly anybody answers the letters" in desk.text_of(page)


def test_a_network_is_let_in_for_some_days_and_sent_away(ines: Client, petition: Petition) -> None:
    assert "Let in." in told(ines, do="let-in", network="88.1.2.3/24", until=day(2), note="Town hall")
    guest = Guest.objects.get()
    assert (guest.network, guest.note, guest.added_by_id) == ("88.1.2.0/24", "Town hall", User.objects.get().pk)
    assert orders.read(at=timezone.now()).guests == ["88.1.2.0/24"]
    assert orders.read(at=timezone.now() + timedelta(days=4)).guests == []

    assert "The usual limits hold for that network again." in told(ines, do="send-away", guest=str(guest.pk))
    assert Guest.objects.count() == 0
    assert actions() == ["organiser.gate.let-in", "organiser.gate.send-away"]


@pytest.mark.parametrize(
    ("network", "until", "problem"),
    [
        ("10.0.0.1", 1, "Enter an address of the internet"),
        ("88.0.0.0/8", 1, "Enter an address of the internet"),
        ("the town hall", 1, "Enter an address of the internet"),
        ("88.1.2.3", -1, "Choose a day from today on"),
        ("88.1.2.3", 31, "Choose a day from today on"),
    ],
)
def test_what_is_no_event_is_not_let_in(ines: Client, network: str, until: int, problem: str) -> None:
    answer = ines.post(reverse("organiser:gate"), {"do": "let-in", "network": network, "until": day(until)})

    assert answer.status_code == 422
    assert problem in desk.text_of(answer.content.decode())
    assert Guest.objects.count() == 0


def test_everybody_is_asked_for_work_and_no_more(ines: Client, petition: Petition) -> None:
    asked = {"do": "ask", "petition": str(petition.pk)}

    assert "Within seconds every signer of it" in told(ines, **asked, until=day(1))
    told(ines, **asked, until=day(3))
    (asking,) = Asking.objects.all()
    assert orders.read(at=timezone.now() + timedelta(days=2)).asking == frozenset({petition.pk})

    told(ines, do="ask-no-more", asking=str(asking.pk))
    assert orders.read(at=timezone.now()).asking == frozenset()
    assert actions() == ["organiser.gate.ask", "organiser.gate.ask", "organiser.gate.ask-no-more"]


def test_a_petition_that_asks_by_itself_is_told_and_an_organiser_ends_it(ines: Client, petition: Petition) -> None:
    asking = Asking.objects.create(petition=petition, until=timezone.now() + timedelta(hours=1), limit=600, usual=40)
    assert "One petition gets far more forms than it is used to" in desk.text_of(
        ines.get("/organiser/").content.decode()
    )
    page = desk.text_of(ines.get(reverse("organiser:gate")).content.decode())
    assert "By itself, since more than 600 forms came within an hour; usually there are 40." in page

    told(ines, do="ask-no-more", asking=str(asking.pk))

    asking.refresh_from_db()
    assert asking.declined_at is not None
    assert asking.until == asking.declined_at
    assert orders.read(at=timezone.now()).asking == frozenset()
    assert "far more forms" not in ines.get("/organiser/").content.decode()
    assert "By itself" not in ines.get(reverse("organiser:gate")).content.decode()
    assert actions() == ["organiser.gate.ask-no-more"]


def test_what_an_organiser_orders_takes_the_place_of_what_began_by_itself(ines: Client, petition: Petition) -> None:
    now = timezone.now()
    Asking.objects.create(petition=petition, until=now, limit=600, usual=40, declined_at=now)

    told(ines, do="ask", petition=str(petition.pk), until=day(1))

    (asking,) = Asking.objects.all()
    assert (asking.limit, asking.usual, asking.declined_at) == (None, None, None)


@pytest.mark.parametrize("posted", [{}, {"do": "open"}])
def test_nothing_else_can_be_done(ines: Client, posted: dict[str, str]) -> None:
    assert ines.post(reverse("organiser:gate"), posted).status_code == 400


def test_an_organiser_of_campaigns_does_not_come_here(petition: Petition) -> None:
    client = desk.signed_in(desk.theo())

    assert client.get(reverse("organiser:gate")).status_code == 403
    assert client.post(reverse("organiser:gate"), {"do": "release"}).status_code == 403
