"""The keys, the database's file, the room that is left."""

import shutil
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from undersigned.checkup.finding import Finding, good, unsafe, wrong
from undersigned.signing import file as database_path
from undersigned.vault.keys import NAMES

OF_OTHERS = stat.S_IRWXG | stat.S_IRWXO
MOUNTS = Path("/proc/self/mounts")
# SQLite's own words: locking "is buggy in many implementations" of network file systems. https://sqlite.org/faq.html
OVER_A_NETWORK = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs", "fuse.sshfs", "fuse.s3fs")
MEGABYTE = 1024 * 1024
LITTLE_MB, FAR_TOO_LITTLE_MB = 2048, 200


def keys() -> Iterator[Finding]:
    folder = Path(settings.KEYS_FOLDER)
    open_ones = _open_to_others([*(folder / name for name in NAMES), *Path(settings.LOG_KEYS).glob("*")])
    if open_ones:
        yield unsafe(
            _("Other users of this machine can read the keys: %(names)s.") % {"names": ", ".join(open_ones)},
            _("Run: chmod -R go= %(folder)s") % {"folder": folder},
        )
    if settings.IS_SQLITE and folder.resolve().is_relative_to(_database().parent):
        yield unsafe(
            _("The keys are in the same folder as the database: who copies one has both."),
            _("Move %(folder)s elsewhere, tell UNDERSIGNED_KEYS where, and keep its backup apart.")
            % {"folder": folder},
        )
    elif not open_ones:
        yield good(_("The keys are apart from the database, and for this user alone."))


def database_file() -> Iterator[Finding]:
    if not settings.IS_SQLITE:
        return
    path = _database()
    if _open_to_others([path]):
        yield unsafe(
            _("Other users of this machine can read the database."),
            _("Run: chmod 600 %(path)s*") % {"path": path},
        )
    kind = kind_of_file_system(path, MOUNTS.read_text() if MOUNTS.exists() else "")
    if kind in OVER_A_NETWORK:
        yield wrong(
            _("The database is on a network file system (%(kind)s), where SQLite can lose data.") % {"kind": kind},
            _("Put UNDERSIGNED_VAR on a disk of this machine, or use PostgreSQL."),
        )


def space() -> Iterator[Finding]:
    folder = Path(settings.MEDIA_ROOT).parent
    left = shutil.disk_usage(folder).free // MEGABYTE
    sentence = _("%(left)d MB are left on the disk of %(folder)s.") % {"left": left, "folder": folder}
    remedy = _("Make room, or move UNDERSIGNED_VAR to a larger disk. A full disk accepts no signature.")
    if left < FAR_TOO_LITTLE_MB:
        yield wrong(sentence, remedy)
    elif left < LITTLE_MB:
        yield unsafe(sentence, remedy)
    else:
        yield good(sentence)


def kind_of_file_system(path: Path, mounts: str) -> str:
    """Of the mount that holds `path`; empty where none does. `mounts`: as in proc(5), /proc/mounts."""
    found = ("", "")
    for line in mounts.splitlines():
        _device, where, kind, *_rest = line.split(" ")
        where = where.replace("\\040", " ")
        if path.is_relative_to(where) and len(where) >= len(found[0]):
            found = (where, kind)
    return found[1]


def _open_to_others(paths: Iterable[Path]) -> list[str]:
    return [path.name for path in paths if path.stat().st_mode & OF_OTHERS]


def _database() -> Path:
    return Path(database_path.path(str(connection.settings_dict["NAME"]))).resolve()
