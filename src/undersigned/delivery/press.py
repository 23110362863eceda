"""Has one of the packet's papers set, in a process of its own: its memory is given back when the paper is done.

Names come in every script, so all fonts of this machine are at hand beside ours.
"""

import json
import logging
import re
import subprocess
import sys
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from undersigned.campaigns.papers.content import HERE as CAMPAIGN_PAPERS
from undersigned.design import assets

log = logging.getLogger(__name__)

PAPERS = Path(__file__).resolve().parent / "papers"
LONGEST_S = 90.0
ACCESSIBLE = "ua-1"  # PDF/UA-1, ISO 14289-1: it refuses a paper with a letter that no font has
DOUBT = "?"  # in place of such a letter
_LACKING = re.compile(r'the text `"(.+?)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


class NotSet(Exception):
    """Typst could not set a paper; the log says which."""


@dataclass(frozen=True, slots=True)
class Paper:
    pdf: bytes
    is_doubtful: bool  # a question mark stands where a letter is that no font of this machine has


def paper(kind: str, data: dict[str, Any], *, any_font: bool = True) -> Paper:
    """`any_font`: of this machine; else our own alone. Raises `NotSet`."""
    order = json.dumps(_order(kind, data, any_font=any_font))
    made, lacking = _pressed(order)
    if made is not None:
        return Paper(made, is_doubtful=False)
    instead = {letter: "" if _is_ornament(letter) else DOUBT for letter in lacking}
    again, _ = _pressed(json.dumps(_order(kind, _written(data, instead), any_font=any_font)))
    if again is None:
        log.warning("delivery.not_set", extra={"kind": kind})  # what typst says may quote a signer's name
        raise NotSet(kind)
    return Paper(again, is_doubtful=DOUBT in instead.values())


def _order(kind: str, data: dict[str, Any], *, any_font: bool) -> dict[str, Any]:
    return {
        "paper": str(PAPERS / f"{kind}.typ"),
        "fonts": str(assets.HERE / "fonts"),
        "any_font": any_font,
        "standard": ACCESSIBLE,
        "data": data,
    }


def _pressed(order: str) -> tuple[bytes | None, set[str]]:
    """The paper, or the letters that no font has, if that is why there is none."""
    try:
        made = subprocess.run(  # noqa: S603  our own program
            [sys.executable, "-I", "-X", "utf8", str(CAMPAIGN_PAPERS / "press.py")],
            input=order.encode(),
            capture_output=True,
            timeout=LONGEST_S,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return None, set()
    if made.returncode == 0:
        return made.stdout, set()
    said = made.stderr.decode(errors="replace")
    return None, {_ESCAPED.sub(lambda one: chr(int(one[1], 16)), found) for found in _LACKING.findall(said)}


def _is_ornament(letter: str) -> bool:
    """A picture or a mark that no name needs."""
    return all(unicodedata.category(sign)[0] in "SC" for sign in letter)


def _written(value: Any, instead: dict[str, str]) -> Any:
    match value:
        case str():
            for letter, other in instead.items():
                value = value.replace(letter, other)
            return value
        case list():
            return [_written(one, instead) for one in value]
        case dict():
            return {name: _written(one, instead) for name, one in value.items()}
    return value
