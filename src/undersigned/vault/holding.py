"""How a room declares what personal data it holds; all declarations together are the record of processing."""

from dataclasses import dataclass


def N_(text: str) -> str:
    """Marks a sentence for translation, which happens where it is shown."""
    return text


@dataclass(frozen=True, slots=True)
class Holding:
    """`kept`: until when, in words that a reader of the privacy notice understands.

    `inside`: what lies sealed, or hashed, in a column, where its name does not say it.
    """

    table: str
    columns: tuple[str, ...]
    purpose: str
    kept: str
    inside: str = ""
