"""Whether another connection waits, on PostgreSQL."""

import time

from django.db import connection

PATIENCE_S = 60


def wait_for_a_lock() -> None:
    """Return as soon as somebody in this database waits for a lock."""
    give_up_at = time.monotonic() + PATIENCE_S
    while not _waiting():
        assert time.monotonic() < give_up_at, "nobody waits for a lock"
        time.sleep(0.01)


def _waiting() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # in a transaction it would see nobody who came later
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        found: tuple[int] = cursor.fetchone()
    return found[0]
