"""The roll of a petition: all who stand confirmed, in the order of their numbers, opened some at a time.

For exports at the desk. Demonstration signers are on no roll, nor who can be opened by nobody here; see `sealed`.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from undersigned.signing import consent, erase, keyring
from undersigned.signing.consent import HandsOver
from undersigned.signing.models import Signature, Wording

AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One signer, in the clear."""

    number: int
    name: str
    email: str
    postcode: str
    wants_updates: bool
    language: str
    source: str
    text_version: int
    signed_at: datetime
    confirmed_at: datetime
    told: HandsOver  # what its signer was told that the recipient receives
    agreed: tuple[str, ...] = ()  # the sentences of further purposes that they agreed to

    @property
    def name_to_hand_over(self) -> str:
        """Empty where only the number was to be."""
        return self.name if consent.may_be_named(self.told) else ""

    @property
    def postcode_to_hand_over(self) -> str:
        return self.postcode if consent.may_be_placed(self.told) else ""

    @property
    def first_name(self) -> str:
        return self.name.split()[0]

    @property
    def last_name(self) -> str:
        """All but the first word: the form asks for one name, and nobody can know where it parts."""
        return " ".join(self.name.split()[1:])


def entries(petition_id: int, *, after: int, only_updates: bool) -> list[Entry]:
    """The next `AT_ONCE` whose number is above `after`; none: the roll ends. Two queries.

    `only_updates`: those who asked for news.
    """
    rows = Signature.objects.confirmed().filter(petition_id=petition_id, number__gt=after, is_sample=False)
    rows = rows.exclude(hold_reason=erase.ADDRESS_ONLY)
    rows = rows.filter(sealed__isnull=False)
    if only_updates:
        rows = rows.filter(wants_updates=True)
    keys = keyring.for_petition(petition_id)
    shown = dict(Wording.objects.filter(petition_id=petition_id).values_list("version", "statements"))
    found = []
    row: Any  # who stands confirmed has all of the columns that others lack
    for row in rows.order_by("number")[:AT_ONCE]:
        record = keys.unseal("signature", row.id, row.sealed)
        found.append(
            Entry(
                number=row.number,
                name=record["name"],
                email=record["email"],
                postcode=record["postcode"],
                wants_updates=row.wants_updates,
                language=row.language,
                source=row.source,
                text_version=row.text_version,
                signed_at=row.signed_at,
                confirmed_at=row.confirmed_at,
                told=consent.hands_over(shown[row.wording_version]),
                agreed=tuple(consent.sentences(shown[row.wording_version], record.get("agreed", ()))),
            )
        )
    return found
