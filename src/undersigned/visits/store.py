"""Adds what was counted to the table. Any number of processes may: each adds its own, all of them in one order."""

from collections.abc import Mapping

from django.db import connection, transaction

from undersigned.visits.counter import Count, Way

AT_ONCE = 500  # rows a statement: a database takes so many parameters and no more
ROW = "(%s, %s, %s, %s, %s, %s)"
ADD = """
INSERT INTO visits_visited (petition_id, day, language, source, visits, starts) VALUES {rows}
ON CONFLICT (petition_id, day, language, source) DO UPDATE
SET visits = visits_visited.visits + excluded.visits, starts = visits_visited.starts + excluded.starts
"""


def add(counts: Mapping[Way, Count]) -> None:
    """One statement, unless there is very much to add; all of it or nothing."""
    rows = [(*way, *count) for way, count in sorted(counts.items())]
    with transaction.atomic(), connection.cursor() as cursor:
        for first in range(0, len(rows), AT_ONCE):
            some = rows[first : first + AT_ONCE]
            statement = ADD.format(rows=", ".join([ROW] * len(some)))
            cursor.execute(statement, [value for row in some for value in row])
