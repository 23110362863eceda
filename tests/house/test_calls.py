"""The server calls nobody but whom its host has named: the database, the mail server, witnesses of the log.

So a request that a stranger would misdirect (SSRF) has no place to begin. Who adds a call adds it here, and why.
"""

import ast
from collections.abc import Iterator

from tests.house import tree

CALLERS = {"aiohttp", "ftplib", "http.client", "httpx", "requests", "socket", "telnetlib", "urllib.request", "urllib3"}
KNOWN = {
    "src/undersigned/cli.py": {"socket"},  # which port is free
    "src/undersigned/ledger/witnesses.py": {"http.client", "socket"},  # the host's file names them; no redirect
    "src/undersigned/transparency/sources.py": {"http.client", "urllib.request"},  # the auditor's own command
}


def test_no_module_of_the_server_calls_another_server() -> None:
    found = {str(path.relative_to(tree.ROOT)): set(_imported(tree.parsed(path))) & CALLERS for path in tree.modules()}

    assert {path: names for path, names in found.items() if names} == KNOWN


def test_nothing_that_serves_imports_the_auditors_command() -> None:
    command = "undersigned.transparency.sources"

    asks = {path.name for path in tree.modules() if command in set(_imported(tree.parsed(path)))}

    assert asks == {"audit.py", "terminal.py"}


def _imported(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
