"""What is installed: locked, hashed, from nowhere in particular, and each with a note that says why."""

import re

import pytest

from tests.house import tree

NAME = re.compile(r"^[A-Za-z0-9_.-]+")

LOCKED = re.compile(r"[\w.-]+(\[\w+\])?==[\w.]+[^\n]*\n\s+--hash=sha256:")


def declared() -> set[str]:
    """The packages that pyproject.toml asks for, ours apart."""
    project = tree.project()["project"]
    lines = [*project["dependencies"], *(line for extra in project["optional-dependencies"].values() for line in extra)]
    return {match[0] for line in lines if (match := NAME.match(line))} - {"undersigned"}


@pytest.mark.parametrize("lock", ["app.txt", "dev.txt"])
def test_every_locked_package_has_one_version_and_hashes(lock: str) -> None:
    text = (tree.ROOT / "requirements" / lock).read_text()
    blocks = [block for block in re.split(r"\n(?=[a-z0-9])", text) if not block.startswith("#")]

    assert [
        block for block in blocks if not re.match(r"[\w.-]+(\[\w+\])?==[\w.]+[^\n]*\n\s+--hash=sha256:", block)
    ] == []


def test_a_developer_runs_what_a_host_runs() -> None:
    def versions(lock: str) -> dict[str, str]:
        text = (tree.ROOT / "requirements" / lock).read_text()
        return dict(re.findall(r"^([\w.-]+)(?:\[\w+\])?==([\w.]+)", text, re.MULTILINE))

    app, dev = versions("app.txt"), versions("dev.txt")

    assert {name: dev.get(name) for name in app} == app


def test_every_dependency_has_a_decision_note() -> None:
    notes = "\n".join(path.read_text() for path in (tree.ROOT / "docs" / "decisions").glob("*.md"))

    assert sorted(name for name in declared() if f"`{name}`" not in notes) == []
