"""What each public template is given, as plain values: one campaign, one form with and without problems."""

from types import SimpleNamespace
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from undersigned.campaigns.sections import Sections, anchors
from undersigned.design import living
from undersigned.signing import count

URL = "https://petition.example.org/sunday-library/"
EMAIL_PROBLEM = "Enter an email address in the correct format, like name@example.com"

CAMPAIGN: dict[str, Any] = {
    "slug": "sunday-library",
    "path": "/sunday-library/",
    "url": URL,
    "ask": "Keep the library open on Sundays",
    "deck": "One salary keeps the doors open.",
    "addressed_to": "The city council",
    "sponsor": "Friends of the library",
    "paid_for_by": "Its members",
    "contact_email": "hello@example.org",
    "postal_address": "12 Example Street",
    "language": "en",
    "deadline": "2026-12-14",
    "closes_at": "2026-12-14T23:59:00+00:00",
    "closed_words": "The council has answered.",
    "target": "20,000",
    "postcode": {"style": "us", "label": "ZIP code", "hint": "Five digits.", "inputmode": "numeric", "maxlength": 10},
    "consent": {
        "sign": "By signing I add my name.",
        "updates": "Send me news.",
        "name": "Show my first name.",
        "privacy": "Your name is given on.",
    },
    "hands_over": "names",
    "card": {
        "receives": "Names",
        "purpose": "to hand it to the council",
        "deleted_when": "when the council has answered",
        "kept_in": "Germany",
        "officer": "Ines Okafor, 1 Example Street",
        "authority": "The data protection authority",
    },
    "further": [{"name": "further_1", "sentence": "Friends of the lake may email me about their own campaigns."}],
    "text_version": 3,
    "wording_version": 2,
    "petition_text": "We ask for Sundays.\n\nPlease keep the doors open.",
    "text_published_at": "2026-11-02",
    "share": {
        "title": "Sign the petition: Keep the library open on Sundays",
        "words": "I just signed. Will you?",
        "url": URL,
    },
    "sender_name": "Friends of the library",
    "sender_address": "petition@example.org",
    "confirm_subject": "Confirm your signature",
    "og_image": "",
    "has_samples": False,
    "nav": [{"href": "#sign", "label": "Sign"}],
}

FORM: dict[str, Any] = {
    "action": "/sunday-library/sign",
    "values": {"name": "", "email": "", "postcode": "", "updates": False},
    "problems": [],
    "by_field": {},
    "source": "",
    "via": "",
}
FORM_WITH_A_PROBLEM: dict[str, Any] = {
    **FORM,
    "values": {
        "name": "Rosa <b>García</b>",
        "email": "rosa@example",
        "postcode": "06001",
        "show_name": True,
        "updates": True,
    },
    "problems": [{"field": "email", "sentence": EMAIL_PROBLEM}],
    "by_field": {"email": EMAIL_PROBLEM},
}
REMARK: dict[str, Any] = {
    "action": "/sunday-library/remark/token",
    "values": {"words": "", "shown_as": "Rosa", "may_publish": False},
    "problems": [],
    "by_field": {},
    "state": "open",
}
CHECK: dict[str, Any] = {
    "first_name": "Rosa",
    "email": "rosa@example.org",
    "sender_address": "petition@example.org",
    "subject": "Confirm your signature",
    "action": "/sunday-library/check/token",
    "resend_action": "/sunday-library/check/token/letter",
    "problem": "",
    "note": "",
    "mailbox_url": "/mailbox/",
}
SIGNED: dict[str, Any] = {
    "number": "1,205",
    "first_name": "Rosa",
    "remark": REMARK,
    "share": {"url": f"{URL}?via=abcd2345", "qr": "/sunday-library/qr/abcd2345"},
    "brought": 3,
    "brought_shown": "3",
    "withdraw_url": "/sunday-library/withdraw/token",
}
MASTODON: dict[str, Any] = {
    "action": "/sunday-library/mastodon",
    "typed": "",
    "via": "abcd2345",
    "problem": "",
    "host": "",
    "href": "",
    "text": "I just signed. Will you?",
}
VOICES = [
    {"words": "We go every Sunday.", "shown_as": "A sample", "language": "en", "is_sample": True},
    {"words": "It is <i>warm</i> there.", "shown_as": "Rosa, Riverton", "language": "en", "is_sample": False},
]
LETTER = {"key": "k", "to": "rosa@example.org", "from_": "petition@example.org", "subject": "Confirm", "path": "/m/k"}

_SECTIONS = (
    ("text", {"heading": "Why this matters", "body": "<p>Sunday is the one free day.</p><h3>More</h3><p>Much.</p>"}),
    ("voices", {"heading": "What readers say", "intro": "Hear them.", "invitation": "Sign, and say why."}),
    (
        "timeline",
        {
            "heading": "How it came to this",
            "events": [
                {"year": "1998", "title": "It opens", "text": "It is full.", "source_label": "", "source_url": ""},
                {
                    "year": "2025",
                    "title": "It closes",
                    "text": "",
                    "source_label": "The budget",
                    "source_url": "https://example.org/budget",
                },
            ],
        },
    ),
    (
        "videos",
        {
            "heading": "Videos",
            "featured": {
                "title": "Why Sundays",
                "summary": "Readers speak.",
                "length": "2 min 10 s",
                "poster": None,
                "link": "https://www.youtube.com/watch?v=x",
                "file": None,
                "captions": None,
                "transcript": "Everything that is said.",
            },
            "more": [],
        },
    ),
    (
        "cases",
        {
            "heading": "What closed doors cost",
            "intro": "",
            "cases": [
                {
                    "figure": "212 visits",
                    "title": "on the last Sunday",
                    "text": "More than on any weekday.",
                    "source_label": "",
                    "source_url": "",
                    "own_account": True,
                }
            ],
            "closing": "What will the next one cost?",
        },
    ),
    (
        "provisions",
        {
            "heading": "What the budget does",
            "intro": "",
            "provisions": [{"title": "Sundays end", "text": "From July on.", "reference": "Page 14"}],
            "bill_label": "The budget (PDF)",
            "bill_url": "https://example.org/budget.pdf",
        },
    ),
    ("share", {"heading": "Spread the word", "text": "Most people sign because a friend asked them."}),
    (
        "faq",
        {"heading": "Questions", "questions": [{"question": "Who sees my name?", "answer": "<p>The council.</p>"}]},
    ),
)


