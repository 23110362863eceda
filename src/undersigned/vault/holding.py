"""How a room declares what personal data it holds; all declarations together are the record of processing."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Holding:
    """`kept`: until when, in words that a reader of the privacy notice understands."""

    table: str
    columns: tuple[str, ...]
    purpose: str
    kept: str
