"""Mastodon has no one address to share at: each person's server has its own. So the visitor names theirs.

What they type becomes the host of a link and nothing else. Nobody asks that server for anything but their browser,
after they have pressed the link.
"""

import re
from urllib.parse import quote

import idna

LONGEST = 253  # RFC 1035 §2.3.4, as it is written with dots
# Labels of letters, digits and hyphens, two or more. The last one has no digit, unless it stands for another script:
# a browser reads a host that ends in a number, 0x7f too, as an IPv4 address.
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,58}[a-z0-9])")
# RFC 6761, RFC 6762, RFC 7686, RFC 8375, and what ICANN keeps for private use: names that lead to nobody's server.
_NOBODYS = ("localhost", "local", "internal", "invalid", "test", "example", "onion", "alt", "arpa")


def server(typed: str) -> str | None:
    """The host name in ASCII and lower case; None where it is no public DNS name, or more than a name."""
    try:
        host = idna.encode(typed.strip(), uts46=True).decode().lower()
    except UnicodeError:  # idna's own errors are
        return None
    if len(host) > LONGEST or not _HOST.fullmatch(host) or host.rpartition(".")[2] in _NOBODYS:
        return None
    return host


def link(host: str, text: str) -> str:
    """The page of `host` that opens a new post with `text` in it. `host`: as `server` gives it."""
    return f"https://{host}/share?text={quote(text, safe='')}"
