"""The documents: links that lead somewhere, settings as they are, the two commands where a newcomer looks."""

import re

from tests.house import tree
from undersigned.campaigns.folder.shape import PLACES
from undersigned.settings import Settings

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)|<img[^>]+src=\"([^\"]+)\"")


def test_every_link_leads_to_a_file() -> None:
    broken = [
        f"{path.relative_to(tree.ROOT)}: {target}"
        for path in tree.files(".md")
        for target in _targets(path.read_text())
        if not (path.parent / target).exists()
    ]

    assert broken == []


def test_the_readme_names_the_two_commands_first() -> None:
    readme = (tree.ROOT / "README.md").read_text()

    assert 0 < readme.index("make demo") < readme.index("make test") < 1500


def test_every_setting_is_in_the_hosts_table_with_its_default() -> None:
    rows = re.findall(r"^\| `UNDERSIGNED_(\w+)` \| ([^|]*) \|", _settings_page(), re.MULTILINE)
    documented = {name.lower(): default.strip() for name, default in rows}

    assert documented == {name: _shown(field.default) for name, field in Settings.model_fields.items()}


def test_every_key_of_a_campaigns_folder_is_explained_to_organisers() -> None:
    page = (tree.ROOT / "docs" / "organisers" / "folder.md").read_text()

    assert [".".join(place) for place in PLACES.values() if f"`{'.'.join(place)}`" not in page] == []


def test_every_target_of_the_makefile_is_explained_to_developers() -> None:
    makefile = (tree.ROOT / "Makefile").read_text()
    phony = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    assert phony is not None
    setup = (tree.ROOT / "docs" / "developers" / "setup.md").read_text()

    assert [target for target in phony[1].split() if f"`make {target}" not in setup] == []


def _targets(text: str) -> list[str]:
    """What a page links to within the project, without the place on the page."""
    links = [(found[1] or found[2]).split("#")[0] for found in LINK.finditer(text)]
    return [link for link in links if link and "://" not in link and not link.startswith("mailto:")]


def _settings_page() -> str:
    return (tree.ROOT / "docs" / "hosting" / "settings.md").read_text()


def _shown(default: object) -> str:
    if default in ("", None):
        return "empty"
    if isinstance(default, bool):
        return "`1`" if default else "`0`"
    return f"`{default}`"
