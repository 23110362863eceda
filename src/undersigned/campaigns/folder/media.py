"""The files beside the words: looked at before anything is kept, and kept once, however many pages show them."""

import codecs
import hashlib
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.core.files import File
from django.utils.text import slugify
from django.utils.translation import gettext as _
from PIL import Image as Pillow
from wagtail.documents.models import Document
from wagtail.images.models import Image

from undersigned.campaigns.folder.content import Media

DOCUMENT_SIZE = 200 * 1024 * 1024
_STARTS = {"mp4": (4, b"ftyp"), "webm": (0, b"\x1aE\xdf\xa3"), "vtt": (0, b"WEBVTT"), "pdf": (0, b"%PDF-")}


class Shelf:
    """Where media go while one folder is loaded; `clear` takes back what this loading brought, if it fails."""

    def __init__(self) -> None:
        self._brought: list[Any] = []

    def image(self, media: Media) -> Image:
        known = Image.objects.filter(file_hash=media.digest).order_by("pk").first()
        return known or self._bring(Image(title=title(media.name)), media)

    def document(self, media: Media) -> Document:
        known = Document.objects.filter(file_hash=media.digest).order_by("pk").first()
        return known or self._bring(Document(title=title(media.name)), media)

    def clear(self) -> None:
        """The rows went with the transaction; these are the files."""
        for stored in self._brought:
            stored.storage.delete(stored.name)

    def _bring(self, row: Any, media: Media) -> Any:
        with media.open() as data:
            row.file = File(data, name=media.name)
            row.file_size = row.file.size
            row.file_hash = media.digest
            row.save()
        self._brought.append(row.file)
        return row


def from_path(path: Path) -> Media:
    with path.open("rb") as data:
        digest = hashlib.file_digest(data, "sha1").hexdigest()
    return Media(digest, path.name, lambda: path.open("rb"))


def from_row(row: Any) -> Media:
    """An image or a document of the desk. Named by its title, which organisers see, and not by the stored file."""
    extension = Path(row.file.name).suffix.lower()

    def opened() -> BinaryIO:
        return row.file.storage.open(row.file.name, "rb")  # type: ignore[no-any-return]  # Wagtail is untyped

    return Media(row.get_file_hash(), (slugify(row.title) or "file") + extension, opened)


def title(name: str) -> str:
    return Path(name).stem.replace("-", " ").strip().capitalize()


def image_problem(path: Path) -> str:
    """Why this file cannot be a picture here; empty if it can."""
    if path.suffix.lower().removeprefix(".") not in settings.WAGTAILIMAGES_EXTENSIONS:
        return _("Pictures are .jpg, .png or .webp files.")
    if path.stat().st_size > settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE:
        return _("This picture is larger than 10 megabytes.")
    try:
        with Pillow.open(path) as picture:
            width, height = picture.size
            picture.verify()
    except (OSError, SyntaxError, Pillow.DecompressionBombError):
        return _("This picture cannot be read. Save it again as .jpg or .png.")
    if width * height > settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS:
        return _("This picture has too many pixels. Make it smaller: 2,400 pixels across are plenty.")
    return ""


def document_problem(path: Path) -> str:
    """Why this file cannot be offered here; empty if it can."""
    extension = path.suffix.lower().removeprefix(".")
    if extension not in _STARTS:
        return _("Files are .mp4 or .webm for videos, .vtt for captions, .pdf.")
    if path.stat().st_size > DOCUMENT_SIZE:
        return _("This file is larger than 200 megabytes. Put the video on YouTube or Vimeo and give the link.")
    offset, start = _STARTS[extension]
    with path.open("rb") as data:
        if not data.read(16).removeprefix(codecs.BOM_UTF8).startswith(start, offset):
            return _("This is not what its name says: it does not begin like a .%(extension)s file.") % {
                "extension": extension
            }
    return ""
