"""A folder is put on the site whole, or not at all."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Page

from tests.campaigns.folder.folders import WHY, altered, complete, picture
from undersigned.campaigns import folder as folders
from undersigned.campaigns.folder import html, markdown
from undersigned.campaigns.models import CampaignPage, HomePage
from undersigned.signing.models import Petition

pytestmark = pytest.mark.django_db


def stored() -> set[str]:
    """All files of the media folder."""
    root = Path(settings.MEDIA_ROOT)
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


def refused(folder: Path, **options: Any) -> list[str]:
    with pytest.raises(folders.FolderProblem) as problem:
        folders.load(folder, **options)
    return [str(finding) for finding in problem.value.findings]


def test_an_empty_installation_gets_its_home_and_the_published_campaign(tmp_path: Path) -> None:
    loaded = folders.load(complete(tmp_path))

    page = loaded.page
    assert loaded.changed
    assert (page.live, page.get_parent().specific, page.url) == (True, HomePage.objects.get(), "/sundays/")
    assert page.petition.text_version == 1


def test_every_field_and_section_is_on_the_page(tmp_path: Path) -> None:
    page = folders.load(complete(tmp_path)).page

    assert (page.title, page.target, page.closes_at.isoformat()) == (
        "Keep the library open on Sundays",
        500,
        "2031-12-14T23:59:00+00:00",
    )
    assert page.petition_text == "We ask you to keep the doors open.\n\nSundays are for books."
    assert page.privacy_notice == "<p>We keep your name until the council has answered.</p>"
    assert (page.hero_image.title, page.hero_alt, page.hero_is_decorative) == (
        "Hero",
        "A library between trees.",
        False,
    )
    assert [block.block_type for block in page.sections] == ["text", "image", "videos", "cases", "faq"]
    text, image, videos, cases, faq = (block.value for block in page.sections)
    assert text["body"].source == html.write(markdown.read(WHY)[0])
    assert (image["image"].contextual_alt_text, image["caption"]) == ("A door that stands open.", "The branch")
    assert (videos["featured"]["file"].title, videos["featured"]["captions"].title) == ("Film", "Film")
    assert videos["featured"]["poster"] == page.hero_image
    assert videos["more"][0]["link"] == "https://vimeo.com/123"
    assert [case["own_account"] for case in cases["cases"]] == [False, True]
    assert faq["questions"][0]["answer"].source == "<p>The <b>council</b>, and nobody else.</p>"


def test_loading_the_same_again_makes_no_revision(tmp_path: Path) -> None:
    folder = complete(tmp_path)
    first = folders.load(folder).page

    again = folders.load(folder)

    assert not again.changed
    assert again.page == first
    assert again.page.revisions.count() == 1
    assert (Image.objects.count(), Document.objects.count()) == (2, 2)


def test_a_change_makes_a_revision_in_which_the_sections_keep_their_ids(tmp_path: Path) -> None:
    folder = complete(tmp_path)
    first = folders.load(folder).page

    second = folders.load(altered(folder, "The counter", "The door's counter"))

    assert second.changed
    assert second.page.revisions.count() == 2
    assert [block.id for block in second.page.sections] == [block.id for block in first.sections]
    old, new = (page.sections[3].value["cases"] for page in (first, second.page))
    assert [case.id for case in new.bound_blocks] == [case.id for case in old.bound_blocks]
    assert new[0]["source_label"] == "The door's counter"


def test_a_change_of_the_desk_is_overwritten(tmp_path: Path) -> None:
    folder = complete(tmp_path)
    page = folders.load(folder).page
    page.title = "Something else"
    page.save_revision().publish()

    assert folders.load(folder).page.title == "Keep the library open on Sundays"


def test_a_draft_stays_a_draft_until_it_is_published(tmp_path: Path) -> None:
    folder = complete(tmp_path)

    drafted = folders.load(folder, publish=False)
    again = folders.load(folder, publish=False)
    published = folders.load(folder)

    assert [(each.changed, each.page.live) for each in (drafted, again, published)] == [
        (True, False),
        (False, False),
        (True, True),
    ]


def test_a_draft_may_lack_what_a_publication_must_disclose(tmp_path: Path) -> None:
    folder = altered(complete(tmp_path), 'name = "Friends of the Library"\n', "")

    page = folders.load(folder, publish=False).page

    assert page.get_latest_revision_as_object().sponsor == ""
    assert refused(folder) == [
        "campaign.toml, line 17, sponsor.name:"
        " Say who runs the campaign: signers have a right to know who holds their data."
    ]


def test_a_picture_that_the_site_has_is_not_stored_twice(tmp_path: Path) -> None:
    folders.load(complete(tmp_path))
    other = altered(complete(tmp_path, name="other"), 'slug = "sundays"', 'slug = "mondays"')

    folders.load(other)

    assert (Image.objects.count(), Document.objects.count()) == (2, 2)


def test_a_wrong_folder_changes_nothing_and_leaves_no_file(tmp_path: Path) -> None:
    folder = altered(complete(tmp_path), "own_account = true\n", "")
    (folder / "media" / "hero.png").write_bytes(picture("#abcdef"))
    before = stored(), Page.objects.count()

    found = refused(folder)

    assert found == [
        "campaign.toml, line 64, sections[4].cases[2].source_label:"
        " Name the source, or tick that this is the campaign's own account."
    ]
    assert (stored(), Page.objects.count()) == before
    assert (CampaignPage.objects.count(), HomePage.objects.count(), Petition.objects.count()) == (0, 0, 0)
    assert (Image.objects.count(), Document.objects.count()) == (0, 0)


def test_a_wrong_folder_leaves_the_campaign_as_it_was(tmp_path: Path) -> None:
    folder = complete(tmp_path)
    page = folders.load(folder).page
    altered(folder, 'ask = "Keep the library open on Sundays"', 'ask = "Another"')

    found = refused(altered(folder, "theo@example.net", "theo at example"))

    assert found == ["campaign.toml, line 19, sponsor.contact_email: Enter a valid email address."]
    assert CampaignPage.objects.get(pk=page.pk).title == "Keep the library open on Sundays"
    assert page.revisions.count() == 1


def test_an_address_of_the_site_itself_is_refused(tmp_path: Path) -> None:
    folder = altered(complete(tmp_path), 'slug = "sundays"', 'slug = "organiser"')

    assert refused(folder) == ["campaign.toml, line 4, slug: This address is one of the site's own. Choose another."]


def test_a_section_too_many_is_refused(tmp_path: Path) -> None:
    share = '\n[[sections]]\ntype = "share"\nheading = "Share"\n'
    folder = altered(complete(tmp_path), '[[sections]]\ntype = "faq"', share * 2 + '[[sections]]\ntype = "faq"')

    assert refused(folder) == ["campaign.toml, line 1, sections: Spread the word: The maximum number of items is 1"]
