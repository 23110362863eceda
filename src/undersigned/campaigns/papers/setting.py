"""Has a paper set, in a process of its own: its memory is given back, and nothing that befalls it reaches others."""

import json
import logging
import subprocess
import sys

from undersigned.campaigns.papers.content import HERE, Paper
from undersigned.design import assets

log = logging.getLogger(__name__)

LONGEST_S = 30.0
ACCESSIBLE = "ua-1"  # PDF/UA-1, ISO 14289-1: it refuses a paper with a sign that no font has


def pdf(paper: Paper) -> bytes | None:
    """None where it could not be set: a page without its papers is better than no page."""
    return _pressed(paper, standard=ACCESSIBLE) or _pressed(paper, standard="")


def _pressed(paper: Paper, *, standard: str) -> bytes | None:
    order = {
        "paper": f"{paper.kind}.typ",
        "fonts": str(assets.HERE / "fonts"),
        "standard": standard,
        "data": paper.data,
    }
    try:
        made = subprocess.run(  # noqa: S603  our own program
            [sys.executable, "-I", str(HERE / "press.py")],
            input=json.dumps(order).encode(),
            capture_output=True,
            timeout=LONGEST_S,
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as error:
        said = getattr(error, "stderr", None) or b""
        log.warning(
            "papers.not_set",
            extra={"kind": paper.kind, "standard": standard, "error": type(error).__name__, "said": said[-300:]},
        )
        return None
    return made.stdout or None
