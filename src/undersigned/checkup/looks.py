"""All looks, one after the other. One that fails says so, and keeps none of the others from being taken."""

import logging
from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _

from undersigned.checkup import database, files, limits, mail, people, sending, site
from undersigned.checkup import log as public_log
from undersigned.checkup.finding import Finding, Level, wrong

log = logging.getLogger(__name__)

Look = Callable[[], Iterator[Finding]]
WITHOUT_TABLES: tuple[Look, ...] = (
    site.address,
    mail.setting,
    files.keys,
    files.database_file,
    files.space,
    limits.shared,
)
WITH_TABLES: tuple[Look, ...] = (
    database.durability,
    database.clock,
    mail.sender,
    mail.waiting,
    people.accounts,
    public_log.logs,
)


def findings(*, tries_mail_server: bool) -> list[Finding]:
    """The worst first.

    `tries_mail_server`: also connects to it, as a letter would, for at most twenty seconds; and asks the domain name
    system whether others will believe the sender.
    """
    found = _taken(database.tables)
    looks = WITHOUT_TABLES + (WITH_TABLES if all(one.level is Level.GOOD for one in found) else ())
    if tries_mail_server:
        looks += (mail.server, sending.look)
    return sorted([*found, *(one for look in looks for one in _taken(look))], key=lambda one: one.level)


def _taken(look: Look) -> list[Finding]:
    try:
        return list(look())
    except Exception as error:
        log.exception("checkup.look", extra={"look": f"{look.__module__}.{look.__name__}"})
        sentence = _("One check could not be made: %(name)s (%(error)s).")
        told = sentence % {"name": look.__name__, "error": type(error).__name__}
        return [wrong(told, _("The server's log has the details."))]
