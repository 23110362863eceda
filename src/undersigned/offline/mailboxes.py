"""Whose mailbox is whose, between lists and signatures, while the key of the petition's blind index is changed.

A list's rows follow the signatures to each new version of the index; see `signing.layers`. What is compared is lifted
to the newest version first: an index goes forward, never back.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from undersigned.offline.models import Batch, Earlier
from undersigned.signing import keyring
from undersigned.signing.models import IndexLayer
from undersigned.vault import blind

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Index:
    """`keys`: of each version but the first."""

    version: int
    keys: Mapping[int, bytes]

    def lifted(self, index: bytes, since: int = blind.VERSION) -> bytes:
        for version in range(since + 1, self.version + 1):
            index = blind.layer(index, key=self.keys[version])
        return index

    def every(self, first: bytes) -> list[bytes]:
        """As it is in each version, the newest last."""
        found = [first]
        for version in range(blind.VERSION + 1, self.version + 1):
            found.append(blind.layer(found[-1], key=self.keys[version]))
        return found


def index_of(petition_id: int) -> Index:
    """One query, where the key was never changed."""
    layers = IndexLayer.objects.filter(petition_id=petition_id).select_related("petition").order_by("version")
    keys = {layer.version: keyring.layer_key(layer) for layer in layers}
    return Index(max(keys, default=blind.VERSION), keys)


@transaction.atomic
def follow(petition_id: int) -> int:
    """Moves up to `AT_ONCE` rows to the newest version; how many. Call again while any."""
    now = index_of(petition_id)
    behind = Earlier.objects.filter(petition_id=petition_id, index_version__lt=now.version)
    some = list(behind.order_by("index_version", "blind_index").select_for_update()[:AT_ONCE])
    fresh = {row.id: now.lifted(bytes(row.blind_index), row.index_version) for row in some}
    there = Earlier.objects.filter(petition_id=petition_id, blind_index__in=list(fresh.values()))
    taken = {bytes(index) for index in there.values_list("blind_index", flat=True)}
    for row in some:
        one = Earlier.objects.filter(petition_id=petition_id, id=row.id)
        if fresh[row.id] in taken:  # read twice, on both sides of the change
            one.delete()
            Batch.objects.filter(pk=row.batch_id).update(standing=Earlier.objects.filter(batch=row.batch_id).count())
        else:
            one.update(index_version=now.version, blind_index=fresh[row.id])
            taken.add(fresh[row.id])
    return len(some)
