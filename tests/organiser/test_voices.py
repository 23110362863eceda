"""The queue of voices: what it shows, what a decision does, what it refuses."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import ModelLogEntry

from tests import factories
from tests.factories import NOW, signature
from tests.organiser import desk
from tests.people import INES, MALLORY, ROSA, crowd
from tests.voices.remarks import offered
from undersigned.signing import samples as sample_signers
from undersigned.signing.models import Petition, Signature
from undersigned.voices import moderate, samples
from undersigned.voices.models import Remark

QUEUE = "/organiser/voices/"
DECISIONS = "/organiser/voices/decisions/"
NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def theo(db: None) -> Client:
    return desk.signed_in(desk.theo())


def _shown(client: Client, query: str = "") -> list[str]:
    """The names under the words on the screen, from the top."""
    html = client.get(QUEUE + query).content.decode()
    return re.findall(r'class="voice-by" id="[^"]+">([^<]*)<', html)


def _seen(*remarks: Remark) -> dict[str, str]:
    return {f"seen-{remark.id}": f"{remark.state} {remark.offered_at.isoformat()}" for remark in remarks}


def _decide(client: Client, decision: str, remark: Remark, **more: str) -> Any:
    return client.post(DECISIONS, {"one": f"{decision} {remark.id}", **_seen(remark), **more})


def _told(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def _logged() -> list[tuple[str, str, str]]:
    return [
        (entry.user.get_username(), entry.action, entry.label)
        for entry in ModelLogEntry.objects.filter(action__startswith="organiser.").order_by("id")
    ]


# Reading ----------------------------------------------------------------------------------------------------


def test_the_oldest_voice_waits_on_top(theo: Client, petition: Petition) -> None:
    offered(signature(petition, ROSA), shown_as="Rosa", at=NOW + timedelta(minutes=1))
    offered(signature(petition, INES), shown_as="Inês", at=NOW)

    assert _shown(theo) == ["Inês", "Rosa"]


def test_a_card_says_all_that_a_decision_needs(theo: Client, petition: Petition) -> None:
    offered(signature(petition, ROSA), words="My children\nread there.", may_publish=False)

    text = desk.text_of(theo.get(QUEUE).content.decode())

    card = text[text.index("Select the voice") :]
    assert card.startswith(
        "Select the voice of Rosa, Riverton My children read there. Rosa, Riverton Governor, veto HB 7259"
        " written 2 March 2026, 09:30 Not for publication: only for the packet Keep for the packet Decline"
    )


def test_without_permission_there_is_no_button_to_approve(theo: Client, petition: Petition) -> None:
    refused = offered(signature(petition, ROSA), may_publish=False)
    allowed = offered(signature(petition, INES))

    html = theo.get(QUEUE).content.decode()

    assert f'value="approve {allowed.id}"' in html
    assert f'value="approve {refused.id}"' not in html


def test_samples_are_told_from_people(theo: Client, petition: Petition) -> None:
    sample_signers.add(petition, number=1, at=NOW)
    samples.add(petition, [{"words": "Sample words.", "shown_as": "Sample A"}], NOW)

    text = desk.text_of(theo.get(f"{QUEUE}?state=approved").content.decode())

    assert "1 sample" not in text
    assert "decided 2 March 2026, 09:30 Sample May be published Hold Decline Reopen" in text


def test_words_are_shown_and_never_run(theo: Client, petition: Petition) -> None:
    offered(signature(petition, MALLORY), words="<script>alert(1)</script> and so on")

    html = theo.get(QUEUE).content.decode()

    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; and so on" in html


def test_what_cannot_be_opened_cannot_be_approved(theo: Client, petition: Petition) -> None:
    rosa, ines = offered(signature(petition, ROSA)), offered(signature(petition, INES))
    Remark.objects.filter(id=rosa.id).update(sealed=bytes(ines.sealed))

    html = theo.get(QUEUE).content.decode()

    assert "These words cannot be opened" in html
    assert f'value="approve {rosa.id}"' not in html
    assert f'value="decline {rosa.id}"' in html


def test_a_withdrawn_signature_is_pointed_out(theo: Client, petition: Petition) -> None:
    rosa = signature(petition, ROSA)
    remark = offered(rosa)
    Signature.objects.filter(id=rosa.id).update(state=Signature.State.WITHDRAWN)

    html = theo.get(QUEUE).content.decode()

    assert "The signature does not stand any more" in html
    assert f'value="approve {remark.id}"' not in html


def test_the_list_is_filtered_by_state_and_campaign(theo: Client, petition: Petition) -> None:
    library = factories.petition("sunday-library")
    offered(signature(petition, ROSA), shown_as="Rosa")
    moderate.decline(offered(signature(petition, INES), shown_as="Inês"), at=NOW)
    offered(signature(library, MALLORY), shown_as="Mallory", at=NOW + timedelta(minutes=1))

    assert _shown(theo) == ["Rosa", "Mallory"]
    assert _shown(theo, f"?petition={library.pk}") == ["Mallory"]
    assert _shown(theo, "?state=declined") == ["Inês"]
    assert _shown(theo, f"?state=declined&petition={library.pk}") == []
    tabs = re.findall(r'href="\?state=(\w+)"[^>]*>([^<]+)<span[^>]*>(\d+)', theo.get(QUEUE).content.decode())
    assert tabs == [
        ("waiting", "Waiting ", "2"),
        ("held", "Held ", "0"),
        ("approved", "On the page ", "0"),
        ("declined", "Declined ", "1"),
    ]


def test_decided_voices_begin_with_the_newest_decision(theo: Client, petition: Petition) -> None:
    for minutes, person in enumerate((ROSA, INES)):
        remark = offered(signature(petition, person), shown_as=person.first_name)
        moderate.hold(remark, at=NOW + timedelta(minutes=minutes))

    assert _shown(theo, "?state=held") == ["Inês", "Rosa"]


@pytest.mark.parametrize("query", ["?state=gone", "?petition=x", "?petition=999999", "?petition=-1"])
def test_what_cannot_be_is_not_found(theo: Client, petition: Petition, query: str) -> None:
    assert theo.get(QUEUE + query).status_code == 404


def test_an_empty_queue_says_so(theo: Client, petition: Petition) -> None:
    assert "Nothing waits for a decision" in theo.get(QUEUE).content.decode()
    assert "No voices here" in theo.get(f"{QUEUE}?state=held").content.decode()


def test_a_long_queue_has_pages(theo: Client, petition: Petition) -> None:
    for minutes, person in enumerate(crowd(21)):
        offered(signature(petition, person), shown_as=f"Signer {'abcdefghijklmnopqrstu'[minutes]}", at=_at(minutes))

    assert _shown(theo)[0] == "Signer a"
    assert len(_shown(theo)) == 20
    assert _shown(theo, "?p=2") == ["Signer u"]
    assert _shown(theo, "?p=99") == ["Signer u"]


def test_more_voices_take_no_more_queries(theo: Client, petition: Petition) -> None:
    offered(signature(petition, ROSA))
    theo.get(QUEUE)  # the campaign's keys are opened, Wagtail's own caches are filled
    with CaptureQueriesContext(connection) as one:
        theo.get(QUEUE)
    offered(signature(petition, INES))
    offered(signature(petition, MALLORY))
    with CaptureQueriesContext(connection) as three:
        theo.get(QUEUE)

    assert (len(one), len(three)) == (14, 14)
    assert len([query for query in three if "voices_remark" in query["sql"]]) == 3  # by state, the page, the badge


# Deciding ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("decision", "state", "sentence"),
    [
        ("approve", "approved", "1 voice is on the page."),
        ("hold", "held", "1 voice is held."),
        ("decline", "declined", "1 voice is declined."),
    ],
)
def test_a_decision_is_kept_told_and_logged(
    theo: Client, petition: Petition, decision: str, state: str, sentence: str
) -> None:
    remark = offered(signature(petition, ROSA))

    response = _decide(theo, decision, remark, petition=str(petition.pk))

    assert (response.status_code, response["Location"]) == (302, f"{QUEUE}?state=waiting&petition={petition.pk}")
    remark.refresh_from_db()
    assert remark.state == state
    assert desk.just_now(remark.decided_at)
    assert sentence in theo.get(QUEUE).content.decode()
    assert _logged() == [("theo", f"organiser.voice.{decision}", "Governor, veto HB 7259")]


def test_undo_brings_the_voice_back_once(theo: Client, petition: Petition) -> None:
    remark = offered(signature(petition, ROSA))
    _decide(theo, "decline", remark)
    bar = theo.get(QUEUE).content.decode()
    fields = dict(re.findall(r'name="((?:seen-|remark)[^"]*)" value="([^"]+)"', bar))

    response = theo.post(DECISIONS, {**fields, "many": "reopen"})

    remark.refresh_from_db()
    assert (remark.state, remark.decided_at) == ("waiting", None)
    assert _told(response) == ["1 voice waits again."]
    assert [action for _, action, _ in _logged()] == ["organiser.voice.decline", "organiser.voice.reopen"]
    assert "desk-undo" not in theo.get(QUEUE).content.decode()


def test_undo_does_not_undo_what_a_colleague_has_decided_since(theo: Client, petition: Petition) -> None:
    remark = offered(signature(petition, ROSA))
    moderate.decline(remark, at=NOW)
    seen = _seen(remark)
    moderate.approve(remark, at=NOW)

    response = theo.post(DECISIONS, {"many": "reopen", "remark": str(remark.id), **seen})

    assert Remark.objects.get().state == "approved"
    assert _told(response) == ["1 voice has changed since you read it, so nothing was decided. Please read it again."]


def test_words_that_changed_after_reading_are_not_approved(theo: Client, petition: Petition) -> None:
    mallory = signature(petition, MALLORY)
    read = offered(mallory, words="A kind remark.")
    offered(mallory, words="Something else.", at=NOW + timedelta(minutes=1))

    response = _decide(theo, "approve", read)

    assert Remark.objects.get().state == "waiting"
    assert _told(response) == ["1 voice has changed since you read it, so nothing was decided. Please read it again."]
    assert _logged() == []


def test_a_forged_approval_without_permission_does_nothing(theo: Client, petition: Petition) -> None:
    remark = offered(signature(petition, ROSA), may_publish=False)

    response = _decide(theo, "approve", remark)

    assert Remark.objects.get().state == "waiting"
    assert _told(response) == ["1 voice was not approved: its signer has not allowed publication."]


def test_a_forged_approval_after_a_withdrawal_does_nothing(theo: Client, petition: Petition) -> None:
    rosa = signature(petition, ROSA)
    remark = offered(rosa)
    Signature.objects.filter(id=rosa.id).update(state=Signature.State.WITHDRAWN)

    response = _decide(theo, "approve", remark)

    assert Remark.objects.get().state == "waiting"
    assert _told(response) == ["1 voice was not approved: its signature does not stand any more."]


def test_many_are_decided_at_once_and_each_by_its_own_right(theo: Client, petition: Petition) -> None:
    rosa, ines = offered(signature(petition, ROSA)), offered(signature(petition, INES))
    silent = offered(signature(petition, MALLORY), may_publish=False)
    chosen = [str(remark.id) for remark in (rosa, ines, silent)]

    response = theo.post(DECISIONS, {"many": "approve", "remark": chosen, **_seen(rosa, ines, silent)})

    assert dict(Remark.objects.values_list("id", "state")) == {
        rosa.id: "approved",
        ines.id: "approved",
        silent.id: "waiting",
    }
    assert _told(response) == ["1 voice was not approved: its signer has not allowed publication."]
    assert "2 voices are on the page." in theo.get(QUEUE).content.decode()


def test_a_button_of_one_card_leaves_the_ticked_ones_alone(theo: Client, petition: Petition) -> None:
    rosa, ines = offered(signature(petition, ROSA)), offered(signature(petition, INES))

    theo.post(DECISIONS, {"one": f"decline {rosa.id}", "remark": str(ines.id), **_seen(rosa, ines)})

    assert dict(Remark.objects.values_list("id", "state")) == {rosa.id: "declined", ines.id: "waiting"}


def test_nothing_selected_is_said(theo: Client, petition: Petition) -> None:
    assert _told(theo.post(DECISIONS, {"many": "approve"})) == ["No voice was selected."]


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({}, 400),
        ({"one": "publish x"}, 400),
        ({"one": "approve not-an-id"}, 404),
        ({"one": f"approve {NOBODY}"}, 404),
        ({"many": "approve", "remark": NOBODY}, 404),
        ({"many": "approve", "petition": "x"}, 404),
    ],
)
def test_nonsense_is_refused(theo: Client, petition: Petition, sent: dict[str, str], status: int) -> None:
    assert theo.post(DECISIONS, sent).status_code == status


def _at(minutes: int) -> Any:
    return NOW + timedelta(minutes=minutes)
