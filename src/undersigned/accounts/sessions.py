"""Where somebody is signed in: a list of their sessions, and their end.

One ends by itself after an hour without a step in it (its row grows old: `SESSION_COOKIE_AGE`), and twelve hours after
it began, whatever was done in it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.utils import timezone

BEGAN = "accounts.began"
BROWSER = "accounts.browser"
SEEN = "accounts.seen"
LONGEST = timedelta(hours=12)
NOTED_EACH = timedelta(minutes=1)  # so that not each click writes a row


@dataclass(frozen=True, slots=True)
class Open:
    """One session that has not ended."""

    browser: str  # as it names itself; empty where it did not
    began_at: datetime | None
    is_this: bool


def begin(session: SessionBase, *, browser: str, at: datetime) -> None:
    """To be called at the door: what the list will say of this session."""
    session[BEGAN] = at.isoformat()
    session[SEEN] = at.isoformat()
    session[BROWSER] = browser[:400]


def is_over(session: SessionBase, *, at: datetime) -> bool:
    began = session.get(BEGAN)
    return began is not None and at - datetime.fromisoformat(began) > LONGEST


def step(session: SessionBase, *, at: datetime) -> None:
    """Somebody is at work in it: it grows old from now."""
    seen = session.get(SEEN)
    if seen is None or at - datetime.fromisoformat(seen) >= NOTED_EACH:
        session.setdefault(BEGAN, at.isoformat())
        session[SEEN] = at.isoformat()


def of(user: Any, *, this: str) -> list[Open]:
    """The newest first. Looks through all sessions of the desk: there are as many as people at work."""
    opened = [_open(session, is_this=session.session_key == this) for session in _sessions(user)]
    return sorted(opened, key=lambda one: str(one.began_at or ""), reverse=True)


def end(user: Any, *, keep: str = "") -> int:
    """Ends all but `keep`; the next click in them leads to signing in. Returns how many."""
    keys = [session.session_key for session in _sessions(user) if session.session_key != keep]
    return Session.objects.filter(session_key__in=keys).delete()[0]


def _sessions(user: Any) -> list[Session]:
    going = Session.objects.filter(expire_date__gt=timezone.now())
    return [session for session in going if session.get_decoded().get(SESSION_KEY) == str(user.pk)]


def _open(session: Session, *, is_this: bool) -> Open:
    held = session.get_decoded()
    began = held.get(BEGAN)
    return Open(held.get(BROWSER, ""), datetime.fromisoformat(began) if began else None, is_this)
