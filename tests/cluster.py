"""A PostgreSQL cluster of the tests' own: made in a temporary folder, reached by a socket in it, gone at the end."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import psycopg

USER = "undersigned"
START_SECONDS = 120
DEBIAN = Path("/usr/lib/postgresql")  # where Debian and Ubuntu keep the programs that are not on the PATH


def programs() -> Path | None:
    """The folder that holds `initdb` and `postgres`, if this machine has one."""
    found = shutil.which("initdb")
    candidates = [Path(found).resolve().parent] if found else []
    candidates += sorted((path.parent for path in DEBIAN.glob("*/bin/initdb")), reverse=True)
    return next((folder for folder in candidates if (folder / "postgres").exists()), None)


class Cluster:
    """Running from `start` to `stop`. `url` is that of its one empty database.

    `is_durable=True`: it writes to the disk as one in production does. `data`: where its tables are, if not beside the
    socket.
    """

    def __init__(self, bin_folder: Path, *, is_durable: bool = False, data: Path | None = None) -> None:
        self.bin_folder = bin_folder
        self.folder = Path(tempfile.mkdtemp(prefix="undersigned-pg-"))
        self.data = data or self.folder / "data"
        self.is_durable = is_durable
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
            [self.bin_folder / "initdb", *options, "--pgdata", self.data],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=self.folder,
            **identity,
        )
        self.resume()
        self.make_database("undersigned")

    def resume(self) -> None:
        """After `kill` or `break_off`: the same tables; it recovers first. Returns when it answers."""
        # No TCP: nothing but the tests reaches it. No fsync, where it need outlive no crash.
        fsync = f"fsync={'on' if self.is_durable else 'off'}"
        knobs = ["-c", "listen_addresses=", "-c", fsync, "-c", "max_connections=200"]
        with (self.folder / "log").open("ab") as log:
            self.server = subprocess.Popen(
                [self.bin_folder / "postgres", "-D", self.data, "-k", self.folder, *knobs],
                stdout=log,
                stderr=log,
                cwd=self.folder,
                **_identity(),
            )
        self._wait_until_it_answers()

    def kill(self) -> None:
        """SIGKILL, to it and to all its processes. Each is in a session of its own, so that no group has them all."""
        assert self.server is not None
        born = _children(self.server.pid)
        for process in (self.server.pid, *born):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self._gone()

    def break_off(self) -> None:
        """PostgreSQL's immediate shutdown: no checkpoint, every transaction under way is lost."""
        assert self.server is not None
        self.server.send_signal(signal.SIGQUIT)
        self._gone()

    def output(self) -> str:
        return (self.folder / "log").read_text(errors="replace")

    def _gone(self) -> None:
        assert self.server is not None
        self.server.wait(START_SECONDS)
        self.server = None

    def make_database(self, name: str, *, like: str = "template1", folder: Path | None = None) -> str:
        """Its URL. `like`: the database it is a copy of; `folder`: where its tables shall be."""
        with psycopg.connect(self.database_url("postgres"), autocommit=True) as connection:
            place = ""
            if folder is not None:
                if identity := _identity():
                    shutil.chown(folder, identity["user"], identity["group"])
                connection.execute(f"CREATE TABLESPACE \"{name}\" LOCATION '{folder}'")
                place = f' TABLESPACE "{name}"'
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{like}"{place}')
        return self.database_url(name)

    def drop_database(self, name: str) -> None:
        """One that was made in a folder of its own."""
        with psycopg.connect(self.database_url("postgres"), autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
            connection.execute(f'DROP TABLESPACE "{name}"')

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


def _children(parent: int) -> list[int]:
    """Of a Linux process, by the fourth field of /proc/…/stat; the second, its name, may hold anything."""
    born = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has ended since
            if int(path.read_text().rpartition(")")[2].split()[1]) == parent:
                born.append(int(path.parent.name))
    return born


def _identity() -> dict[str, str]:
    """PostgreSQL refuses to run as root: in a container, where the tests do, it runs as its own user."""
    return {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
