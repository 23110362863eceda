"""Makes a title card as a video: `NAME.mp4`, its still picture `NAME.jpg` and its captions `NAME.vtt`.

    python scripts/title_card.py examples/veto-hb-7259/media/expansion "HB 7259" "The first line" "The second line"

The first words are the title; each of the others is a card of its own. There is no sound. Needs Pillow and ffmpeg.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

SIZE = (1280, 720)
SECONDS = 4  # a card
FRAMES = 12  # a second
PAPER, INK, ACCENT = "#12313a", "#ffffff", "#f5b82e"
LEFT, WIDTH, TOP = 130, 1020, 96  # above what players lay over a picture
NO_SOUND = "[There is no sound.]"


def main() -> None:
    target, title, *lines = Path(sys.argv[1]), *sys.argv[2:]
    cards = [_card(title, size=78), *(_card(line, size=54) for line in lines)]
    target.parent.mkdir(parents=True, exist_ok=True)
    cards[0].save(target.with_suffix(".jpg"), quality=82, optimize=True)
    target.with_suffix(".vtt").write_text(_captions([title, *lines]), encoding="utf-8")
    _film(cards, target.with_suffix(".mp4"))
    for suffix in (".mp4", ".jpg", ".vtt"):
        print(target.with_suffix(suffix), target.with_suffix(suffix).stat().st_size)


def _card(words: str, *, size: int) -> Image.Image:
    card = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(card)
    font = ImageFont.load_default(size)
    rows = _wrapped(words, font)
    height = len(rows) * size * 1.3
    pen.rectangle((LEFT - 40, TOP + 6, LEFT - 30, TOP + height), fill=ACCENT)
    for number, row in enumerate(rows):
        pen.text((LEFT, TOP + number * size * 1.3), row, font=font, fill=INK)
    return card


def _wrapped(words: str, font: ImageFont.FreeTypeFont | ImageFont.ImageFont) -> list[str]:
    rows = [""]
    for word in words.split():
        longer = f"{rows[-1]} {word}".strip()
        if font.getlength(longer) > WIDTH and rows[-1]:
            rows.append(word)
        else:
            rows[-1] = longer
    return rows


def _captions(cards: list[str]) -> str:
    cues = [NO_SOUND + "\n" + cards[0], *cards[1:]]
    parts = [f"{_clock(number)} --> {_clock(number + 1)}\n{cue}\n" for number, cue in enumerate(cues)]
    return "\n".join(["WEBVTT\n", *parts])


def _clock(card: int) -> str:
    minutes, seconds = divmod(card * SECONDS, 60)
    return f"00:{minutes:02}:{seconds:02}.000"


def _film(cards: list[Image.Image], target: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for number, card in enumerate(cards):
            card.save(Path(folder) / f"{number:03}.png")
        command = ["ffmpeg", "-y", "-loglevel", "error", "-framerate", f"1/{SECONDS}", "-i", f"{folder}/%03d.png"]
        command += ["-vf", f"fps={FRAMES},format=yuv420p", "-c:v", "libx264", "-crf", "26", "-preset", "veryslow"]
        command += ["-tune", "stillimage", "-movflags", "+faststart", "-map_metadata", "-1", "-fflags", "+bitexact"]
        subprocess.run([*command, str(target)], check=True)


if __name__ == "__main__":
    main()
