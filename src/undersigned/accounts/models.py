"""What is known of the desk's accounts beside Django's own tables."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models


class CampaignGroup(models.Model):
    """A group whose members have one role for one campaign: for its page and what stands below it."""

    group = models.OneToOneField(Group, on_delete=models.CASCADE, primary_key=True, related_name="campaign")
    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=10)

    class Meta:
        permissions: ClassVar = [("export_signers", "Can download signers")]
        constraints: ClassVar = [models.UniqueConstraint(fields=["page", "role"], name="one_group_a_role")]


class Given(models.Model):
    """A permission that a role's group was given once: where administrators took it away since, it stays away."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="given")
    permission = models.CharField(max_length=100)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["group", "permission"], name="given_once")]


class Invitation(models.Model):
    """Somebody who may make an account. Gone when the account is made, or when it is taken back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    email = models.EmailField()
    role = models.CharField(max_length=10)
    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, null=True, related_name="+")  # null: all
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    expires_at = models.DateTimeField()


class SecondFactor(models.Model):
    """The secret that an account shares with an app; there from the first right code on."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+")
    secret = models.BinaryField()  # sealed
    last_step = models.BigIntegerField()  # of the newest code that was taken: none is taken twice


class Passkey(models.Model):
    """The public half of a key that somebody's telephone, computer or security key holds. It opens nothing alone."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)  # by which its owner knows it
    credential = models.BinaryField(max_length=1023, unique=True)  # the key's own name for itself
    public_key = models.BinaryField()
    sign_count = models.BigIntegerField()  # how often it says to have signed; 0 for ever, where it does not count
    added_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class RecoveryCode(models.Model):
    """One code for the day app and passkeys are lost, as a keyed hash. Gone when it has served."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    digest = models.BinaryField(max_length=32)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "digest"], name="one_recovery_code")]


class Attempts(models.Model):
    """Failed attempts to sign in under one name, or from one place, which is a keyed hash."""

    key = models.BinaryField(max_length=32, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()
