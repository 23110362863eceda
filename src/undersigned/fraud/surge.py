"""A petition's own limit: where far more forms come than it is used to, everybody is asked for a moment's work.

Nobody is refused or held for it: it may be a newspaper's front page. It ends by itself an hour after it is over, and an
organiser can end it sooner.
"""

from datetime import datetime, timedelta
from statistics import median

from django.db.models import Q

from undersigned.fraud.models import Hour
from undersigned.signing import accept
from undersigned.signing.models import Petition, Signature
from undersigned.watch.models import Asking

AN_HOUR = timedelta(hours=1)
USED_TO = timedelta(days=7)
TIMES = 5  # its usual hour
FLOOR = 2_000  # a petition that is new or small may be shared, or announced to many, and nobody waits
LASTS = timedelta(hours=1)
DECLINED = timedelta(days=1)  # an organiser who has ended it is not asked again


def look(*, at: datetime) -> int:
    """How many petitions' signers are asked for work by it. One query each where little comes."""
    petitions = Petition.objects.filter(published=True).order_by("pk").values_list("pk", flat=True)
    return sum(_look(petition_id, at=at) for petition_id in petitions)


def _look(petition_id: int, *, at: datetime) -> int:
    if not _has_more_than(FLOOR, petition_id, at=at):
        return 0
    usual = _usual(petition_id, at=at)
    limit = max(FLOOR, TIMES * usual)
    if not _has_more_than(limit, petition_id, at=at):
        return 0
    return _ask(petition_id, limit=limit, usual=usual, at=at)


def _has_more_than(limit: int, petition_id: int, *, at: datetime) -> bool:
    """Within the hour. It looks at no more rows than that, however many there are."""
    since = accept.first_id(at - AN_HOUR)
    forms = Signature.objects.filter(petition_id=petition_id, is_sample=False, id__gte=since)
    return bool(forms.order_by("id").values_list("id", flat=True)[limit : limit + 1])


def _usual(petition_id: int, *, at: datetime) -> int:
    """The median of the last days' hours in which somebody signed; 0 where there was none."""
    this_hour = at.replace(minute=0, second=0, microsecond=0)
    hours = Hour.objects.filter(petition_id=petition_id, begins_at__gte=at - USED_TO, begins_at__lt=this_hour)
    return round(median([signed + held for signed, held in hours.values_list("signed", "held")] or [0]))


def _ask(petition_id: int, *, limit: int, usual: int, at: datetime) -> int:
    """1: they are asked, for one more hour. What an organiser has ordered, or declined, is left as it is."""
    told = {"until": at + LASTS, "limit": limit, "usual": usual, "declined_at": None}
    ours = Asking.objects.filter(Q(limit__isnull=False) | Q(until__lte=at), petition_id=petition_id)
    if ours.exclude(declined_at__gt=at - DECLINED).update(**told):
        return 1
    _, is_new = Asking.objects.get_or_create(petition_id=petition_id, defaults=told)
    return int(is_new)
