"""The disk is full: nothing is acknowledged that is not stored, visitors are told, and with room again all goes on."""

import resource
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.cluster import Cluster
from tests.crash.conftest import LIKE
from tests.crash.site import Site
from tests.crash.test_database_away import is_served, refusals_keep_what_was_typed


@pytest.fixture
def small_disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Path]]:
    """`small_disk(24)`: a file system of so many MB, in memory. `under`: where it shall be found."""
    mounted: list[Path] = []

    def mount(megabytes: int, *, under: Path | None = None) -> Path:
        folder = (under or tmp_path_factory.getbasetemp()) / f"disk-{len(mounted)}"
        folder.mkdir()
        program = shutil.which("mount")
        command = [program or "", "-t", "tmpfs", "-o", f"size={megabytes}m", "tests", folder]
        if program is None or subprocess.run(command, check=False, stderr=subprocess.DEVNULL).returncode:
            pytest.skip("only root may mount a small disk")
        mounted.append(folder)
        return folder

    yield mount
    for folder in mounted:
        subprocess.run(["umount", "--lazy", folder], check=True)


@contextmanager
def filled(folder: Path) -> Iterator[None]:
    """To the last byte, until the end of the block."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(64 * 1024))
    with ballast.open("ab", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(512))
    yield
    ballast.unlink()


def goes_on_when_there_is_room(one: Site, disk: Path) -> None:
    one.product.start()
    one.gather()
    one.until_it_takes()

    for _ in range(2):
        with filled(disk):
            one.until_refused(10)
            assert is_served(one)
            one.check()
        one.until_it_takes()

    one.finish()
    assert refusals_keep_what_was_typed(one)
    assert "batch.unavailable" in one.product.output()


def test_a_full_disk_under_sqlite_is_waited_for(site: Callable[..., Site], small_disk: Callable[..., Path]) -> None:
    disk = small_disk(24)
    one = site(var=disk / "var")

    goes_on_when_there_is_room(one, disk)

    one.product.stop()


def test_a_file_that_may_not_grow_is_waited_for(site: Callable[..., Site]) -> None:
    """A quota, which anybody can set: the largest file that the server may write, down and up again."""
    one = site(worker="0")
    one.product.start()
    one.gather()
    one.until_it_takes()
    largest = max(path.stat().st_size for path in Path(one.product.database).parent.glob("*.sqlite3*"))

    for limit in (largest, resource.RLIM_INFINITY):
        for process in one.product.processes():
            resource.prlimit(process, resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
        if limit == largest:
            one.until_refused(10)
            assert is_served(one)
    one.until_it_takes()

    one.finish()
    one.product.stop()
    assert refusals_keep_what_was_typed(one)


@pytest.mark.postgresql
def test_a_full_disk_under_postgresql_is_waited_for(
    site: Callable[..., Site], durable: Cluster, small_disk: Callable[..., Path]
) -> None:
    disk = small_disk(48, under=durable.folder)
    one = site(database_url=durable.make_database("small", like=LIKE, folder=disk))

    goes_on_when_there_is_room(one, disk)

    one.product.stop()
    durable.drop_database("small")
