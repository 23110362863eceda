"""The tables of the heart. Rows of signatures are written by `sqlite` and `postgres` alone; the desk reads here.

Every key begins with the petition, so that the tables can be spread over machines by petition.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from undersigned.signing.written import Written


class Petition(models.Model):
    """What is signed. How it is shown is `campaigns`' business."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(max_length=80, unique=True)
    ask = models.CharField(max_length=200)
    language = models.CharField(max_length=8, default="en")  # the first; `Text` tells which others there are
    published = models.BooleanField(default=False)
    closes_at = models.DateTimeField(null=True)
    target = models.PositiveIntegerField(null=True)  # the organiser's fixed target; it never moves by itself
    postcode_style = models.CharField(max_length=8, default="us")  # us | uk | es | any
    # The newest of `Text` and of `Wording` in the petition's own language; 0: never published.
    text_version = models.PositiveSmallIntegerField(default=0)
    wording_version = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return self.ask


class Text(models.Model):
    """One published version of a petition's text, frozen: those who signed it stay bound to it.

    Each language has its own rows; versions are numbered over all of them.
    """

    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="texts")
    version = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=8)
    canonical = models.TextField()  # the canonical JSON that is hashed
    sha256 = models.BinaryField(max_length=32)
    published_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["petition", "version"], name="one_text_a_version")]


class Wording(models.Model):
    """What a visitor was shown beside the button: the statements that a consent refers to, frozen."""

    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="wordings")
    version = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=8)
    statements = models.JSONField()  # {"sign": …, "updates": …, "privacy": …}
    sha256 = models.BinaryField(max_length=32)
    shown_from = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["petition", "version"], name="one_wording_a_version")]


class DataKey(models.Model):
    """The key that seals one campaign's personal data, wrapped by the installation's master key."""

    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="data_keys")
    kid = models.PositiveSmallIntegerField()
    wrapped = models.BinaryField(null=True)  # null: destroyed, and all it sealed with it
    created_at = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["petition", "kid"], name="one_data_key_a_kid")]


class IndexLayer(models.Model):
    """One more layer of a petition's blind index, by a key of its own, wrapped as a data key is. See `layers`.

    The first version has no row: its key comes from the master key `index`.
    """

    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="index_layers")
    version = models.PositiveSmallIntegerField()
    wrapped = models.BinaryField()
    created_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)  # null: some signatures have the version before

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["petition", "version"], name="one_index_layer_a_version")
        ]


class SealedTo(models.Model):
    """For whom a petition's records are sealed, where this server shall not read them back. See `sealed`."""

    petition = models.OneToOneField(Petition, on_delete=models.PROTECT, primary_key=True, related_name="sealed_to")
    recipients = models.JSONField()  # public keys of age
    since = models.DateTimeField()
    dropped = models.BigIntegerField(default=0)  # up to which number the server has let go of names and addresses


class Tally(models.Model):
    """Running totals of one petition, moved in the transaction that confirms, withdraws or strikes."""

    petition = models.OneToOneField(Petition, on_delete=models.PROTECT, primary_key=True, related_name="tally")
    confirmed = models.BigIntegerField(default=0)  # ever confirmed: the last signature's number
    withdrawn = models.BigIntegerField(default=0)
    struck = models.BigIntegerField(default=0, db_default=0)  # by an organiser, and not withdrawn since
    samples = models.BigIntegerField(default=0)  # of those standing, how many are demonstration signers

    @property
    def count(self) -> int:
        """What stands. The public number is the log's (`ledger.models.Served`), which comes to the same in a second."""
        return self.confirmed - self.withdrawn - self.struck


class SignatureQuerySet(models.QuerySet["Signature"]):
    def confirmed(self) -> "SignatureQuerySet":
        return self.filter(state=Written(Signature.State.CONFIRMED))

    def pending(self) -> "SignatureQuerySet":
        return self.filter(state=Written(Signature.State.PENDING))

    def held(self) -> "SignatureQuerySet":
        return self.filter(state=Written(Signature.State.HELD))


