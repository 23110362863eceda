"""Fills an installation with signatures that were made long before, straight in the database.

Each is a copy of one real signature, made through the form, with an id, a blind index and a time of its own: whatever
columns the tables have, they hold what the product writes there. Nine in ten are confirmed and numbered; every letter
has been sent. The tally agrees.
"""

from collections.abc import Mapping
from typing import Any

from tests.bench.subject import Subject

DAYS = 3  # how far back the first was signed: within what the worker lets a pending signature wait
INDEX = "signing_signature"
LETTERS = "mail_letter"
LETTER = {  # the first about each: it bears the signature's id
    "id": "made.id",
    "about": "made.id",
    "state": "'sent'",
    "attempts": "1",
    "due_at": "made.signed_at",
    "queued_at": "made.signed_at",
    "sent_at": "made.signed_at",
}


def fill(subject: Subject, count: int) -> None:
    """Takes about a minute a million. The product must not be serving."""
    if count:
        with subject.database() as database:
            (_fill_sqlite if subject.store == "sqlite" else _fill_postgresql)(database, count)
    subject.size = count


def _fill_sqlite(database: Any, count: int) -> None:
    millis = (
        f"(CAST(strftime('%s', 'now') AS INTEGER) * 1000 - {DAYS * 86_400_000} + n.i * {DAYS * 86_400_000} / {count})"
    )
    at = f"strftime('%Y-%m-%d %H:%M:%f', {millis} / 1000.0, 'unixepoch')"
    row = {
        "id": f"lower(printf('%012x', {millis}) || '7' || substr(hex(randomblob(2)), 1, 3) || '8'"
        " || substr(hex(randomblob(8)), 1, 15))",
        "blind_index": "randomblob(16)",
        "sealed": "randomblob(length(m.sealed))",
        "commitment": "randomblob(32)",
        **_states("n.i", at),
    }
    database.execute("PRAGMA synchronous=OFF")  # nothing to lose yet, and the disk is asked at the end
    database.execute("PRAGMA cache_size=-1000000")
    database.execute("BEGIN")
    columns = [one[1] for one in database.execute(f"PRAGMA table_info({INDEX})")]
    counter = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) "
    model = f"(SELECT * FROM {INDEX} LIMIT 1) AS m"
    database.execute(f"CREATE TEMP TABLE made AS {counter} SELECT {_chosen(columns, row)} FROM n, {model}")
    database.execute(f"INSERT INTO {INDEX} ({', '.join(columns)}) SELECT * FROM made ORDER BY id")
    columns = [one[1] for one in database.execute(f"PRAGMA table_info({LETTERS})")]
    database.execute(
        f"INSERT INTO {LETTERS} ({', '.join(columns)}) SELECT {_chosen(columns, LETTER)}"
        f" FROM made, (SELECT * FROM {LETTERS} LIMIT 1) AS m ORDER BY made.id"
    )
    _count(database, count)
    database.execute("DROP TABLE made")
    database.execute("COMMIT")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _fill_postgresql(database: Any, count: int) -> None:
    at = f"(now() - interval '{DAYS} days' + n.i * interval '{DAYS} days' / {count})"
    digest = "md5(n.i::text || 'id')"
    row = {
        "id": f"(lpad(to_hex((extract(epoch FROM {at}) * 1000)::bigint), 12, '0') || '7' || substr({digest}, 1, 3)"
        f" || '8' || substr({digest}, 4, 15))::uuid",
        "blind_index": "decode(md5(n.i::text || 'blind'), 'hex')",
        "sealed": "decode(md5(n.i::text || 'sealed'), 'hex') || substr(m.sealed, 17)",
        "commitment": "sha256(n.i::text::bytea)",
        **_states("n.i", at),
    }
    with database.transaction():
        columns = _columns(database, INDEX)
        database.execute(
            f"CREATE TEMP TABLE made ON COMMIT DROP AS SELECT {_chosen(columns, row)}"
            f" FROM generate_series(1, {count}) AS n(i), (SELECT * FROM {INDEX} LIMIT 1) AS m"
        )
        database.execute(f"INSERT INTO {INDEX} ({', '.join(columns)}) SELECT * FROM made")
        columns = _columns(database, LETTERS)
        database.execute(
            f"INSERT INTO {LETTERS} ({', '.join(columns)}) SELECT {_chosen(columns, LETTER)}"
            f" FROM made, (SELECT * FROM {LETTERS} LIMIT 1) AS m"
        )
        _count(database, count)
    database.execute("VACUUM ANALYZE")  # as it would have been done long ago, and not during the measuring
    database.execute("CHECKPOINT")


def _states(number: str, at: str) -> dict[str, str]:
    """Every tenth waits for its confirmation; the others are numbered without a gap."""
    waits = f"{number} % 10 = 0"
    place = f"CASE WHEN {waits} THEN NULL ELSE {number} - {number} / 10 END"
    return {
        "state": f"CASE WHEN {waits} THEN 'pending' ELSE 'confirmed' END",
        "number": place,
        "place": place,
        "signed_at": at,
        "last_letter_at": at,
        "confirmed_at": f"CASE WHEN {waits} THEN NULL ELSE {at} END",
    }


def _chosen(columns: list[str], known: Mapping[str, str]) -> str:
    """What is not `known` is as in the model's row."""
    return ", ".join(f"{known[name]} AS {name}" if name in known else f"m.{name} AS {name}" for name in columns)


def _columns(database: Any, table: str) -> list[str]:
    sql = "SELECT column_name FROM information_schema.columns WHERE table_name = %s ORDER BY ordinal_position"
    return [row[0] for row in database.execute(sql, (table,))]


def _count(database: Any, count: int) -> None:
    database.execute(f"UPDATE signing_tally SET confirmed = confirmed + {count - count // 10}")
