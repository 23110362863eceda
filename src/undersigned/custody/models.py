"""How far the records of a petition have been sealed anew by its newest key."""

from django.db import models

from undersigned.signing.models import Petition


class Resealing(models.Model):
    """One a petition; the next one takes its place."""

    petition = models.OneToOneField(Petition, on_delete=models.CASCADE, primary_key=True, related_name="+")
    kid = models.PositiveSmallIntegerField()  # the key that seals them
    kind = models.CharField(max_length=20, default="")  # of the records that it is at; see `records`
    reached = models.UUIDField(null=True)  # the last one that it was through with
    begun_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    resealed = models.BigIntegerField(default=0)
    lost = models.BigIntegerField(default=0)  # records that could not be opened; they were left as they are
