"""What was chosen for each petition, what its signers were promised, and each deletion with what it left."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from undersigned.signing.models import Petition


class Policy(models.Model):
    """How long one petition's data is kept: a `terms.Terms`. Without a row nothing is deleted by date."""

    petition = models.OneToOneField(Petition, on_delete=models.PROTECT, primary_key=True, related_name="policy")
    terms: Any = models.JSONField()
    delivered_on = models.DateField(null=True)  # as the campaign's page tells it
    taken_off_at = models.DateTimeField(null=True)  # since when the page is gone, as far as the worker has noticed


class Promise(models.Model):
    """The terms that a wording named: whoever signed under it is kept no longer than that."""

    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="promises", db_index=False)
    wording_version = models.PositiveSmallIntegerField()
    terms: Any = models.JSONField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["petition", "wording_version"], name="one_promise_a_wording")
        ]


class Census(models.Model):
    """How many signed under each wording, and letters sent, of a petition of many: counted beside the desk."""

    petition = models.OneToOneField(Petition, on_delete=models.CASCADE, primary_key=True, related_name="census")
    people: Any = models.JSONField()  # by version of the wording: how many, and how many of them asked for news
    sent = models.PositiveIntegerField()
    first_sent_at = models.DateTimeField(null=True)
    counted_at = models.DateTimeField()


class Erasure(models.Model):
    """One deletion: by date, or because somebody asked for all of it. Its numbers are the proof."""

    class State(models.TextChoices):
        ERASING = "erasing", _("being deleted")
        SETTLING = "settling", _("the page is being renewed")
        SCRUBBING = "scrubbing", _("the file is being cleaned")
        DONE = "done", _("done")

    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="erasures")
    is_everything = models.BooleanField(default=False)  # asked for now, whatever was promised
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    begun_at = models.DateTimeField()
    up_to = models.DateTimeField()  # what was due by then
    state = models.CharField(max_length=10, choices=State, default=State.ERASING)
    before: Any = models.JSONField(default=dict)  # rows by table
    removed: Any = models.JSONField(default=dict)
    proof: Any = models.JSONField(default=dict)  # see `proof`
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            # Two workers that notice the same day begin one deletion.
            models.UniqueConstraint(fields=["petition"], name="one_erasure_at_once", condition=~models.Q(state="done"))
        ]
