"""Taking in what came back: by whom it is believed, what it changes, and that a second time it changes nothing."""

from uuid import uuid4

import pytest
from django.conf import settings

from tests import factories
from tests.factories import NOW
from tests.mail import postroom
from tests.people import ROSA
from tests.returns import samples
from undersigned.mail import returned
from undersigned.mail.models import Letter
from undersigned.returns import figures, personal_data, refuse, take_in
from undersigned.returns.figures import Figures
from undersigned.returns.models import Return
from undersigned.returns.report import What
from undersigned.returns.take_in import NotOurs, Taken
from undersigned.signing import keyring
from undersigned.signing.models import Petition, Signature

pytestmark = pytest.mark.django_db


def _token(letter: Letter) -> str:
    return returned.mint(letter.id, key=settings.MASTER_KEYS.token)


def _taken(raw: bytes) -> Taken | NotOurs:
    return take_in.message(raw, key=settings.MASTER_KEYS.token, at=NOW)


def _reasons() -> list[str]:
    return [one.reason for one in refuse.of(keyring.mailbox(ROSA.email))]


def test_a_mailbox_that_is_not_there_gets_no_letter_any_more_and_its_signature_is_held(petition: Petition) -> None:
    letter = postroom.letter(petition, ROSA)

    assert _taken(samples.report(_token(letter))) == Taken(What.BOUNCE, held=1)
    assert _reasons() == ["bounce"]
    assert Signature.objects.get().hold_reason == "mail-bounce"


def test_a_complaint_stops_letters_and_leaves_what_was_confirmed(petition: Petition) -> None:
    rosa = factories.signature(petition, ROSA)
    letter = postroom.letter(petition, ROSA, kind="update")

    assert _taken(samples.complaint(_token(letter))) == Taken(What.COMPLAINT, held=0)
    assert _reasons() == ["complaint"]
    rosa.refresh_from_db()
    assert rosa.state == "confirmed"


@pytest.mark.parametrize("raw", [lambda token: samples.report(token, status="5.2.2"), samples.holiday])
def test_a_full_mailbox_and_a_holiday_stop_nothing(petition: Petition, raw: object) -> None:
    assert callable(raw)

    _taken(raw(_token(postroom.letter(petition, ROSA))))

    assert _reasons() == []
    assert Signature.objects.get().state == "pending"


def test_a_return_path_alone_is_enough(petition: Petition) -> None:
    letter = postroom.letter(petition, ROSA)
    to = f"bounces+{_token(letter)}@riverton.example"

    assert _taken(samples.report("nothing", to=to)) == Taken(What.BOUNCE, held=1)


def test_whoever_invents_a_bounce_stops_nobodys_letters(petition: Petition) -> None:
    letter = postroom.letter(petition, ROSA)
    forged = [returned.mint(letter.id, key=bytes(32)), letter.id.hex, "a" * 39]

    assert [_taken(samples.report(token)) for token in forged] == [NotOurs()] * 3
    assert _reasons() == []


def test_a_letter_that_is_forgotten_changes_nothing(petition: Petition) -> None:
    token = returned.mint(uuid4(), key=settings.MASTER_KEYS.token)

    assert _taken(samples.report(token)) == Taken(What.NOTHING)


def test_a_signature_that_is_gone_stops_nothing_and_is_counted(petition: Petition) -> None:
    letter = postroom.letter(petition, ROSA)
    Signature.objects.all().delete()

    assert _taken(samples.report(_token(letter))) == Taken(What.BOUNCE, held=0)
    assert Return.objects.count() == 1
    assert _reasons() == []


def test_taken_in_twice_it_is_counted_once(petition: Petition) -> None:
    letter = postroom.letter(petition, ROSA, kind="update")
    Letter.objects.update(update_id=5, state=Letter.State.SENT)

    for _ in range(2):
        _taken(samples.report(_token(letter)))
    _taken(samples.complaint(_token(letter)))

    assert figures.of([5, 6]) == {5: Figures(bounced=1, complained=1), 6: Figures(0, 0)}
    assert personal_data.export(petition.pk, letter.about) == [
        {"kind": kind, "at": NOW.isoformat()} for kind in ("bounce", "complaint")
    ]
    assert personal_data.erase(petition.pk, letter.about) == 2


def test_the_mail_servers_own_refusal_counts_as_a_bounce(
    campaign: Petition, mail_server: object, clock: object
) -> None:
    assert callable(mail_server)
    mail_server().unknown[ROSA.email] = "550 5.1.1 no such user"
    letter = postroom.letter(campaign, ROSA)
    postman = postroom.postman(clock)  # type: ignore[arg-type]  # the fixture's
    postman._on_refused = lambda letter_id, said: take_in.letter(letter_id, take_in.report.of_answer(said), at=NOW)

    postman.deliver()

    letter.refresh_from_db()
    assert letter.state == Letter.State.FAILED
    assert _reasons() == ["bounce"]
    assert Signature.objects.get().state == "held"
