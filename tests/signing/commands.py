"""What may be asked of a store, as the product's own doors make it for the cast; and what the tables say afterwards."""

import secrets
from datetime import datetime
from uuid import UUID

import pytest
from django.conf import settings

from tests.factories import NOW
from tests.people import Person
from undersigned.mail.models import Letter
from undersigned.signing import accept, keyring, tokens
from undersigned.signing import petition as known_petition
from undersigned.signing.models import Petition, Signature, Tally
from undersigned.signing.signature import Confirm, ConfirmByCode, Remind, Sign, Withdraw
from undersigned.signing.submission import Submission

# The store commits on a connection of its own. Emptying two rooms' tables takes a tenth of emptying all.
COMMITTED = pytest.mark.django_db(
    transaction=True, available_apps=["undersigned.mail", "undersigned.ledger", "undersigned.signing"]
)


def sign(of: Petition, person: Person, *, at: datetime = NOW, hold_reason: str = "") -> Sign:
    return accept.signature(
        submission(of, person),
        petition=value(of),
        keys=keyring.for_petition(of.pk),
        language=of.language,
        hold_reason=hold_reason,
        at=at,
        entropy=secrets.token_bytes,
    )


def submission(of: Petition, person: Person) -> Submission:
    return Submission(
        name=person.name,
        email=person.email,
        postcode=person.postcode,
        wants_updates=True,
        shows_name=True,
        text_version=of.text_version,
        wording_version=of.wording_version,
        source="bluesky",
        via="abcdefgh",
    )


def value(of: Petition) -> known_petition.Petition:
    """As the hot path knows it."""
    return next(one for one in known_petition.known() if one.id == of.pk)


def remind(of: Petition, person: Person, *, at: datetime = NOW) -> Remind:
    keys = keyring.for_petition(of.pk)
    letter_id = accept.new_id(at, secrets.token_bytes)
    return Remind(of.pk, keys.index(person.email), letter_id, at)


def confirm(signed: Sign, *, at: datetime = NOW) -> Confirm:
    return Confirm(signed.signature.petition_id, signed.signature.id, at)


def by_code(signed: Sign, code: str, *, at: datetime = NOW) -> ConfirmByCode:
    return ConfirmByCode(signed.signature.petition_id, signed.signature.blind_index, code, at)


def withdraw(signed: Sign, *, at: datetime = NOW) -> Withdraw:
    return Withdraw(signed.signature.petition_id, signed.signature.id, "signer", at)


def code_of(signature_id: UUID, serial: int) -> str:
    return tokens.code(signature_id, serial, key=settings.MASTER_KEYS.token)


# Afterwards ---------------------------------------------------------------------------------------------------


def row(signed: Sign) -> Signature:
    return Signature.objects.get(petition_id=signed.signature.petition_id, id=signed.signature.id)


def letters(signed: Sign) -> list[tuple[str, int, datetime]]:
    """Those about this signature, oldest first: kind, serial, when it was queued."""
    found = Letter.objects.filter(petition_id=signed.signature.petition_id, about=signed.signature.id)
    return list(found.order_by("queued_at", "serial").values_list("kind", "serial", "queued_at"))


def written() -> tuple[int, int]:
    """How many signatures and letters there are, of all petitions."""
    return Signature.objects.count(), Letter.objects.count()


def tally(of: Petition) -> tuple[int, int, int]:
    """Ever confirmed, withdrawn of those, samples standing."""
    row = Tally.objects.get(petition=of)
    return row.confirmed, row.withdrawn, row.samples


def recounted(of: Petition) -> tuple[int, int, int]:
    """The same, from the signatures themselves."""
    numbered = Signature.objects.filter(petition=of, number__isnull=False)
    return (
        numbered.count(),
        numbered.filter(state="withdrawn").count(),
        numbered.filter(state="confirmed", is_sample=True).count(),
    )


def numbers(of: Petition) -> list[int | None]:
    given = Signature.objects.filter(petition=of, number__isnull=False)
    return list(given.order_by("number").values_list("number", flat=True))
