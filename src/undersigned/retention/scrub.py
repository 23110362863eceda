"""So that the database holds nothing of what was deleted: not in a free page, not in the log beside the file.

SQLite writes over what is deleted (`secure_delete`), yet a page that was rearranged may keep a copy: the file is
written anew. PostgreSQL's VACUUM gives the room of deleted rows back to their tables; what stood there is gone when it
is written over, and from its write-ahead log when that is recycled. See docs/hosting/backups.md.
"""

import logging
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import OperationalError, connection

from undersigned.signing import file

log = logging.getLogger(__name__)

MEGABYTE = 1024 * 1024
REWRITTEN_UP_TO = 256 * MEGABYTE  # meanwhile nobody can sign: about a second for each 100 MB


def clean() -> dict[str, Any] | None:
    """What was done. None: somebody else was writing for too long, try again. Not inside a transaction."""
    return _sqlite() if settings.IS_SQLITE else _postgresql()


def _sqlite() -> dict[str, Any] | None:
    database = Path(file.path(str(connection.settings_dict["NAME"])))
    is_small = database.stat().st_size <= REWRITTEN_UP_TO
    try:
        if not _is_log_emptied():
            return None  # before the file is written anew: that would be in vain, each time
        if is_small:
            with connection.cursor() as cursor:
                cursor.execute("VACUUM")
            if not _is_log_emptied():
                return None
    except OperationalError as error:
        log.warning("retention.not_scrubbed", extra={"why": str(error)})
        return None
    return {"database": "SQLite", "overwritten": True, "log_emptied": True, "file_written_anew": is_small}


def _is_log_emptied() -> bool:
    """False: somebody reads what stands in it."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return not cursor.fetchone()[0]


def _postgresql() -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
    return {"database": "PostgreSQL", "vacuumed": True}
