"""Batches that are declared beside the count, and the people of an earlier list, sealed as signers are."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from undersigned.signing.models import Petition

PLACE_LENGTH = 200
WORDS_LENGTH = 1_000


class Batch(models.Model):
    """One stack of sheets, or one earlier list. Once declared nothing of it changes: it can be struck and put back."""

    class Kind(models.TextChoices):
        PAPER = "paper", _("on paper")
        EARLIER = "earlier", _("collected earlier")

    class State(models.TextChoices):
        DRAFT = "draft", _("columns to be chosen")  # this and the next three: of an earlier list, counted nowhere
        READING = "reading", _("being read")
        FAILED = "failed", _("cannot be read on")  # its file is gone, or another one lies there
        READ = "read", _("read, not counted yet")
        DECLARED = "declared", _("shown beside the count")
        STRUCK = "struck", _("struck")
        CANCELLED = "cancelled", _("cancelled")  # what there is of it is being removed

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="batches")
    kind = models.CharField(max_length=8, choices=Kind)
    state = models.CharField(max_length=10, choices=State)
    number = models.PositiveIntegerField(default=0)  # as it was declared, and stands in the log
    standing = models.PositiveIntegerField(default=0)  # less who signed online since, or was erased
    place = models.CharField(max_length=PLACE_LENGTH)  # of sheets the place, of a list the platform: public
    basis = models.CharField(max_length=WORDS_LENGTH, default="")  # by what right a list is brought here: public
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    collector = models.CharField(max_length=PLACE_LENGTH, default="")  # who collected: for the desk alone
    note = models.CharField(max_length=WORDS_LENGTH, default="")  # for the desk alone
    files: Any = models.JSONField(default=dict)  # scans: {"scan-01.pdf": {"sha256": …, "size": …}}
    salt = models.BinaryField(max_length=32, default=bytes)  # of the list's file; see `manifest`
    manifest = models.TextField(default="")  # as it was hashed for the log
    manifest_hash = models.BinaryField(max_length=32, null=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    recorded_at = models.DateTimeField()
    declared_at = models.DateTimeField(null=True)
    struck_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    struck_at = models.DateTimeField(null=True)
    struck_for = models.CharField(max_length=WORDS_LENGTH, default="")  # for the desk alone
    is_cleared = models.BooleanField(default=False)  # the time of personal data is over: scans and names are gone
    leased_until = models.DateTimeField(null=True)  # null: there is nothing to do for the worker; see `bring`

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["leased_until"], name="batch_turn", condition=models.Q(leased_until__isnull=False)),
            models.Index(fields=["manifest_hash"], name="batch_manifest"),
        ]


class Reading(models.Model):
    """How an earlier list is read, and how far that is."""

    batch = models.OneToOneField(Batch, on_delete=models.CASCADE, primary_key=True, related_name="reading")
    sha256 = models.BinaryField(max_length=32)  # of the file
    size = models.PositiveBigIntegerField()
    encoding = models.CharField(max_length=12)
    delimiter = models.CharField(max_length=1)
    headings: Any = models.JSONField()
    columns: Any = models.JSONField(default=dict)  # {"email": 2, …}; see `columns`
    rows = models.PositiveIntegerField()  # that have something in them, the headings apart
    rows_read = models.PositiveIntegerField(default=0)
    left: Any = models.JSONField(default=dict)  # {reason: how many}; see `bring.Left`
    left_size = models.PositiveBigIntegerField(default=0)  # of the file that holds the rows left out
    news = models.PositiveIntegerField(default=0)  # how many of those taken asked for news


class Earlier(models.Model):
    """One person of an earlier list. Who signs online is taken out here, and counted there alone."""

    SEALED_AS = "earlier"  # the kind of its records; see `custody`

    pk = models.CompositePrimaryKey("petition_id", "id")
    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="+", db_index=False)
    id = models.UUIDField(default=uuid.uuid4)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="people", db_index=False)
    line = models.PositiveIntegerField()  # of the file
    index_version = models.PositiveSmallIntegerField()
    blind_index = models.BinaryField(max_length=16)
    sealed = models.BinaryField()  # {"name", "email", "postcode"}
    wants_updates = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["petition", "index_version", "blind_index"], name="one_earlier_a_mailbox"),
            models.UniqueConstraint(fields=["batch", "line"], name="one_earlier_a_line"),
        ]


class Compared(models.Model):
    """Up to which number a petition's signatures were looked for in its earlier lists; see `settle`."""

    petition = models.OneToOneField(Petition, on_delete=models.PROTECT, primary_key=True, related_name="+")
    number = models.BigIntegerField()
