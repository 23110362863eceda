"""SECURITY.md: each test that it names is there."""

import re

from tests.house import tree

NAMED = re.compile(r"`(tests/[\w/]+)(\.py)?(?:::(test_\w+))?`")


def test_every_test_that_security_names_is_there() -> None:
    page = (tree.ROOT / "SECURITY.md").read_text()
    missing = []
    for path, suffix, name in NAMED.findall(page):
        file = tree.ROOT / f"{path}{suffix}"
        if not file.exists() or (name and f"def {name}(" not in file.read_text()):
            missing.append(f"{path}{suffix}::{name}")

    assert missing == []


def test_the_list_of_asvs_has_a_test_in_each_row() -> None:
    page = (tree.ROOT / "SECURITY.md").read_text()
    table = page[page.index("| ASVS |") :].partition("\n\n")[0].splitlines()[2:]

    assert [row for row in table if not re.search(r"::test_\w+` \|$", row)] == []
    assert len(table) > 30
