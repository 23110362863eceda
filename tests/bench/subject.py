"""One installation that is measured: the product on one store, with so many signatures in it before it starts."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

import psycopg

from tests.bench import visitors
from tests.cluster import Cluster
from tests.product import Product, free_port
from undersigned.vault import keys

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "veto-hb-7259"
SLUG = EXAMPLE.name
StoreName = Literal["sqlite", "postgresql"]
PUBLISHED_WITHIN_S = 30


@dataclass(slots=True)
class Subject:
    """`next_form`: the first form of the common file that nobody has sent here yet."""

    store: StoreName
    size: int
    product: Product
    next_form: int = 0
    requests: dict[str, Path] = field(default_factory=dict)  # for it alone: links bear its own key

    @property
    def port(self) -> int:
        return self.product.port

    @property
    def var(self) -> Path:
        return Path(self.product.environment["UNDERSIGNED_VAR"])

    @property
    def token_key(self) -> bytes:
        folder = self.product.environment.get("UNDERSIGNED_KEYS") or self.var / "keys"
        return keys.load_or_make(Path(folder)).token

    @contextmanager
    def database(self) -> Iterator[Any]:
        """A connection of the bench's own, in autocommit; `?` or `%s` is the caller's business."""
        if self.store == "sqlite":
            path = self.var / "undersigned.sqlite3"
            with closing(sqlite3.connect(path, isolation_level=None, timeout=30)) as connection:
                yield connection
        else:
            url = self.product.environment["UNDERSIGNED_DATABASE_URL"]
            with psycopg.connect(url, autocommit=True) as connection:
                yield connection

    def petition(self) -> tuple[int, UUID]:
        with self.database() as database:
            row = database.execute(f"SELECT id, uuid FROM signing_petition WHERE slug = '{SLUG}'").fetchone()
        return int(row[0]), UUID(str(row[1]))

    def ids(self, state: str, most: int) -> list[UUID]:
        sql = f"SELECT id FROM signing_signature WHERE state = '{state}' ORDER BY id LIMIT {most}"
        with self.database() as database:
            return [UUID(str(row[0])) for row in database.execute(sql)]

    def count(self, state: str) -> int:
        with self.database() as database:
            row = database.execute(f"SELECT count(*) FROM signing_signature WHERE state = '{state}'").fetchone()
        return int(row[0])


def first(folder: Path, store: StoreName, cluster: Cluster | None) -> Subject:
    """A fresh installation with one campaign, published; not serving any more. The others are copies of it."""
    one = _installed(folder, store, _database(cluster, f"bench-{folder.name}") if store == "postgresql" else "")
    try:
        one.product.start("serve", "--no-worker")
        one.product.run("load", EXAMPLE)
        _wait_for_page(one.port)
        ask(one.port, next(visitors.forms(SLUG, first=0, count=1, tag="model")))  # the row others are made after
        one.product.stop()
    finally:
        one.product.kill()
    return one


def copy(model: Subject, folder: Path, cluster: Cluster | None, **settings: str) -> Subject:
    """Another installation of the same state, with the same keys."""
    url = ""
    if model.store == "postgresql":
        assert cluster is not None
        url = _copied_database(cluster, model.product.environment["UNDERSIGNED_DATABASE_URL"], f"bench-{folder.name}")
    made = _installed(folder, model.store, url, **settings)
    shutil.copytree(model.var, made.var, dirs_exist_ok=True)
    return made


def beside(other: Subject, folder: Path) -> Subject:
    """A second server process on the other's database, with its keys: how an installation grows."""
    shared = {"keys": str(other.var / "keys"), "database_url": other.product.environment["UNDERSIGNED_DATABASE_URL"]}
    folder.mkdir()
    return Subject(other.store, other.size, Product(folder, **shared))


def _installed(folder: Path, store: StoreName, database_url: str, **settings: str) -> Subject:
    folder.mkdir()
    if database_url:
        settings["database_url"] = database_url
    return Subject(store, 0, Product(folder, **settings))


def _database(cluster: Cluster | None, name: str) -> str:
    assert cluster is not None
    return cluster.make_database(name)


