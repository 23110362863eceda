"""What was loaded is dumped, and what was dumped is loaded as it was."""

from datetime import date
from pathlib import Path

import pytest
from django.contrib.contenttypes.models import ContentType
from wagtail.images.models import Image

from tests.campaigns.folder.folders import EXAMPLES, complete, files
from tests.campaigns.pages import published
from undersigned.campaigns import folder as folders
from undersigned.campaigns.folder import pages
from undersigned.campaigns.models import CampaignPage

pytestmark = pytest.mark.django_db

ODD = "* _ # < > & [ ] \\ ` \" ' 1. - + = ~ | !"


def without_ids(value: object) -> object:
    """Stream data as it is apart from the ids of blocks and list entries."""
    if isinstance(value, dict):
        return {key: without_ids(inner) for key, inner in value.items() if key != "id"}
    return [without_ids(inner) for inner in value] if isinstance(value, list) else value


def everything(page: CampaignPage) -> dict[str, object]:
    """All fields of the campaign, the stream's own data among them."""
    fields = {
        field.name: getattr(page, field.attname)
        for field in CampaignPage._meta.local_concrete_fields
        if field.name not in ("page_ptr", "sections", "petition")
    }
    return {**fields, "title": page.title, "sections": without_ids(list(page.sections.get_prep_value()))}


def test_load_dump_load_changes_nothing(tmp_path: Path) -> None:
    page = folders.load(complete(tmp_path)).page

    folders.dump("sundays", tmp_path / "copy")
    again = folders.load(tmp_path / "copy")
    folders.dump("sundays", tmp_path / "second copy")

    assert not again.changed
    assert files(tmp_path / "copy") == files(tmp_path / "second copy")
    assert everything(again.page) == everything(page)


def test_a_dump_is_the_same_campaign_on_another_site(tmp_path: Path) -> None:
    page = folders.load(complete(tmp_path)).page
    before = everything(page)
    folders.dump("sundays", tmp_path / "copy")
    page.delete()

    assert everything(folders.load(tmp_path / "copy").page) == before


def test_odd_signs_survive_everywhere(tmp_path: Path) -> None:
    html = f"<p>{ODD.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')}</p>"
    page = published(
        title=f"Ask {ODD}",
        deck=f'{ODD}\n"""\n\\n\t{ODD}"',
        petition_text=f"{ODD}\n\n# {ODD}",
        privacy_notice=html,
        postal_address='One\nTwo "',
        sections=[
            {"type": "text", "value": {"heading": ODD, "body": html}},
            {"type": "share", "value": {"heading": ODD, "text": f"{ODD}\n{ODD}"}},
            {"type": "faq", "value": {"heading": ODD, "questions": [{"question": ODD, "answer": html}]}},
        ],
    )
    before = pages.content(page)

    folders.dump("sundays", tmp_path / "copy")
    again = folders.load(tmp_path / "copy")

    assert not again.changed
    assert pages.content(again.page) == before


def test_what_is_empty_is_left_out(tmp_path: Path) -> None:
    published(sections=[{"type": "share", "value": {"heading": "Share", "text": ""}}], updates_offer=False)

    folders.dump("sundays", tmp_path / "copy")

    words = (tmp_path / "copy" / "campaign.toml").read_text()
    assert sorted(files(tmp_path / "copy")) == ["campaign.toml", "petition.txt", "privacy.md"]
    assert [line for line in words.split("\n") if line and not line.startswith("#")] == [
        'ask = "Keep the library open on Sundays"',
        'slug = "sundays"',
        'language = "en"',
        "[petition]",
        'addressed_to = "The city council"',
        'text = "petition.txt"',
        'postcode_style = "us"',
        "updates_offer = false",
        "names_offer = true",
        "[sponsor]",
        'name = "Friends of the Library"',
        'contact_email = "theo@example.net"',
        'postal_address = "1 Example Street"',
        'privacy_notice = "privacy.md"',
        "[data]",
        'hands_over = "postcodes"',
        'purpose = "To hand this petition to the council"',
        'deleted_when = "six months after the council has answered"',
        'kept_in = "Germany"',
        'authority = "The data protection authority, authority.example"',
        "[[sections]]",
        'type = "share"',
        'heading = "Share"',
    ]


