"""The project's own files, as the house rules see them."""

import ast
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "undersigned"
LEFT_OUT = {"var", "dist", "node_modules", "__pycache__"}  # made, not written


def files(*suffixes: str, under: Path = ROOT) -> Iterator[Path]:
    """Every file that was written by hand, with one of these endings, or all."""
    for path in sorted(under.iterdir()):
        if path.name in LEFT_OUT or (path.is_dir() and path.name.startswith(".") and path.name != ".ci"):
            continue
        if path.is_dir():
            yield from files(*suffixes, under=path)
        elif not suffixes or path.suffix in suffixes:
            yield path


def modules() -> list[Path]:
    """The product's Python files, without migrations, which Django writes."""
    return [path for path in files(".py", under=PACKAGE) if "migrations" not in path.parts]


def rooms() -> list[Path]:
    return [folder for folder in sorted(PACKAGE.iterdir()) if (folder / "__init__.py").exists()]


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), filename=str(path))


def named(paths: Iterable[Path]) -> list[str]:
    """As a reader would name them."""
    return [str(path.relative_to(ROOT)) for path in paths]


def project() -> dict[str, Any]:
    """pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


def contract(name: str) -> dict[str, Any]:
    """One of import-linter's, by its id."""
    found: dict[str, Any] = next(one for one in project()["tool"]["importlinter"]["contracts"] if one["id"] == name)
    return found
