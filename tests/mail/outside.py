"""What a test does in the database of a product that runs beside it: `python -m tests.mail.outside fill 300`."""

import sys
from collections import Counter

import django

from tests.people import crowd


def fill(number: str) -> None:
    """So many letters wait, to as many signers, of today: a worker removes what nobody has confirmed in a week."""
    from django.db import transaction
    from django.utils import timezone

    from tests import factories
    from tests.mail import postroom
    from undersigned.signing.models import Signature

    with transaction.atomic():
        petition = factories.petition()
        postroom.stationery(petition)
        for person in crowd(int(number)):
            postroom.letter(petition, person)
        Signature.objects.update(last_letter_at=timezone.now())


def lapse() -> None:
    """The leases run out."""
    from tests.factories import NOW
    from undersigned.mail.models import Letter

    Letter.objects.filter(state="sending").update(due_at=NOW)


def states() -> None:
    """Prints how many letters are in each state."""
    from undersigned.mail.models import Letter

    print(dict(Counter(Letter.objects.order_by("id").values_list("state", flat=True))))  # noqa: T201  a program


if __name__ == "__main__":
    django.setup()
    {"fill": fill, "lapse": lapse, "states": states}[sys.argv[1]](*sys.argv[2:])
