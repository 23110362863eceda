"""Makes pictures of the desk's collection."""

import io
from typing import Any

from django.core.files.images import ImageFile
from PIL import Image as Pixels
from wagtail.images.models import Image


def pixels(width: int, height: int, *, colour: str = "#0a5c50", kind: str = "JPEG", mode: str = "RGB") -> bytes:
    file = io.BytesIO()
    Pixels.new("RGB", (width, height), colour).convert(mode).save(file, kind)
    return file.getvalue()


def photo(width: int = 1600, height: int = 900, *, name: str = "hall.jpg", **changes: Any) -> Image:
    kind = "PNG" if name.endswith("png") else "JPEG"
    file = ImageFile(io.BytesIO(pixels(width, height, kind=kind)), name=name)
    return Image.objects.create(**{"title": "Hall", "file": file, **changes})


def in_a_section(image: Image, *, alt: str = "An open door.") -> dict[str, Any]:
    return {"type": "image", "value": {"image": {"image": image.pk, "alt_text": alt, "decorative": not alt}}}


def as_posters(*images: Image) -> dict[str, Any]:
    films = [
        {"title": "Why we ask", "link": "https://vimeo.com/1", "transcript": "All of it.", "poster": image.pk}
        for image in images
    ]
    return {"type": "videos", "value": {"heading": "Videos", "featured": films[0], "more": films[1:]}}
