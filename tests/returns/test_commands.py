"""The commands: a pipe that takes in what came back, a mailbox looked up, records checked."""

import pytest
from click.testing import CliRunner
from django.conf import settings

from tests.mail import postroom
from tests.people import ROSA
from tests.returns import samples
from undersigned.cli import main
from undersigned.mail import returned
from undersigned.returns import refuse
from undersigned.signing import keyring
from undersigned.signing.models import Petition

pytestmark = pytest.mark.django_db


def _run(*arguments: str, given: bytes = b"", code: int = 0) -> str:
    done = CliRunner().invoke(main, arguments, input=given)
    assert done.exit_code == code, done.output
    return done.output


def _reasons() -> list[str]:
    return [one.reason for one in refuse.of(keyring.mailbox(ROSA.email))]


def test_what_the_mail_server_pipes_in_is_taken_in(petition: Petition) -> None:
    letter = postroom.letter(petition, ROSA)
    token = returned.mint(letter.id, key=settings.MASTER_KEYS.token)

    assert _run("bounce", given=samples.report(token)).endswith("Taken in: bounce.\n")
    assert _reasons() == ["bounce"]


@pytest.mark.parametrize("given", [b"", b"\xff\x00", samples.report("a" * 39)])
def test_what_is_not_ours_changes_nothing_and_is_no_fault(petition: Petition, given: bytes) -> None:
    assert _run("bounce", given=given) == "Not ours.\n"
    assert _reasons() == []


def test_whoever_keeps_the_server_looks_a_mailbox_up_stops_it_and_lets_it_go(petition: Petition) -> None:
    assert _run("mailbox", ROSA.email) == "Letters go there.\n"
    assert "an organiser stopped its letters" in _run("mailbox", ROSA.email, "--stop")
    assert _reasons() == ["organiser"]
    assert _run("mailbox", "ROSA+x@Example.org", "--allow") == "Letters go there.\n"
    assert _reasons() == []


def test_an_address_that_nobody_can_have_is_not_looked_up(petition: Petition) -> None:
    said = _run("check-mail", "--sender", "petition@example.org", code=1)

    assert "petition@example.org, by " in said
    assert "Nobody can have the address" in said
