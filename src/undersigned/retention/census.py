"""How many people and sent letters a petition has: at once where they are few, else as the worker counted them last."""

from datetime import datetime, timedelta

from django.db.models import Count, Min, Q, QuerySet

from undersigned.mail.models import Letter
from undersigned.retention.models import Census, Erasure
from undersigned.signing.models import Petition, Signature, Tally

MANY = 20_000  # of so many, counting takes longer than a page may
GOOD_FOR = timedelta(hours=1)

People = dict[int, tuple[int, int]]  # by version of the wording: how many, and how many of them asked for news
Sent = tuple[int, datetime | None]  # how many letters, and when the first left


def people(petition: Petition) -> People:
    """Confirmed once, whatever became of it; no demonstration signers. Of many, an hour old at most."""
    counted = _kept(petition).first()
    if counted is None:
        return _people(petition.pk)
    return {int(version): tuple(found) for version, found in counted.people.items()}


def sent(petition: Petition) -> Sent:
    """Letters whose record is still kept. Of many signers, an hour old at most."""
    counted = _kept(petition).first()
    return (counted.sent, counted.first_sent_at) if counted else _sent(petition.pk)


def counted_at(petition: Petition) -> datetime | None:
    """None: it is counted at the moment when it is asked for."""
    return _kept(petition).values_list("counted_at", flat=True).first()


def take(*, at: datetime) -> int:
    """The worker's task: counts whatever petition has many, and was not counted within the hour; how many of them."""
    fresh = Census.objects.filter(counted_at__gt=at - GOOD_FOR).values("petition_id")
    large = Tally.objects.filter(confirmed__gte=MANY).exclude(petition_id__in=fresh)
    taken = list(large.order_by("petition_id").values_list("petition_id", flat=True))
    for petition_id in taken:
        people, (sent, first) = _people(petition_id), _sent(petition_id)
        if Erasure.objects.exclude(finished_at__lt=at).filter(petition_id=petition_id).exists():
            continue  # some of them may be gone since
        found = {"people": people, "sent": sent, "first_sent_at": first, "counted_at": at}
        Census.objects.update_or_create(petition_id=petition_id, defaults=found)
    return len(taken)


def _kept(petition: Petition) -> QuerySet[Census]:
    """None where samples were many, and are gone."""
    return Census.objects.filter(petition=petition, petition__tally__confirmed__gte=MANY)


def _people(petition_id: int) -> People:
    people = Signature.objects.filter(petition_id=petition_id, is_sample=False)
    people = people.exclude(state__in=(Signature.State.PENDING, Signature.State.HELD))
    asked = Count("id", filter=Q(state=Signature.State.CONFIRMED, wants_updates=True))
    rows = people.order_by("wording_version").values_list("wording_version").annotate(count=Count("id"), asked=asked)
    return {version: (count, wanting) for version, count, wanting in rows}


def _sent(petition_id: int) -> Sent:
    letters = Letter.objects.filter(petition_id=petition_id, state=Letter.State.SENT)
    found = letters.aggregate(first=Min("sent_at"), count=Count("id"))  # one look: there may be as many as signers
    return found["count"], found["first"]
