"""The cast. Rosa signs, Theo organises, Mallory cheats, Ines checks; a crowd is as large as a test needs."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """What one of them types into the form."""

    name: str
    email: str
    postcode: str = "97201"

    @property
    def first_name(self) -> str:
        return self.name.split()[0]


ROSA = Person("Rosa Marín", "rosa@example.org")
THEO = Person("Theo Lindqvist", "theo@example.net", "97202")
MALLORY = Person("Mallory Quint", "mallory@example.com", "97203")
INES = Person("Inês Okafor", "ines@example.edu", "97204")

ORGANISATION = {
    "sponsor": "Friends of the Rivers",
    "paid_for_by": "its members",
    "contact_email": "hello@rivers.alt",
    "postal_address": "1 Example Street",
    "sender_address": "petition@rivers.alt",
    "authority": "The attorney general of the state",
    "kept_in": "United States",
}


def crowd(size: int) -> list[Person]:
    """`size` people, each with a mailbox of their own."""
    return [Person(f"Signer {number}", f"signer-{number}@example.org") for number in range(1, size + 1)]
