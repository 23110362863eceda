"""The one place that every letter about a signature passes before it leaves: what may not go is taken out here.

It is looked at now and not when a letter is queued: the form's work stays the same for everybody, and no letter, of
whatever kind and from wherever it was queued, gets by.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from undersigned.mail.compose import Contents, Later, Unwanted
from undersigned.mail.models import Letter
from undersigned.returns import refuse
from undersigned.signing import decide, keyring

# Seconds that a letter to this domain has to wait; 0: it goes now.
WaitOf = Callable[[str], float]


def at_once(_domain: str) -> float:
    return 0.0


def allowed(
    queued: Sequence[Letter], found: Mapping[UUID, Contents | Exception], *, wait_of: WaitOf = at_once
) -> dict[UUID, Contents | Exception]:
    """`found`: what each letter needs; an exception in place of those that may not go, or not yet. One query more.

    A signature whose letter is stopped is held, so that organisers see why nobody confirms it.
    """
    mailboxes = {id_: keyring.mailbox(one.to) for id_, one in found.items() if isinstance(one, Contents)}
    refused = refuse.among(mailboxes.values())
    return {
        letter.id: _judged(letter, found[letter.id], refused.get(mailboxes.get(letter.id, b"")), wait_of)
        for letter in queued
    }


def _judged(
    letter: Letter, contents: Contents | Exception, reason: refuse.Reason | None, wait_of: WaitOf
) -> Contents | Exception:
    if isinstance(contents, Exception):
        return contents
    if reason is not None:
        if letter.kind == "confirm":
            decide.hold_all(letter.petition_id, [letter.about], reason=refuse.HELD[reason])
        return Unwanted()
    wait = wait_of(contents.to.rpartition("@")[2].lower())
    return Later(timedelta(seconds=wait)) if wait else contents
