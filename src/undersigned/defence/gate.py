"""The gate in front of signing: lets a submission in, or has it held for an organiser, unmailed and uncounted.

Whoever is held sees the same answer as everybody, so that a robot learns nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass

HONEYPOT = "again"  # a field that people do not see and no browser fills in for them; robots do


@dataclass(frozen=True, slots=True)
class Allow:
    """Nothing speaks against it."""


@dataclass(frozen=True, slots=True)
class Hold:
    """Stored, not mailed, not counted."""

    reason: str


Verdict = Allow | Hold


def judge(fields: Mapping[str, str]) -> Verdict:
    """`fields`: the form as it was posted."""
    return Hold("honeypot") if fields.get(HONEYPOT, "").strip() else Allow()
