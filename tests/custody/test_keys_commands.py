"""`undersigned keys …`, as an organisation types it, on this installation's own tables and a key folder of the test."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pytest_django import Settings
from wagtail.models import ModelLogEntry

from tests import factories
from tests.factories import NOW
from tests.people import ROSA, THEO
from undersigned.accounts import second_factor
from undersigned.accounts.models import SecondFactor
from undersigned.custody import reseal
from undersigned.keys_commands import keys as command
from undersigned.ledger.models import Entry
from undersigned.mail.models import Letter
from undersigned.signing import keyring, roll, rotate, search
from undersigned.signing.models import DataKey, IndexLayer, Petition, Signature, Tally
from undersigned.vault import keys as key_files
from undersigned.vault import sealing

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.KEYS_FOLDER, settings.MASTER_KEYS = tmp_path / "keys", key_files.load_or_make(tmp_path / "keys")
    return tmp_path / "keys"


@pytest.fixture
def campaign(folder: Path, db: None) -> Petition:
    return factories.petition()


def _run(*arguments: str, answer: str = "") -> Result:
    return CliRunner().invoke(command, arguments, input=answer)


def _said(*arguments: str, answer: str = "") -> list[str]:
    done = _run(*arguments, answer=answer)
    assert done.exit_code == 0, done.output
    return done.output.splitlines()


def _restarted(settings: Settings) -> None:
    settings.MASTER_KEYS = key_files.load_or_make(settings.KEYS_FOLDER)
    keyring.forget()


def _recorded() -> list[str]:
    return list(ModelLogEntry.objects.filter(action__startswith="organiser.keys").values_list("action", flat=True))


def test_check_says_that_all_is_well(campaign: Petition) -> None:
    factories.signature(campaign, ROSA)

    assert _said("check") == [
        "good   seal is whole, and for this user alone.",
        "good   index is whole, and for this user alone.",
        "good   token is whole, and for this user alone.",
        "good   django is whole, and for this user alone.",
        "good   /veto-hb-7259/: data key 1 opens, with 0 older.",
        "good   /veto-hb-7259/: its blind index is of version 1.",
    ]


def test_check_finds_another_installations_keys(campaign: Petition, settings: Settings, tmp_path: Path) -> None:
    settings.KEYS_FOLDER = tmp_path / "others"
    settings.MASTER_KEYS = key_files.load_or_make(tmp_path / "others")
    keyring.forget()

    done = _run("check")

    assert done.exit_code == 1
    assert done.output.splitlines()[-2:] == [
        "WRONG  /veto-hb-7259/: its data key fits none of these key files. They are another installation’s.",
        "WRONG  1 keys are not wrapped by the newest `seal`. Run: undersigned keys rotate seal --finish",
    ]


def test_check_finds_a_file_that_others_can_read_and_a_record_that_was_moved(campaign: Petition, folder: Path) -> None:
    rosa, theo = factories.signature(campaign, ROSA), factories.signature(campaign, THEO)
    Signature.objects.filter(petition=campaign, id=theo.id).update(sealed=rosa.sealed)
    (folder / "seal").chmod(0o644)

    done = _run("check")

    assert [line for line in done.output.splitlines() if line.startswith("WRONG")] == [
        f"WRONG  seal can be read by other users of this machine. Run: chmod go= {folder / 'seal'}",
        f"WRONG  /veto-hb-7259/: the signature {theo.id} does not open. It was altered, or moved.",
    ]


def test_check_finds_an_index_that_no_key_is_there_for(campaign: Petition) -> None:
    rosa = factories.signature(campaign, ROSA)
    Signature.objects.filter(petition=campaign, id=rosa.id).update(index_version=2)

    assert _run("check").output.splitlines()[-1] == (
        "WRONG  /veto-hb-7259/: signatures have a version of the blind index that no key is there for."
    )


def test_the_master_key_is_replaced_and_all_opens_before_and_after_a_restart(
    campaign: Petition, folder: Path, settings: Settings, django_user_model: type
) -> None:
    factories.signature(campaign, ROSA)
    rotate.begin_index(campaign, at=NOW)
    rotate.move_index(at=NOW)
    theo = django_user_model.objects.create_user("theo")  # type: ignore[attr-defined]
    secret = second_factor.new_secret()
    SecondFactor.objects.create(user=theo, secret=second_factor.seal(secret, user_id=theo.pk), last_step=0)
    before = roll.entries(campaign.pk, after=0, only_updates=False)
    wrapped = bytes(DataKey.objects.get().wrapped or b"")

    said = _said("rotate", "seal")

    assert said == [
        "Wrapped anew: 1 data keys, 1 index keys, 1 second factors.",
        f"The old key is {folder / 'seal.1'}. "
        "Backups of the database from before open with it alone: keep it for them.",
    ]
    assert bytes(DataKey.objects.get().wrapped or b"") != wrapped
    for _ in ("the process that was running", "after a restart"):
        keyring.forget()
        assert roll.entries(campaign.pk, after=0, only_updates=False) == before
        assert search.by_email(campaign.pk, ROSA.email) is not None
        assert second_factor.unseal(bytes(SecondFactor.objects.get().secret), user_id=theo.pk) == secret
        _restarted(settings)
    (folder / "seal.1").unlink()
    _restarted(settings)
    assert roll.entries(campaign.pk, after=0, only_updates=False) == before
    assert _run("check").exit_code == 0
    assert _recorded() == ["organiser.keys.seal"]


def test_what_was_interrupted_is_finished(campaign: Petition, folder: Path, settings: Settings) -> None:
    key_files.renew(folder, "seal")  # and killed
    _restarted(settings)
    assert _run("check").output.splitlines()[-1] == (
        "WRONG  1 keys are not wrapped by the newest `seal`. Run: undersigned keys rotate seal --finish"
    )

    assert _said("rotate", "seal", "--finish") == ["Wrapped anew: 1 data keys, 0 index keys, 0 second factors."]

    assert [path.name for path in key_files.older_files(folder, "seal")] == ["seal.1"]
    assert _run("check").exit_code == 0


def test_replacing_the_key_of_links_keeps_the_old_one_and_says_until_when(folder: Path, db: None) -> None:
    _said("rotate", "token")
    made = NOW.timestamp()
    os.utime(folder / "token", (made, made))

    line = next(line for line in _said("check") if "token.1" in line)

    until = (NOW + timedelta(days=730)).date()
    assert line == (
        "good   token.1 is whole, and for this user alone. "
        f"Links in letters that it signed work until {until}; keep it until then."
    )


def test_recovery_codes_outlive_the_key_that_they_were_hashed_by(
    folder: Path, settings: Settings, django_user_model: type
) -> None:
    theo = django_user_model.objects.create_user("theo")  # type: ignore[attr-defined]
    codes = second_factor.new_recovery_codes(theo)

    _said("rotate", "token")
    _restarted(settings)

    assert second_factor.passes(theo, codes[0], at=NOW)
    assert not second_factor.passes(theo, codes[0], at=NOW)


def test_the_desks_key_leaves_no_old_one(folder: Path, db: None) -> None:
    before = (folder / "django").read_text()

    _said("rotate", "django")

    assert (folder / "django").read_text() != before
    assert key_files.older_files(folder, "django") == []


def test_a_campaign_gets_a_new_data_key_and_check_says_how_far_it_is(campaign: Petition) -> None:
    factories.signature(campaign, ROSA)

    assert _said("rotate", "data", "veto-hb-7259")[0].startswith("/veto-hb-7259/ seals with key 2 from now on.")

    assert "good   /veto-hb-7259/: records are being sealed anew by key 2; 0 so far." in _said("check")
    while reseal.turn(at=NOW):
        pass
    assert "good   /veto-hb-7259/: data key 2 opens, with 1 older." in _said("check")
    assert _recorded() == ["organiser.keys.data"]


def test_a_campaigns_index_is_changed_and_check_says_how_far_it_is(campaign: Petition) -> None:
    factories.signature(campaign, ROSA)

    assert _said("rotate", "index", "veto-hb-7259")[0].startswith("/veto-hb-7259/ is being moved to version 2.")

    assert _said("check")[-1] == "good   /veto-hb-7259/: its blind index is being moved to version 2; 1 are left."
    assert _run("rotate", "index", "veto-hb-7259").exit_code == 1
    while rotate.move_index(at=NOW):
        pass
    assert _said("check")[-1] == "good   /veto-hb-7259/: its blind index is of version 2."


def test_destroying_asks_for_the_name_and_changes_nothing_before(campaign: Petition) -> None:
    factories.signature(campaign, ROSA)
    Petition.objects.update(published=False)

    for arguments, answer in ((("--dry-run",), ""), ((), "veto\n"), ((), "")):
        done = _run("destroy", "veto-hb-7259", *arguments, answer=answer)
        assert "1 sealed records of the kind “signature” of /veto-hb-7259/ can never be opened again." in done.output
        assert DataKey.objects.filter(wrapped__isnull=False).count() == 1


def test_a_campaign_that_can_still_be_signed_is_not_destroyed(campaign: Petition) -> None:
    done = _run("destroy", "veto-hb-7259", "--confirm", "veto-hb-7259")

    assert done.exit_code == 1
    assert "can still be signed or confirmed" in done.output
    assert DataKey.objects.filter(wrapped__isnull=False).count() == 1


def test_what_is_destroyed_opens_no_more_and_the_count_and_the_log_stay(campaign: Petition, settings: Settings) -> None:
    rosa, theo = factories.signature(campaign, ROSA), factories.signature(campaign, THEO)
    rotate.begin_index(campaign, at=NOW)
    rotate.move_index(at=NOW)
    sealed = bytes(rosa.sealed or b"")
    Petition.objects.update(published=False)
    entries = Entry.objects.count()
    Letter.objects.create(
        id=theo.id, petition_id=campaign.pk, about=theo.id, kind="confirm", serial=1, due_at=NOW, queued_at=NOW
    )

    said = _said("destroy", "veto-hb-7259", answer="veto-hb-7259\n")

    assert "Destroyed. 2 records were emptied." in said
    keyring.forget()
    with pytest.raises(sealing.CannotOpen):
        keyring.for_petition(campaign.pk).unseal("signature", rosa.id, sealed)
    assert set(Signature.objects.values_list("sealed", "blind_index", "state")) == {(None, None, "confirmed")}
    assert (Tally.objects.get().count, Entry.objects.count()) == (2, entries)
    assert (IndexLayer.objects.count(), Letter.objects.count()) == (0, 0)
    assert "good   /veto-hb-7259/: its keys were destroyed. The count and the log stay." in _said("check")
    assert _recorded() == ["organiser.keys.destroy"]


@pytest.mark.parametrize("arguments", [("rotate", "data"), ("rotate", "index"), ("destroy",)])
def test_a_name_that_no_campaign_has_is_told(arguments: tuple[str, ...], folder: Path, db: None) -> None:
    done = _run(*arguments, "nowhere")

    assert (done.exit_code, done.output) == (1, "Error: There is no campaign /nowhere/.\n")


def test_a_fresh_set_is_made_in_an_empty_folder_only(tmp_path: Path) -> None:
    assert _run("make", str(tmp_path / "new")).exit_code == 0
    before = (tmp_path / "new" / "seal").read_text()

    done = _run("make", str(tmp_path / "new"))

    assert (done.exit_code, done.output) == (
        1,
        f"Error: {tmp_path / 'new'} is not empty. Keys are never made over others.\n",
    )
    assert (tmp_path / "new" / "seal").read_text() == before


def test_a_backup_is_made_and_restored_with_a_passphrase(folder: Path, tmp_path: Path) -> None:
    _said("back-up", str(tmp_path / "keys.age"), answer="correct horse\ncorrect horse\n")

    _said("restore", str(tmp_path / "keys.age"), str(tmp_path / "back"), answer="correct horse\n")

    assert key_files.load_or_make(tmp_path / "back") == key_files.load_or_make(folder)
    assert _run("back-up", str(tmp_path / "keys.age")).output == f"Error: {tmp_path / 'keys.age'} is there already.\n"


def test_a_recipient_that_is_none_is_told(folder: Path, tmp_path: Path) -> None:
    done = _run("back-up", str(tmp_path / "keys.age"), "--recipient", "ssh-ed25519 AAAA")

    assert (done.exit_code, done.output) == (1, "Error: A recipient is like age1…, as `age-keygen` prints it.\n")
    assert not (tmp_path / "keys.age").exists()
