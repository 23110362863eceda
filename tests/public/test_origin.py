"""Our own forms are told from other websites' by what the browser says."""

import pytest

from undersigned.public.origin import is_own

HOST = (b"host", b"petition.example.org")


@pytest.mark.parametrize(
    ("headers", "own"),
    [
        ({}, True),
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "none"}, True),
        ({"sec-fetch-site": "same-site"}, False),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "cross-site", "origin": "https://petition.example.org"}, False),
        ({"sec-fetch-site": "same-origin", "origin": "https://evil.example"}, True),
        ({"origin": "https://petition.example.org"}, True),
        ({"origin": "https://evil.example"}, False),
        ({"origin": "null"}, False),
        ({"origin": "https://petition.example.org:8443"}, False),
        ({"origin": "https://petition.example.org.evil.example"}, False),
        ({"origin": "https://user@petition.example.org"}, False),
        ({"origin": "http://["}, False),
        ({"origin": "https://pétition.example.org"}, False),
    ],
)
def test_only_our_own_pages_may_post(headers: dict[str, str], *, own: bool) -> None:
    assert is_own([HOST, *((name.encode(), value.encode()) for name, value in headers.items())]) is own
