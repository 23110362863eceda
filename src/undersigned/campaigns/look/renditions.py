"""Pictures in the sizes and formats that pages show. Made when a page is published; showing one makes nothing."""

import logging
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from wagtail.blocks.list_block import ListValue
from wagtail.images.models import Filter, Image, Rendition, SourceImageIOError
from wagtail.models import ReferenceIndex

if TYPE_CHECKING:
    from undersigned.campaigns.models import CampaignPage

log = logging.getLogger(__name__)

WIDTHS = (480, 800, 1200)
# In the order of our preference: a browser takes the first that it knows, and every browser knows the last.
FORMATS = {"avif": "image/avif", "webp": "image/webp", "jpeg": "image/jpeg"}
LOGO = "max-480x96|format-webp|webpquality-90"
LOGO_HEIGHT = 40  # px on the page; twice as many in the file, for fine screens
AT_ONCE = 2


@dataclass(frozen=True, slots=True)
class Source:
    """One format: its addresses with their widths, as `srcset` has them."""

    type: str
    srcset: str
    largest: Any  # a `Rendition`


def provide(page: "CampaignPage") -> None:
    """Makes what is missing of the page's pictures.

    What cannot be made is logged and left out: a page with one picture less is better than none.
    """
    for image in dict.fromkeys(pictures(page)):
        _make(image, _specs(image))
    if page.logo:
        _make(page.logo, [LOGO])


def pictures(page: "CampaignPage") -> Iterator[Image]:
    """All that the page shows, but for its logo; some may come twice."""
    yield from _within([page.hero_image, *(section.value for section in page.sections)])


def sources(image: Image) -> list[Source]:
    """What there is of `image`, the best format first. One query."""
    made = _made(image, _specs(image))
    found = []
    for name, kind in FORMATS.items():
        fitting = [made[spec] for width in WIDTHS if (spec := _spec(width, name)) in made]
        if fitting:
            srcset = ", ".join(f"{one.url} {one.width}w" for one in fitting)
            found.append(Source(kind, srcset, fitting[-1]))
    return found


def logo(image: Image) -> dict[str, Any] | None:
    """Address and size on the page; None where it could not be made."""
    one = _made(image, [LOGO]).get(LOGO)
    if one is None:
        return None
    height = min(LOGO_HEIGHT, one.height)
    return {"src": one.url, "width": round(one.width * height / one.height), "height": height}


def showing(image_id: int) -> list[int]:
    """The pages with this picture in them, by their keys."""
    found = ReferenceIndex.get_references_to(Image(pk=image_id)).values_list("object_id", flat=True)
    return [int(page) for page in found if page.isdecimal()]


def _within(value: Any) -> Iterator[Image]:
    if isinstance(value, Image):
        yield value
    elif isinstance(value, Mapping):
        yield from _within(list(value.values()))
    elif isinstance(value, (list, ListValue)):
        for each in value:
            yield from _within(each)


def _specs(image: Image) -> list[str]:
    """None larger than the picture is, and none twice."""
    enough = next((place for place, width in enumerate(WIDTHS) if width >= image.width), len(WIDTHS))
    return [_spec(width, name) for name in FORMATS for width in WIDTHS[: enough + 1]]


def _spec(width: int, name: str) -> str:
    return f"width-{width}|format-{name}"


def _made(image: Image, specs: Iterable[str]) -> dict[str, Rendition]:
    """Asked of the table and not of Wagtail's cache: another process may have taken some away."""
    return {one.filter_spec: one for one in image.renditions.filter(filter_spec__in=specs)}


def _make(image: Image, specs: list[str]) -> None:
    made = _made(image, specs)
    missing = [spec for spec in specs if spec not in made]
    if not missing:
        return
    try:
        with image.open_file() as file:
            original = file.read()
        _store(_drawn(image, original, missing))
    except (OSError, SourceImageIOError) as error:
        log.warning("renditions.failed", extra={"image": image.pk, "error": type(error).__name__})


def _store(drawn: list[Rendition]) -> None:
    with ExitStack() as files:
        for one in drawn:
            files.enter_context(one.file.file)
        Rendition.objects.bulk_create(drawn, ignore_conflicts=True)  # another process may have been faster


def _drawn(image: Image, original: bytes, specs: list[str]) -> list[Rendition]:
    with ThreadPoolExecutor(AT_ONCE) as hands:
        works = {
            spec: hands.submit(image.generate_rendition_instance, Filter(spec), BytesIO(original)) for spec in specs
        }
    drawn = []
    for spec, work in works.items():
        error = work.exception()
        if error is None:
            drawn.append(work.result())
        else:
            log.warning("rendition.failed", extra={"image": image.pk, "spec": spec, "error": type(error).__name__})
    return drawn
