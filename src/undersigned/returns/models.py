"""Mailboxes that get no letter any more, by an index of their own; and which letters came back. No address in both."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Refusal(models.Model):
    """One reason why no letter goes to one mailbox, whatever the campaign. Several may hold; any is enough."""

    class Reason(models.TextChoices):
        NEVER = "never", _("its owner wants no letter from here")
        COMPLAINT = "complaint", _("its owner reported a letter as spam")
        BOUNCE = "bounce", _("it does not exist, or takes no letters")
        ORGANISER = "organiser", _("an organiser stopped its letters")

    mailbox = models.BinaryField(max_length=16)  # `keyring.mailbox`
    reason = models.CharField(max_length=10, choices=Reason)
    since = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["mailbox", "reason"], name="one_refusal_a_reason")]


class Return(models.Model):
    """That one letter came back, once for each way in which it did. The letter itself is forgotten after a month."""

    class Kind(models.TextChoices):
        BOUNCE = "bounce", _("bounced: there is no such mailbox")
        SOFT = "soft", _("bounced: not taken this time")
        COMPLAINT = "complaint", _("reported as spam")

    letter_id = models.UUIDField()
    kind = models.CharField(max_length=10, choices=Kind)
    petition_id = models.BigIntegerField()
    update_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["letter_id", "kind"], name="one_return_a_kind")]
        indexes: ClassVar = [
            models.Index(
                fields=["update_id", "kind"], name="return_update", condition=models.Q(update_id__isnull=False)
            )
        ]
