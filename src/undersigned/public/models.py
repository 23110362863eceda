"""What publishing leaves behind for the front: pages, rendered once."""

from django.db import models

from undersigned.signing.models import Petition


class Baked(models.Model):
    """One finished page. `version` grows with every bake of any page, so that one number tells what is new."""

    # "12:campaign", "12:poster", …; "12/es:campaign" for a translation; "site:home"
    name = models.CharField(max_length=40, primary_key=True)
    petition = models.ForeignKey(
        Petition, null=True, on_delete=models.CASCADE, related_name="baked"
    )  # null: the site's
    body = models.BinaryField(null=True)  # of a paper: the PDF, empty where there is none any more
    html = models.TextField()  # with the count's places marked, see `design.living`
    facts = models.JSONField(default=dict)  # what the front must know beside the bytes: headers, words for the count
    version = models.BigIntegerField(db_index=True)
    is_shown = models.BooleanField(default=True)  # False: a translation that was taken off; its letters lead to it
    is_stale = models.BooleanField(default=False)  # something it shows has changed: the worker bakes it anew
    # A campaign's page: from which count, and below which, its picture is the right one; see `campaigns.picture`.
    picture_since = models.BigIntegerField(null=True)
    picture_until = models.BigIntegerField(null=True)
    baked_at = models.DateTimeField()
