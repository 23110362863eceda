"""The share panel: from the campaign's words alone, or with a signer's own address; the question before it."""

import re

from django.template.loader import render_to_string
from django.utils import translation

from undersigned.sharing.templatetags.sharing_panel import ask_to_share, share_panel

CAMPAIGN = {"title": "Sign the petition: Sundays", "words": "Will you?", "url": "https://example.org/p/"}


def test_the_panel_makes_its_links_from_the_campaigns_words() -> None:
    panel = share_panel(CAMPAIGN)

    assert panel["copy_url"] == "https://example.org/p/?s=copy"
    assert panel["share_url"] == "https://example.org/p/?s=share"
    assert [link.channel for link in panel["links"]] == [
        "whatsapp", "sms", "email", "facebook", "x", "bluesky", "mastodon", "telegram",
    ]  # fmt: skip


def test_a_signers_own_address_goes_before_the_campaigns() -> None:
    panel = share_panel({"url": "https://example.org/p/?via=ab"}, CAMPAIGN)

    assert panel["copy_url"] == "https://example.org/p/?via=ab&s=copy"
    assert panel["words"] == "Will you?"
    assert {"via%3Dab" in link.href or "via=ab" in link.href for link in panel["links"]} == {True}


def test_papers_are_named_where_there_are_some() -> None:
    with translation.override("en"):
        found = [
            re.findall(r'href="([^"]*\.pdf)"', render_to_string("sharing/panel.html", share_panel(share)))
            for share in (CAMPAIGN, {**CAMPAIGN, "url": "https://example.org/p/?via=ab", "has_papers": True})
        ]

    assert found == [[], ["/p/poster.pdf", "/p/sheet.pdf"]]


def test_the_buttons_that_need_a_script_are_hidden_until_it_runs() -> None:
    with translation.override("en"):
        html = render_to_string("sharing/panel.html", share_panel(CAMPAIGN))

    assert '<button class="button" type="button" hidden data-share="https://example.org/p/?s=share"' in html
    assert 'type="button" hidden aria-live="polite" data-copy="share-address"' in html
    assert '<input id="share-address" readonly value="https://example.org/p/?s=copy">' in html


def test_only_a_panel_that_is_given_a_code_draws_one() -> None:
    with translation.override("en"):
        plain = render_to_string("sharing/panel.html", share_panel(CAMPAIGN))
        drawn = render_to_string("sharing/panel.html", share_panel({**CAMPAIGN, "qr": "/p/qr/abcd2345"}))

    assert "<img" not in plain
    assert '<img src="/p/qr/abcd2345" width="176" height="176" alt="QR code of your link to this petition">' in drawn
    assert "<b>Sign the petition: Sundays<br>https://example.org/p/</b>" in drawn


def test_the_question_comes_before_the_panel_and_not_now_leads_on() -> None:
    with translation.override("en"):
        html = render_to_string("sharing/ask.html", ask_to_share(CAMPAIGN, later="#remark"))

    question, opened, panel, later = (
        html.index(part)
        for part in (
            "<h2>Will you ask one person to sign?</h2>",
            '<details><summary class="button">Yes, show me how</summary>',
            '<div class="share">',
            '</details>\n<a class="button" data-quiet href="#remark">Not now</a>',
        )
    )
    assert question < opened < panel < later
