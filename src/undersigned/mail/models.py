"""The outbox and the stationery, as tables. `outbox` writes the first with its own SQL; the desk reads both."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Letter(models.Model):
    """One letter to one person. `about` is the signature it speaks of; the address is sealed there, not here."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("given up")
        STOPPED = "stopped", _("stopped")  # at the desk; news only

    UPDATE = "update"
    RECEIPT = "receipt"
    PATIENT: ClassVar = (UPDATE, RECEIPT)  # kinds that nobody sits and waits for

    id = models.UUIDField(primary_key=True)
    petition_id = models.BigIntegerField()  # a number, not a foreign key: petitions live on a higher floor
    about = models.UUIDField()
    kind = models.CharField(max_length=12)  # confirm | already | update | receipt
    serial = models.PositiveSmallIntegerField(default=1)  # the how-manieth letter about this signature
    language = models.CharField(max_length=8)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=300, default="")  # the last reason it could not be sent
    update_id = models.BigIntegerField(null=True)  # of a kind "update": which one; see `undersigned.updates`

    UNSENT: ClassVar = models.Q(state=State.WAITING) | models.Q(state=State.SENDING)

    class Meta:
        # A letter leaves the small indexes when it is sent: their size is that of what waits, not of what was.
        indexes: ClassVar = [
            models.Index(
                fields=["due_at", "id"],
                name="letter_due",
                condition=models.Q(state="waiting") | models.Q(state="sending"),
            ),
            models.Index(fields=["due_at"], name="letter_failed", condition=models.Q(state="failed")),
            # What was sent is shown at the desk, the latest first: of all campaigns, and of one.
            models.Index(fields=["sent_at", "id"], name="letter_sent", condition=models.Q(state="sent")),
            models.Index(
                fields=["petition_id", "sent_at", "id"], name="letter_sent_of", condition=models.Q(state="sent")
            ),
            models.Index(fields=["petition_id", "about"], name="letter_about"),
            # Of news alone: signing writes nothing here.
            models.Index(
                fields=["update_id", "state"], name="letter_update", condition=models.Q(update_id__isnull=False)
            ),
        ]


class Stationery(models.Model):
    """What the letters of one petition look like in one language; a wording left empty is the default one."""

    petition_id = models.BigIntegerField()
    language = models.CharField(max_length=8)
    sender_name = models.CharField(max_length=100)
    sender_address = models.EmailField(max_length=254)
    reply_to = models.EmailField(max_length=254, blank=True)
    ask = models.CharField(max_length=200)
    slug = models.CharField(max_length=80)
    paid_for_by = models.CharField(max_length=300, blank=True)
    confirm_subject = models.CharField(max_length=120, blank=True)
    confirm_words = models.TextField(blank=True)
    already_subject = models.CharField(max_length=120, blank=True)
    already_words = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["petition_id", "language"], name="one_stationery_a_language")
        ]
