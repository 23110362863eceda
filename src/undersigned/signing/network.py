"""From which network a signature came, as two hashes: enough to see a crowd from one place, never an address.

The key is a day's own. Once the day's secret is destroyed nobody can tell what the hashes were of, not even with the
master keys; and the same network has another hash each day, so that nobody is followed from day to day.
"""

import hmac

from undersigned.vault.keys import derive

LENGTH = 8  # of each of the two


def key(secret: bytes, *, by: bytes) -> bytes:
    """A day's key. `secret`: from the database; `by`: from a key file: a stolen database alone tells nothing."""
    return derive(by, b"network", secret)


def hashed(near: bytes, wide: bytes, *, key: bytes) -> bytes:
    """One line's hash, then its neighbourhood's. Their lengths tell IPv4 /32, /24 and IPv6 /64, /48 apart."""
    return _short(near, key) + _short(wide, key)


def _short(prefix: bytes, key: bytes) -> bytes:
    return hmac.new(key, prefix, "sha256").digest()[:LENGTH]
