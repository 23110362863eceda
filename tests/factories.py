"""Makes what a test starts from: a petition that is open, signatures in any state.

Through the rooms' own doors where there is one; rows of signatures are written here, so that a test of what follows
needs no batch.
"""

import secrets
from datetime import UTC, datetime, timedelta

from tests.people import Person
from undersigned.ledger.models import Served
from undersigned.signing import accept, keyring, register
from undersigned.signing.models import Petition, Signature, Tally
from undersigned.transparency import leaf
from undersigned.vault import blind

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)

TEXT = register.PetitionText(
    ask="Governor, veto HB 7259",
    addressed_to="The Governor",
    body="We ask you to veto the bill.\n\nIt closes the libraries on Sundays.",
    language="en",
)
STATEMENTS = {
    "sign": "I sign this petition, and agree that my name and postcode are handed to the Governor.",
    "updates": "Keep me posted about this petition.",
    "privacy": "Your e-mail address is never handed over.",
}


def petition(
    slug: str = "veto-hb-7259", *, published: bool = True, at: datetime = NOW, closes_at: datetime | None = None
) -> Petition:
    """A petition as it stands after publishing; `published=False`: before."""
    made = register.new(slug=slug, ask=TEXT.ask, language=TEXT.language)
    if closes_at is not None:
        made.closes_at = closes_at
        made.save(update_fields=["closes_at"])
    if published:
        register.publish(made, text=TEXT, statements=STATEMENTS, at=at)
    return made


def signature(
    of: Petition,
    person: Person,
    *,
    state: str = Signature.State.CONFIRMED,
    at: datetime = NOW,
    source: str = "",
    is_sample: bool = False,
    wants_updates: bool = False,
    shows_name: bool = False,
) -> Signature:
    """One row, sealed as the product seals it, and the tally moved along with it."""
    row, salt = accept.new_id(at, secrets.token_bytes), secrets.token_bytes(leaf.SALT_LENGTH)
    is_withdrawn, is_confirmed = state == Signature.State.WITHDRAWN, state == Signature.State.CONFIRMED
    number = _next_number(of, is_withdrawn=is_withdrawn, is_sample=is_sample) if is_confirmed or is_withdrawn else None
    keys = keyring.for_petition(of.pk)
    record = {"name": person.name, "email": person.email, "postcode": person.postcode, "salt": salt.hex()}
    return Signature.objects.create(
        petition=of,
        id=row,
        state=state,
        number=number,
        place=_place(of) if number else None,
        index_version=blind.VERSION,
        blind_index=None if is_withdrawn else keys.index(person.email),
        sealed=None if is_withdrawn else keys.seal("signature", row, record),
        commitment=_commitment(of, person, salt),
        text_version=of.text_version,
        wording_version=of.wording_version,
        wants_updates=wants_updates,
        shows_name=shows_name,
        language=of.language,
        source=source,
        is_sample=is_sample,
        letters_count=1,
        last_letter_at=at,
        signed_at=at,
        confirmed_at=at + timedelta(minutes=3) if number else None,
        withdrawn_at=at + timedelta(days=1) if is_withdrawn else None,
    )


def _next_number(of: Petition, *, is_withdrawn: bool, is_sample: bool) -> int:
    tally = Tally.objects.get(petition=of)
    tally.confirmed += 1
    tally.withdrawn += int(is_withdrawn)
    tally.samples += int(is_sample and not is_withdrawn)
    tally.save()
    serve(of)
    return tally.confirmed


def serve(of: Petition) -> None:
    """What is shown of the log is what the tally says, as a moment after a confirmation."""
    tally = Tally.objects.get(petition=of)
    shown = {"size": tally.confirmed + tally.withdrawn, "count": tally.count, "samples": tally.samples}
    Served.objects.update_or_create(petition_id=of.pk, defaults=shown)


def _place(of: Petition) -> int:
    tally = Tally.objects.get(petition=of)
    return tally.confirmed - tally.withdrawn


def _commitment(of: Petition, person: Person, salt: bytes) -> bytes:
    text = of.texts.get(version=of.text_version)
    return leaf.commitment(
        salt=salt,
        text_hash=bytes(text.sha256),
        canonical_email=blind.canonical_email(person.email),
        name=person.name,
    )
