"""The one style and the one script: small, complete, and what the CSP header says they are."""

import base64
import hashlib
import re

import pytest

from undersigned.design import assets

MOST_STYLE = 17_000  # as it is written; what a visitor waits for is the compressed page, see test_pages.py
MOST_SCRIPT = 5_000
SOURCES = sorted((assets.HERE / "css").rglob("*.css"))
BEHAVIOURS = sorted((assets.HERE / "js").rglob("*.js"))


@pytest.mark.parametrize(
    ("source", "tight"),
    [
        ("a { color : red ; }", "a{color :red}"),
        ("a {\n  color: red;\n  margin: 0 auto;\n}\n", "a{color:red;margin:0 auto}"),
        ("a :focus, a:focus { x: y }", "a :focus,a:focus{x:y}"),
        ("a > b { x: y }", "a>b{x:y}"),
        ("a /* not here */ b { x: y }", "a b{x:y}"),
        ('a { content: " ; } /* kept */ : " }', 'a{content:" ; } /* kept */ : "}'),
        ("a { content: 'it\\'s { } ' ; }", "a{content:'it\\'s { } '}"),
        ("a { x: calc(1px + 2 * 3px) }", "a{x:calc(1px + 2 * 3px)}"),
        ("@media (width >= 62rem) { a { x: y; } }", "@media (width>= 62rem){a{x:y}}"),
    ],
)
def test_tight_css_means_the_same(source: str, tight: str) -> None:
    assert assets.tight_css(source) == tight


def test_tight_js_loses_comments_and_indents_but_no_line_end() -> None:
    source = '// Why.\nconst a = 1;\n\n  // More.\n  go("// kept")\n'

    assert assets.tight_js(source) == 'const a = 1;\ngo("// kept")'


def test_style_and_script_keep_their_budgets() -> None:
    assert len(assets.STYLE.encode()) <= MOST_STYLE
    assert len(assets.SCRIPT.encode()) + len(assets.CAMPAIGN_SCRIPT.encode()) <= MOST_SCRIPT


def test_the_layers_come_in_their_order() -> None:
    found = re.findall(r"@layer ([\w-]+)\{", assets.STYLE)

    assert found == ["reset", "tokens", "base", "layout", "components", "overrides"]


def test_every_brace_is_closed_in_every_file() -> None:
    assert [file.name for file in SOURCES if file.read_text().count("{") != file.read_text().count("}")] == []


def test_every_token_is_declared_and_used() -> None:
    used = set(re.findall(r"var\((--[\w-]+)\)", assets.STYLE))
    tokens = (assets.HERE / "css" / "tokens.css").read_text()
    declared = set(re.findall(r"^\s*(--[\w-]+):", tokens, re.MULTILINE))

    assert used == declared


def test_colours_are_named_in_the_tokens_alone() -> None:
    # The rules on the hero and the shade of the play mark lie on pictures; black on white is the printer's.
    allowed = {"#0000", "#000", "#fff", "#fff2", "#08171de0", "#b27c00"}
    found = {
        colour
        for file in SOURCES
        if file.name != "tokens.css"
        for colour in re.findall(r"#[0-9a-f]{3,8}\b", file.read_text())
    }

    assert found <= allowed


def test_no_rule_is_forced_and_none_hangs_on_an_id() -> None:
    assert "!important" not in assets.STYLE
    assert re.findall(r"(?:^|[{},>\s])#[a-z][\w-]*\s*\{", assets.STYLE) == []


@pytest.mark.parametrize("file", BEHAVIOURS, ids=lambda file: str(file.name))
def test_a_script_is_short_and_reads_line_by_line(file: object) -> None:
    lines = file.read_text().splitlines()  # type: ignore[attr-defined]  # a path, which parametrize hides

    assert len(lines) < 60
    assert lines[0].startswith("// ")
    assert [line for line in lines if "`" in line or "/*" in line or re.search(r"\S.*\s//\s", line)] == []


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (assets.STYLE, assets.style_hash()),
        (assets.SCRIPT, assets.script_hashes()[0]),
        (assets.CAMPAIGN_SCRIPT, assets.script_hashes()[1]),
    ],
)
def test_the_hash_is_of_the_very_text(text: str, named: str) -> None:
    assert named == "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    assert "</" not in text
