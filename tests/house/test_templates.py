"""House rules for what reaches a browser: nothing from elsewhere, nothing inline that the page's policy refuses."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.house import tree

ELSEWHERE = re.compile(r"""(?:src|href|srcset|action|poster|data|xlink:href)\s*=\s*["']\s*(?:https?:)?//[^"']*""")
STYLE_FROM_ELSEWHERE = re.compile(r"""(?:url\(|@import)\s*["']?\s*(?:https?:)?//""")
SCRIPT_FROM_ELSEWHERE = re.compile(r"""["'`](?:https?:)?//[^"'`]+["'`]""")
INLINE = re.compile(
    r"""<[^>]*\s(?:style|on[a-z]+)\s*=\s*["'][^>]*>|<script(?![^>]*type="application/ld\+json)|<style"""
)
PUBLIC = ("design", "campaigns", "public", "sharing", "voices")


def test_each_section_block_has_a_template_of_its_own_name() -> None:
    folder = tree.PACKAGE / "campaigns"
    templates = {path.stem for path in (folder / "templates" / "campaigns" / "blocks").glob("*.html")}
    blocks = {path.stem for path in (folder / "blocks").glob("*.py")} - {"__init__", "section"}

    assert templates == blocks


def test_no_template_fetches_from_another_host() -> None:
    found = [
        f"{path.relative_to(tree.ROOT)}: {match[0]}"
        for path in tree.files(".html", ".svg", under=tree.PACKAGE)
        for match in ELSEWHERE.finditer(path.read_text())
    ]

    assert found == []


def test_no_style_and_no_script_fetches_from_another_host() -> None:
    styles = [path for path in tree.files(".css", under=tree.PACKAGE) if STYLE_FROM_ELSEWHERE.search(path.read_text())]
    scripts = [path for path in tree.files(".js", under=tree.PACKAGE) if SCRIPT_FROM_ELSEWHERE.search(path.read_text())]

    assert tree.named(styles + scripts) == []


def test_no_public_template_has_style_or_script_in_its_tags() -> None:
    found = [
        f"{path.relative_to(tree.ROOT)}: {match[0]}"
        for path in _public_templates()
        for match in INLINE.finditer(path.read_text())
    ]

    assert found == []


def _public_templates() -> Iterator[Path]:
    for room in PUBLIC:
        folder = tree.PACKAGE / room / "templates"
        if folder.exists():
            yield from tree.files(".html", under=folder)
