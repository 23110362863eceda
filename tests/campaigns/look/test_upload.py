"""What the desk says of a picture that could never be shown."""

import io

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Pixels
from wagtail.images.forms import get_image_form
from wagtail.images.models import Image

from tests.campaigns.look.photos import photo, pixels

pytestmark = pytest.mark.django_db

UNREADABLE = "This picture cannot be read. Save it again as .jpg or .png."
JPEG = pixels(400, 300)


def refusals(name: str, data: bytes) -> list[str]:
    user = User.objects.create_superuser("theo")
    file = SimpleUploadedFile(name, data)
    form = get_image_form(Image)({"title": "Hall"}, {"file": file}, user=user)
    return [str(sentence) for sentence in form.errors.get("file", [])]


def huge() -> bytes:
    file = io.BytesIO()
    Pixels.new("1", (6_000, 4_001)).save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "sentences"),
    [
        ("hall.jpg", JPEG, []),
        ("hall.png", pixels(40, 30, kind="PNG"), []),
        ("hall.jpg", JPEG[: len(JPEG) // 2], [UNREADABLE]),
        ("hall.png", pixels(40, 30, kind="PNG")[:60], [UNREADABLE]),
        ("hall.jpg", b"no picture", [UNREADABLE]),
        ("hall.png", JPEG, [UNREADABLE]),
        ("hall.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>', ["Pictures are .jpg, .png or .webp files."]),
        ("hall.gif", pixels(40, 30, kind="GIF"), ["Pictures are .jpg, .png or .webp files."]),
        (
            "hall.png",
            huge(),
            ["This picture has too many pixels. Make it smaller: 2,400 pixels across are plenty."],
        ),
        ("hall.jpg", JPEG + b"\0" * 10_485_760, ["This picture is larger than 10 megabytes."]),
    ],
)
def test_a_picture_that_could_never_be_shown_is_refused_with_what_to_do(
    name: str, data: bytes, sentences: list[str]
) -> None:
    assert refusals(name, data) == sentences


def test_a_picture_that_stays_is_not_read_again() -> None:
    user = User.objects.create_superuser("theo")
    form = get_image_form(Image)({"title": "The hall"}, instance=photo(40, 30), user=user)

    assert form.errors == {}
