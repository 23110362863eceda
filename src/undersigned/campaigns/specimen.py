"""An invented campaign, small and fixed: what the block picker shows a section with."""

from typing import Any


def campaign() -> dict[str, Any]:
    """The facts of a campaign that does not exist, in the shape of `render.facts`."""
    url = "https://petition.example.org/sunday-library/"
    return {
        "slug": "sunday-library",
        "path": "/sunday-library/",
        "url": url,
        "ask": "Keep the library open on Sundays",
        "deck": "",
        "description": "",
        "outcome": {},
        "updates": [],
        "addressed_to": "The city council",
        "sponsor": "Friends of the library",
        "paid_for_by": "",
        "contact_email": "hello@example.org",
        "postal_address": "",
        "language": "en",
        "languages": [],
        "deadline": "",
        "closes_at": "",
        "closed_words": "",
        "is_open": True,
        "begun_on": "",
        "changed_at": "",
        "target": "",
        "postcode": {"style": "any", "label": "Postcode", "hint": "", "inputmode": "text", "maxlength": 10},
        "hands_over": "postcodes",
        "card": {},
        "consent": {"sign": "", "updates": "", "name": "", "privacy": ""},
        "further": [],
        "text_version": 0,
        "wording_version": 0,
        "petition_text": "",
        "text_published_at": "",
        "share": {
            "title": "Sign the petition: Keep the library open on Sundays",
            "words": "I just signed. Will you?",
            "url": url,
            "own": {},
            "has_papers": False,
        },
        "sender_name": "Friends of the library",
        "sender_address": "hello@example.org",
        "confirm_subject": "",
        "og_image": "",
        "parts": {"paper": 0, "earlier": 0, "shown": {"paper": "0", "earlier": "0"}},
        "has_samples": False,
        "look": {"style": "", "logo": None, "ground": "12313a", "mark": "f5b82e"},
        "nav": [],
    }


def voices() -> list[dict[str, Any]]:
    return [{"words": "We go every Sunday after lunch.", "shown_as": "A sample", "language": "en", "is_sample": True}]
