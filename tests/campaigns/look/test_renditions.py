"""Pictures are made in their sizes when a page is published, once, and shown as they are described."""

import re
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image as Pixels
from pytest_django import Settings
from wagtail.images.models import Rendition

from tests.campaigns.look.photos import as_posters, in_a_section, photo
from tests.campaigns.pages import draft, published, republished
from tests.campaigns.test_models import refusals
from undersigned.campaigns import disclosure, render
from undersigned.campaigns.look import renditions
from undersigned.public.models import Baked

pytestmark = pytest.mark.django_db

ALL = [f"width-{width}|format-{kind}" for kind in ("avif", "webp", "jpeg") for width in (480, 800, 1200)]


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def specs(image: object) -> list[str]:
    made = Rendition.objects.filter(image=image, filter_spec__in=[*ALL, renditions.LOGO]).order_by("pk")
    return [one.filter_spec for one in made]


def pictures(html: str) -> list[str]:
    return re.findall(r"<picture>.*?</picture>", html, re.DOTALL)


def test_publishing_makes_every_size_in_every_format(media: Path) -> None:
    image = photo()

    published(hero_image=image, hero_alt="The hall.")

    assert specs(image) == ALL
    found = {}
    for one in Rendition.objects.filter(image=image):
        with Pixels.open(media / one.file.name) as file:
            found[one.filter_spec] = (file.format, file.size)
    assert [found[spec] for spec in ALL] == [
        (kind, size) for kind in ("AVIF", "WEBP", "JPEG") for size in ((480, 270), (800, 450), (1200, 675))
    ]


@pytest.mark.parametrize(
    ("width", "widths"), [(300, [300]), (480, [480]), (481, [480, 481]), (800, [480, 800]), (801, [480, 800, 801])]
)
def test_a_small_picture_is_not_made_larger_and_no_size_twice(width: int, widths: list[int]) -> None:
    image = photo(width, 100)

    published(hero_image=image, hero_alt="The hall.")

    assert [one.width for one in image.renditions.filter(filter_spec__endswith="jpeg").order_by("width")] == widths


def test_publishing_again_makes_none_and_another_page_with_the_same_picture_neither(media: Path) -> None:
    image = photo()
    page = published(hero_image=image, hero_alt="The hall.")
    before = sorted(path.name for path in (media / "images").iterdir())

    republished(page, deck="One day left.")
    published(slug="other", hero_image=image, hero_alt="The hall.")

    assert sorted(path.name for path in (media / "images").iterdir()) == before
    assert image.renditions.count() == len(before) == 9


def test_every_picture_of_a_page_is_made_in_posters_too() -> None:
    images = [photo(480, 200, name=f"{name}.jpg") for name in ("hero", "door", "film", "other")]
    hero, door, film, other = images

    published(hero_image=hero, hero_alt="The hall.", sections=[in_a_section(door), as_posters(film, other)])

    assert [specs(image) for image in images] == [[spec for spec in ALL if "480" in spec]] * 4


def test_the_hero_comes_first_and_all_others_when_they_are_near() -> None:
    page = published(
        hero_image=photo(), hero_alt="The <hall>.", sections=[in_a_section(photo(name="door.jpg")), as_posters(photo())]
    )

    hero, door, film = pictures(render.finished_campaign(page))

    assert 'alt="The &lt;hall&gt;." fetchpriority="high">' in hero
    assert "loading=" not in hero
    assert 'alt="An open door." loading="lazy" decoding="async">' in door
    assert 'alt="" loading="lazy" decoding="async">' in film
    assert [re.findall(r'width="(\d+)" height="(\d+)"', one) for one in (hero, door, film)] == [[("1200", "675")]] * 3


def test_a_browser_chooses_among_formats_and_widths() -> None:
    page = published(hero_image=photo(), hero_alt="The hall.")

    (hero,) = pictures(render.finished_campaign(page))

    assert re.findall(r'<source type="([^"]+)"', hero) == ["image/avif", "image/webp"]
    srcsets = re.findall(r'srcset="([^"]+)"', hero)
    assert [re.findall(r" (\d+)w", srcset) for srcset in srcsets] == [["480", "800", "1200"]] * 3
    assert hero.count('sizes="(min-width: 62rem) 43rem, 94vw"') == 3


def test_showing_a_page_makes_nothing() -> None:
    page = draft(hero_image=photo(), hero_alt="The hall.", sections=[in_a_section(photo(name="door.jpg"))])

    html = render.campaign_html(page, voices=[])

    assert Rendition.objects.count() == 0
    assert pictures(html) == []
    assert '<figure class="picture">' in html


def test_the_editors_preview_has_its_pictures() -> None:
    page = draft(hero_image=photo(480, 200), hero_alt="The hall.")

    assert len(pictures(render.finished_campaign(page))) == 1


def test_a_picture_is_found_with_one_query() -> None:
    image = photo(480, 200)
    published(hero_image=image, hero_alt="The hall.")

    with CaptureQueriesContext(connection) as queries:
        renditions.sources(image)

    assert len(queries) == 1