def campaign_page() -> SimpleNamespace:
    """A page with every kind of section but pictures, which need a database."""
    raw = [{"type": kind, "value": value, "id": str(place)} for place, (kind, value) in enumerate(_SECTIONS)]
    sections = Sections().to_python(raw)
    for block, anchor in zip(sections, anchors(sections), strict=True):
        block.anchor = anchor
    return SimpleNamespace(hero_image=None, sections=sections)


SIGNERS = [{"name": "Inés", "is_today": True}, {"name": "Theo", "is_today": False}]
OUTCOME = {
    "label": "Delivered",
    "sentence": "Delivered to the clerk",
    "is_granted": False,
    "steps": [
        {"label": "Started", "on": "2026-01-05", "is_current": False},
        {"label": "Delivered", "on": "2026-03-02", "is_current": True},
        {"label": "Decision", "on": "", "is_current": False},
    ],
    "told": [
        {
            "label": "Delivered",
            "on": "2026-03-02",
            "sentence": "Delivered to the clerk",
            "stated": "The organiser states that 12 signatures were handed over.",
            "words": "It rained.",
            "link": "https://example.org/minutes",
        }
    ],
}

PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "campaign": (
        "campaigns/campaign_page.html",
        {"form": FORM, "voices": VOICES, "signers": SIGNERS, "has_share": True},
    ),
    "campaign delivered": (
        "campaigns/campaign_page.html",
        {"form": FORM, "voices": [], "campaign": {**CAMPAIGN, "outcome": OUTCOME}, "has_share": True},
    ),
    "campaign closed": ("campaigns/campaign_page.html", {"form": None, "voices": []}),
    "form": ("public/form.html", {"form": FORM_WITH_A_PROBLEM}),
    "check": ("public/check.html", CHECK),
    "check wrong": ("public/check.html", {**CHECK, "problem": "That code is not right."}),
    "confirm": ("public/confirm.html", {}),
    "signed": ("public/signed.html", SIGNED),
    "signed offered": ("public/signed.html", {**SIGNED, "first_name": "", "remark": {**REMARK, "state": "offered"}}),
    "mastodon": ("public/mastodon.html", MASTODON),
    "mastodon wrong": ("public/mastodon.html", {**MASTODON, "typed": "<b>", "problem": "Enter only the name."}),
    "mastodon found": (
        "public/mastodon.html",
        {
            **MASTODON,
            "typed": "social.example.org",
            "host": "social.example.org",
            "href": "https://social.example.org/",
        },
    ),
    "withdraw": ("public/withdraw.html", {}),
    "withdrawn": ("public/withdrawn.html", {}),
    "unsubscribe": ("public/unsubscribe.html", {}),
    "unsubscribed": ("public/unsubscribed.html", {}),
    "resubscribed": ("public/resubscribed.html", {}),
    "never": ("public/never.html", {}),
    "never done": ("public/never_done.html", {}),
    "never undone": ("public/never_undone.html", {}),
    "closed": ("public/closed.html", {}),
    "link old": ("public/link_problem.html", {"reason": "old"}),
    "link used": ("public/link_problem.html", {"reason": "used-up"}),
    "link struck": ("public/link_problem.html", {"reason": "struck"}),
    "link broken": ("public/link_problem.html", {"reason": "broken"}),
    "not found": ("public/not_found.html", {"campaign": None}),
    "trouble": ("public/trouble.html", {"campaign": None}),
    "busy": ("public/busy.html", {"form": FORM, "retry_after": 5}),
    "privacy": ("public/privacy.html", {"privacy_notice": "We keep it short."}),
    "home": (
        "public/home.html",
        {"campaign": None, "page": SimpleNamespace(title="Petitions", intro="Read first."), "campaigns": [CAMPAIGN]},
    ),
    "mailbox": ("public/mailbox.html", {"campaign": None, "letters": [LETTER]}),
    "letter": (
        "public/letter.html",
        {"campaign": None, **LETTER, "text": "Open https://example.org/x", "html_src": "/mailbox/k/html"},
    ),
}


def html(name: str, *, signers: int = 1204, samples: int = 0, **changes: Any) -> str:
    """The finished page in English, with its count put in. `changes` go over its usual context."""
    template, context = PAGES[name]
    if template.startswith("campaigns/"):
        context = {"page": campaign_page(), **context}
    with translation.override("en"):
        baked = render_to_string(template, {"campaign": CAMPAIGN, **context, **changes})
    variant, values = count.living(count.Totals(signers, samples), target=None, language="en")
    return living.compose(baked, variant=variant, values=values)
