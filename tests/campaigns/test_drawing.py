"""The picture itself: its size and format, its colours, and that words stay off the photograph."""

import io

import pytest
from PIL import Image, ImageChops

from undersigned.campaigns import drawing
from undersigned.campaigns.drawing import Card, Photo

CARD = Card(
    to="To: The city council",
    ask="Keep the library open on Sundays",
    count="12,431 people have signed",
    number="12,431",
    sponsor="Friends of the Library",
    sample="",
)
HERO, ACCENT, WHITE = (18, 49, 58), (245, 184, 46), (255, 255, 255)


def changed(**values: str) -> Card:
    return Card(**{name: values.get(name, getattr(CARD, name)) for name in Card.__slots__})


def opened(card: Card, photo: Photo | None = None) -> Image.Image:
    return Image.open(io.BytesIO(drawing.png(card, photo)))


def difference(one: Image.Image, other: Image.Image) -> tuple[int, int, int, int] | None:
    """The box outside of which both are the same."""
    return ImageChops.difference(one.convert("RGB"), other.convert("RGB")).getbbox()


def photograph() -> Photo:
    """As hard to pack as a photograph: fine noise over a slope of light."""
    noise = Image.effect_noise((900, 700), 70)
    return Photo(Image.blend(noise, Image.linear_gradient("L").resize(noise.size), 0.5).convert("RGBA"), (0.5, 0.5))


def test_it_is_a_small_png_of_the_size_that_networks_ask_for() -> None:
    made = drawing.png(CARD, None)
    image = Image.open(io.BytesIO(made))

    assert (image.format, image.size, image.mode) == ("PNG", (1200, 630), "P")
    assert len(made) <= 30_000


def test_a_photograph_keeps_it_within_60_kilobytes() -> None:
    assert len(drawing.png(CARD, photograph())) <= drawing.MOST_BYTES == 60_000


def test_the_same_values_make_the_same_bytes() -> None:
    assert drawing.png(CARD, None) == drawing.png(CARD, None)


def test_its_colours_are_the_pages_own() -> None:
    image = opened(CARD).convert("RGB")

    assert image.getpixel((5, 5)) == HERO
    assert image.getpixel((400, drawing.LINE)) == ACCENT
    assert WHITE in {colour for _, colour in image.crop((72, 112, 1128, 420)).getcolors(1 << 20)}


def test_a_colour_that_the_tokens_lack_is_a_mistake() -> None:
    with pytest.raises(LookupError, match="no colour --heroine"):
        drawing.colour("heroine")


@pytest.mark.parametrize(
    ("values", "place"),
    [
        ({"ask": "Keep the library shut"}, (60, 100, 1140, 440)),
        ({"number": "12,432", "count": "12,432 people have signed"}, (60, 430, 1140, 503)),
        ({"sponsor": "Friends of the Museum"}, (60, 530, 1140, 580)),
        ({"to": "To: The mayor"}, (60, 50, 1140, 100)),
        ({"sample": "Sample"}, (60, 430, 1140, 503)),
    ],
)
def test_each_value_is_drawn_in_its_place(values: dict[str, str], place: tuple[int, int, int, int]) -> None:
    box = difference(drawing._sheet(CARD, None), drawing._sheet(changed(**values), None))

    assert box is not None
    assert box[0] >= place[0]
    assert box[1] >= place[1]
    assert box[2] <= place[2]
    assert box[3] <= place[3]


def test_no_word_reaches_the_photograph() -> None:
    photo, long = (
        photograph(),
        changed(ask="Keep the library open on Sundays " * 5, sponsor="Friends of the Library " * 9),
    )
    right = (drawing.WIDTH - drawing.PHOTO, 0, drawing.WIDTH, drawing.HEIGHT)

    with_words = drawing._sheet(long, photo, 7).crop(right)
    without = drawing._sheet(changed(**dict.fromkeys(Card.__slots__, "")), photo, 7).crop(right)

    assert difference(with_words, without) is None


def test_the_longest_count_stays_within_its_line() -> None:
    card = changed(number="12.345.678", count="12.345.678 personas han firmado", sample="Ejemplo")

    sheet = drawing._sheet(card, photograph(), 7)
    gap = sheet.crop((drawing.WIDTH - drawing.PHOTO - 40, 400, drawing.WIDTH - drawing.PHOTO, 503))

    ground = drawing._sheet(changed(number="", count=""), photograph(), 7).crop(
        (drawing.WIDTH - drawing.PHOTO - 40, 400, drawing.WIDTH - drawing.PHOTO, 503)
    )
    assert difference(gap, ground) is None


def test_without_an_ask_the_number_is_set_larger() -> None:
    def height(ask: str) -> int:
        nothing = drawing._sheet(changed(ask=ask, number="", count=""), None)
        box = difference(drawing._sheet(changed(ask=ask), None), nothing)
        assert box is not None
        return box[3] - box[1]

    assert (height("Keep the library open"), height("")) == (60, 85)
