"""What visitors send, as raw bytes and ready-made: forms of distinct people, the buttons behind their links, a page.

Headers as Chromium sends them. The people are numbers: nobody's name, addresses under example.org, which is nobody's.
"""

import random
from collections.abc import Iterable, Iterator
from uuid import UUID

from undersigned.signing import tokens

HOST = "petition.example.org"
BROWSER = (
    'sec-ch-ua: "Chromium";v="140", "Not=A?Brand";v="24"\r\n'
    "sec-ch-ua-mobile: ?1\r\n"
    'sec-ch-ua-platform: "Android"\r\n'
    "upgrade-insecure-requests: 1\r\n"
    "user-agent: Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0"
    " Mobile Safari/537.36\r\n"
    "accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8\r\n"
    "accept-encoding: gzip, deflate, br, zstd\r\n"
    "accept-language: en-US,en;q=0.9\r\n"
)
POSTED = (
    f"host: {HOST}\r\nconnection: keep-alive\r\ncache-control: max-age=0\r\norigin: https://{HOST}\r\n"
    "content-type: application/x-www-form-urlencoded\r\nsec-fetch-site: same-origin\r\nsec-fetch-mode: navigate\r\n"
    f"sec-fetch-user: ?1\r\nsec-fetch-dest: document\r\n{BROWSER}"
)
ASKED = (
    f"host: {HOST}\r\nconnection: keep-alive\r\nsec-fetch-site: none\r\nsec-fetch-mode: navigate\r\n"
    f"sec-fetch-user: ?1\r\nsec-fetch-dest: document\r\n{BROWSER}"
)
FIRST_NAMES = ("Ada", "Ben", "Cleo", "Dora", "Emil", "Fay", "Gus", "Hana", "Ivo", "Jo", "Kim", "Lea", "Max", "Noa")
ZIPS = ("06103", "06051", "06457", "06510", "06604", "06702", "06810", "06902")


def page(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\n{ASKED}\r\n".encode()


def forms(slug: str, *, first: int, count: int, tag: str = "p") -> Iterator[bytes]:
    """Each by another person. `tag` tells these people from those of another call."""
    head = f"POST /{slug}/sign HTTP/1.1\r\n{POSTED}referer: https://{HOST}/{slug}/?s=whatsapp\r\ncontent-length: "
    for number in range(first, first + count):
        name, code = FIRST_NAMES[number % len(FIRST_NAMES)], ZIPS[number % len(ZIPS)]
        body = (
            f"name={name}+Sample+{number}&email={name.lower()}.{tag}{number}%40example.org&postcode={code}"
            f"{'&updates=yes' if number % 3 else ''}&text=1&wording=1&s=whatsapp&via="
        )
        yield f"{head}{len(body)}\r\n\r\n{body}".encode()


def buttons(
    slug: str, kind: tokens.Kind, ids: Iterable[UUID], *, petition: UUID, key: bytes, at: float
) -> Iterator[bytes]:
    """The one button on the page behind each link: it confirms, or it withdraws."""
    action = {tokens.Kind.CONFIRM: "confirm", tokens.Kind.WITHDRAW: "withdraw"}[kind]
    for one in ids:
        path = f"/{slug}/{action}/{tokens.mint(kind, one, petition=petition, key=key, at=at)}"
        yield (f"POST {path} HTTP/1.1\r\n{POSTED}referer: https://{HOST}/{slug}/\r\ncontent-length: 0\r\n\r\n").encode()


def in_any_order(ids: Iterable[UUID]) -> list[UUID]:
    """People open their letters in another order than that in which they signed."""
    mixed = sorted(ids)
    random.Random(1).shuffle(mixed)
    return mixed
