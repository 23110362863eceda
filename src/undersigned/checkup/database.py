"""Whether the tables are those of this version, and keep what was acknowledged."""

import time
from collections.abc import Iterator

from django.conf import settings
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from undersigned.checkup.finding import Finding, good, unsafe, wrong

OLDEST_POSTGRESQL = 15
MUST_BE_ON = ("fsync", "full_page_writes")
MOST_APART_S = 5.0


def tables() -> Iterator[Finding]:
    try:
        executor = MigrationExecutor(connection)
    except OperationalError as error:
        # The driver's words may run over several lines; the first says what is wrong.
        [reason, *_rest] = str(error).splitlines() or [type(error).__name__]
        yield wrong(
            _("The database does not answer: %(reason)s") % {"reason": reason},
            _("Check UNDERSIGNED_DATABASE_URL, and that the database is running."),
        )
        return
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if missing:
        sentence = ngettext(
            "The tables are older than the program: %(count)d change is missing.",
            "The tables are older than the program: %(count)d changes are missing.",
            missing,
        )
        yield wrong(sentence % {"count": missing}, _("Make a backup, then start `undersigned serve`: it makes them."))
    else:
        yield good(_("The tables are those of this version."))


def durability() -> Iterator[Finding]:
    """Of PostgreSQL; on SQLite every connection of ours asks for durable commits by itself."""
    if settings.IS_SQLITE:
        return
    version = int(_shown("server_version_num")) // 10_000
    if version < OLDEST_POSTGRESQL:
        yield unsafe(
            _("PostgreSQL is version %(version)d.") % {"version": version},
            _("Undersigned is tested with version 15 and newer."),
        )
    off = [name for name in MUST_BE_ON if _shown(name) == "off"]
    if _shown("synchronous_commit") in ("off", "local"):
        off.append("synchronous_commit")
    if off:
        yield wrong(
            _("PostgreSQL does not wait for the disk: signatures that were acknowledged can be lost with the power."),
            _("Turn these on in postgresql.conf: %(names)s.") % {"names": ", ".join(off)},
        )
    else:
        yield good(_("PostgreSQL answers only when the disk has what it was given."))


def clock() -> Iterator[Finding]:
    """Several machines put their times into the same rows."""
    if settings.IS_SQLITE:
        return
    with connection.cursor() as cursor:
        before = time.time()
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        [theirs] = cursor.fetchone()
    apart = abs(float(theirs) - before)
    if apart > MOST_APART_S:
        yield unsafe(
            _("The database's clock and this machine's are %(seconds)d seconds apart.") % {"seconds": apart},
            _("Let both follow a time server: links and codes in letters live by the clock."),
        )


def _shown(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s)", [name])
        [value] = cursor.fetchone()
    return str(value)
