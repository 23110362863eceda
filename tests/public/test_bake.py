"""When a page is baked again without an editor, and the picture that it then names."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings
from wagtail.images.models import Image

from tests import factories
from tests.campaigns.look.photos import as_posters, in_a_section, photo
from tests.campaigns.pages import draft, published
from tests.factories import NOW
from undersigned.campaigns.look import theming
from undersigned.campaigns.models import CampaignPage
from undersigned.public import bake
from undersigned.public.models import Baked
from undersigned.signing.models import Tally
from undersigned.updates.models import Update
from undersigned.voices import moderate

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def standing(page: CampaignPage, number: int, *, withdrawn: int = 0) -> None:
    Tally.objects.filter(petition=page.petition).update(confirmed=number + withdrawn, withdrawn=withdrawn)
    factories.serve(page.petition)


def shown(page: CampaignPage) -> str:
    """The address of the picture that visitors' page names."""
    html = Baked.objects.get(name=f"{page.petition_id}:campaign").html
    return re.findall(r'<meta property="og:image" content="http://127.0.0.1:8000/media/([^"]+)">', html)[0]


def stale() -> int:
    return bake.stale(at=timezone.now())


def test_publishing_draws_the_picture_that_the_page_names(media: Path) -> None:
    page = published()

    assert (media / shown(page)).read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert stale() == 0


def test_a_rung_brings_another_picture_and_what_lies_between_does_not(media: Path) -> None:
    page = published()
    names = [shown(page)]
    baked = []
    for number in (49, 50, 51, 89, 90, 100, 224):
        standing(page, number, withdrawn=3)
        baked.append(stale())
        names.append(shown(page))

    assert baked == [0, 1, 0, 0, 1, 1, 0]
    assert len(dict.fromkeys(names)) == 4
    assert [name for name in dict.fromkeys(names) if not (media / name).exists()] == []


def test_a_count_that_falls_below_its_rung_takes_the_earlier_picture_again() -> None:
    page = published()
    before = shown(page)
    standing(page, 50)
    stale()

    standing(page, 49)

    assert stale() == 1
    assert shown(page) == before


def test_a_page_that_was_taken_off_is_not_baked_over_and_over() -> None:
    page = published()
    page.unpublish()
    standing(page, 50)
    moderate.wall_changed.send(sender=None, petition_id=page.petition_id)

    assert stale() == 0


def test_one_that_cannot_be_baked_keeps_its_pages_and_stops_no_other(caplog: pytest.LogCaptureFixture) -> None:
    broken, whole = published(slug="broken"), published(slug="whole")
    before = [shown(page) for page in (broken, whole)]
    Update.objects.create(petition=broken.petition, on_page=True, approved_at=NOW, changed_at=NOW)  # without words
    for page in (broken, whole):
        standing(page, 50)

    bake.stale(at=timezone.now())
    bake.everything()

    assert [shown(page) == was for page, was in zip((broken, whole), before, strict=True)] == [True, False]
    # Each time its own pages, and its place on the home page.
    failed = [record for record in caplog.records if record.getMessage() == "bake.failed"]
    assert [record.__dict__["petition"] for record in failed] == [
        broken.petition_id
    ] * 4  # its pages, and its place on the home page


def test_what_is_stale_is_found_with_one_query_however_many_campaigns() -> None:
    for slug in ("one", "two", "three"):
        published(slug=slug)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        stale()

    assert len(queries) == 1


def test_the_deadline_takes_the_call_to_sign_off_the_picture() -> None:
    page = published(closes_at=timezone.now() + timedelta(seconds=30))
    open_picture = shown(page)
    closed_at = timezone.now() - timedelta(seconds=1)
    CampaignPage.objects.filter(pk=page.pk).update(closes_at=closed_at)
    type(page.petition).objects.filter(pk=page.petition_id).update(closes_at=closed_at)
    Baked.objects.update(baked_at=closed_at - timedelta(seconds=1))

    assert stale() == 1
    assert shown(page) != open_picture


def test_a_media_folder_that_cannot_be_written_keeps_no_page_from_visitors(media: Path) -> None:
    (media / "og").write_bytes(b"a file where the folder should be")

    page = published()

    assert "<h1>Keep the library open on Sundays</h1>" in Baked.objects.get(name=f"{page.petition_id}:campaign").html


def test_a_preview_draws_nothing(media: Path) -> None:
    from undersigned.campaigns import render

    render.finished_campaign(draft())

    assert not (media / "og").exists()


def test_home_and_privacy_say_where_they_really_are() -> None:
    page = published()

    home = Baked.objects.get(name="site:home").html
    privacy = Baked.objects.get(name=f"{page.petition_id}:privacy").html
    assert home.count('<link rel="canonical" href="http://127.0.0.1:8000/">') == 1
    assert privacy.count('<link rel="canonical" href="http://127.0.0.1:8000/sundays/privacy">') == 1


def test_pages_behind_a_letters_link_tell_search_engines_to_stay_away() -> None:
    page = published()

    for kind in ("confirm", "withdraw"):
        html = Baked.objects.get(name=f"{page.petition_id}:{kind}").html
        assert '<meta name="robots" content="noindex">' in html
        assert "canonical" not in html


def test_every_baked_page_of_a_campaign_has_its_own_style() -> None:
    page = published(action_colour="#b3261e")
    style = theming.facts(page)["style"]

    rows = {row.name.partition(":")[2]: row for row in Baked.objects.filter(petition=page.petition)}

    for kind in ("campaign", "privacy", "confirm", "withdraw"):
        assert rows[kind].html.count(f"<style>{style}</style>") == 1, kind
    assert rows["campaign"].facts["campaign"]["look"]["style"] == style
    assert style not in Baked.objects.get(name="site:home").html


def test_every_picture_that_a_page_names_is_there_when_it_is_published(media: Path) -> None:
    hero, door, film, logo = (photo(name=name) for name in ("hero.jpg", "door.jpg", "film.jpg", "logo.png"))

    page = published(hero_image=hero, hero_alt="A hall.", logo=logo, sections=[in_a_section(door), as_posters(film)])

    html = Baked.objects.get(name=f"{page.petition_id}:campaign").html
    named = set(re.findall(r"/media/(images/[^\s\",]+)", html))
    counted = {stem: len([name for name in named if stem in name]) for stem in ("hero", "door", "film", "logo")}
    assert counted == {"hero": 9, "door": 9, "film": 9, "logo": 1}
    assert [name for name in named if not (media / name).exists()] == []


@pytest.mark.parametrize("field", ["hero_image", "logo", "sections"])
def test_a_picture_that_is_deleted_at_the_desk_leaves_no_hole_in_the_page(field: str) -> None:
    image = photo(480, 200, name="seal.png")
    value = [in_a_section(image)] if field == "sections" else image
    page = published(**{field: value}, hero_alt="The hall.")
    published(slug="other", hero_image=photo(480, 200, name="else.jpg"), hero_alt="A door.")
    campaign = Baked.objects.filter(name=f"{page.petition_id}:campaign")
    assert "/media/images/seal" in campaign.get().html

    Image.objects.get(pk=image.pk).delete()

    stale_pages = Baked.objects.filter(name__endswith=":campaign", is_stale=True)
    assert list(stale_pages) == [campaign.get()]
    assert stale() == 1
    assert "/media/images/seal" not in campaign.get().html
