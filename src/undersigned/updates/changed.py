"""Whether signers know that the text they have signed was changed since."""

from datetime import datetime

from undersigned.signing.models import Petition, Signature
from undersigned.updates.models import Update


def untold(petition: Petition) -> datetime | None:
    """When the text was changed, if somebody stands who signed an earlier one and no update was approved since.

    Three small queries; two where it was never changed.
    """
    texts = petition.texts.filter(language=petition.language).order_by("-version")
    newest, *older = texts.values_list("version", "published_at") or [(0, None)]
    if not older or newest[1] is None:
        return None
    since: datetime = newest[1]
    if Update.objects.filter(petition=petition, approved_at__gt=since).exists():
        return None
    earlier = [version for version, _ in older]
    signed = Signature.objects.confirmed().filter(petition=petition, text_version__in=earlier, is_sample=False)
    return since if signed.exists() else None
