"""The master key `seal` is replaced: what the old one wrapped is wrapped by the new one, in one transaction.

No signature is opened for it. Servers go on meanwhile: they have the opened keys in memory, and look into the folder
when they meet one that they cannot open.
"""

from dataclasses import dataclass

from django.db import transaction

from undersigned.accounts import second_factor
from undersigned.signing import keyring
from undersigned.signing.models import DataKey, IndexLayer
from undersigned.vault import sealing


@dataclass(frozen=True, slots=True)
class Wrapped:
    """How many were wrapped anew."""

    data_keys: int
    layers: int
    second_factors: int


@transaction.atomic
def wrap_anew() -> Wrapped:
    """All or none. Raises `sealing.CannotOpen` where one fits none of the keys in the folder."""
    data_keys = list(DataKey.objects.select_for_update().filter(wrapped__isnull=False).order_by("pk"))
    for row in data_keys:
        owner = str(row.petition.uuid)
        row.wrapped = keyring.wrap(
            keyring.unwrap(bytes(row.wrapped or b""), kid=row.kid, owner=owner), kid=row.kid, owner=owner
        )
        row.save(update_fields=["wrapped"])
    layers = list(IndexLayer.objects.select_for_update().select_related("petition").order_by("pk"))
    for layer in layers:
        owner = keyring.layer_owner(layer.petition)
        layer.wrapped = keyring.wrap(keyring.layer_key(layer), kid=layer.version, owner=owner)
        layer.save(update_fields=["wrapped"])
    return Wrapped(len(data_keys), len(layers), second_factor.seal_anew())


def left_behind() -> int:
    """How many keys are still wrapped by a master key that was replaced, or by none that is here."""
    newest = keyring.seal_key()
    wrapped = [
        (bytes(row.wrapped or b""), row.kid, str(row.petition.uuid))
        for row in DataKey.objects.filter(wrapped__isnull=False).select_related("petition").order_by("pk")
    ]
    wrapped += [
        (bytes(one.wrapped), one.version, keyring.layer_owner(one.petition))
        for one in IndexLayer.objects.select_related("petition").order_by("pk")
    ]
    return sum(not _opens(*one, by=newest) for one in wrapped)


def _opens(wrapped: bytes, kid: int, owner: str, *, by: bytes) -> bool:
    try:
        sealing.unwrap(wrapped, by=by, kid=kid, owner=owner)
    except sealing.CannotOpen:
        return False
    return True
