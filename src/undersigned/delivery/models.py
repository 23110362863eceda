"""The packets: what was chosen, how far each is, what it holds. No row tells of a signer; the files do."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from undersigned.signing.models import Petition


class Delivery(models.Model):
    """One packet. Its files are in the folder of its number; see `folder`."""

    class State(models.TextChoices):
        MAKING = "making", _("being made")
        READY = "ready", _("ready")
        FAILED = "failed", _("not made")
        CANCELLED = "cancelled", _("cancelled")  # the maker takes it away

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="deliveries")
    chosen: Any = models.JSONField()  # a `choice.Choice`
    state = models.CharField(max_length=10, choices=State, default=State.MAKING)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    ready_at = models.DateTimeField(null=True)

    # How far it is; see `make`
    step = models.CharField(max_length=10, default="gather")
    up_to = models.BigIntegerField(default=0)  # the last number that was given when it was begun: later ones are not in
    place = models.BigIntegerField(default=0)  # within the step
    volumes = models.PositiveIntegerField(default=0)
    count = models.PositiveIntegerField(default=0)  # of the signatures in it
    tries = models.PositiveSmallIntegerField(default=0)  # of this step
    leased_until = models.DateTimeField()
    trouble = models.CharField(max_length=10, default="")  # why it was not made: nobody | fault
    doubtful: Any = models.JSONField(default=list)  # files where a letter stands as a question mark, see `press`
    files: Any = models.JSONField(default=dict)  # {"signatures.csv": {"sha256": …, "size": …}, …}

    # The recipient's page; see `link`
    link = models.UUIDField(null=True, unique=True)
    link_until = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["leased_until"],
                name="delivery_turn",
                condition=models.Q(state__in=("making", "cancelled")),
            )
        ]
