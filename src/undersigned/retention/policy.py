"""What holds for a petition: what was chosen, what its signers were promised, and the days that follow."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import transaction

from undersigned.retention import terms as rules
from undersigned.retention.models import Erasure, Policy, Promise
from undersigned.retention.terms import DEFAULT, Course, Days, Terms
from undersigned.signing import register
from undersigned.signing.models import Petition
from undersigned.signing.petition import GRACE


def of(petition: Petition | None) -> Terms | None:
    """None: a campaign from before there were policies, whose organisers have not chosen yet."""
    row = Policy.objects.filter(petition=petition).first() if petition else None
    if row:
        return rules.parse(row.terms)
    return None if petition and register.has_signatures(petition) else DEFAULT


@transaction.atomic
def choose(petition: Petition, terms: Terms) -> None:
    """For who signs from now on; for those before where it is shorter. The page has to be published again with it."""
    Policy.objects.update_or_create(petition=petition, defaults={"terms": terms.stored()})


def promise(petition: Petition, *, delivered_on: date | None) -> None:
    """Binds every wording to the terms that hold when it is first published, in the transaction of that."""
    terms = of(petition)
    if terms is None:
        return
    Policy.objects.get_or_create(petition=petition, defaults={"terms": terms.stored()})
    Policy.objects.filter(petition=petition).update(delivered_on=delivered_on)
    versions = petition.wordings.order_by("version").values_list("version", flat=True)
    Promise.objects.bulk_create(
        (Promise(petition=petition, wording_version=one, terms=terms.stored()) for one in versions),
        ignore_conflicts=True,
    )


def closes_at(petition: Petition, wanted: datetime | None) -> datetime | None:
    """When it closes, if an organiser wants it so: no later than its terms allow, and never again once data is gone."""
    row = Policy.objects.filter(petition=petition).first()
    started = _started(petition)
    limits = [
        wanted,
        Erasure.objects.filter(petition=petition).order_by("begun_at").values_list("begun_at", flat=True).first(),
    ]
    if row and started and (collects := rules.parse(row.terms).collects):
        limits.append(started + timedelta(days=collects))
    return min((one for one in limits if one), default=None)


def note_taken_off(*, at: datetime) -> None:
    """A page that was taken off is closed from then on; one that is back is not."""
    Policy.objects.filter(petition__published=False, taken_off_at=None).update(taken_off_at=at)
    Policy.objects.filter(petition__published=True).exclude(taken_off_at=None).update(taken_off_at=None)


def course(petition: Petition, row: Policy | None) -> Course:
    """Also what is to come, as far as it is known."""
    closes = [petition.closes_at, row.taken_off_at if row and not petition.published else None]
    delivered = datetime.combine(row.delivered_on, time(), UTC) if row and row.delivered_on else None
    return Course(_started(petition), min((one for one in closes if one), default=None), delivered)


def is_over(petition: Petition, *, at: datetime) -> bool:
    """Nobody signs any more, and nobody confirms."""
    if not petition.published:
        return True
    return petition.closes_at is not None and at >= petition.closes_at + GRACE


def days(petition: Petition) -> dict[int, Days]:
    """By version of the wording that was signed under: by its promise, or sooner where that was chosen since."""
    row = Policy.objects.filter(petition=petition).first()
    if row is None:
        return {}
    run = course(petition, row)
    chosen = rules.days(rules.parse(row.terms), run)
    promised = {one.wording_version: rules.parse(one.terms) for one in Promise.objects.filter(petition=petition)}
    versions: Iterable[Any] = petition.wordings.order_by("version").values_list("version", flat=True)
    return {
        version: rules.days(promised[version], run).sooner(chosen) if version in promised else chosen
        for version in versions
    }


def is_due(petition: Petition, *, at: datetime) -> bool:
    """By what was chosen last, for those who signed no wording."""
    row = Policy.objects.filter(petition=petition).first()
    return row is not None and _has_come(rules.parse(row.terms), course(petition, row), at=at)


def would_be_due(petition: Petition, terms: Terms, *, at: datetime) -> bool:
    """Were these chosen, what tells who signed would begin to go at once."""
    run, counting = course(petition, Policy.objects.filter(petition=petition).first()), [terms]
    if terms.collects and run.started_at:
        ends = run.started_at + timedelta(days=terms.collects)
        if run.closed_at is None or ends < run.closed_at:
            # The choice itself closes it: see `closes_at`. What was promised before counts from that day, too.
            run = replace(run, closed_at=ends)
            counting += [rules.parse(one.terms) for one in Promise.objects.filter(petition=petition)]
    return any(_has_come(one, run, at=at) for one in counting)


def _has_come(terms: Terms, run: Course, *, at: datetime) -> bool:
    day = rules.days(terms, run).at
    return day is not None and day <= at


def _started(petition: Petition) -> datetime | None:
    return petition.texts.order_by("published_at").values_list("published_at", flat=True).first()
