"""The system's Go, with the packages that the second auditor is made of: Debian's, no download, no modules."""

import os
import shutil
import subprocess
from pathlib import Path

PACKAGES = Path("/usr/share/gocode")
SOURCE = Path(__file__).with_name("auditor.go")
HOW_TO_GET_IT = "no Go with golang.org/x/mod. Debian: apt-get install golang-go golang-golang-x-mod-dev"


def is_there() -> bool:
    return shutil.which("go") is not None and (PACKAGES / "src/golang.org/x/mod/sumdb/tlog").is_dir()


def built(folder: Path) -> Path:
    """The auditor, made in `folder`."""
    program = folder / "auditor"
    environment = {**os.environ, "GO111MODULE": "off", "GOPATH": str(PACKAGES), "GOCACHE": str(folder / "cache")}
    environment |= {"GOFLAGS": "", "CGO_ENABLED": "0"}
    subprocess.run(["go", "build", "-o", program, SOURCE], check=True, env=environment)
    return program
