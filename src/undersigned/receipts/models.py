"""How far the letters with receipts have come."""

from django.db import models

from undersigned.signing.models import Petition


class Mailed(models.Model):
    """Of one petition: whoever was confirmed with a number up to this one has their letter, or gets none."""

    petition = models.OneToOneField(Petition, on_delete=models.CASCADE, primary_key=True, related_name="+")
    up_to = models.BigIntegerField(default=0)
