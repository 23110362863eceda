"""House rules for files: how long, how named, what each says it is for, and what none may hold."""

import ast
import re
from collections.abc import Iterator

from tests.house import tree

MOST_LINES = 400
DRAWERS = {"utils", "util", "helpers", "helper", "common", "core", "base", "lib", "misc"}
RAW_SQL = {
    "checkup/database.py",  # asks PostgreSQL for its settings, not for rows
    "ledger/migrations/0006_entry_without_rowid.py",
    "ledger/rows.py",  # each entry passes through: as objects they cost more than the hashing
    "mail/outbox.py",
    "retention/scrub.py",  # has the file hold nothing of what was deleted
    "signing/postgres.py",
    "signing/sqlite.py",
    "signing/statements.py",
    "visits/store.py",  # adds to what is there, which the ORM cannot say in one statement
}
SQL_CALLS = {"cursor", "execute", "executemany", "executescript", "raw"}
# Joined here, so that this file does not hold what it looks for.
REGISTRIES = ["pypi" + ".org", "python" + "hosted", "npm" + "js", "crates" + ".io"]
MACHINE_PATHS = re.compile(r"(?<![\w.])/(?:work|root|opt|home)/" + r"\w")


def test_no_file_is_longer_than_400_lines() -> None:
    long = [
        path
        for path in tree.files(".py", ".html", ".css", ".js", ".md")
        if len(path.read_text().splitlines()) >= MOST_LINES and "migrations" not in path.parts
    ]

    assert tree.named(long) == []


def test_no_file_is_a_drawer_for_all_things() -> None:
    drawers = [path for path in tree.files(".py") if path.stem in DRAWERS or path.parent.name in DRAWERS]

    assert tree.named(drawers) == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        path
        for path in tree.modules()
        if path.name != "apps.py" and path.read_text().strip() and ast.get_docstring(tree.parsed(path)) is None
    ]

    assert tree.named(silent) == []


def test_every_test_file_says_what_it_is_about() -> None:
    silent = [
        path
        for path in tree.files(".py", under=tree.ROOT / "tests")
        if path.read_text().strip() and ast.get_docstring(tree.parsed(path)) is None
    ]

    assert tree.named(silent) == []


def test_sql_is_written_only_where_signatures_and_letters_are_stored() -> None:
    elsewhere = [
        f"{path.relative_to(tree.PACKAGE)}:{line}"
        for path in tree.modules()
        if str(path.relative_to(tree.PACKAGE)) not in RAW_SQL
        for line in _sql_lines(tree.parsed(path))
    ]

    assert elsewhere == []


def test_nothing_names_a_package_registry_or_a_path_of_somebodys_machine() -> None:
    found = []
    for path in tree.files():
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue  # a picture, a compiled catalogue
        found += [f"{path.relative_to(tree.ROOT)}: {name}" for name in REGISTRIES if name in text]
        found += [f"{path.relative_to(tree.ROOT)}: {match[0]}" for match in MACHINE_PATHS.finditer(text)]

    assert found == []


def _sql_lines(module: ast.Module) -> Iterator[int]:
    for node in ast.walk(module):
        is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in SQL_CALLS
        if is_call or (isinstance(node, ast.Name) and node.id == "RawSQL"):
            yield node.lineno
