"""Stop all letters to a mailbox, and let them go again: over all campaigns, by an index used for nothing else."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count

from undersigned.returns.models import Refusal
from undersigned.signing import decide, keyring, search
from undersigned.signing.models import Petition

Reason = Refusal.Reason
HELD = {reason: f"mail-{reason}" for reason in Reason}  # why a signature is held whose letters are stopped
# What an organiser may undo. The others are their owner's, who has a link for it, or asks whoever hosts the site.
ORGANISERS = frozenset({Reason.BOUNCE, Reason.ORGANISER})


def address(email: str, *, reason: Reason, at: datetime) -> int:
    """No letter goes there any more. Signatures of it that wait are held; how many. Those that count go on counting."""
    mailbox(keyring.mailbox(email), reason=reason, at=at)
    return sum(
        len(decide.hold_all(petition_id, [found], reason=HELD[reason]))
        for petition_id in Petition.objects.order_by("pk").values_list("pk", flat=True)
        if (found := search.by_email(petition_id, email))
    )


def mailbox(index: bytes, *, reason: Reason, at: datetime) -> None:
    """A second time nothing happens."""
    Refusal.objects.bulk_create([Refusal(mailbox=index, reason=reason, since=at)], ignore_conflicts=True)


def lift(index: bytes, *, reasons: Iterable[Reason]) -> int:
    """How many reasons fell away. Letters go again once none is left."""
    return Refusal.objects.filter(mailbox=index, reason__in=list(reasons)).delete()[0]


def of(index: bytes) -> list[Refusal]:
    """The oldest first."""
    return list(Refusal.objects.filter(mailbox=index).order_by("since", "pk"))


def among(mailboxes: Iterable[bytes]) -> dict[bytes, Reason]:
    """Those that get no letter, with the first of their reasons. One query."""
    found = Refusal.objects.filter(mailbox__in=set(mailboxes)).order_by("-since", "-pk")
    return {bytes(index): Reason(reason) for index, reason in found.values_list("mailbox", "reason")}


def counted() -> dict[str, int]:
    """How many mailboxes by reason."""
    rows = Refusal.objects.order_by().values("reason").annotate(n=Count("*"))
    return dict(rows.values_list("reason", "n"))
