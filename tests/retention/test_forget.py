"""A person who is forgotten: looked for as bytes in every file and every table, and not found. Others are intact."""

from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone
from wagtail.models import Locale, Page

from tests.organiser import desk
from tests.people import INES, Person
from tests.retention import signed, traces
from undersigned.cli import main
from undersigned.fraud import rules
from undersigned.fraud.conditions import Conditions
from undersigned.fraud.models import Rule
from undersigned.fraud.rules import Asked
from undersigned.ledger import reading
from undersigned.ledger.models import Checkpoint
from undersigned.mail.mailbox import MailboxBackend
from undersigned.public import bake
from undersigned.public.models import Baked
from undersigned.retention.models import Erasure
from undersigned.signing import personal_data, search
from undersigned.signing.models import Petition, Signature, Tally
from undersigned.voices.models import Remark

COMMITTED = pytest.mark.django_db(transaction=True)

# Nine digits: five stand somewhere in a file by chance.
ZEPHYRINE = Person("Zephyrine Quillfeather", "zephyrine.quill@example.org", "97299-4417")
WORDS = "A marmalade lighthouse stood here."
VAR = Path(settings.MEDIA_ROOT).parent


@pytest.fixture(autouse=True)
def _root(db: None) -> None:
    """Tests that commit leave the tables empty behind them, also of the pages' root."""
    if Page.get_first_root_node() is None:
        Locale.objects.get_or_create(language_code="en")
        Page.add_root(instance=Page(title="Root", slug="root"))


def everywhere(petition: Petition) -> Signature:
    """She signs, remarks, is shown, is written to, and is in a packet. Her row."""
    at = timezone.now() - timedelta(hours=1)
    row = signed.by(petition, ZEPHYRINE, words=WORDS, wants_updates=True, shows_name=True, at=at)
    signed.by(petition, INES, words="I read here.", shows_name=True, at=at)
    MailboxBackend().send_messages([EmailMessage("Confirm", "To /library/", "us@example.org", [ZEPHYRINE.email])])
    CliRunner().invoke(main, ["log"])
    signed.packet(petition, settings.DELIVERIES, names=f"{ZEPHYRINE.name},{ZEPHYRINE.email},{ZEPHYRINE.postcode}")
    bake.campaign(desk_page(petition))
    return row


def desk_page(petition: Petition) -> object:
    from undersigned.campaigns.models import CampaignPage

    return CampaignPage.objects.get(petition=petition)


def _rule(petition: Petition, email: str) -> Rule:
    asked = Asked(Rule.Kind.STRIKE, Conditions(email=email), "nobody", "")
    return rules.begin(petition, asked, by=None, at=timezone.now())


def wanted(row: Signature, *more: bytes) -> dict[str, bytes]:
    hers = (bytes(row.sealed or b""), bytes(row.blind_index or b""), *more)
    return traces.of(
        ZEPHYRINE.name, "Zephyrine", "Quillfeather", ZEPHYRINE.email, ZEPHYRINE.postcode, WORDS, "marmalade", *hers
    )


@COMMITTED
def test_nothing_of_a_forgotten_person_is_found_and_others_are_intact() -> None:
    petition: Petition = desk.campaign("Keep the library open", "library").petition
    row = everywhere(petition)
    ines = search.by_email(petition.pk, INES.email)
    assert ines is not None
    named, other = _rule(petition, ZEPHYRINE.email), _rule(petition, INES.email)
    hers, before = wanted(row, bytes(named.sealed)), personal_data.export(petition.pk, ines)
    found = {hit.partition(":")[0].partition("/")[0] for hit in traces.hits(hers, VAR)}

    told = CliRunner().invoke(main, ["forget", "--dry-run"], input=f"{ZEPHYRINE.email}\n")
    still = Signature.objects.filter(state="confirmed").count()
    done = CliRunner().invoke(main, ["forget", "--yes"], input=f"{ZEPHYRINE.email.upper()}\n")

    assert {"deliveries", "mailbox", "fraud_rule", "public_baked", "signing_signature"} <= found
    assert (told.exit_code, done.exit_code, still) == (0, 0, 2), done.output
    assert "    voices_remark: 1" in told.output
    assert traces.hits(hers, VAR) == []
    assert "    fraud_rule: 1" in done.output
    assert rules.opened(Rule.objects.get(pk=other.pk)).conditions.email == INES.email
    assert Signature.objects.get().id == ines
    assert personal_data.export(petition.pk, ines) == before
    assert Remark.objects.get().signature_id == ines
    assert "Inês" in Baked.objects.get(name=f"{petition.pk}:campaign").html
    tally = Tally.objects.get(petition=petition)
    newest = Checkpoint.objects.filter(petition_id=petition.pk).order_by("-size").first()
    assert newest is not None
    assert (tally.count, tally.confirmed, tally.withdrawn, newest.count) == (1, 2, 1, 1)


@COMMITTED
def test_a_campaigns_people_go_and_its_count_stays() -> None:
    petition: Petition = desk.campaign("Keep the library open", "library").petition
    row = everywhere(petition)
    other: Petition = desk.campaign("Keep the pool open", "pool").petition
    signed.by(other, INES)
    Petition.objects.filter(pk=petition.pk).update(closes_at=timezone.now() - timedelta(days=2))
    hers = wanted(row)

    refused = CliRunner().invoke(main, ["forget", "--everything", "--campaign", "library"], input="pool\n")
    done = CliRunner().invoke(main, ["forget", "--everything", "--campaign", "library", "--yes"])

    assert (refused.exit_code, done.exit_code) == (0, 0), done.output
    assert "What stays: the count, 2. Of 2 confirmed, 0 withdrew, 0 were struck." in done.output
    assert traces.hits(hers, VAR) == []
    assert Signature.objects.get().petition_id == other.pk
    proof = Erasure.objects.get().proof
    assert set(proof["left"].values()) == {0}
    assert proof["log"]["checkpoint"] == reading.checkpoint(petition.uuid)


@pytest.mark.django_db
def test_an_open_campaign_is_not_emptied() -> None:
    petition: Petition = desk.campaign("Keep the library open", "library").petition
    signed.by(petition, INES)

    said = CliRunner().invoke(main, ["forget", "--everything", "--campaign", "library", "--yes"])

    assert said.exit_code == 1
    assert "People can still sign" in said.output
    assert Signature.objects.count() == 1
