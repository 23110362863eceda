"""Links to messengers: the exact addresses, and where they say a visit came from."""

import pytest

from undersigned.sharing import links

URL = "https://petition.example.org/sunday-library/?via=ab12"
TITLE = "Sign the petition: Keep Sundays & holidays"
WORDS = "I just signed. Will you?"
AT = "https%3A%2F%2Fpetition.example.org%2Fsunday-library%2F%3Fvia%3Dab12%26s%3D"
SAID = "I%20just%20signed.%20Will%20you%3F"


def test_every_channel_has_its_exact_address() -> None:
    found = {link.channel: link.href for link in links.links(url=URL, title=TITLE, words=WORDS)}

    assert found == {
        "whatsapp": f"https://wa.me/?text={SAID}%20{AT}whatsapp",
        "sms": f"sms:?&body={SAID}%20{AT}sms",
        "email": (
            "mailto:?subject=Sign%20the%20petition%3A%20Keep%20Sundays%20%26%20holidays"
            f"&body={SAID}%0D%0A%0D%0A{AT}email"
        ),
        "facebook": f"https://www.facebook.com/sharer/sharer.php?u={AT}facebook",
        "x": f"https://x.com/intent/post?text={SAID}&url={AT}x",
        "bluesky": f"https://bsky.app/intent/compose?text={SAID}%20{AT}bluesky",
        "mastodon": "/sunday-library/mastodon?via=ab12",
        "telegram": f"https://t.me/share/url?url={AT}telegram&text={SAID}",
    }


def test_each_way_takes_its_own_words_where_there_are_some() -> None:
    own = {"whatsapp": "W", "sms": "S", "post": "P", "email": "E", "subject": "About Sundays"}

    found = {link.channel: link.href for link in links.links(url=URL, title=TITLE, words=WORDS, own=own)}

    assert found == {
        "whatsapp": f"https://wa.me/?text=W%20{AT}whatsapp",
        "sms": f"sms:?&body=S%20{AT}sms",
        "email": f"mailto:?subject=About%20Sundays&body=E%0D%0A%0D%0A{AT}email",
        "facebook": f"https://www.facebook.com/sharer/sharer.php?u={AT}facebook",
        "x": f"https://x.com/intent/post?text=P&url={AT}x",
        "bluesky": f"https://bsky.app/intent/compose?text=P%20{AT}bluesky",
        "mastodon": "/sunday-library/mastodon?via=ab12",
        "telegram": f"https://t.me/share/url?url={AT}telegram&text=P",
    }


def test_a_way_without_words_of_its_own_takes_the_general_ones() -> None:
    assert [links.said(channel, WORDS, {"sms": "S"}) for channel in ("sms", "whatsapp", "x")] == ["S", WORDS, WORDS]


def test_the_most_personal_ways_come_first() -> None:
    found = [link.label for link in links.links(url=URL, title=TITLE, words=WORDS)]

    assert found == ["WhatsApp", "Text message", "Email", "Facebook", "X", "Bluesky", "Mastodon", "Telegram"]


def test_without_words_the_address_stands_alone() -> None:
    whatsapp = links.links(url=URL, title=TITLE, words="")[0]

    assert whatsapp.href == f"https://wa.me/?text={AT}whatsapp"


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("https://example.org/p/", "/p/mastodon"),
        ("https://example.org/p/?via=ab", "/p/mastodon?via=ab"),
        ("https://example.org/p/?s=x&via=ab", "/p/mastodon?via=ab"),
    ],
)
def test_the_question_for_a_mastodon_server_stands_beside_the_petition(url: str, path: str) -> None:
    assert links.mastodon_path(url) == path


@pytest.mark.parametrize(
    ("url", "tagged"),
    [
        ("https://example.org/p/", "https://example.org/p/?s=sms"),
        ("https://example.org/p/?via=ab", "https://example.org/p/?via=ab&s=sms"),
        ("https://example.org/p/?s=x&via=ab", "https://example.org/p/?via=ab&s=sms"),
        ("https://example.org/p/#sign", "https://example.org/p/?s=sms#sign"),
    ],
)
def test_an_address_says_where_a_visit_came_from_once(url: str, tagged: str) -> None:
    assert links.tagged(url, "sms") == tagged
