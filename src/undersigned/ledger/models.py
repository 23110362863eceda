"""The log as tables: what waits for it, its tiles, what was signed, and where each signature stands in it.

`waiting` writes the first with its own SQL, and in its own transactions; the rest is written by `enter` alone.
"""

from typing import ClassVar

from django.db import models

from undersigned.ledger.ids import CompactUUIDField


class Log(models.Model):
    """A petition's log. Whoever enters locks this row: two workers never grow one log at once."""

    petition_id = models.BigIntegerField(primary_key=True)  # a number: petitions live on a higher floor
    uuid = models.UUIDField(unique=True)  # the petition's
    verifier = models.CharField(max_length=400)  # the public key, which bears the log's origin as its name
    older = models.TextField(
        default="", db_default=""
    )  # public keys that came before it, a line each, the newest first
    epoch = models.PositiveSmallIntegerField(default=1, db_default=1)  # more: it had to begin again; see `recover`
    ended = models.TextField(default="", db_default="")  # the last checkpoint of the epoch before, as it was published


class Served(models.Model):
    """What everybody is shown of a log: that of its newest checkpoint with a note. The public number is this one's."""

    petition_id = models.BigIntegerField(primary_key=True)
    size = models.BigIntegerField()
    count = models.BigIntegerField()  # of the signatures that stand
    samples = models.BigIntegerField()  # of those, how many are demonstration signers


class Waiting(models.Model):
    """One entry that the log does not have yet, in the order of `id`."""

    id = models.BigAutoField(primary_key=True)
    petition_id = models.BigIntegerField()
    signature_id = models.UUIDField(null=True)  # or of what was declared beside the count; null: a text
    kind = models.PositiveSmallIntegerField()  # see `waiting`
    reason = models.PositiveSmallIntegerField(default=0)
    text_version = models.PositiveSmallIntegerField()
    commitment = models.BinaryField(max_length=36, null=True)  # or a declaration; see `waiting`

    class Meta:
        indexes: ClassVar = [models.Index(fields=["petition_id", "id"], name="waiting_turn")]


class Tile(models.Model):
    """What stands at a place of the log now; older partial tiles are its prefixes.

    Level -1: bundles of entries. None of level 0: see `tables`.
    """

    pk = models.CompositePrimaryKey("petition_id", "level", "n")
    petition_id = models.BigIntegerField()
    level = models.SmallIntegerField()
    n = models.BigIntegerField()
    data = models.BinaryField()


class Entry(models.Model):
    """Where a signature, or a declaration, stands in the log. Written once."""

    pk = models.CompositePrimaryKey("petition_id", "signature_id")
    petition_id = models.BigIntegerField()
    signature_id = CompactUUIDField()
    index = models.BigIntegerField()


class Checkpoint(models.Model):
    """A size that the log has had. Shown to nobody before it has its note."""

    pk = models.CompositePrimaryKey("petition_id", "size")
    petition_id = models.BigIntegerField()
    size = models.BigIntegerField()
    root = models.BinaryField(max_length=32)
    count = models.BigIntegerField()  # of the signatures that stand
    samples = models.BigIntegerField()  # of those, how many are demonstration signers
    text_version = models.PositiveSmallIntegerField()  # of the last TEXT before it
    note = models.TextField(null=True)  # noqa: DJ001  null: not signed yet; no note is empty

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["petition_id"], name="checkpoint_unsigned", condition=models.Q(note__isnull=True))
        ]


class Cosigned(models.Model):
    """The newest cosignature that a witness has given to a log; see `witnesses`."""

    pk = models.CompositePrimaryKey("petition_id", "witness")
    petition_id = models.BigIntegerField()
    witness = models.CharField(max_length=300)  # its public key's name and id
    size = models.BigIntegerField()  # of the checkpoint
    note = models.TextField()  # the checkpoint, as the log signed it
    line = models.TextField()  # as it stands below that
