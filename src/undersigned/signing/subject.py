"""What the log must know of a petition: see `ledger.enter`."""

from undersigned.ledger.enter import Subject
from undersigned.signing.models import Petition


def of(petition_id: int) -> Subject:
    """Two queries."""
    petition = Petition.objects.only("uuid").get(pk=petition_id)
    texts = petition.texts.order_by("version").values_list("version", "sha256")
    return Subject(petition.uuid, {version: bytes(digest) for version, digest in texts})
