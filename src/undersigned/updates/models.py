"""An update and its words. Who gets it stands nowhere: it is read from the signatures while it is sent."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from undersigned.signing.models import Petition

SUBJECT_LENGTH = 120
WORDS_LENGTH = 10_000


class Update(models.Model):
    """What an organiser tells the signers of one petition. Once approved, nothing of it changes but its progress."""

    class Kind(models.TextChoices):
        NEWS = "news", _("News")
        DELIVERY = "delivery", _("Delivery")
        ANSWER = "answer", _("Answer")
        VICTORY = "victory", _("Victory")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SENDING = "sending", _("being sent")
        STOPPED = "stopped", _("stopped")
        SENT = "sent", _("sent")

    class Rate(models.IntegerChoices):
        """Letters a minute."""

        CALM = 60
        USUAL = 300
        BRISK = 1_200
        FAST = 3_000

    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="updates")
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.NEWS)
    on_page = models.BooleanField(default=True)
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    rate = models.PositiveSmallIntegerField(choices=Rate, default=Rate.USUAL)
    changed_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    reach = models.PositiveBigIntegerField(default=0)  # how many it was to go to when it was approved
    # Signers by their number, as far as their letters are queued; moved in the transaction that queues them.
    queued_to = models.BigIntegerField(default=0)
    up_to = models.BigIntegerField(default=0)  # the last number that was given when it was approved
    queued_count = models.PositiveBigIntegerField(default=0)
    paced_at = models.DateTimeField(null=True)  # up to when the letters that its rate allows are queued
    # Kept when the last letter has left: letters that were sent are forgotten after a month.
    sent_count = models.PositiveBigIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
    unsubscribed_count = models.PositiveBigIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["petition", "approved_at"], name="update_approved")]
        permissions: ClassVar = [("send_update", "Can send update")]


class Words(models.Model):
    """An update in one language: what the letter is called, and plain paragraphs with an empty line between them."""

    update = models.ForeignKey(Update, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=8)
    subject = models.CharField(max_length=SUBJECT_LENGTH)
    words = models.TextField(max_length=WORDS_LENGTH)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["update", "language"], name="one_text_a_language")]
