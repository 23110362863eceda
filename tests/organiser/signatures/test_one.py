"""One signature at the desk: everything that is known of it, what is decided about it, and the way back."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from tests import factories
from tests.factories import NOW
from tests.organiser import desk
from tests.people import INES, ROSA
from tests.voices.remarks import offered
from undersigned.mail.models import Letter
from undersigned.organiser.signatures import one as screen
from undersigned.public.models import Baked
from undersigned.signing.models import Petition, Signature, Tally
from undersigned.voices import moderate, offer, wall

pytestmark = [pytest.mark.django_db, pytest.mark.once]

State = Signature.State


@pytest.fixture
def deciding(db: None) -> Client:
    return desk.signed_in(desk.mallory("signing.view_signature", "signing.change_signature"))


@pytest.fixture
def rosa(petition: Petition) -> Signature:
    return factories.signature(petition, ROSA, wants_updates=True)


def where(signature: Signature, name: str = "signature") -> str:
    return reverse(f"organiser:{name}", args=[signature.petition_id, signature.id])


def decided(client: Client, signature: Signature, decision: str, **more: str) -> str:
    """What the screen says afterwards."""
    answer = client.post(where(signature, "signature_decisions"), {"decision": decision, **more}, follow=True)
    assert answer.redirect_chain == [(where(signature), 302)]
    return desk.text_of(answer.content.decode())


def state(of: Signature) -> str:
    return Signature.objects.get(id=of.id).state


def decisions() -> list[tuple[str, dict[str, str]]]:
    rows = ModelLogEntry.objects.filter(action__startswith="organiser.signature.").order_by("pk")
    return [(entry.action.rpartition(".")[2], entry.data) for entry in rows]


def test_everything_that_is_known_of_a_signer_is_shown(petition: Petition, deciding: Client, rosa: Signature) -> None:
    Signature.objects.filter(id=rosa.id).update(source="whatsapp", via="abcd2345")

    words = desk.text_of(deciding.get(where(rosa)).content.decode())

    for told in (
        ROSA.name,
        f"Email {ROSA.email}",
        f"Postcode {ROSA.postcode}",
        "Number 1",
        "Came by WhatsApp, the link of another signer",
        "Has brought 0 signatures",
        "wants news by email",
        "First name on the page not allowed",
        "Version 1 of the text, published on 2 March 2026.",
        factories.STATEMENTS["sign"],
    ):
        assert told in words


def test_what_has_happened_is_told_in_order_and_by_whom(petition: Petition, deciding: Client, rosa: Signature) -> None:
    letter = desk.letter(petition, state="sent")
    Letter.objects.filter(id=letter.id).update(about=rosa.id)
    desk.letter(petition)  # about somebody else
    decided(deciding, rosa, "strike", reason="false-name")
    decided(deciding, rosa, "reinstate")

    events = deciding.get(where(rosa)).context["events"]

    assert [(str(event.what), str(event.detail), event.by) for event in events] == [
        ("Signed", "", ""),
        ("Letter that asks to confirm", "sent", ""),
        ("Confirmed", "", ""),
        ("Struck from the count", "A false name", "mallory"),
        ("Put back into the count", "", "mallory"),
    ]


def test_a_signature_is_struck_with_a_reason_and_put_back(
    petition: Petition, deciding: Client, rosa: Signature
) -> None:
    assert "Struck. The count is one less" in decided(deciding, rosa, "strike", reason="double")
    assert (state(rosa), Tally.objects.get(petition=petition).count) == ("struck", 0)

    assert "Put back. The signature counts again" in decided(deciding, rosa, "reinstate")

    assert (state(rosa), Tally.objects.get(petition=petition).count) == ("confirmed", 1)
    assert decisions() == [
        ("strike", {"signature": str(rosa.id), "reason": "double"}),
        ("reinstate", {"signature": str(rosa.id)}),
    ]
    told = [entry.message for entry in ModelLogEntry.objects.filter(action="organiser.signature.strike")]
    assert told == ["Struck a signature: A double: the same person has signed with another address"]


def test_a_strike_without_a_reason_changes_nothing_and_says_what_to_do(deciding: Client, rosa: Signature) -> None:
    assert "Nothing was changed. Choose why" in decided(deciding, rosa, "strike", reason="")

    assert (state(rosa), decisions()) == ("confirmed", [])


@pytest.mark.parametrize("sent", [{}, {"decision": "erase"}, {"decision": "strike", "reason": "ugly"}])
def test_what_cannot_be_decided_is_refused(deciding: Client, rosa: Signature, sent: dict[str, str]) -> None:
    assert deciding.post(where(rosa, "signature_decisions"), sent).status_code == 400

    assert (state(rosa), decisions()) == ("confirmed", [])


def test_whoever_comes_second_is_told_that_it_has_changed(deciding: Client, rosa: Signature) -> None:
    decided(deciding, rosa, "strike", reason="double")

    assert "has changed since you read it" in decided(deciding, rosa, "strike", reason="nobody")

    assert [name for name, _data in decisions()] == ["strike"]


def test_what_waits_is_held_released_and_written_to_again(petition: Petition, deciding: Client) -> None:
    ines = factories.signature(petition, INES, state=State.PENDING)

    assert "Held. It is not counted" in decided(deciding, ines, "hold")
    assert state(ines) == "held"
    assert "The letter that asks to confirm is on its way." in decided(deciding, ines, "release")
    assert state(ines) == "pending"
    assert "No letter was sent: at most three" in decided(deciding, ines, "letter")
    Signature.objects.filter(id=ines.id).update(last_letter_at=timezone.now() - timedelta(hours=1))
    assert "is on its way again" in decided(deciding, ines, "letter")

    letters = Letter.objects.filter(about=ines.id).order_by("serial").values_list("kind", "serial", "state")
    assert list(letters) == [("confirm", 2, "waiting"), ("confirm", 3, "waiting")]
    assert [name for name, _data in decisions()] == ["hold", "release", "letter"]


def test_a_voice_goes_with_its_signature_and_comes_back_with_it(
    petition: Petition, deciding: Client, rosa: Signature
) -> None:
    Baked.objects.create(name=f"{petition.pk}:campaign", petition=petition, html="", version=1, baked_at=NOW)
    moderate.approve(offered(rosa), at=NOW)
    Baked.objects.update(is_stale=False)

    decided(deciding, rosa, "strike", reason="false-name")
    gone = (len(wall.approved(petition.pk)), Baked.objects.get().is_stale, offer.sweep())
    decided(deciding, rosa, "reinstate")

    assert gone == (0, True, 0)
    assert len(wall.approved(petition.pk)) == 1


def test_who_only_sees_is_offered_no_decision_and_can_make_none(rosa: Signature) -> None:
    seeing = desk.signed_in(desk.mallory("signing.view_signature"))

    page = seeing.get(where(rosa))
    answer = seeing.post(where(rosa, "signature_decisions"), {"decision": "strike", "reason": "double"})

    assert (page.status_code, answer.status_code) == (200, 403)
    assert "Strike from the count" not in page.content.decode()
    assert (state(rosa), decisions()) == ("confirmed", [])


def test_a_sample_and_one_who_has_left_are_shown_and_not_decided_on(petition: Petition, deciding: Client) -> None:
    sample = factories.signature(petition, ROSA, is_sample=True)
    gone = factories.signature(petition, INES, state=State.WITHDRAWN)
    Signature.objects.filter(id=gone.id).update(withdraw_reason="not-me")

    pages = [desk.text_of(deciding.get(where(one)).content.decode()) for one in (sample, gone)]

    assert ["Decide" in page for page in pages] == [False, False]
    assert "It stands for nobody." in pages[0]
    assert "Name destroyed" in pages[1]
    assert "the address's owner says that they never signed" in pages[1]


def test_a_record_that_cannot_be_opened_says_so(deciding: Client, rosa: Signature) -> None:
    Signature.objects.filter(id=rosa.id).update(sealed=b"\x01" + bytes(60))

    assert "The record was sealed with another key." in desk.text_of(deciding.get(where(rosa)).content.decode())


@pytest.mark.parametrize("name", ["signature", "signature_decisions"])
def test_one_of_another_petition_is_not_found_here(deciding: Client, rosa: Signature, name: str) -> None:
    library = factories.petition("sunday-library")
    address = reverse(f"organiser:{name}", args=[library.pk, rosa.id])

    answer = deciding.get(address) if name == "signature" else deciding.post(address, {"decision": "hold"})

    assert answer.status_code == (404 if name == "signature" else 302)
    assert (state(rosa), decisions()) == ("confirmed", [])


def test_a_database_that_is_busy_changes_nothing_and_says_so(
    deciding: Client, rosa: Signature, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> None:
        raise OperationalError("deadlock detected")

    monkeypatch.setitem(screen._DECIDE, "strike", busy)

    assert "so nothing was changed. Please try again." in decided(deciding, rosa, "strike", reason="double")
    assert (state(rosa), decisions()) == ("confirmed", [])
