"""What was gathered of each petition, how far; and the organisers' own annotations on its days."""

import uuid
from typing import ClassVar

from django.db import models

from undersigned.signing.models import Petition

ANNOTATION_LENGTH = 60


class Gathered(models.Model):
    """How many signed, and how many confirmed, on one day, in one language, by one way.

    A signature is in the row of the day it was signed on, and its confirmation in that of the day it was confirmed on.
    Neither goes when it is withdrawn later: what stands is the sums's business.
    """

    petition = models.ForeignKey(Petition, on_delete=models.CASCADE, related_name="gathered", db_index=False)
    day = models.DateField()  # of the installation's time zone
    language = models.CharField(max_length=8)
    source = models.CharField(max_length=16)
    is_sample = models.BooleanField(default=False)
    signed = models.BigIntegerField(default=0)
    confirmed = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["petition", "day", "language", "source", "is_sample"], name="one_gathered_a_way"
            )
        ]


class Place(models.Model):
    """How many confirmed in one week, in one area of the post."""

    petition = models.ForeignKey(Petition, on_delete=models.CASCADE, related_name="places", db_index=False)
    area = models.CharField(max_length=8)
    week = models.DateField()  # its Monday
    confirmed = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["petition", "area", "week"], name="one_place_a_week"),
        ]


class Passing(models.Model):
    """One signer who came by another's link: the code of their own links, and the how-manieth from the first."""

    petition = models.ForeignKey(Petition, on_delete=models.CASCADE, related_name="passings", db_index=False)
    code = models.CharField(max_length=8)
    generation = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["petition", "code"], name="one_passing_a_code")]
        indexes: ClassVar = [models.Index(fields=["petition", "generation"], name="passing_generation")]


class Boundaries(models.Model):
    """The outlines of a petition's areas, as an organiser brought them, made small enough to be drawn in a page."""

    petition = models.OneToOneField(Petition, on_delete=models.CASCADE, primary_key=True, related_name="boundaries")
    paths = models.JSONField()  # by area: the outline, as an SVG path
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    file_name = models.CharField(max_length=100)
    is_removed = models.BooleanField(default=False)  # it can be put back


class Mark(models.Model):
    """How far one petition was gathered: the last signature's id, the last confirmation's number.

    `placed`: the number up to which areas and passings are gathered.
    """

    petition = models.OneToOneField(Petition, on_delete=models.CASCADE, primary_key=True, related_name="gathered_to")
    signed = models.UUIDField(default=uuid.UUID(int=0))
    number = models.BigIntegerField(default=0)
    placed = models.BigIntegerField(default=0)


class Annotation(models.Model):
    """What an organiser wrote at a day: a mail went out, a newspaper reported."""

    petition = models.ForeignKey(Petition, on_delete=models.CASCADE, related_name="annotations")
    day = models.DateField()
    words = models.CharField(max_length=ANNOTATION_LENGTH)
    is_removed = models.BooleanField(default=False)  # until the next is removed: it can be put back