def test_one_size_that_cannot_be_made_is_logged_and_left_out(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    image = photo()
    draw = type(image).generate_rendition_instance

    def no_avif(self: object, chosen: object, source: object) -> object:
        if "avif" in chosen.spec:  # type: ignore[attr-defined]  # Wagtail has no types
            raise ValueError("no such coder")
        return draw(self, chosen, source)

    monkeypatch.setattr(type(image), "generate_rendition_instance", no_avif)

    page = published(hero_image=image, hero_alt="The hall.")

    (hero,) = pictures(Baked.objects.get(name=f"{page.petition_id}:campaign").html)
    assert re.findall(r'<source type="([^"]+)"', hero) == ["image/webp"]
    assert (
        [(record.message, record.spec, record.error) for record in caplog.records]
        == [  # type: ignore[attr-defined]
            ("rendition.failed", spec, "ValueError") for spec in ALL[:3]
        ]
    )


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # a file that Wagtail leaves open then
@pytest.mark.parametrize("is_there", [True, False])
def test_a_picture_that_is_broken_or_gone_keeps_no_page_from_visitors(
    media: Path,
    caplog: pytest.LogCaptureFixture,
    is_there: bool,  # noqa: FBT001 – parametrize hands it over
) -> None:
    image = photo()
    path = media / image.file.name
    path.write_bytes(path.read_bytes()[:400]) if is_there else path.unlink()

    page = published(hero_image=image, hero_alt="The hall.")

    html = Baked.objects.get(name=f"{page.petition_id}:campaign").html
    assert "<h1>Keep the library open on Sundays</h1>" in html
    assert pictures(html) == []
    assert {record.message for record in caplog.records} >= {"rendition.failed" if is_there else "renditions.failed"}


@pytest.mark.parametrize(
    ("name", "mode"), [("grey.png", "L"), ("clear.png", "RGBA"), ("few.png", "P"), ("print.jpg", "CMYK")]
)
def test_pictures_of_every_kind_of_pixels_are_made(name: str, mode: str) -> None:
    import io

    from django.core.files.images import ImageFile
    from wagtail.images.models import Image

    from tests.campaigns.look.photos import pixels

    kind = "PNG" if name.endswith("png") else "JPEG"
    data = pixels(480, 200, kind=kind, mode=mode)
    image = Image.objects.create(title="Odd", file=ImageFile(io.BytesIO(data), name=name))

    published(hero_image=image, hero_alt="The hall.")

    assert specs(image) == [spec for spec in ALL if "480" in spec]


# Descriptions -----------------------------------------------------------------------------------------------


def test_a_picture_that_nobody_described_is_not_published() -> None:
    page = draft(hero_image=photo(480, 200))

    with pytest.raises(ValidationError) as refused:
        page.save_revision(clean=False).publish()

    assert refused.value.message_dict == {"hero_alt": [str(disclosure.UNDESCRIBED)]}


def test_a_picture_is_described_on_the_page_or_in_the_collection_or_said_to_decorate() -> None:
    silent = photo(480, 200)
    described = photo(480, 200, name="other.jpg", description="A queue at the door.")

    pages = [
        draft(slug="one", hero_image=silent, hero_alt="The hall."),
        draft(slug="two", hero_image=described),
        draft(slug="three", hero_image=silent, hero_is_decorative=True, hero_alt="The hall."),
        draft(slug="four", hero_image=described, hero_alt="Children wait."),
        draft(slug="five", hero_alt="Nothing to see."),
    ]

    assert [refusals(page) for page in pages] == [{}] * 5
    assert [page.hero_words for page in pages] == ["The hall.", "A queue at the door.", "", "Children wait.", ""]


@pytest.mark.parametrize("words", [" ", "\t"])
def test_blanks_describe_nothing(words: str) -> None:
    assert list(refusals(draft(hero_image=photo(480, 200), hero_alt=words))) == ["hero_alt"]


# Logos ------------------------------------------------------------------------------------------------------


def test_a_logo_takes_the_place_of_the_name_and_is_read_as_the_name() -> None:
    page = published(logo=photo(1000, 200, name="logo.png"), sponsor="Friends & Readers")

    html = render.finished_campaign(page)

    address = Rendition.objects.get(filter_spec=renditions.LOGO).url
    assert f'<a href="/sundays/"><img src="{address}" width="200" height="40" alt="Friends &amp; Readers"></a>' in html


@pytest.mark.parametrize(
    ("size", "shown"), [((1000, 200), (200, 40)), ((200, 1000), (8, 40)), ((60, 30), (60, 30)), ((2400, 60), (480, 12))]
)
def test_a_logo_is_low_enough_for_the_bar(size: tuple[int, int], shown: tuple[int, int]) -> None:
    image = photo(*size, name="logo.png")
    published(logo=image)

    logo = renditions.logo(image)

    assert logo is not None
    assert (logo["width"], logo["height"]) == shown


def test_a_logo_that_cannot_be_made_leaves_the_name(media: Path) -> None:
    image = photo(100, 50, name="logo.png")
    (media / image.file.name).unlink()

    page = published(logo=image, sponsor="Readers")

    assert '<a href="/sundays/">Readers</a>' in render.finished_campaign(page)
