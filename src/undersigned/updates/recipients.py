"""Who gets the news of a petition: who stands confirmed and has asked for it. Demonstration signers never."""

from undersigned.signing.models import Signature, SignatureQuerySet


def of(petition_id: int, *, after: int = 0, up_to: int | None = None) -> SignatureQuerySet:
    """In the order of their numbers, which lie above `after` and end with `up_to`."""
    found = Signature.objects.confirmed().filter(
        petition_id=petition_id, wants_updates=True, is_sample=False, number__gt=after
    )
    return (found if up_to is None else found.filter(number__lte=up_to)).order_by("number")