class Signature(models.Model):
    """One person's signature. What identifies them is sealed; the blind index tells doubles apart."""

    class State(models.TextChoices):
        PENDING = "pending", _("waiting for confirmation")
        CONFIRMED = "confirmed", _("confirmed")
        HELD = "held", _("held back")
        STRUCK = "struck", _("struck from the count")
        WITHDRAWN = "withdrawn", _("withdrawn")

    SEALED_AS = "signature"  # the kind of its records; see `custody`

    pk = models.CompositePrimaryKey("petition_id", "id")
    petition = models.ForeignKey(Petition, on_delete=models.PROTECT, related_name="signatures", db_index=False)
    id = models.UUIDField()
    state = models.CharField(max_length=10, choices=State)
    number = models.BigIntegerField(null=True)  # the how-manieth to be confirmed; never given twice
    place = models.BigIntegerField(null=True)  # what its signer is told: how many stood when it was counted
    index_version = models.PositiveSmallIntegerField()
    blind_index = models.BinaryField(max_length=16, null=True)  # null once withdrawn
    sealed = models.BinaryField(null=True)  # {"name", "email", "postcode", "salt"}; null once withdrawn
    locked = models.BinaryField(null=True)  # in sealed mode: the record for its recipients; see `sealed`
    commitment = models.BinaryField(max_length=32)  # what the public log will hold of it; see `transparency.leaf`
    text_version = models.PositiveSmallIntegerField()
    wording_version = models.PositiveSmallIntegerField()
    wants_updates = models.BooleanField(default=False)
    shows_name = models.BooleanField(default=False)  # the first name may stand on the page; `voices.recent`
    language = models.CharField(max_length=8)
    source = models.CharField(max_length=16, default="")  # the channel of the link that was followed
    via = models.CharField(max_length=8, default="")  # the share code of the signer who sent it
    is_sample = models.BooleanField(default=False)
    network = models.BinaryField(max_length=16, null=True)  # whence it came: two hashes, emptied after 30 days
    hold_reason = models.CharField(max_length=40, default="")  # why it is held, or was struck
    withdraw_reason = models.CharField(max_length=10, default="")  # signer | not-me
    letters_count = models.PositiveSmallIntegerField(default=0)
    last_letter_at = models.DateTimeField(null=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    signed_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = SignatureQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["petition", "index_version", "blind_index"], name="one_signature_a_mailbox"
            ),
            # Only of those that have one: else every new signature would be entered here, too.
            models.UniqueConstraint(
                fields=["petition", "number"],
                name="one_signature_a_number",
                condition=models.Q(number__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["petition", "last_letter_at"], name="signature_pending", condition=models.Q(state="pending")
            ),
            models.Index(fields=["petition", "signed_at"], name="signature_held", condition=models.Q(state="held")),
            # Entered when one that came by somebody's link is confirmed: signing writes nothing here.
            models.Index(
                fields=["petition", "via"],
                name="signature_brought",
                condition=models.Q(state="confirmed", via__gt=""),
            ),
            # Entered by who leaves and by who is struck.
            models.Index(
                fields=["petition", "id"],
                name="signature_gone",
                condition=models.Q(state="struck") | models.Q(state="withdrawn"),
            ),
            # As few as allow it; entered when one of them is confirmed.
            models.Index(
                fields=["petition", "confirmed_at"],
                name="signature_shown",
                condition=models.Q(state="confirmed", shows_name=True),
            ),
            # Entered when one who wants news is confirmed: they are counted, and written to, in this order.
            models.Index(
                fields=["petition", "number"],
                name="signature_news",
                condition=models.Q(state="confirmed", wants_updates=True, is_sample=False),
            ),
        ]


class NetworkDay(models.Model):
    """The secret by which one day's networks are hashed. See `networks`."""

    day = models.DateField(primary_key=True)  # in UTC
    secret = models.BinaryField(max_length=32, null=True)  # null: destroyed; the day's hashes are being emptied
    # How far they are
    petition_id = models.BigIntegerField(default=0)
    reached = models.UUIDField(null=True)


class StrikeDay(models.Model):
    """How many were struck on one day, and why, and how many were put back: told to everybody. See `decide`."""

    petition = models.ForeignKey(Petition, on_delete=models.CASCADE, related_name="strike_days", db_index=False)
    day = models.DateField()  # in UTC
    reason = models.CharField(max_length=40)  # a `decide.Reason`
    struck = models.BigIntegerField(default=0)
    reinstated = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["petition", "day", "reason"], name="one_strike_day_a_reason")
        ]
