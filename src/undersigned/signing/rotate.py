"""Changes the key of a petition's blind index while people sign: one more layer, and its signatures moved to it.

Begun by the command `undersigned keys rotate`, done by the worker, some rows at a time. What a kill leaves is taken up
at the next turn: which rows are done is seen by the rows themselves.
"""

from datetime import datetime

from django.db import connection, transaction

from undersigned.signing import keyring, postgres
from undersigned.signing.layers import Layers
from undersigned.signing.models import IndexLayer, Petition, Signature, SignatureQuerySet
from undersigned.vault import blind

AT_ONCE = 500


class StillMoving(Exception):
    """The index was changed before, and not all signatures have been moved yet."""


@transaction.atomic
def begin_index(petition: Petition, *, at: datetime) -> IndexLayer:
    """From now on newcomers are written under the new version. Raises `StillMoving`.

    No signature is written while this is: every batch sees either nothing of it or all of it.
    """
    if connection.vendor == "postgresql":
        postgres.keep_all_waiting(connection)
    if petition.index_layers.filter(settled_at__isnull=True).exists():
        raise StillMoving(petition.slug)
    return keyring.add_layer(petition, at=at)


def move_index(*, at: datetime) -> int:
    """Moves up to `AT_ONCE` signatures of one petition to the new version; how many. Call again while any."""
    layer = IndexLayer.objects.filter(settled_at__isnull=True).select_related("petition").order_by("pk").first()
    if layer is None:
        return 0
    moved = _move(layer, key=keyring.layer_key(layer))
    if not moved and not _left_behind(layer).exists():
        layer.settled_at = at
        layer.save(update_fields=["settled_at"])
    return moved


@transaction.atomic
def _move(layer: IndexLayer, *, key: bytes) -> int:
    """Rows that somebody is writing are passed over: they are met again."""
    rows = _left_behind(layer).order_by("blind_index").select_for_update(skip_locked=True)[:AT_ONCE]
    moved = 0
    for id_, index in rows.values_list("id", "blind_index"):
        one = Signature.objects.filter(petition_id=layer.petition_id, id=id_, index_version=layer.version - 1)
        fresh = blind.layer(bytes(index or b""), key=key)
        moved += one.filter(blind_index=index).update(index_version=layer.version, blind_index=fresh)
    return moved


def _left_behind(layer: IndexLayer) -> SignatureQuerySet:
    """By the index that holds doubles off."""
    return Signature.objects.filter(
        petition_id=layer.petition_id, index_version=layer.version - 1, blind_index__isnull=False
    )


def find(petition_id: int, first: bytes) -> SignatureQuerySet:
    """The signature of a mailbox, by the first version of its index, whatever layers there are. One query at once."""
    rows = IndexLayer.objects.order_by("version").values_list("petition_id", "version", "settled_at")
    layers = Layers(((of, version, settled_at is None) for of, version, settled_at in rows), keyring.lift)
    places = layers.places(petition_id, first)
    found = Signature.objects.none()
    for version, index in places:
        found |= Signature.objects.filter(petition_id=petition_id, index_version=version, blind_index=index)
    return found
