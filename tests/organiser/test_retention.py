"""Retention at the desk: the calendar, the choice, the dry run, the deletion behind a typed name, the proof; papers."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from tests.organiser import desk
from tests.people import INES, ROSA
from tests.retention import signed
from undersigned.campaigns.models import CampaignPage
from undersigned.records import papers
from undersigned.retention import erase, policy
from undersigned.retention.models import Erasure, Policy, Promise
from undersigned.retention.terms import PRESETS, Terms
from undersigned.signing.models import Petition, Signature, Wording

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(autouse=True)
def _folders(settings: Any, tmp_path: Path) -> None:
    settings.DELIVERIES, settings.MAILBOX_ROOT = tmp_path / "deliveries", tmp_path / "mailbox"


@pytest.fixture
def petition() -> Petition:
    one: Petition = desk.campaign("Keep the library open", "library").petition
    return one


@pytest.fixture
def owner() -> Client:
    return desk.signed_in(User.objects.create_superuser("theo"))


def at(petition: Petition) -> str:
    return reverse("organiser:retention", args=[petition.pk])


def closed(petition: Petition) -> None:
    Petition.objects.filter(pk=petition.pk).update(closes_at=timezone.now() - timedelta(days=2))
    petition.refresh_from_db()


def read(client: Client, address: str) -> str:
    return desk.text_of(client.get(address).content.decode())


def test_a_new_campaign_says_what_signers_are_told_and_what_goes_when(petition: Petition, owner: Client) -> None:
    signed.by(petition, ROSA)
    closed(petition)

    said = read(owner, at(petition))

    day = petition.closes_at + timedelta(days=180) if petition.closes_at else None
    assert day is not None
    told = "This site deletes what it holds of you 180 days after the petition closes. The count stays."
    assert f"Signers are told: “{told}”" in said
    assert f"{day:%-d %b %Y} Signatures with all that belongs to them: names, addresses, remarks, packets 1" in said
    assert Wording.objects.get().statements["kept"] == told
    assert Promise.objects.get().terms == {"after_close": 180}


def test_a_choice_is_told_to_signers_at_once_and_no_draft_goes_with_it(petition: Petition, owner: Client) -> None:
    signed.by(petition, ROSA)
    page = CampaignPage.objects.get()
    page.title = "A draft of another title"
    page.save_revision()

    answer = owner.post(at(petition), {"do": "choose", "preset": "own", "after_close": "400", "after_delivery": "14"})

    assert answer.status_code == 302
    assert policy.of(petition) == Terms(400, 14)
    assert [wording.statements["kept"] for wording in Wording.objects.order_by("version")] == [
        "This site deletes what it holds of you 180 days after the petition closes. The count stays.",
        "This site deletes what it holds of you 14 days after the petition is closed and delivered. At the latest it"
        " does so 400 days after the close. The count stays.",
    ]
    assert [one.terms for one in Promise.objects.order_by("wording_version")] == [
        {"after_close": 180},
        {"after_close": 400, "after_delivery": 14},
    ]
    assert CampaignPage.objects.get().title == "Keep the library open"
    entry = ModelLogEntry.objects.get(action="organiser.retention.choose")
    assert entry.data == {"after_close": 400, "after_delivery": 14}


@pytest.mark.parametrize("preset", PRESETS)
def test_each_preset_can_be_chosen_and_is_ticked_afterwards(petition: Petition, owner: Client, preset: str) -> None:
    owner.post(at(petition), {"do": "choose", "preset": preset})

    assert policy.of(petition) == PRESETS[preset]
    assert owner.get(at(petition)).context["form"]["preset"].value() == preset


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"preset": "own"}, "Say after how many days at the latest."),
        ({"preset": "own", "after_close": "90", "addresses": "90"}, "They cannot go before the signature"),
        ({"preset": "own", "after_close": "0"}, "Ensure this value is greater than or equal to 1."),
        ({}, "This field is required."),
    ],
)
def test_days_that_make_no_sense_are_refused(petition: Petition, owner: Client, given: Any, said: str) -> None:
    answer = owner.post(at(petition), {"do": "choose", **given})

    assert answer.status_code == 422
    assert said in desk.text_of(answer.content.decode())
    assert Policy.objects.get().terms == {"after_close": 180}


def test_a_choice_never_deletes_at_once(petition: Petition, owner: Client) -> None:
    signed.by(petition, ROSA)
    closed(petition)

    answer = owner.post(at(petition), {"do": "choose", "preset": "count"})

    assert answer.status_code == 422
    assert "By this choice all that tells who has signed would be deleted at once" in desk.text_of(
        answer.content.decode()
    )
    assert Policy.objects.get().terms == {"after_close": 180}


@pytest.mark.parametrize("days", [700, 560], ids=["by the choice", "by what was promised before"])
def test_a_choice_that_closes_a_campaign_never_deletes_at_once(petition: Petition, owner: Client, days: int) -> None:
    signed.by(petition, ROSA)
    petition.texts.update(published_at=timezone.now() - timedelta(days=days))

    answer = owner.post(at(petition), {"do": "choose", "preset": "eci"})

    petition.refresh_from_db()
    assert (answer.status_code, petition.closes_at) == (422, None)
    assert Policy.objects.get().terms == {"after_close": 180}


def test_a_choice_may_close_a_campaign_whose_data_is_not_due_by_it(petition: Petition, owner: Client) -> None:
    signed.by(petition, ROSA)
    began = timezone.now() - timedelta(days=500)
    petition.texts.update(published_at=began)

    answer = owner.post(at(petition), {"do": "choose", "preset": "eci"})

    petition.refresh_from_db()
    assert (answer.status_code, petition.closes_at) == (302, began + timedelta(days=365))
    assert erase.by_date(at=timezone.now()) == 0


def test_deleting_asks_for_the_name_and_leaves_a_proof(petition: Petition, owner: Client, tmp_path: Path) -> None:
    signed.by(petition, ROSA, words="My children read there.")
    signed.by(petition, INES)
    signed.entered(tmp_path)
    closed(petition)

    dry = read(owner, f"{at(petition)}?dry-run=1")
    wrong = owner.post(at(petition), {"do": "delete", "slug": "libary"})
    untouched = Signature.objects.count()
    owner.post(at(petition), {"do": "delete", "slug": "library"})
    under_way = read(owner, at(petition))
    while erase.turn(at=timezone.now(), scrub=lambda: {"database": "none"}):
        Petition.objects.update(published=False)  # its page is no matter here
    done = read(owner, at(petition))

    assert "ledger_entry 2 mail_letter 2 signing_signature 2 voices_remark 1" in dry
    assert (wrong.status_code, untouched, Signature.objects.count()) == (422, 2, 0)
    assert "A deletion is under way" in under_way
    assert "0 of 7 rows" in under_way
    assert "Asked for by theo. The count was 2, and still is." in done
    assert "signing_signature 2 0 voices_remark 1 0" in done
    row = Erasure.objects.get()
    proof = owner.get(reverse("organiser:retention_proof", args=[petition.pk, row.pk, "json"]))
    assert json.loads(proof.content) == row.proof
    text = owner.get(reverse("organiser:retention_proof", args=[petition.pk, row.pk, "txt"]))
    assert "What stays: the count, 2." in text.content.decode()
    assert ModelLogEntry.objects.filter(action="organiser.retention.delete").count() == 1


def test_an_open_campaign_is_not_deleted(petition: Petition, owner: Client) -> None:
    signed.by(petition, ROSA)

    answer = owner.post(at(petition), {"do": "delete", "slug": "library"})

    assert answer.status_code == 422
    assert "People can still sign or confirm." in desk.text_of(answer.content.decode())
    assert Erasure.objects.count() == 0


def test_a_campaign_from_before_there_was_a_choice_says_so(owner: Client) -> None:
    petition = desk.campaign("Keep the pool open", "pool").petition
    signed.by(petition, ROSA)
    Policy.objects.all().delete()

    said = read(owner, at(petition))

    assert "Nothing of it is deleted by date until you choose." in said
    assert "no day yet: nothing is chosen" in said


@pytest.mark.parametrize("name", papers.NAMES)
def test_the_papers_are_read_and_downloaded(owner: Client, name: str) -> None:
    assert f"{reverse('organiser:paper', args=[name])}" in owner.get(reverse("organiser:papers")).content.decode()
    shown = owner.get(reverse("organiser:paper", args=[name]))
    file = owner.get(reverse("organiser:paper_file", args=[name, "md"]))
    page = owner.get(reverse("organiser:paper_file", args=[name, "html"]))

    assert "<h1>" in shown.content.decode()
    assert file["Content-Disposition"] == f'attachment; filename="{name}.md"'
    assert file.content.decode().startswith("# ")
    assert page.content.decode().startswith("<!doctype html>")
    assert owner.get(reverse("organiser:paper_file", args=[name, "exe"])).status_code == 404


def test_papers_that_are_not_there_are_not_found(owner: Client) -> None:
    assert owner.get(reverse("organiser:paper", args=["nothing"])).status_code == 404
