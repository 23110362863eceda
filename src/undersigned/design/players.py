"""Films on other sites: whose page a link opens, and the player of that site that sets no cookies before it plays."""

import re
from urllib.parse import parse_qs, urlencode, urlsplit

SITES = {"youtube.com": "YouTube", "youtu.be": "YouTube", "youtube-nocookie.com": "YouTube", "vimeo.com": "Vimeo"}
YOUTUBE = "https://www.youtube-nocookie.com"
VIMEO = "https://player.vimeo.com"
HOSTS = (YOUTUBE, VIMEO)  # what a page may frame

_YOUTUBE_ID = re.compile(r"[A-Za-z0-9_-]{11}")
_YOUTUBE_FOLDERS = ("embed", "shorts", "live", "v")
# An unlisted film has a second part, without which nobody may see it.
_VIMEO_PATH = re.compile(r"(?:/[a-z]+(?:/[^/]+)*)?/(?P<id>\d+)(?:/(?P<key>[0-9a-f]+))?/?")


def site(address: str) -> str:
    """`YouTube`, `Vimeo`, or empty."""
    return SITES.get(host(address), "")


def host(address: str) -> str:
    """Without what a site puts before its name for telephones and players."""
    name = (urlsplit(address).hostname or "").lower()
    return name.removeprefix("www.").removeprefix("m.").removeprefix("player.")


def player(address: str) -> str:
    """The player's address, which begins to play; empty where the link names no single film."""
    made = {"YouTube": _youtube, "Vimeo": _vimeo}.get(site(address))
    return made(address) if made else ""


def _youtube(address: str) -> str:
    parts = urlsplit(address)
    folder, _, rest = parts.path.strip("/").partition("/")
    named = parse_qs(parts.query).get("v", [""])[0]
    film = folder if host(address) == "youtu.be" else rest if folder in _YOUTUBE_FOLDERS else named
    if not _YOUTUBE_ID.fullmatch(film):
        return ""
    with_captions = {"autoplay": 1, "cc_load_policy": 1}
    return f"{YOUTUBE}/embed/{film}?{urlencode(with_captions)}"


def _vimeo(address: str) -> str:
    parts = urlsplit(address)
    found = _VIMEO_PATH.fullmatch(parts.path)
    if found is None:
        return ""
    key = found["key"] or parse_qs(parts.query).get("h", [""])[0]
    asked = {"autoplay": "1", "dnt": "1"} | ({"h": key} if key else {})
    return f"{VIMEO}/video/{found['id']}?{urlencode(asked)}"
