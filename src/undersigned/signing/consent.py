"""What a signer was shown and what they agreed to, from the frozen wording they signed under.

A consent is the wording's version, the language, the time, and the boxes that were ticked: `updates`, `shows_name`, and
the further ones, which are sealed with the signature. Nobody is given more of a signer than the wording said.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum

FURTHER = ("further_1", "further_2", "further_3")  # fields of the form, and keys of the wording


class HandsOver(StrEnum):
    """What the recipient was said to receive of each signer."""

    COUNT = "count"
    NAMES = "names"
    POSTCODES = "postcodes"


def hands_over(statements: Mapping[str, str]) -> HandsOver:
    """Wordings from before this was chosen said names and postcodes, in a sentence."""
    return HandsOver(statements.get("hands_over") or HandsOver.POSTCODES)


def may_be_named(level: HandsOver) -> bool:
    return level is not HandsOver.COUNT


def may_be_placed(level: HandsOver) -> bool:
    """By their postcode."""
    return level is HandsOver.POSTCODES


def offered(statements: Mapping[str, str]) -> frozenset[str]:
    """The further boxes that were beside the button."""
    return frozenset(key for key in FURTHER if statements.get(key))


def sentences(statements: Mapping[str, str], agreed: Iterable[str]) -> list[str]:
    """What a signer agreed to beside signing, word for word."""
    return [statements[key] for key in agreed if key in statements]
