"""Visits as a table: one row a petition, day, language and way. `store` adds to it; `insight` reads it."""

from typing import ClassVar

from django.db import models

from undersigned.signing.models import Petition


class Visited(models.Model):
    """No row is about a person: there is no address, no cookie, no time of day in it."""

    petition = models.ForeignKey(Petition, on_delete=models.CASCADE, related_name="visited", db_index=False)
    day = models.DateField()  # of the installation's time zone
    language = models.CharField(max_length=8)
    source = models.CharField(max_length=16)  # the channel of the link that was followed; empty: none
    visits = models.BigIntegerField(default=0)
    starts = models.BigIntegerField(default=0)  # of the form

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["petition", "day", "language", "source"], name="one_visited_a_way")
        ]
