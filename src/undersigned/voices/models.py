"""The remarks, sealed until an organiser approves them; the words are never edited."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from undersigned.signing.models import Petition


class Remark(models.Model):
    """Why one signer signed. `signature_id` with `petition` names the signature; it is gone when that is."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting for a decision")
        HELD = "held", _("held for later")
        APPROVED = "approved", _("on the page")
        DECLINED = "declined", _("declined")

    SEALED_AS = "remark"  # the kind of its records; see `custody`

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="remarks")
    signature_id = models.UUIDField()
    sealed = models.BinaryField()  # {"words", "shown_as"} by the campaign's data key, kind "remark"
    may_publish = models.BooleanField()  # the signer's permission; without it only the recipient reads it
    language = models.CharField(max_length=8)
    is_sample = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    offered_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["petition", "signature_id"], name="one_remark_a_signature")
        ]
        indexes: ClassVar = [models.Index(fields=["petition", "state", "offered_at"], name="remark_queue")]
