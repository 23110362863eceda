"""How long data is kept, in a campaign's folder: chosen before it is promised, written back, and never a deletion."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from tests.campaigns.folder.folders import CAMPAIGN, altered, complete
from tests.campaigns.folder.test_loading import refused
from tests.factories import signature
from tests.people import ROSA
from undersigned.campaigns import folder as folders
from undersigned.campaigns.models import CampaignPage
from undersigned.retention import policy
from undersigned.retention.models import Policy, Promise
from undersigned.retention.terms import DEFAULT, PRESETS, Terms
from undersigned.signing.models import Petition, Signature, Wording

pytestmark = pytest.mark.django_db


def keeping(parent: Path, *lines: str, name: str = "sundays") -> Path:
    table = "\n".join(["", "[retention]", *lines, ""])
    return complete(parent, name=name, campaign=CAMPAIGN + table)


@pytest.mark.parametrize(
    ("lines", "terms"),
    [
        *(((f'preset = "{name}"',), terms) for name, terms in PRESETS.items()),
        (("after_close = 90",), Terms(90)),
        (("after_close = 90", "after_delivery = 7", "addresses = 400"), Terms(90, 7, addresses=400)),
    ],
)
def test_what_a_folder_says_is_promised_from_the_first_signature_on(
    tmp_path: Path, lines: tuple[str, ...], terms: Terms
) -> None:
    folder = keeping(tmp_path, *lines)

    loaded = folders.load(folder)
    again = folders.load(folder)

    petition = loaded.page.petition
    assert policy.of(petition) == terms
    assert [(one.wording_version, one.terms) for one in Promise.objects.all()] == [(1, terms.stored())]
    assert (loaded.changed, again.changed, Petition.objects.count()) == (True, False, 1)
    folders.dump("sundays", tmp_path / "copy")
    assert folders.load(tmp_path / "copy").changed is False
    text = (tmp_path / "copy" / "campaign.toml").read_text()
    assert ("\n".join(["[retention]", *lines]) in text) is (terms != DEFAULT)


def test_a_folder_that_does_not_say_leaves_it_as_it_is(tmp_path: Path) -> None:
    petition = folders.load(complete(tmp_path)).page.petition
    policy.choose(petition, Terms(30))

    folders.load(altered(tmp_path / "sundays", "target = 500", "target = 600"))

    assert policy.of(petition) == Terms(30)


def test_a_change_is_published_with_it_and_binds_who_signs_from_then_on(tmp_path: Path) -> None:
    petition = folders.load(complete(tmp_path)).page.petition

    loaded = folders.load(keeping(tmp_path, 'preset = "count"', name="changed"))

    assert (loaded.changed, loaded.page.petition, policy.of(petition)) == (True, petition, PRESETS["count"])
    told = [one.statements["kept"] for one in Wording.objects.order_by("version")]
    assert told[1] == "This site deletes what it holds of you 1 day after the petition closes. The count stays."
    assert [one.terms for one in Promise.objects.order_by("wording_version")] == [DEFAULT.stored(), {"after_close": 1}]


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (('preset = "never"',), "This can be '', 'usual', 'delivery', 'eci', 'uk' or 'count'."),
        (("after_close = 0",), "Write a number of days, from 1 to 3650."),
        (("after_close = 3651",), "Write a number of days, from 1 to 3650."),
        (('after_close = "30"',), "Write a whole number, without quotation marks."),
        (("after_delivery = 7",), "Say in after_close after how many days at the latest."),
        (('preset = "uk"', "after_close = 7"), "Name a preset, or days of your own: not both."),
        (
            ("after_close = 90", "addresses = 90"),
            "The addresses cannot go before the signature that they are in: give them more days.",
        ),
        (("for_ever = true",), "There is no such key here. Look for a slip of the pen, or take it away."),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_loaded(tmp_path: Path, lines: tuple[str, ...], told: str) -> None:
    [finding] = refused(keeping(tmp_path, *lines))

    assert finding.endswith(told)
    assert "retention" in finding
    assert not CampaignPage.objects.exists()


def test_a_draft_changes_nothing_of_it(tmp_path: Path) -> None:
    same = folders.load(keeping(tmp_path, 'preset = "usual"'), publish=False)
    [finding] = refused(keeping(tmp_path, 'preset = "count"', name="changed"), publish=False)

    assert finding.endswith("A draft does not change how long data is kept. Load it without --draft, or take this out.")
    assert (same.page.live, Petition.objects.count(), Policy.objects.count()) == (False, 0, 0)


def test_a_choice_that_closes_it_long_ago_is_refused_for_what_was_promised_before(tmp_path: Path) -> None:
    petition = folders.load(complete(tmp_path)).page.petition
    signature(petition, ROSA)
    petition.texts.update(published_at=timezone.now() - timedelta(days=600))

    [finding] = refused(keeping(tmp_path, 'preset = "eci"', name="changed"))

    assert finding.endswith("Choose more days, or do it at the desk.")
    assert policy.of(petition) == DEFAULT


def test_loading_never_deletes_at_once(tmp_path: Path) -> None:
    petition = folders.load(complete(tmp_path)).page.petition
    signature(petition, ROSA)
    closed = timezone.now() - timedelta(days=40)
    folder = keeping(tmp_path, "after_close = 30", name="changed")
    altered(folder, "2031-12-14 23:59:00+00:00", closed.isoformat(sep=" ", timespec="seconds"))

    [finding] = refused(folder)
    altered(folder, "after_close = 30", "after_close = 60")
    folders.load(folder)

    assert finding.endswith(
        "All that tells who has signed would be deleted at once. Choose more days, or do it at the desk."
    )
    assert (policy.of(petition), Signature.objects.count()) == (Terms(60), 1)
