"""What waits between a signer's wish and its end: a link asked for, a last letter; and what was done, and when."""

from typing import ClassVar

from django.db import models

from undersigned.signing.models import Petition


class Asking(models.Model):
    """Somebody asks for the link of a mailbox. The same row whether that has signed or not; the worker removes it."""

    petition = models.ForeignKey(Petition, on_delete=models.CASCADE, related_name="askings")
    mailbox = models.BinaryField(max_length=16)  # the first version of its blind index
    language = models.CharField(max_length=8)
    asked_at = models.DateTimeField()


class Act(models.Model):
    """One thing that a signer did on their own page. Once all of them is erased, that is told without whose it was."""

    class Kind(models.TextChoices):
        CORRECTED = "corrected"
        NAME_SHOWN = "name-shown"
        NAME_HIDDEN = "name-hidden"
        REMARK_GONE = "remark-gone"
        NEWS_STOPPED = "news-stopped"
        CONSENT_GONE = "consent-gone"  # to a further purpose
        WITHDRAWN = "withdrawn"
        ERASED = "erased"

    petition = models.ForeignKey(Petition, on_delete=models.CASCADE, related_name="acts", db_index=False)
    signature_id = models.UUIDField(null=True)  # null once all else is erased
    kind = models.CharField(max_length=12, choices=Kind)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["petition", "signature_id", "at"], name="act_of_a_signature")]


class Leaving(models.Model):
    """A signature whose data is gone, but for the address that the last letter goes to: until it has left, or a day."""

    petition = models.ForeignKey(Petition, on_delete=models.CASCADE, related_name="leavings", db_index=False)
    signature_id = models.UUIDField()
    sealed = models.BinaryField(null=True)  # {"email"} by the campaign's data key, kind "leaving"; null: it has left
    erases = models.BooleanField()  # nothing at all is to be left
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["petition", "signature_id"], name="one_leaving_a_signature")
        ]
