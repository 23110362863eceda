"""The promises that stand in every public answer."""

from typing import Any

from undersigned.design import assets
from undersigned.public import headers


def test_the_policy_lets_in_our_own_style_and_script_and_nothing_foreign() -> None:
    policy = headers.everywhere()["content-security-policy"].split("; ")

    assert policy == [
        "default-src 'none'",
        f"script-src '{assets.csp_hash(assets.SCRIPT)}' '{assets.csp_hash(assets.CAMPAIGN_SCRIPT)}'",
        f"style-src '{assets.style_hash()}'",
        "img-src 'self' data:",
        "media-src 'self'",
        "connect-src 'self'",
        "frame-src 'self' https://www.youtube-nocookie.com https://player.vimeo.com",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    ]


def test_a_signers_own_page_is_kept_nowhere_and_tells_nobody_its_address() -> None:
    sent = headers.personal()

    assert (sent["cache-control"], sent["referrer-policy"], sent["x-robots-tag"]) == (
        "no-store",
        "no-referrer",
        "noindex",
    )


def test_over_https_browsers_stay_there_for_a_year(settings: Any) -> None:
    settings.SESSION_COOKIE_SECURE = True
    headers.everywhere.cache_clear()

    sent = headers.everywhere()

    headers.everywhere.cache_clear()
    assert {name: sent[name] for name in sorted(set(sent) - {"content-security-policy"})} == {
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
        "referrer-policy": "strict-origin-when-cross-origin",
        "strict-transport-security": "max-age=31536000; includeSubDomains",
        "x-content-type-options": "nosniff",
    }


def test_over_plain_http_no_browser_is_told_to_insist_on_https() -> None:
    assert "strict-transport-security" not in headers.everywhere()
