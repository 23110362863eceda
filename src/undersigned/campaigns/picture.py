"""A campaign's picture for chat apps and social networks: what it says, its name, when it is drawn anew.

The name is a hash of what is said at this step of the count. So the same words keep their address, and other words get
another one, which is what makes those who have kept the old picture fetch the new one.
"""

import hashlib
import json
import logging
import re
import tempfile
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from undersigned.campaigns import drawing, lettering
from undersigned.campaigns.look import theming
from undersigned.design.theme import Theme
from undersigned.signing import count
from undersigned.signing.count import Totals

if TYPE_CHECKING:
    from undersigned.campaigns.models import CampaignPage

log = logging.getLogger(__name__)

FOLDER = "og"
LOOKS = 2  # counted up when `drawing` or the fonts change: then every picture gets another name
KEPT = 4  # of a campaign's earlier pictures: pages that are still on their way name them
HASH = 12
DETAIL = 1600  # px of a photograph's longer side that are worth keeping before it is cut to its place


@dataclass(frozen=True, slots=True)
class Step:
    """A stretch of the count within which the picture stays: `since` <= count < `until`."""

    since: int
    until: int


@dataclass(frozen=True, slots=True)
class Picture:
    """Not drawn yet: `provide` does that."""

    page: "CampaignPage"
    card: drawing.Card
    dress: Theme
    name: str  # below the media folder
    step: Step


def of(page: "CampaignPage", *, totals: Totals, is_open: bool) -> Picture:
    """No query. `is_open`: whether one can still sign."""
    step = step_of(totals.count, page.target)
    card = _card(page, totals, is_open=is_open)
    at_its_start = _card(page, Totals(step.since, totals.samples), is_open=is_open)
    dress = theming.of(page)
    said = [LOOKS, asdict(at_its_start), asdict(dress), *_photo_facts(page)]
    digest = hashlib.sha256(json.dumps(said).encode()).hexdigest()[:HASH]
    return Picture(page, card, dress, f"{FOLDER}/{_stem(page)}-{digest}.png", step)


def provide(picture: Picture) -> None:
    """Draws it, unless it is there. Takes a tenth of a second; raises `OSError` where the folder cannot be written."""
    path = Path(settings.MEDIA_ROOT) / picture.name
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    _write(path, drawing.png(picture.card, _photo(picture.page), picture.dress))
    _sweep(path, stem=_stem(picture.page))


def step_of(number: int, target: int | None) -> Step:
    """It begins where the number is first shown, where a rung is reached, and where the next goal moves on."""
    shown_from = max(count.SHOWN_FROM, -(-count.SHOWN_FROM_SHARE * (target or 0) // 100))
    if number < shown_from:
        return Step(0, shown_from)
    rungs = {*count.LADDER, count.BEYOND * (number // count.BEYOND), count.BEYOND * (number // count.BEYOND + 1)}
    starts = {start for rung in rungs for start in (rung, -(-count.MOVE_ON_AT * rung // 100)) if start > shown_from}
    since = max((start for start in starts if start <= number), default=shown_from)
    return Step(since, min(start for start in starts if start > number))


def _card(page: "CampaignPage", totals: Totals, *, is_open: bool) -> drawing.Card:
    with translation.override(page.language):
        number, sentence = _count(page, totals, is_open=is_open)
        to = _("To: %(addressee)s") % {"addressee": page.addressed_to}
        sample = _("Sample") if number and totals.samples else ""
    return drawing.Card(
        to=lettering.drawable(to, "sans"),
        ask=lettering.drawable(page.title, drawing.FACES[theming.of(page).headings]),
        count=sentence,
        number=number,
        sponsor=lettering.drawable(page.sponsor, "sans"),
        sample=sample,
    )


def _count(page: "CampaignPage", totals: Totals, *, is_open: bool) -> tuple[str, str]:
    """The number and its sentence: shown where the page shows it."""
    if count.progress(totals.count, page.target).is_shown:
        number = count.formatted(totals.count, page.language)
        return number, _("%(count)s people have signed") % {"count": number}
    return "", _("Be one of the first to sign.") if is_open else ""


def _photo_facts(page: "CampaignPage") -> tuple[Any, ...]:
    """A replaced file has another name."""
    photo = page.hero_image
    return (photo.file.name, photo.focal_point_x, photo.focal_point_y) if photo else ()


def _photo(page: "CampaignPage") -> drawing.Photo | None:
    """None also where its file cannot be read: a picture of words is better than none."""
    photo = page.hero_image
    if not photo:
        return None
    try:
        with photo.open_file() as file, Image.open(file) as image:
            image.thumbnail((DETAIL, DETAIL))  # at once, so that a large one never is in memory as a whole
            upright = ImageOps.exif_transpose(image).convert("RGBA")
    except OSError as error:
        log.warning("picture.unreadable", extra={"slug": page.slug, "error": type(error).__name__})
        return None
    ground = Image.new("RGBA", upright.size, drawing.colour("surface"))
    ground.alpha_composite(upright)
    return drawing.Photo(ground, _centre(photo))


def _centre(photo: Any) -> drawing.Point:
    if photo.focal_point_x is None:
        return 0.5, 0.5
    return min(1.0, photo.focal_point_x / photo.width), min(1.0, photo.focal_point_y / photo.height)


def _write(path: Path, png: bytes) -> None:
    """Whole or not at all: another worker may draw the same one, and visitors are reading."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", suffix=".part", delete=False) as part:
        made = Path(part.name)
        try:
            part.write(png)
            made.chmod(settings.FILE_UPLOAD_PERMISSIONS)
            part.close()
            made.replace(path)
        except OSError:
            made.unlink(missing_ok=True)
            raise


def _stem(page: "CampaignPage") -> str:
    """How the names of its pictures begin: `sundays`, and `sundays-es` for a translation."""
    return page.visited_at.strip("/").replace("/", "-")


def _sweep(current: Path, *, stem: str) -> None:
    """Removes what is older than the last few. A campaign whose address begins with this one's keeps its own."""
    own = re.compile(rf"{re.escape(stem)}-[0-9a-f]{{{HASH}}}\.png")
    earlier = [path for path in current.parent.iterdir() if own.fullmatch(path.name) and path != current]
    with suppress(FileNotFoundError):  # another worker was here
        earlier.sort(key=lambda path: path.stat().st_mtime_ns, reverse=True)
        for path in earlier[KEPT:]:
            path.unlink()
