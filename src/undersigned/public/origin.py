"""Whether a POST comes from our own pages, told by the browser: so the cached form needs no token and sets no cookie.

The rules of Go 1.25's net/http.CrossOriginProtection: `Sec-Fetch-Site` decides where it is sent; without it `Origin`
must name this host; without either the caller is no browser, and has no visitor's authority to abuse.
"""

from collections.abc import Mapping
from urllib.parse import urlsplit


def is_own(headers: Mapping[str, str]) -> bool:
    """`headers` of a POST, names in lower case."""
    site = headers.get("sec-fetch-site")
    if site:
        return site in ("same-origin", "none")
    origin = headers.get("origin")
    return not origin or urlsplit(origin).netloc == headers.get("host")
