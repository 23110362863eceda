"""The hours that were looked at, what stood out in them; the rules, and which signatures each of them found."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from undersigned.signing.models import Petition


class Hour(models.Model):
    """One hour in which somebody signed. See `gather`."""

    petition = models.ForeignKey(Petition, on_delete=models.CASCADE, related_name="fraud_hours", db_index=False)
    begins_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)  # when it is looked at next; null: never again
    signed = models.BigIntegerField(default=0)
    confirmed = models.BigIntegerField(default=0)  # of those who signed in it, whenever that was
    held = models.BigIntegerField(default=0)  # beside those who signed
    waits: Any = models.JSONField(default=list)  # how many confirmed within each of `gather.WAITS`, and later

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["petition", "begins_at"], name="one_fraud_hour")]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], name="fraud_hour_due", condition=models.Q(due_at__isnull=False))
        ]


class Crowd(models.Model):
    """All, or one domain's or network's, who signed in an hour: `gather.FEWEST` or more, so that it tells of nobody."""

    class Kind(models.TextChoices):
        ALL = "all"
        DOMAIN = "domain"
        NETWORK = "network"
        LINE = "line"

    hour = models.ForeignKey(Hour, on_delete=models.CASCADE, related_name="crowds")
    kind = models.CharField(max_length=8, choices=Kind)
    key = models.CharField(max_length=255)  # the domain; a network's hash in hexadecimal
    signed = models.BigIntegerField(default=0)
    confirmed = models.BigIntegerField(default=0)
    quick = models.BigIntegerField(default=0)  # confirmed within `gather.QUICK`
    same_second = models.BigIntegerField(default=0)  # in the second of the one before
    regular = models.BigIntegerField(default=0)  # as long after the one before as that was after its own
    alerts: Any = models.JSONField(default=list)  # see `alerts`
    is_alert = models.BooleanField(default=False)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    settled_at = models.DateTimeField(null=True)  # an organiser found that it is nothing

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["hour", "kind", "key"], name="one_fraud_crowd")]
        indexes: ClassVar = [models.Index(fields=["hour"], name="fraud_crowd_alert", condition=models.Q(is_alert=True))]


class Rule(models.Model):
    """What many signatures have in common, and what becomes of them. See `rules`."""

    class Kind(models.TextChoices):
        STRIKE = "strike", _("strike from the count")
        HOLD = "hold", _("hold back")

    class State(models.TextChoices):
        LOOKING = "looking"
        FOUND = "found"
        APPLYING = "applying"
        APPLIED = "applied"
        STOPPED = "stopped"  # some of what it found was done
        DROPPED = "dropped"  # nothing was done
        UNDOING = "undoing"
        UNDONE = "undone"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    petition = models.ForeignKey(Petition, on_delete=models.CASCADE, related_name="fraud_rules")
    kind = models.CharField(max_length=6, choices=Kind)
    SEALED_AS = "rule"  # the kind of its records; see `custody`

    sealed = models.BinaryField()  # {"conditions", "note"}: an organiser may type an address there
    reason = models.CharField(max_length=40, default="")  # of a strike: a `decide.Reason`
    state = models.CharField(max_length=8, choices=State, default=State.LOOKING)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)  # when an organiser had it applied
    up_to = models.UUIDField()  # who signed later is not looked at
    place = models.UUIDField(default=uuid.UUID(int=0))  # the last that was looked at
    total = models.BigIntegerField(null=True)  # to be looked at; null: not counted yet
    seen = models.BigIntegerField(default=0)
    found = models.BigIntegerField(default=0)
    done = models.BigIntegerField(default=0)
    undone = models.BigIntegerField(default=0)
    changed = models.BigIntegerField(default=0)  # those that stood otherwise by the time it came to them

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["asked_at"],
                name="fraud_rule_turn",
                condition=models.Q(state__in=("looking", "applying", "undoing")),
            )
        ]


class Match(models.Model):
    """One signature that a rule found."""

    class State(models.TextChoices):
        FOUND = "found"
        DONE = "done"
        UNDONE = "undone"
        CHANGED = "changed"

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="matches", db_index=False)
    signature_id = models.UUIDField(db_index=True)
    state = models.CharField(max_length=8, choices=State, default=State.FOUND)
    done_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["rule", "signature_id"], name="one_fraud_match")]
        indexes: ClassVar = [models.Index(fields=["rule", "state", "id"], name="fraud_match_turn")]
