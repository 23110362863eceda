"""How many of the letters to one slice were answered in time, the alarms, and what an organiser tells the gate."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from undersigned.signing.models import Petition


class Kind(models.TextChoices):
    """What a slice of the letters has in common."""

    NETWORK = "network", _("one network")
    DOMAIN = "domain", _("one mail provider")
    PETITION = "petition", _("one petition")


class Slice(models.Model):
    """Of one hour. `key`: see `ratio`. Kept for two days."""

    kind = models.CharField(max_length=8, choices=Kind)
    key = models.BinaryField(max_length=16)
    hour = models.DateTimeField()
    letters = models.PositiveIntegerField(default=0)
    confirmed = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "key", "hour"], name="one_slice_an_hour")]


class Alarm(models.Model):
    """Letters that ask to confirm do not go to this slice until an organiser lets them. One at a time for each."""

    kind = models.CharField(max_length=8, choices=Kind)
    key = models.BinaryField(max_length=16)
    name = models.CharField(max_length=253, default="")  # a petition's ask, a domain; a network has none
    since = models.DateTimeField()
    letters = models.PositiveIntegerField()
    confirmed = models.PositiveIntegerField()
    released_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "key"], name="one_alarm_a_slice", condition=Q(released_at__isnull=True)
            )
        ]

    @property
    def hold_reason(self) -> str:
        return f"alarm-{self.pk}"


class Mark(models.Model):
    """How far a petition's signatures have been looked at."""

    petition = models.OneToOneField(Petition, on_delete=models.CASCADE, primary_key=True, related_name="+")
    up_to = models.UUIDField()


class Guest(models.Model):
    """A network that the gate lets in without limits, until then: a hall, a school, a demonstration's wifi."""

    network = models.CharField(max_length=43)
    until = models.DateTimeField()
    note = models.CharField(max_length=100, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")


class Asking(models.Model):
    """Everybody who signs this petition is asked for a moment's work, until then.

    By an organiser's order; or, with `limit`, by itself, since more forms came in an hour than that: see `fraud.surge`.
    """

    petition = models.OneToOneField(Petition, on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField()
    limit = models.PositiveIntegerField(null=True)
    usual = models.PositiveIntegerField(null=True)  # forms in one of its hours
    declined_at = models.DateTimeField(null=True)  # an organiser has ended it
