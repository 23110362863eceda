"""The letters' looks: one button, one plain link, the code, the way out, and nothing loaded."""

import re
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import translation

CONFIRM = "https://petition.example.org/sunday-library/confirm/token"
WITHDRAW = "https://petition.example.org/sunday-library/withdraw/token"
NEVER = "https://petition.example.org/sunday-library/never/token"
PAGE = "https://petition.example.org/sunday-library/"
CONTEXT: dict[str, Any] = {
    "ask": "Keep Sundays & holidays",
    "confirm_url": CONFIRM,
    "withdraw_url": WITHDRAW,
    "page_url": PAGE,
    "never_url": NEVER,
    "code": "481502",
    "words": ["Thank you for signing.", "It counts once you confirm it."],
    "paid_for_by": "Its members",
    "sender_name": "Friends of the library",
    "site_host": "petition.example.org",
    "language": "en",
}


def _rendered(name: str) -> str:
    with translation.override("en"):
        return render_to_string(f"mail/{name}", CONTEXT)


def test_the_confirm_letter_has_a_button_a_plain_link_and_the_way_out() -> None:
    html = _rendered("confirm.html")

    assert re.findall(r'href="([^"]*)"', html) == [CONFIRM, CONFIRM, WITHDRAW, NEVER]
    assert html.count("481502") == 1
    assert html.count("<h1") == 1


def test_the_already_letter_leads_to_the_page_and_the_way_out() -> None:
    assert re.findall(r'href="([^"]*)"', _rendered("already.html")) == [PAGE, PAGE, WITHDRAW, NEVER]


@pytest.mark.parametrize("name", ["confirm.html", "already.html"])
def test_a_letter_loads_nothing(name: str) -> None:
    html = _rendered(name)

    assert re.findall(r"<(?:img|link|script|style|iframe)\b|url\(", html) == []


def test_the_plain_confirm_letter_reads_from_top_to_bottom() -> None:
    assert _rendered("confirm.txt") == (
        "Keep Sundays & holidays\n\n"
        "Thank you for signing.\n\nIt counts once you confirm it.\n\n"
        f"Confirm your signature:\n{CONFIRM}\n\n"
        "Or type this code on the page that is still open: 481502\n\n"
        f"I did not sign this, or I changed my mind:\n{WITHDRAW}\n\n"
        f"Never send me an email from this site again:\n{NEVER}\n\n"
        "-- \nFriends of the library, through petition.example.org\nPaid for by Its members.\n"
    )


def test_the_plain_already_letter_reads_from_top_to_bottom() -> None:
    assert _rendered("already.txt") == (
        "Keep Sundays & holidays\n\n"
        "Thank you for signing.\n\nIt counts once you confirm it.\n\n"
        f"The petition, to pass it on:\n{PAGE}\n\n"
        f"I did not sign this, or I changed my mind:\n{WITHDRAW}\n\n"
        f"Never send me an email from this site again:\n{NEVER}\n\n"
        "-- \nFriends of the library, through petition.example.org\nPaid for by Its members.\n"
    )
