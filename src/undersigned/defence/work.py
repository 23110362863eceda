"""What is asked of a crowd from one network: a moment's calculation of the browser, or a moment's patience.

The calculation is ALTCHA's, version 2: PBKDF2 until a derived key begins with a zero byte. It stops floods, not a
determined person. Whoever has no script waits instead. Either is good for one signature.
"""

import hmac
import json
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum

from altcha.v2 import Challenge, Payload, Solution, create_challenge, verify_solution

from undersigned.vault.keys import derive

COST = 2_000  # rounds of PBKDF2 a try; of 256 tries on average
GOOD_FOR_S = 600
PATIENCE_S = 30
MOST_SPENT = 100_000
NONCE_LENGTH = 12

CHALLENGE, SOLUTION, WAITED = "challenge", "solution", "waited"  # the form's fields


class Done(Enum):
    NOTHING = "nothing"
    WORK = "work"
    PATIENCE = "patience"


@dataclass(frozen=True, slots=True)
class Task:
    """`challenge`: JSON for the browser's script. `waited`: who has no script sends it back after `PATIENCE_S`."""

    challenge: str
    waited: str


class Work:
    """Makes tasks, and takes each once. What was spent elsewhere is for `gate` to know."""

    def __init__(self, key: bytes, *, clock: Callable[[], float] = time.time) -> None:
        self._key = derive(key, b"work")
        self._clock = clock
        self._spent: dict[str, float] = {}

    def task(self) -> Task:
        now = int(self._clock())
        made = create_challenge(
            "PBKDF2/SHA-256", COST, expires_at=now + GOOD_FOR_S, hmac_secret=self._key, key_prefix="00"
        )
        return Task(
            json.dumps(made.to_dict(), separators=(",", ":")), self._signed(secrets.token_hex(NONCE_LENGTH), str(now))
        )

    def done(self, fields: Mapping[str, str]) -> Done:
        """What was done for this form. It is spent by that."""
        if fields.get(SOLUTION):
            return Done.WORK if self._is_solved(fields.get(CHALLENGE, ""), fields[SOLUTION]) else Done.NOTHING
        return Done.PATIENCE if self._has_waited(fields.get(WAITED, "")) else Done.NOTHING

    def nonce(self, fields: Mapping[str, str]) -> bytes:
        """What tells this task from all others. Of a form for which something was `done`."""
        if fields.get(SOLUTION):
            return str(json.loads(fields[CHALLENGE])["parameters"]["nonce"]).encode()
        return fields[WAITED].partition(".")[0].encode()

    def _is_solved(self, challenge: str, solution: str) -> bool:
        try:
            asked, given = Challenge.from_dict(json.loads(challenge)), Solution.from_dict(json.loads(solution))
            result = verify_solution(Payload(asked, given), hmac_secret=self._key)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return False
        return result.verified and self._spend(asked.parameters.nonce)

    def _has_waited(self, waited: str) -> bool:
        nonce, _, rest = waited.partition(".")
        at = rest.partition(".")[0]
        if not waited.isascii() or not hmac.compare_digest(waited, self._signed(nonce, at)):
            return False  # before it is read as a number: what is not ours may be of any length
        return PATIENCE_S <= self._clock() - int(at) <= GOOD_FOR_S and self._spend(nonce)

    def _signed(self, nonce: str, at: str) -> str:
        return f"{nonce}.{at}.{hmac.new(self._key, f'{nonce}.{at}'.encode(), 'sha256').hexdigest()}"

    def _spend(self, nonce: str) -> bool:
        """False: it was spent before, or so many were that nothing more can be remembered."""
        now = self._clock()
        if len(self._spent) >= MOST_SPENT:
            self._spent = {one: until for one, until in self._spent.items() if until > now}
        if nonce in self._spent or len(self._spent) >= MOST_SPENT:
            return False
        self._spent[nonce] = now + GOOD_FOR_S
        return True
