"""What this room holds of a person: which rules found their signature, and what an organiser typed, sealed."""

import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from undersigned.fraud import rules
from undersigned.fraud.models import Match, Rule
from undersigned.signing import keyring
from undersigned.signing.models import DataKey
from undersigned.vault.holding import N_, Holding
from undersigned.vault.sealing import CannotOpen

_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"/|]+@[^\s<>()\[\],;:\"'@/|]+")
ALONE = Q(rule__found=1) & ~Q(rule__state=Rule.State.LOOKING)  # one that still looks may find others

HOLDINGS = (
    Holding(
        table="fraud_match",
        columns=("signature_id", "done_at", "undone_at"),
        purpose=N_("To strike, hold and put back what a rule found, and nothing else."),
        kept=N_("as long as the signature; it names the signature, not the person"),
    ),
    Holding(
        table="fraud_rule",
        columns=("sealed",),
        purpose=N_("To know why signatures were struck."),
        kept=N_("until whose address it names, or who was found alone, is erased, or the petition’s retention ends"),
        inside=N_("the pattern of names or addresses that an organiser typed, and their note"),
    ),
    Holding(
        table="fraud_crowd",
        columns=("key",),
        purpose=N_("To see a crowd from one place: domains and networks of twenty signers in an hour, or more."),
        kept=N_("networks 30 days, domains as long as the petition’s numbers"),
    ),
)


def export(petition_id: int, signature_id: UUID) -> list[dict[str, Any]]:
    """By which rules this signature was struck or held."""
    found = Match.objects.filter(rule__petition_id=petition_id, signature_id=signature_id, done_at__isnull=False)
    return [
        {
            "rule": row.rule.get_kind_display(),
            "reason": row.rule.reason,
            "done_at": row.done_at.isoformat() if row.done_at else "",
            "undone_at": row.undone_at.isoformat() if row.undone_at else "",
        }
        for row in found.select_related("rule").order_by("id")
    ]


def of_address(petition_id: int, email: str) -> dict[str, Any]:
    """How many rules name this mailbox, in their pattern or their note."""
    naming = len(_naming(petition_id, email))
    return {"rules": naming} if naming else {}


def erase_address(petition_id: int, email: str) -> dict[str, int]:
    return {"fraud_rule": _empty(_naming(petition_id, email))}


def erase(petition_id: int, signature_id: UUID) -> int:
    """How many rows it removed."""
    return erase_many(petition_id, [signature_id])["fraud_match"]


def held(petition_id: int, whose: Any) -> dict[str, int]:
    """Rows by table. `whose`: a queryset of the signatures' ids."""
    found = Match.objects.filter(rule__petition_id=petition_id, signature_id__in=whose)
    alone = found.filter(ALONE).exclude(rule__sealed=b"")
    return {"fraud_match": found.count(), "fraud_rule": alone.values("rule").distinct().count()}


def erase_many(petition_id: int, ids: Sequence[UUID]) -> dict[str, int]:
    """Rows removed or emptied, by table. A rule that found one signature alone tells of whoever signed it."""
    rows = Match.objects.filter(rule__petition_id=petition_id, signature_id__in=list(ids))
    alone = list(rows.filter(ALONE).values_list("rule", flat=True))
    return {"fraud_match": rows.delete()[0], "fraud_rule": _empty(alone)}


def beside(petition_id: int) -> dict[str, int]:
    """What was typed, whomever it names."""
    return {"fraud_rule": _typed(petition_id).count()}


def clear(petition_id: int, *, most: int) -> int:
    return _empty(list(_typed(petition_id).values_list("pk", flat=True)[:most]))


def _naming(petition_id: int, email: str) -> list[UUID]:
    return [row.pk for row in _typed(petition_id) if _names(row, email)]


def _typed(petition_id: int) -> QuerySet[Rule]:
    return Rule.objects.filter(petition_id=petition_id).exclude(sealed=b"").order_by("pk")


def _names(row: Rule, email: str) -> bool:
    """Also with other capitals, or as a pattern with nothing but an asterisk about it."""
    try:
        asked = rules.opened(row)
    except (CannotOpen, DataKey.DoesNotExist):
        return False
    typed, index = asked.conditions, keyring.for_petition(row.petition_id).index
    words = (word.strip("*?.!'") for one in (typed.email, typed.name, asked.note) for word in _ADDRESS.findall(one))
    return any(_is(word, email, index) for word in words)


def _is(word: str, email: str, index: Any) -> bool:
    try:
        return bool(index(word) == index(email))
    except UnicodeError:  # no domain that there can be
        return False


def _empty(ids: Sequence[UUID]) -> int:
    """What was typed is gone for good, the numbers stay. One that still looks is dropped at its next turn."""
    return Rule.objects.filter(pk__in=ids).exclude(sealed=b"").update(sealed=b"")
