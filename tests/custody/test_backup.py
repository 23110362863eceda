"""The key files in one encrypted file: whole when they are back, closed to everybody else, open to stock age."""

import os
import shutil
import stat
import subprocess
from pathlib import Path

import pyrage
import pytest

from undersigned.custody import backup
from undersigned.vault import keys


def _installation(folder: Path) -> dict[str, str]:
    keys.load_or_make(folder)
    (folder / "log").mkdir()
    (folder / "log" / "5b1f0c1e").write_text("a log's key")
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}


def test_a_passphrase_brings_all_of_them_back(tmp_path: Path) -> None:
    files = _installation(tmp_path / "keys")

    sealed = backup.make(tmp_path / "keys", tmp_path / "keys" / "log", passphrase="correct horse")
    names = backup.restore(sealed, tmp_path / "back", passphrase="correct horse")

    back = tmp_path / "back"
    assert names == sorted(files) == ["django", "index", "log/5b1f0c1e", "seal", "token"]
    assert {str(path.relative_to(back)): path.read_text() for path in back.rglob("*") if path.is_file()} == files
    assert {stat.S_IMODE(path.stat().st_mode) for path in back.rglob("*") if path.is_file()} == {0o600}
    assert not any(key.encode() in sealed for key in files.values())


def test_the_logs_keys_are_in_it_wherever_they_are(tmp_path: Path) -> None:
    keys.load_or_make(tmp_path / "keys")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "5b1f0c1e").write_text("a log's key")

    sealed = backup.make(tmp_path / "keys", tmp_path / "elsewhere", passphrase="correct horse")
    backup.restore(sealed, tmp_path / "back", passphrase="correct horse")

    assert (tmp_path / "back" / "log" / "5b1f0c1e").read_text() == "a log's key"


def test_a_wrong_passphrase_or_key_brings_nothing_back(tmp_path: Path) -> None:
    _installation(tmp_path / "keys")
    ours, theirs = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    sealed = backup.make(tmp_path / "keys", tmp_path / "keys" / "log", recipients=[ours.to_public()])

    with pytest.raises(backup.CannotRestore, match="does not open it"):
        backup.restore(sealed, tmp_path / "back", identities=[theirs])
    with pytest.raises(backup.CannotRestore, match="does not open it"):
        backup.restore(sealed, tmp_path / "back", passphrase="correct horse")

    assert not (tmp_path / "back").exists()


def test_a_folder_with_keys_is_never_written_over(tmp_path: Path) -> None:
    files = _installation(tmp_path / "keys")
    sealed = backup.make(tmp_path / "keys", tmp_path / "keys" / "log", passphrase="correct horse")

    with pytest.raises(backup.CannotRestore, match="is not empty"):
        backup.restore(sealed, tmp_path / "keys", passphrase="correct horse")

    assert (tmp_path / "keys" / "seal").read_text() == files["seal"]


def test_stock_age_opens_it(tmp_path: Path) -> None:
    if shutil.which("age") is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("age was not found. Debian, Ubuntu: apt-get install age")
    files = _installation(tmp_path / "keys")
    ours = pyrage.x25519.Identity.generate()
    (tmp_path / "ours").write_text(f"{ours}\n")
    (tmp_path / "backup.age").write_bytes(
        backup.make(tmp_path / "keys", tmp_path / "keys" / "log", recipients=[ours.to_public()])
    )

    opened = subprocess.run(
        ["age", "-d", "-i", tmp_path / "ours", tmp_path / "backup.age"], capture_output=True, check=True
    )
    listed = subprocess.run(["tar", "-t"], input=opened.stdout, capture_output=True, check=True)

    assert listed.stdout.decode().split() == sorted(files)
