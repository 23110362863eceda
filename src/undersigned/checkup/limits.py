"""Whether the store answers in which several processes count together what the gate limits."""

from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _

from undersigned.checkup.finding import Finding, good, unsafe

WITHIN_S = 2.0


def shared() -> Iterator[Finding]:
    """Nothing where none is set: its client need not be there."""
    if not settings.SHARED_LIMITS:
        return
    from redis import Redis, RedisError

    try:
        with Redis.from_url(settings.SHARED_LIMITS, socket_connect_timeout=WITHIN_S, socket_timeout=WITHIN_S) as store:
            store.ping()
    except (RedisError, OSError) as error:
        # Its type alone: its words may name the password.
        yield unsafe(
            _("The store of shared limits does not answer (%(error)s): each process counts for itself.")
            % {"error": type(error).__name__},
            _("Check UNDERSIGNED_SHARED_LIMITS, and that the store is running."),
        )
    else:
        yield good(_("All processes count together what the gate limits."))
