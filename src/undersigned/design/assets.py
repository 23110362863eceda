"""The public pages' one style and one script: parts in plain files, joined once, with their hashes for the CSP header.

Both are written into each page, so that a first visit is one request. No build step: comments and blanks go here.
"""

import base64
import hashlib
import re
from pathlib import Path

HERE = Path(__file__).resolve().parent
LAYERS = ("reset", "tokens", "base", "layout", "components", "overrides")  # each a file, or a folder of files

# A string is kept as it is; a run of comments and blanks becomes one blank.
_STRING_OR_BLANK = re.compile(r"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|(?:/\*.*?\*/|\s)+""", re.DOTALL)
# Not before a colon: `.a :focus` and `.a:focus` are two selectors. Strings are stepped over.
_NEEDLESS_BLANK = re.compile(r"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|\s*(?:;\s*(?=\})|([{};,>])\s*)|(:) """)


def tight_css(source: str) -> str:
    """The same rules in fewer bytes."""
    plain = _STRING_OR_BLANK.sub(lambda found: found[1] or " ", source)
    return _NEEDLESS_BLANK.sub(lambda found: found[1] or found[2] or found[3] or "", plain).strip()


def tight_js(source: str) -> str:
    """The same script without indents, empty lines and whole-line comments. Line ends stay: they may end statements.

    Our scripts put a comment on a line of its own and let no string run over a line end, so a line tells what it is.
    """
    lines = (line.strip() for line in source.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


def layer_of(name: str) -> str:
    """The layer's file; or all files of its folder by name, since within a layer no rule leans on another's place."""
    files = sorted((HERE / "css" / name).glob("*.css")) or [HERE / "css" / f"{name}.css"]
    return f"@layer {name}{{{''.join(file.read_text() for file in files)}}}"


def script(folder: Path) -> str:
    """Each behaviour's file in a block of its own, so that their names do not meet."""
    files = sorted(folder.glob("*.js"))
    return "\n".join(f"{{\n{tight_js(file.read_text())}\n}}" for file in files)


def csp_hash(text: str) -> str:
    """What a CSP header names to allow this very text inline."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


STYLE = tight_css("".join(layer_of(name) for name in LAYERS))
SCRIPT = script(HERE / "js")
CAMPAIGN_SCRIPT = script(HERE / "js" / "campaign")  # what a campaign's page has beside it
TASK_SCRIPT = script(HERE / "js" / "task")  # what the page has that asks for work


def style_hash() -> str:
    return csp_hash(STYLE)


def script_hashes() -> list[str]:
    return [csp_hash(SCRIPT), csp_hash(CAMPAIGN_SCRIPT)]
