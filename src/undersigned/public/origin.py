"""Whether a POST comes from our own pages, told by the browser: so the cached form needs no token and sets no cookie.

The rules of Go 1.25's net/http.CrossOriginProtection: `Sec-Fetch-Site` decides where it is sent; without it `Origin`
must name this host; without either the caller is no browser, and has no visitor's authority to abuse.
"""

from collections.abc import Iterable
from urllib.parse import urlsplit


def is_own(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """`headers` of a POST as ASGI gives them, names in lower case."""
    sent = dict(headers)
    site = sent.get(b"sec-fetch-site")
    if site:
        return site in (b"same-origin", b"none")
    origin = sent.get(b"origin")
    try:
        return not origin or urlsplit(origin).netloc == sent.get(b"host")
    except ValueError:  # no address at all
        return False
