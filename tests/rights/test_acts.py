"""What Rosa does on her own page: done at once, noted, and told by a letter that nobody else has words in."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests import factories
from tests.people import ROSA
from tests.rights.post import text_of
from undersigned.mail.models import Letter, Stationery
from undersigned.rights import held
from undersigned.rights.acts import Hand
from undersigned.rights.models import Act
from undersigned.signing import keyring
from undersigned.signing.models import Petition, SealedTo, Signature, Wording
from undersigned.signing.submission import Correction
from undersigned.voices import offer
from undersigned.voices.models import Remark

pytestmark = pytest.mark.django_db
LAKE = "Friends of the Lake may email me."


def hand(rosa: Signature, *, at: Any = factories.NOW) -> Hand:
    return Hand(rosa.petition_id, rosa.id, language="en", at=at, new_id=uuid4)


def done(rosa: Signature) -> tuple[list[str], list[str]]:
    """What is noted of her, and the letters."""
    rosa.refresh_from_db()
    kinds = Letter.objects.filter(about=rosa.id).order_by("pk").values_list("kind", flat=True)
    return list(Act.objects.filter(signature_id=rosa.id).order_by("pk").values_list("kind", flat=True)), sorted(kinds)


def test_her_name_is_shown_and_hidden(rosa: Signature) -> None:
    assert hand(rosa).show_name()
    assert (done(rosa), rosa.shows_name) == ((["name-shown"], ["did-show"]), True)

    assert hand(rosa).hide_name()
    assert (done(rosa), rosa.shows_name) == ((["name-shown", "name-hidden"], ["did-hide", "did-show"]), False)


def test_what_is_so_already_is_no_act_and_no_letter(rosa: Signature) -> None:
    assert not hand(rosa).hide_name()
    assert not hand(rosa).take_remark_back()
    assert not hand(rosa).disagree("further_1")

    assert done(rosa) == ([], [])


def test_her_news_stop_and_what_waited_does_not_go_out(rosa: Signature) -> None:
    assert hand(rosa).stop_news()

    assert (done(rosa), rosa.wants_updates, rosa.state) == ((["news-stopped"], ["did-news"]), False, "confirmed")
    assert not hand(rosa).stop_news()


def test_who_has_not_confirmed_can_stop_news_too(petition: Petition) -> None:
    rosa = factories.signature(petition, ROSA, state=Signature.State.PENDING, wants_updates=True)

    assert hand(rosa).stop_news()
    assert (done(rosa), rosa.wants_updates) == ((["news-stopped"], ["did-news"]), False)


def test_her_remark_goes(rosa: Signature) -> None:
    offer.remark(
        petition_id=rosa.petition_id,
        signature_id=rosa.id,
        words="For the river.",
        shown_as="Rosa",
        may_publish=True,
        language="en",
        at=factories.NOW,
    )

    assert hand(rosa).take_remark_back()
    assert done(rosa) == (["remark-gone"], ["did-remark"])
    assert Remark.objects.count() == 0


def test_a_further_consent_is_taken_back_and_the_rest_stays(rosa: Signature) -> None:
    Wording.objects.update(statements={"sign": "I sign.", "further_1": LAKE, "further_2": "And these."})
    keys = keyring.for_petition(rosa.petition_id)
    record = keys.unseal("signature", rosa.id, bytes(rosa.sealed or b""))
    sealed = keys.seal("signature", rosa.id, {**record, "agreed": ["further_1", "further_2"]})
    Signature.objects.filter(id=rosa.id).update(sealed=sealed)
    found = held.of(rosa.petition_id, rosa.id)
    assert found is not None
    assert found.agreed == [("further_1", LAKE), ("further_2", "And these.")]

    assert hand(rosa).disagree("further_1")

    found = held.of(rosa.petition_id, rosa.id)
    assert found is not None
    assert found.agreed == [("further_2", "And these.")]
    assert done(rosa) == (["consent-gone"], ["did-consent"])


def test_a_consent_that_is_sealed_for_others_is_not_offered_to_be_taken_back(rosa: Signature) -> None:
    Wording.objects.update(statements={"sign": "I sign.", "further_1": LAKE})
    SealedTo.objects.create(petition=rosa.petition, recipients=["age1…"], since=factories.NOW)
    keyring.forget()
    keys = keyring.for_petition(rosa.petition_id)
    record = keys.unseal("signature", rosa.id, bytes(rosa.sealed or b""))
    sealed = keys.seal("signature", rosa.id, {**record, "agreed": ["further_1"]})
    Signature.objects.filter(id=rosa.id).update(sealed=sealed)

    found = held.of(rosa.petition_id, rosa.id)

    assert found is not None
    assert (found.agreed, found.signature["consent"]["further"]) == ([], ["further_1"])
    assert not hand(rosa).disagree("further_1")
    assert done(rosa) == ([], [])


def test_no_more_than_ten_letters_a_day_tell_of_it(rosa: Signature) -> None:
    for _ in range(6):
        hand(rosa).show_name()
        hand(rosa).hide_name()
    acts, letters = done(rosa)
    assert (len(acts), len(letters)) == (12, 10)

    hand(rosa, at=factories.NOW + timedelta(days=1, seconds=1)).show_name()
    assert len(done(rosa)[1]) == 11


def test_the_letter_says_what_was_done_and_nothing_that_anybody_typed(rosa: Signature) -> None:
    Stationery.objects.create(
        petition_id=rosa.petition_id,
        language="en",
        sender_name="Friends",
        sender_address="petition@example.org",
        ask="Veto HB 7259",
        slug="veto-hb-7259",
    )

    hand(rosa).correct(Correction("", "SW1A 1AA"))

    said = text_of(Letter.objects.get()).replace("=\r\n", "")
    assert "Subject: Changed, as you asked: Veto HB 7259" in said
    assert "What you corrected on your own page is stored." in said
    assert "/veto-hb-7259/mine" in said
    assert "SW1A" not in said
    assert ROSA.name not in said


def test_what_is_held_of_her_comes_from_every_room(rosa: Signature) -> None:
    hand(rosa).show_name()

    found = held.of(rosa.petition_id, rosa.id)

    assert found is not None
    assert {"signing", "mail", "rights"} <= set(found.rooms)
    assert (found.signature["name"], found.signature["email"]) == (ROSA.name, ROSA.email)
    assert found.signature["consent"]["shown"] == factories.STATEMENTS
    assert found.rooms["rights"] == [{"did": "name-shown", "at": factories.NOW.isoformat()}]
    assert [letter["kind"] for letter in found.rooms["mail"]] == ["did-show"]
