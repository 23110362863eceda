"""The share panel: from the campaign's words alone, or with a signer's own address."""

from django.template.loader import render_to_string
from django.utils import translation

from undersigned.sharing.links import Link
from undersigned.sharing.templatetags.sharing_panel import share_panel

CAMPAIGN = {"title": "Sign the petition: Sundays", "words": "Will you?", "url": "https://example.org/p/"}


def test_the_panel_makes_its_links_from_the_campaigns_words() -> None:
    panel = share_panel(CAMPAIGN)

    assert panel["copy_url"] == "https://example.org/p/?s=copy"
    assert panel["share_url"] == "https://example.org/p/?s=share"
    assert [link.channel for link in panel["links"]] == [
        "whatsapp", "sms", "email", "facebook", "x", "bluesky", "telegram",
    ]  # fmt: skip


def test_a_signers_own_address_goes_before_the_campaigns() -> None:
    own = [Link("sms", "Text message", "sms:?&body=x")]

    panel = share_panel({"url": "https://example.org/p/?via=ab", "links": own}, CAMPAIGN)

    assert panel["copy_url"] == "https://example.org/p/?via=ab&s=copy"
    assert panel["words"] == "Will you?"
    assert panel["links"] == own


def test_the_buttons_that_need_a_script_are_hidden_until_it_runs() -> None:
    with translation.override("en"):
        html = render_to_string("sharing/panel.html", share_panel(CAMPAIGN))

    assert '<button class="button" type="button" hidden data-share="https://example.org/p/?s=share"' in html
    assert 'type="button" hidden aria-live="polite" data-copy="share-address"' in html
    assert '<input id="share-address" readonly value="https://example.org/p/?s=copy">' in html
