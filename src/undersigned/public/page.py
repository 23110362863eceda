"""A baked page in memory, finished for sending: today's count put in, compressed once for each encoding, with an ETag.

The count is put in anew when the log is served further, and at most five times a second; between two of those every
visitor gets the same bytes.
"""

import hashlib
import zlib
from dataclasses import dataclass, field
from functools import lru_cache

import brotli  # type: ignore[import-untyped]  # ships none
import zstandard

from undersigned.design import living
from undersigned.signing import count
from undersigned.signing.count import Totals

RECOMPOSE_S = 0.2  # the shelf, too, learns of a new count only twice a second
ENCODINGS = ("br", "zstd", "gzip", "identity")  # in our order of preference, where the visitor has none
BROTLI_QUALITY = 5
GZIP = 16 + zlib.MAX_WBITS  # zlib's sign for a gzip header

Headers = list[tuple[bytes, bytes]]


@dataclass(slots=True)
class Finished:
    """One state of the page. Bodies are compressed when first asked for."""

    html: bytes
    headers: dict[str, str]
    tag: str = ""
    _ready: dict[str, tuple[Headers, bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.tag = hashlib.sha256(self.html).hexdigest()[:20]

    def etag(self, encoding: str) -> str:
        return f'"{self.tag}-{encoding}"'

    def answer(self, encoding: str) -> tuple[Headers, bytes]:
        """Headers and body, ready to send."""
        if encoding not in self._ready:
            self._ready[encoding] = self._make(encoding)
        return self._ready[encoding]

    def not_modified(self, encoding: str) -> Headers:
        """RFC 9110 §15.4.5: the headers that a 304 repeats."""
        kept = ("cache-control", "vary")
        same = [(name.encode(), value.encode()) for name, value in self.headers.items() if name in kept]
        return [*same, (b"etag", self.etag(encoding).encode())]

    def _make(self, encoding: str) -> tuple[Headers, bytes]:
        body = compressed(self.html, encoding)
        headers = {"content-type": "text/html; charset=utf-8", **self.headers, "content-length": str(len(body))}
        if self.headers.get("vary"):
            headers["etag"] = self.etag(encoding)
        if encoding != "identity":
            headers["content-encoding"] = encoding
        return [(name.encode(), value.encode()) for name, value in headers.items()], body


class Page:
    """One baked page. Owner: the front's event loop."""

    is_empty = is_awaited = False

    def __init__(
        self,
        html: str,
        *,
        headers: dict[str, str],
        petition_id: int,
        target: int | None,
        language: str,
        is_campaign: bool = False,
    ) -> None:
        self.petition_id = petition_id  # whose count it shows; 0: nobody's
        self.language = language
        self.is_campaign = is_campaign  # the one whose visits are counted
        self._html = html
        self._headers = headers
        self._target = target
        self._totals: Totals | None = None
        self._made_at = 0.0
        self._finished: Finished | None = None

    def finished(self, totals: Totals, *, now: float) -> Finished:
        """`now`: monotonic seconds."""
        is_stale = now - self._made_at >= RECOMPOSE_S and totals != self._totals
        if self._finished is None or is_stale:
            html = self._composed(totals)
            self._totals, self._made_at = totals, now
            self._finished = Finished(html.encode(), self._headers)
        return self._finished

    def _composed(self, totals: Totals) -> str:
        variant, values = count.living(totals, target=self._target, language=self.language)
        return living.compose(self._html, variant=variant, values=values)


class Paper:
    """One file for everybody, with nothing living in it."""

    petition_id = 0
    language = ""
    is_campaign = False

    def __init__(self, body: bytes, *, headers: dict[str, str], is_ordered: bool) -> None:
        self.is_empty = not body
        self.is_awaited = is_ordered and not body  # the worker sets it for the first time
        self._finished = Finished(body, headers)

    def finished(self, _totals: Totals, *, now: float) -> Finished:  # noqa: ARG002 (asked as a page is)
        return self._finished


def compressed(body: bytes, encoding: str) -> bytes:
    match encoding:
        case "br":
            return bytes(brotli.compress(body, quality=BROTLI_QUALITY))
        case "zstd":
            return zstandard.compress(body, level=9)
        case "gzip":
            packer = zlib.compressobj(level=6, wbits=GZIP)
            return packer.compress(body) + packer.flush()
        case _:
            return body


@lru_cache(maxsize=256)
def best_encoding(accepted: str) -> str:
    """RFC 9110 §12.5.3: the visitor's weights first, then our order. `accepted`: the Accept-Encoding header."""
    weights = dict(_weight(part) for part in accepted.lower().split(",") if part.strip())
    anything_else = weights.get("*", 0.0)
    weighed = [(weights.get(name, 0.001 if name == "identity" else anything_else), name) for name in ENCODINGS]
    best = max(weight for weight, _ in weighed)
    return next(name for weight, name in weighed if weight == best) if best > 0 else "identity"


def matches(if_none_match: str, etag: str) -> bool:
    """RFC 9110 §13.1.2, by weak comparison."""
    tags = [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
    return etag in tags or "*" in tags


def _weight(part: str) -> tuple[str, float]:
    name, _, parameter = part.partition(";")
    key, _, value = parameter.strip().partition("=")
    try:
        return name.strip(), min(1.0, max(0.0, float(value))) if key.strip() == "q" else 1.0
    except ValueError:
        return name.strip(), 0.0