def _copied_database(cluster: Cluster, model_url: str, name: str) -> str:
    model = model_url.rpartition("/")[2]
    with psycopg.connect(cluster.database_url("postgres"), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{model}"')
    return cluster.database_url(name)


def _wait_for_page(port: int) -> None:
    give_up_at = time.monotonic() + PUBLISHED_WITHIN_S
    while time.monotonic() < give_up_at:
        if ask(port, visitors.page(f"/{SLUG}/"))["status"] == 200:
            return
        time.sleep(0.2)
    raise AssertionError(f"the campaign was not to be seen within {PUBLISHED_WITHIN_S} s")


def ask(port: int, request: bytes) -> dict[str, Any]:
    """One request and its answer, but for the headers that the server itself adds to any answer."""
    import http.client

    head, _, body = request.partition(b"\r\n\r\n")
    first_line, *lines = head.decode().split("\r\n")
    method, path, _ = first_line.split(" ")
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
    for line in lines:
        connection.putheader(*line.split(": ", 1))
    connection.endheaders(body or None)
    answer = connection.getresponse()
    content = answer.read()
    headers = [(name.lower(), value) for name, value in answer.getheaders() if name.lower() not in ("date", "server")]
    connection.close()
    return {"status": answer.status, "headers": headers, "body": content.hex()}


def search_path() -> str:
    """For programs of the bench's own: they find `tests`, and the same product as this process."""
    return os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))


# What it is compared with ---------------------------------------------------------------------------------------


class Bare:
    """A server that `ceiling` describes, or nginx: something with a port that answers like the product."""

    def __init__(self, name: str, command: list[str | Path], port: int, log: Path, **environment: str) -> None:
        self.name = name
        self.port = port
        clean = {key: value for key, value in os.environ.items() if not key.startswith("UNDERSIGNED_")}
        with log.open("ab") as out:
            self._process = subprocess.Popen(
                command,
                env=clean | {"PYTHONPATH": search_path(), **environment},
                cwd=ROOT,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        self._wait_until_it_listens(log)

    def stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, 9)
            self._process.wait()

    def _wait_until_it_listens(self, log: Path) -> None:
        give_up_at = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5).close()
                return
            except urllib.error.HTTPError:
                return
            except OSError:
                if self._process.poll() is not None or time.monotonic() > give_up_at:
                    self.stop()
                    raise AssertionError(f"{self.name} did not start\n{log.read_text(errors='replace')}") from None
                time.sleep(0.1)


def bare(kind: str, folder: Path, answer: dict[str, Any], **environment: str) -> Bare:
    """`form`, `page` or `handler` of `ceiling`."""
    port = free_port()
    told = folder / f"{kind}.json"
    told.write_text(json.dumps(answer))
    command: list[str | Path] = [sys.executable, "-m", "tests.bench.ceiling", kind, str(port)]
    return Bare(kind, command, port, folder / f"{kind}.log", BENCH_ANSWER=str(told), **environment)


def nginx(folder: Path, answer: dict[str, Any]) -> Bare | None:
    """One worker process that sends the page's bytes from a file, with the page's headers; None: not installed."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        return None
    place = folder / "nginx"
    (place / "page" / SLUG).mkdir(parents=True)
    (place / "page" / SLUG / "index.html").write_bytes(bytes.fromhex(answer["body"]))
    set_by_nginx = ("content-length", "content-type", "etag", "last-modified", "connection")
    headers = "".join(
        f'    add_header {name} "{value}";\n' for name, value in answer["headers"] if name not in set_by_nginx
    )
    port = free_port()
    (place / "nginx.conf").write_text(
        f"worker_processes 1;\ndaemon off;\npid {place}/pid;\nerror_log {place}/error.log;\n"
        "events { worker_connections 1024; }\n"
        "http {\n  access_log off;\n  sendfile on;\n  tcp_nopush on;\n  keepalive_requests 100000000;\n"
        "  default_type text/html;\n  open_file_cache max=10;\n"
        f"  client_body_temp_path {place}/body;\n  proxy_temp_path {place}/proxy;\n  fastcgi_temp_path {place}/f;\n"
        f"  uwsgi_temp_path {place}/u;\n  scgi_temp_path {place}/s;\n"
        f"  server {{\n    listen 127.0.0.1:{port};\n    root {place}/page;\n{headers}  }}\n}}\n"
    )
    command: list[str | Path] = [program, "-c", place / "nginx.conf", "-p", place]
    return Bare("nginx", command, port, folder / "nginx.log")
