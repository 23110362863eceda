"""Whether somebody has just proven who they are: asked of a session that may have been left open, or stolen."""

from datetime import datetime, timedelta

from django.contrib.sessions.backends.base import SessionBase

PROVEN = "accounts.proven"
LASTS = timedelta(minutes=10)


def note(session: SessionBase, *, at: datetime) -> None:
    session[PROVEN] = at.isoformat()


def is_proven(session: SessionBase, *, at: datetime) -> bool:
    since = session.get(PROVEN)
    return since is not None and at - datetime.fromisoformat(since) <= LASTS
