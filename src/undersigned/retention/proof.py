"""What is left after a deletion, counted in every room, with the log's checkpoint: the count and the log stay."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from undersigned.ledger import reading
from undersigned.retention import policy, rooms, sentences
from undersigned.retention.models import Erasure
from undersigned.signing.models import Signature, Tally

VERSION = 1


def of(row: Erasure, *, cleaned: dict[str, Any]) -> dict[str, Any]:
    """JSON-able. `cleaned`: what `scrub` did."""
    petition = row.petition
    tally = Tally.objects.get(petition=petition)
    people = Signature.objects.filter(petition=petition, is_sample=False)
    return {
        "version": VERSION,
        "petition": {"ask": petition.ask, "slug": petition.slug, "uuid": str(petition.uuid)},
        "asked_by": row.asked_by.get_username() if row.asked_by else "",
        "rule": "" if row.is_everything else sentences.sentence(policy.of(petition)),
        "begun_at": row.begun_at.isoformat(),
        "finished_at": row.finished_at.isoformat() if row.finished_at else "",
        "before": row.before,
        "removed": row.removed,
        "left": dict.fromkeys(row.before, 0) | rooms.held(petition.pk, people.values("id")) | rooms.beside(petition.pk),
        "stays": {
            "count": tally.count,
            "confirmed": tally.confirmed,
            "withdrawn": tally.withdrawn,
            "struck": tally.struck,
        },
        "log": {"key": reading.verifier(petition.uuid) or "", "checkpoint": reading.checkpoint(petition.uuid) or ""},
        "cleaned": cleaned,
        "backups_kept_days": settings.BACKUPS_KEPT_DAYS,
    }


def text(proof: dict[str, Any]) -> str:
    """The same to be read, in the language that is active."""
    lines = [
        _("Proof of deletion"),
        "",
        f"{proof['petition']['ask']}  /{proof['petition']['slug']}/  {proof['petition']['uuid']}",
        _("Begun: %(begun)s. Finished: %(finished)s.") % {"begun": proof["begun_at"], "finished": proof["finished_at"]},
        _("Asked for by %(who)s.") % {"who": proof["asked_by"]} if proof["asked_by"] else _("By date."),
        *([proof["rule"]] if proof["rule"] else []),
        "",
        _("Rows that tell of a person: before, after"),
        *(f"  {table}: {rows}, {proof['left'][table]}" for table, rows in proof["before"].items()),
        "",
        _(
            "What stays: the count, %(count)d. Of %(confirmed)d confirmed, %(withdrawn)d withdrew, %(struck)d were"
            " struck."
        )
        % proof["stays"],
        "",
        backups(proof["backups_kept_days"]),
        "",
        _("The log’s last checkpoint:"),
        proof["log"]["checkpoint"],
    ]
    return "\n".join(lines)


def backups(days: int | None) -> str:
    if days is None:
        return _("How long backups are kept is not stated: whoever hosts this site sets UNDERSIGNED_BACKUPS_KEPT_DAYS.")
    return _("Backups made before may hold it for %(days)d days more: so long they are kept.") % {"days": days}
