"""So many at once, and then one each so often: the generic cell rate algorithm (ITU-T I.371), one number a key."""

MOST_KEYS = 100_000


class Rate:
    """Keeps the last `MOST_KEYS` or so that came; whom it has forgotten begins anew."""

    def __init__(self, *, burst: int, every_s: float) -> None:
        self._every_s = every_s
        self._ahead_s = (burst - 1) * every_s
        self._young: dict[int, float] = {}  # when each will have nothing left to pay back
        self._old: dict[int, float] = {}

    def take(self, key: int, now: float) -> bool:
        """Whether it is within the rate, and then counted. `now`: seconds that never run back."""
        due = max(self._young.get(key) or self._old.get(key, 0.0), now)
        if due - now > self._ahead_s:
            return False
        if len(self._young) >= MOST_KEYS // 2:
            self._young, self._old = {}, self._young
        self._young[key] = due + self._every_s
        return True

    def give_back(self, key: int) -> None:
        """What was taken last was of no use."""
        due = self._young.get(key) or self._old.get(key)
        if due is not None:
            self._young[key] = due - self._every_s
