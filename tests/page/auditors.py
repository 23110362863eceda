"""Lighthouse and pa11y, by npm and a lock file with hashes: fetched once, run with the system's Chromium.

They need a newer node than many systems have: the lock file brings one.
"""

import json
import os
import platform
import shutil
import statistics
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests import chromium
from tests.page import budgets

HERE = Path(__file__).resolve().parent
MODULES = HERE / "node_modules"
RUNS = 5
NODE_SINCE = (22, 19)
# No letter's link may be found by a search engine, which Lighthouse counts as a fault.
NOT_TO_BE_FOUND = ("confirm",)


class Missing(Exception):
    """What cannot be run here, and how to get it."""


@dataclass(frozen=True, slots=True)
class Audit:
    """Medians of Lighthouse's runs over one page. Scores of 100, milliseconds."""

    state: str
    scores: dict[str, int]
    lcp_ms: float
    tbt_ms: float
    shift: float


class Auditors:
    """`work`: a folder for what they write."""

    def __init__(self, work: Path) -> None:
        self._work = work
        self._environment = os.environ | {"CHROME_PATH": chromium.PATH}
        self._config = work / "pa11y.json"
        self._node = _fetched()
        launch = {"executablePath": chromium.PATH, "args": chromium.FLAGS}
        rules = {"runners": ["axe", "htmlcs"], "standard": "WCAG2AA", "timeout": 60_000, "chromeLaunchConfig": launch}
        self._config.write_text(json.dumps(rules))

    def lighthouse(self, state: str, url: str) -> Audit:
        """A phone on the simulated slow 4G, several times over."""
        reports = [self._lighthouse(url) for _ in range(RUNS)]

        def median(audit: str) -> float:
            return statistics.median(report["audits"][audit]["numericValue"] for report in reports)

        wanted = [name for name in reports[0]["categories"] if name != "seo" or state not in NOT_TO_BE_FOUND]
        scores = {
            name: round(100 * statistics.median(report["categories"][name]["score"] or 0 for report in reports))
            for name in wanted
        }
        return Audit(
            state,
            scores,
            lcp_ms=round(median("largest-contentful-paint")),
            tbt_ms=round(median("total-blocking-time")),
            shift=round(median("cumulative-layout-shift"), 4),
        )

    def pa11y(self, url: str) -> list[str]:
        """What it finds, one line each."""
        done = self._run("pa11y/bin/pa11y.js", "--config", str(self._config), "--reporter", "json", url, may_find=True)
        # axe leaves to people what lies on a drawn ground; those colours are computed in tests/design/test_colours.py.
        found = [one for one in json.loads(done) if not one.get("runnerExtras", {}).get("needsFurtherReview")]
        return [f"{one['code']}: {one['selector']}: {one['message']}" for one in found]

    def versions(self) -> dict[str, str]:
        sheets = {name: json.loads((MODULES / name / "package.json").read_text()) for name in ("lighthouse", "pa11y")}
        return {name: sheet["version"] for name, sheet in sheets.items()} | {"node": _said_version(self._node)}

    def _lighthouse(self, url: str) -> dict[str, Any]:
        out = self._work / "lighthouse.json"
        flags = f"--chrome-flags={' '.join(chromium.FLAGS)}"
        only = f"--only-categories={','.join(budgets.LEAST_SCORE)}"
        self._run("lighthouse/cli/index.js", url, "--quiet", flags, only, "--output=json", f"--output-path={out}")
        report: dict[str, Any] = json.loads(out.read_text())
        return report

    def _run(self, program: str, *arguments: str, may_find: bool = False) -> str:
        command = [self._node, str(MODULES / program), *arguments]
        done = subprocess.run(command, env=self._environment, capture_output=True, text=True, timeout=300, check=False)
        if done.returncode not in ((0, 2) if may_find else (0,)):
            raise Missing(f"{program} failed:\n{done.stderr[-2000:]}")
        return done.stdout


def _fetched() -> str:
    """Path of a node that is new enough; everything else beside it."""
    npm = shutil.which("npm")
    if npm is None:
        raise Missing("no npm. Debian, Ubuntu: apt-get install npm")
    locked, installed = HERE / "package-lock.json", MODULES / ".package-lock.json"
    if not installed.exists() or installed.stat().st_mtime < locked.stat().st_mtime:
        # No scripts: what is fetched runs only when it is called, and no other Chromium is downloaded.
        subprocess.run(
            [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], cwd=HERE, check=True
        )
    machine = {"x86_64": "x64", "aarch64": "arm64"}.get(platform.machine(), "")
    brought = MODULES / f"node-linux-{machine}" / "bin" / "node"
    if brought.exists():
        return str(brought)
    node = shutil.which("node")
    if node is None or _version(node) < NODE_SINCE:
        raise Missing(f"node {NODE_SINCE[0]}.{NODE_SINCE[1]} or newer is needed")
    return node


def _version(node: str) -> tuple[int, ...]:
    return tuple(int(part) for part in _said_version(node).split(".")[:2])


def _said_version(node: str) -> str:
    done = subprocess.run([node, "--version"], capture_output=True, text=True, check=True)
    return done.stdout.strip().removeprefix("v")
