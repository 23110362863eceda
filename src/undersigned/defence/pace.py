"""How fast letters go to one domain: a small mail server gets no thousand in a minute, and no owner of it a flood."""

import time
from collections.abc import Callable

from undersigned.defence.rate import Rate

# They take what comes, and have their own defence; by the end of a name, for their countries' ones.
LARGE = frozenset({
    "163.com", "126.com", "aol.com", "bluewin.ch", "btinternet.com", "comcast.net", "fastmail.com", "free.fr",
    "freenet.de", "gmail.com", "gmx.at", "gmx.ch", "gmx.com", "gmx.de", "gmx.net", "googlemail.com", "hotmail.com",
    "hotmail.co.uk", "hotmail.es", "hotmail.fr", "hotmail.it", "icloud.com", "laposte.net", "libero.it", "live.com",
    "live.co.uk", "mac.com", "mail.com", "mail.ru", "me.com", "msn.com", "naver.com", "orange.fr", "outlook.com",
    "outlook.es", "outlook.fr", "proton.me", "protonmail.com", "qq.com", "rocketmail.com", "sbcglobal.net", "sfr.fr",
    "sky.com", "t-online.de", "telefonica.net", "tutanota.com", "verizon.net", "virginmedia.com", "wanadoo.fr",
    "web.de", "wp.pl", "yahoo.ca", "yahoo.co.in", "yahoo.co.jp", "yahoo.co.uk", "yahoo.com", "yahoo.com.br",
    "yahoo.de", "yahoo.es", "yahoo.fr", "yahoo.it", "yandex.ru", "ymail.com", "zoho.com",
})  # fmt: skip
HOUR_S = 3_600.0
MOST_KNOWN = 10_000


class Pace:
    """One a worker. A tenth of `an_hour` goes at once; what has to wait is given its turn, one after the other."""

    def __init__(self, an_hour: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._every_s = HOUR_S / an_hour
        self._rate = Rate(burst=an_hour // 10, every_s=self._every_s)
        self._clock = clock
        self._last: dict[str, float] = {}  # when the last of those that wait has its turn

    def wait(self, domain: str) -> float:
        """Seconds that a letter to this domain has to wait; 0: it goes now, and is counted."""
        now = self._clock()
        if domain in LARGE or self._rate.take(hash(domain), now):
            return 0.0
        if len(self._last) >= MOST_KNOWN:
            self._last = {one: at for one, at in self._last.items() if at > now}
        self._last[domain] = max(self._last.get(domain, now), now) + self._every_s
        return self._last[domain] - now
