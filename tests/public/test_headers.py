"""The promises that stand in every public answer."""

from undersigned.design import assets
from undersigned.public import headers


def test_the_policy_lets_in_our_own_style_and_script_and_nothing_foreign() -> None:
    policy = headers.everywhere()["content-security-policy"].split("; ")

    assert policy == [
        "default-src 'none'",
        f"script-src '{assets.script_hash()}'",
        f"style-src '{assets.style_hash()}'",
        "img-src 'self' data:",
        "media-src 'self'",
        "connect-src 'self'",
        "frame-src 'self' https://www.youtube-nocookie.com https://player.vimeo.com",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]


def test_a_signers_own_page_is_kept_nowhere_and_tells_nobody_its_address() -> None:
    sent = headers.personal()

    assert (sent["cache-control"], sent["referrer-policy"], sent["x-robots-tag"]) == (
        "no-store",
        "no-referrer",
        "noindex",
    )


def test_over_plain_http_no_browser_is_told_to_insist_on_https() -> None:
    assert "strict-transport-security" not in headers.everywhere()
