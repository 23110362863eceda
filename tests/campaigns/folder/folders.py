"""Makes folders of campaigns: a complete one with everything in it, and the same with something wrong."""

import io
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parents[3]
EXAMPLES = ROOT / "examples"

CAMPAIGN = """\
# A small campaign with one of everything.

ask = "Keep the library open on Sundays"
slug = "sundays"
deck = "It is the one day when everybody can come."

[hero]
image = "media/hero.png"
alt = "A library between trees."

[petition]
addressed_to = "The city council"
text = "petition.txt"
target = 500
closes_at = 2031-12-14 23:59:00+00:00

[sponsor]
name = "Friends of the Library"
contact_email = "theo@example.net"
postal_address = \"\"\"
Friends of the Library
1 Example Street\"\"\"
privacy_notice = "privacy.md"

[[sections]]
type = "text"
heading = "Why Sundays matter"
body = "texts/01-why-sundays-matter.md"

[[sections]]
type = "image"
caption = "The branch"

[sections.image]
file = "media/branch.png"
alt = "A door that stands open."

[[sections]]
type = "videos"
heading = "Videos"

[sections.featured]
title = "Why we ask"
poster = "media/hero.png"
file = "media/film.mp4"
captions = "media/film.vtt"

[[sections.more]]
title = "More"
link = "https://vimeo.com/123"
transcript = "All that is said."

[[sections]]
type = "cases"
heading = "Cases"

[[sections.cases]]
figure = "212"
title = "visits"
text = "On one Sunday."
source_label = "The counter"
source_url = "https://example.org/counter"

[[sections.cases]]
title = "A count of ours"
text = "On another."
own_account = true

[[sections]]
type = "faq"
heading = "Questions"

[[sections.questions]]
question = "Who sees my name?"
answer = "The **council**, and nobody else."

[data]
hands_over = "names"
purpose = "to hand this petition to the council"
deleted_when = "six months after the council has answered"
kept_in = "Germany"
authority = "The data protection authority"
"""

PRIVACY = "We keep your name until the council has answered.\n"
PETITION = "We ask you to keep the doors open.\n\nSundays are for books.\n"
WHY = """\
It is *one* day, with [all of it](https://example.org/?a=1&b=2): 5 < 6 & 7 > 3.
And \\_not\\_ a\\*b, \\[x\\], C:\\\\books, R&D.

### What we ask

1. Open doors
2. Warm rooms
   - in winter
   - in summer

1998\\. That was the year.
"""


def complete(parent: Path, *, name: str = "sundays", campaign: str = CAMPAIGN) -> Path:
    """A folder that loads, with every kind of file in it."""
    folder = parent / name
    for inner in ("media", "texts"):
        (folder / inner).mkdir(parents=True)
    (folder / "campaign.toml").write_text(campaign)
    (folder / "petition.txt").write_text(PETITION)
    (folder / "privacy.md").write_text(PRIVACY)
    (folder / "texts" / "01-why-sundays-matter.md").write_text(WHY)
    (folder / "media" / "hero.png").write_bytes(picture("#12313a"))
    (folder / "media" / "branch.png").write_bytes(picture("#f5b82e"))
    (folder / "media" / "film.mp4").write_bytes(b"\0\0\0\x18ftypmp42" + b"\0" * 64)
    (folder / "media" / "film.vtt").write_text("WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nHello\n")
    return folder


def altered(folder: Path, old: str, new: str) -> Path:
    """The same folder after a slip of the pen in `campaign.toml`."""
    path = folder / "campaign.toml"
    words = path.read_text()
    assert old in words
    path.write_text(words.replace(old, new, 1))
    return folder


def picture(colour: str, size: tuple[int, int] = (64, 36)) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", size, colour).save(data, "PNG")
    return data.getvalue()


def files(folder: Path) -> dict[str, bytes]:
    """Everything in the folder, by name."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