def test_an_outcome_and_the_words_for_each_way_come_back_as_they_were(tmp_path: Path) -> None:
    recorded = {
        "delivered_on": date(2026, 3, 2),
        "delivered_to": "The clerk",
        "delivered_count": 412,
        "delivered_words": "It rained.\n\nWe went in.",
        "answered_on": date(2026, 3, 9),
        "answered_by": "The mayor",
        "answered_words": "“No.”",
        "answered_link": "https://example.org/no",
        "decided_on": date(2026, 4, 1),
        "decision": "not-granted",
        "decision_words": "We go on.",
        "share_whatsapp": "Hi!",
        "share_sms": "Sign?",
        "share_post": "Sundays!",
        "share_email_subject": "Will you?",
        "share_email_words": "Dear neighbour",
    }
    page = published(**recorded)

    folders.dump("sundays", tmp_path / "copy")
    CampaignPage.objects.filter(pk=page.pk).update(**dict.fromkeys(("decided_on", "delivered_count")), decision="")
    page.get_latest_revision().delete()
    loaded = folders.load(tmp_path / "copy").page

    assert {name: getattr(loaded, name) for name in recorded} == recorded
    words = (tmp_path / "copy" / "campaign.toml").read_text()
    assert "\ndelivered_on = 2026-03-02\n" in words
    assert '\ndecision = "not-granted"\n' in words


def test_two_pictures_of_one_name_are_two_files(tmp_path: Path) -> None:
    page = folders.load(complete(tmp_path)).page
    Image.objects.update(title="The same")

    folders.dump("sundays", tmp_path / "copy")

    assert sorted(path.name for path in (tmp_path / "copy" / "media").iterdir()) == [
        "film.mp4",
        "film.vtt",
        "the-same-2.png",
        "the-same.png",
    ]
    assert not folders.load(tmp_path / "copy").changed
    assert page.sections[1].value["image"] != page.hero_image


def test_a_link_to_a_page_of_the_site_is_dumped_as_its_address(tmp_path: Path) -> None:
    other = published(slug="other")
    body = f'<p><a linktype="page" id="{other.pk}">there</a></p>'
    published(sections=[{"type": "text", "value": {"heading": "See", "body": body}}])
    ContentType.objects.clear_cache()

    folders.dump("sundays", tmp_path / "copy")

    assert (tmp_path / "copy" / "texts" / "01-see.md").read_text() == "[there](/other/)\n"
    assert not folders.load(tmp_path / "copy").changed


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    published()
    (tmp_path / "mine.txt").write_text("mine")

    with pytest.raises(folders.FolderProblem) as problem:
        folders.dump("sundays", tmp_path)

    assert str(problem.value) == f"{tmp_path}: This folder is not empty. Name a new one."
    assert files(tmp_path) == {"mine.txt": b"mine"}


def test_a_campaign_that_is_not_there_cannot_be_dumped(tmp_path: Path) -> None:
    with pytest.raises(folders.FolderProblem) as problem:
        folders.dump("nowhere", tmp_path / "copy")

    assert str(problem.value) == "nowhere: There is no campaign with this address."
    assert not (tmp_path / "copy").exists()


@pytest.mark.parametrize("slug", ["veto-hb-7259", "sunday-library"])
def test_the_examples_are_just_as_they_would_be_dumped(slug: str, tmp_path: Path) -> None:
    page = folders.load(EXAMPLES / slug).page

    folders.dump(slug, tmp_path / slug)

    example = files(EXAMPLES / slug)
    del example["samples.toml"]
    assert (page.live, page.slug) == (True, slug)
    assert files(tmp_path / slug) == example
