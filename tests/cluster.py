"""A PostgreSQL cluster of the tests' own: made in a temporary folder, reached by a socket in it, gone at the end."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

import psycopg

USER = "undersigned"
START_SECONDS = 30
DEBIAN = Path("/usr/lib/postgresql")  # where Debian and Ubuntu keep the programs that are not on the PATH


def programs() -> Path | None:
    """The folder that holds `initdb` and `postgres`, if this machine has one."""
    found = shutil.which("initdb")
    candidates = [Path(found).resolve().parent] if found else []
    candidates += sorted((path.parent for path in DEBIAN.glob("*/bin/initdb")), reverse=True)
    return next((folder for folder in candidates if (folder / "postgres").exists()), None)


class Cluster:
    """Running from `start` to `stop`. `url` is that of its one empty database."""

    def __init__(self, bin_folder: Path) -> None:
        self.bin_folder = bin_folder
        self.folder = Path(tempfile.mkdtemp(prefix="undersigned-pg-"))
        self.server: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return self.database_url("undersigned")

    def database_url(self, name: str) -> str:
        return f"postgresql://{USER}@{quote(str(self.folder), safe='')}/{name}"

    def start(self) -> None:
        identity = _identity()
        if identity:
            shutil.chown(self.folder, "postgres", "postgres")
        options = ["--auth=trust", f"--username={USER}", "--encoding=UTF8", "--locale=C", "--no-sync"]
        subprocess.run(
            [self.bin_folder / "initdb", *options, "--pgdata", self.folder / "data"],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=self.folder,
            **identity,
        )
        # No TCP, no fsync: nothing but the tests reaches it, and it outlives no power cut.
        knobs = ["-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=200"]
        with (self.folder / "log").open("wb") as log:
            self.server = subprocess.Popen(
                [self.bin_folder / "postgres", "-D", self.folder / "data", "-k", self.folder, *knobs],
                stdout=log,
                stderr=log,
                cwd=self.folder,
                **identity,
            )
        self._wait_until_it_answers()
        self.make_database("undersigned")

    def make_database(self, name: str) -> str:
        """Its URL."""
        with psycopg.connect(self.database_url("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        return self.database_url(name)

    def stop(self) -> None:
        if self.server is not None:
            self.server.send_signal(signal.SIGINT)  # PostgreSQL's fast shutdown
            self.server.wait(START_SECONDS)
        shutil.rmtree(self.folder)

    def _wait_until_it_answers(self) -> None:
        give_up_at = time.monotonic() + START_SECONDS
        while True:
            try:
                psycopg.connect(self.database_url("postgres")).close()
            except psycopg.OperationalError:
                if time.monotonic() > give_up_at:
                    raise
                time.sleep(0.1)
            else:
                return


def _identity() -> dict[str, str]:
    """PostgreSQL refuses to run as root: in a container, where the tests do, it runs as its own user."""
    return {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
