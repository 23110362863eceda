"""A campaign's picture: its name, what it says, when another one is due, which files stay."""

import io
from pathlib import Path

import pytest
from django.core.files.images import ImageFile
from PIL import Image as Pixels
from pytest_django import Settings
from wagtail.images.models import Image

from tests.campaigns.pages import draft
from undersigned.campaigns import picture
from undersigned.campaigns.models import CampaignPage
from undersigned.campaigns.picture import Step
from undersigned.signing.count import Totals

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def named(page: CampaignPage, number: int, *, samples: int = 0, is_open: bool = True) -> str:
    return picture.of(page, totals=Totals(number, samples), is_open=is_open).name


def hero(colour: str, *, name: str = "hero.jpg") -> Image:
    file = io.BytesIO()
    Pixels.new("RGB", (60, 40), colour).save(file, "JPEG")
    return Image.objects.create(title="Hero", file=ImageFile(file, name=name))


@pytest.mark.parametrize(
    ("number", "target", "step"),
    [
        (0, None, Step(0, 50)),
        (49, None, Step(0, 50)),
        (50, None, Step(50, 90)),
        (90, None, Step(90, 100)),
        (100, None, Step(100, 225)),
        (12_431, None, Step(10_000, 13_500)),
        (199, 2_000, Step(0, 200)),
        (200, 2_000, Step(200, 225)),
        (2_000_000, None, Step(2_000_000, 2_700_000)),
        (2_999_999, None, Step(2_700_000, 3_000_000)),
    ],
)
def test_a_step_begins_at_a_rung_and_where_the_next_goal_moves_on(number: int, target: int | None, step: Step) -> None:
    assert picture.step_of(number, target) == step


def test_the_same_facts_give_the_same_name_and_another_rung_another() -> None:
    page = draft()

    assert named(page, 10_000) == named(page, 13_499)
    assert len({named(page, number) for number in (49, 50, 90, 100, 9_999, 10_000, 13_500)}) == 7


def test_the_name_is_the_campaigns_and_a_hash() -> None:
    assert picture.re.fullmatch(r"og/sundays-[0-9a-f]{12}\.png", named(draft(), 0))


def test_whatever_the_picture_says_is_in_its_name() -> None:
    page = draft()
    names = {named(page, 100)}
    for field, value in (
        ("title", "Open on Mondays"),
        ("sponsor", "Readers"),
        ("addressed_to", "The mayor"),
        ("language", "es"),
        ("hero_image", hero("red")),
        ("hero_image", hero("red")),  # the same pixels in another file
    ):
        setattr(page, field, value)
        names.add(named(page, 100))
    names.add(named(page, 100, samples=3))
    page.hero_image.focal_point_x = 4
    names.add(named(page, 100))

    assert len(names) == 9


def test_it_says_the_number_where_the_page_shows_it() -> None:
    said = picture.of(draft(), totals=Totals(12_431), is_open=True).card
    small = picture.of(draft(slug="few"), totals=Totals(49), is_open=True).card
    closed = picture.of(draft(slug="closed"), totals=Totals(49), is_open=False).card

    assert (said.number, said.count) == ("12,431", "12,431 people have signed")
    assert (small.number, small.count) == ("", "Be one of the first to sign.")
    assert (closed.number, closed.count) == ("", "")


def test_a_count_with_samples_in_it_says_so() -> None:
    page = draft()

    assert picture.of(page, totals=Totals(100, 1), is_open=True).card.sample == "Sample"
    assert picture.of(page, totals=Totals(49, 1), is_open=True).card.sample == ""
    assert picture.of(page, totals=Totals(100), is_open=True).card.sample == ""


def test_a_spanish_campaign_speaks_spanish() -> None:
    page = draft(language="es", title="¡Salvemos la biblioteca!", addressed_to="Ayuntamiento")

    card = picture.of(page, totals=Totals(0), is_open=True).card

    assert (card.to, card.ask) == ("Para: Ayuntamiento", "¡Salvemos la biblioteca!")
    assert card.count == "Sea de las primeras personas en firmar."


def test_it_is_drawn_once(media: Path) -> None:
    one = picture.of(draft(), totals=Totals(0), is_open=True)

    picture.provide(one)
    (media / one.name).write_bytes(b"kept")
    picture.provide(one)

    assert (media / one.name).read_bytes() == b"kept"
    assert [path.name for path in (media / "og").iterdir()] == [Path(one.name).name]


def test_everybody_may_read_it(media: Path) -> None:
    one = picture.of(draft(), totals=Totals(0), is_open=True)

    picture.provide(one)

    assert (media / one.name).stat().st_mode & 0o777 == 0o644
    with Pixels.open(media / one.name) as image:
        assert (image.format, image.size) == ("PNG", (1200, 630))


def test_the_last_few_stay_and_those_of_another_campaign(media: Path) -> None:
    page, other = draft(), draft(slug="sundays-too")
    picture.provide(picture.of(other, totals=Totals(0), is_open=True))
    made = [picture.of(page, totals=Totals(number), is_open=True) for number in (0, 50, 90, 100, 225, 250)]

    for one in made:
        picture.provide(one)

    kept = {path.name for path in (media / "og").iterdir()}
    assert kept == {Path(name).name for name in (named(other, 0), *(one.name for one in made[1:]))}


def test_a_photograph_is_at_the_right_in_the_pages_colours(media: Path) -> None:
    one = picture.of(draft(hero_image=hero("red")), totals=Totals(0), is_open=True)

    picture.provide(one)

    with Pixels.open(media / one.name) as image:
        pixels = image.convert("RGB")
    assert pixels.getpixel((600, 300)) == (18, 49, 58)
    assert len(pixels.crop((792, 0, 1200, 630)).getcolors()) == 1
    assert pixels.getpixel((1000, 300)) != (18, 49, 58)


def test_a_photograph_that_cannot_be_read_leaves_a_picture_of_words(media: Path) -> None:
    page = draft(hero_image=hero("red"))
    Path(page.hero_image.file.path).write_bytes(b"no picture")

    picture.provide(picture.of(page, totals=Totals(0), is_open=True))

    with Pixels.open(media / named(page, 0)) as image:
        assert image.convert("RGB").getpixel((1199, 0)) == (18, 49, 58)


def test_a_folder_that_cannot_be_written_leaves_nothing_half_done(media: Path) -> None:
    (media / "og").write_bytes(b"a file where the folder should be")

    with pytest.raises(OSError, match="og"):
        picture.provide(picture.of(draft(), totals=Totals(0), is_open=True))
