"""How the editor lays the fields out, tab by tab, and what is said to each field.

The words stand here and not on the model, so that a better sentence needs no migration.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
    TitleFieldPanel,
)
from wagtail.admin.widgets.slug import SlugInput

from undersigned.campaigns import share_words
from undersigned.campaigns.languages.panels import OriginalPanel
from undersigned.campaigns.look.panels import look
from undersigned.campaigns.outcome.panels import outcome


def home() -> TabbedInterface:
    intro = FieldPanel("intro", help_text=_("A few sentences about who runs these petitions."))
    return TabbedInterface(
        [
            ObjectList([TitleFieldPanel("title", placeholder=False), intro], heading=_("Words")),
            ObjectList([FieldPanel("slug", widget=SlugInput), PublishingPanel()], heading=_("Settings")),
        ]
    )


def campaign(form: type[Any]) -> TabbedInterface:
    return TabbedInterface(
        [
            ObjectList(_story(), heading=_("Story")),
            ObjectList(_petition(), heading=_("Petition")),
            ObjectList(_letters(), heading=_("Letters")),
            ObjectList(outcome(), heading=_("Outcome")),
            ObjectList(look(), heading=_("Look")),
            ObjectList(_settings(), heading=_("Settings")),
        ],
        base_form_class=form,
    )


def _story() -> list[Any]:
    return [
        OriginalPanel(),
        TitleFieldPanel(
            "title",
            placeholder=_("The ask"),
            heading=_("The ask"),
            help_text=_("What should happen, in four to ten words: “The council should keep the library open”."),
        ),
        FieldPanel(
            "deck",
            help_text=_("Two or three sentences under the ask: the reason, and the date by which it matters."),
        ),
        MultiFieldPanel(_hero(), heading=_("Picture")),
        FieldPanel(
            "sections",
            help_text=_("The story below the ask. Add what you need, in the order it should be read."),
        ),
    ]


def _hero() -> list[Any]:
    return [
        FieldPanel("hero_image", help_text=_("Optional. A photograph across the page, below the ask.")),
        FieldPanel(
            "hero_alt",
            help_text=_(
                "In a sentence, for people who cannot see it: “Children queue at the library's door.” Empty: the"
                " description that the picture got when it was uploaded."
            ),
        ),
        FieldPanel("hero_is_decorative", help_text=_("Tick it if nothing is lost without the picture.")),
    ]


def _petition() -> list[Any]:
    return [
        MultiFieldPanel(_what_is_signed(), heading=_("What is signed")),
        MultiFieldPanel(_who_runs_it(), heading=_("Who runs it")),
        MultiFieldPanel(_privacy(), heading=_("Privacy")),
        MultiFieldPanel(_how_far(), heading=_("How far, how long")),
    ]


def _what_is_signed() -> list[Any]:
    return [
        FieldPanel("addressed_to", help_text=_("Who can grant what you ask, by name and office.")),
        FieldPanel(
            "petition_text",
            help_text=_(
                "What people put their name to. Leave an empty line between paragraphs. If you change it later,"
                " those who signed before stay with the text they signed."
            ),
        ),
        FieldPanel(
            "hands_over",
            help_text=_(
                "Of each signer. It is said before anybody signs, and no packet holds more. Who has signed stays with"
                " what was said then."
            ),
        ),
        FieldPanel(
            "recipient_gets",
            heading=_("The same in your own words"),
            help_text=_("One sentence. Empty: “Your name and postcode are given to …. Your email address is not.”"),
        ),
    ]


def _who_runs_it() -> list[Any]:
    return [
        FieldPanel(
            "sponsor", help_text=_("The organisation or person that answers for the campaign, by their full name.")
        ),
        FieldPanel(
            "paid_for_by",
            help_text=_("Many places ask for this line on political pages and letters. It is shown as you write it."),
        ),
        FieldPanel(
            "contact_email",
            help_text=_("Where signers can write to. It is shown on the page, and answers to letters go there."),
        ),
        FieldPanel("postal_address", help_text=_("Shown at the foot of the page and on the privacy page.")),
    ]


def _privacy() -> list[Any]:
    return [
        FieldPanel(
            "privacy_notice",
            help_text=_("What you do with names and addresses, who receives them, when they are deleted, whom to ask."),
        ),
        FieldPanel(
            "purpose",
            help_text=_("In a sentence: “To hand this petition to the council, and to count each person once.”"),
        ),
        FieldPanel(
            "deleted_when",
            heading=_("When your own copies are deleted"),
            help_text=_(
                "What you have downloaded or printed: “six months after the petition has been handed over”. When this"
                " site deletes what it holds is chosen under “Retention”, and said by itself: do not repeat it here."
            ),
        ),
        FieldPanel("kept_in", help_text=_("Where your server stands and where its backups are.")),
        FieldPanel(
            "data_officer", help_text=_("Name and address, if your organisation has one. Empty: nothing is shown.")
        ),
        FieldPanel(
            "authority",
            help_text=_("To whom signers can complain, with its address: in Europe the data protection authority."),
        ),
        FieldPanel(
            "further_purposes",
            help_text=_(
                "One sentence on a line, three at most: “Friends of the Lake may email me about their own campaigns.”"
                " Each becomes an unticked box. Signing never depends on it."
            ),
        ),
        FieldPanel(
            "sealed_to",
            help_text=_(
                "Sealed mode, for petitions that put signers at risk: this server cannot read who has signed. Two or"
                " more public keys of age (age1…), one on a line, each of another person. Chosen before the first"
                " publication, for good. Empty: the usual way. Read in the documentation what does not work then."
            ),
        ),
        FieldPanel(
            "updates_offer", help_text=_("Shows an unticked box “keep me posted”. Signing never depends on it.")
        ),
        FieldPanel(
            "names_offer",
            help_text=_("Shows an unticked box. The page then has the first names of the last three who ticked it."),
        ),
    ]


def _how_far() -> list[Any]:
    return [
        FieldPanel(
            "target",
            help_text=_("The number you set out to reach, or that a law asks for. It never moves by itself. Optional."),
        ),
        FieldPanel("closes_at", help_text=_("From then on nobody can sign. Empty: open until you end it.")),
        FieldPanel(
            "closed_words", help_text=_("What visitors read once it is closed: what happened, what comes next.")
        ),
    ]


def _letters() -> list[Any]:
    return [
        MultiFieldPanel(
            [
                FieldPanel("sender_name", help_text=_("Empty: the one who runs the campaign.")),
                FieldPanel(
                    "sender_address",
                    help_text=_("Your mail server must be allowed to send for it. Empty: this site's own address."),
                ),
            ],
            heading=_("Sender"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("confirm_subject", help_text=_("Empty: “Confirm your signature:” and the ask.")),
                FieldPanel(
                    "confirm_words",
                    help_text=_("They stand above the button. Empty: a thank-you, and that the signature counts then."),
                ),
            ],
            heading=_("The letter that asks to confirm"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("already_subject", help_text=_("Empty: “You have already signed:” and the ask.")),
                FieldPanel("already_words", help_text=_("Empty: that the signature is counted already.")),
            ],
            heading=_("The letter to someone who signs a second time"),
        ),
        MultiFieldPanel(
            [
                FieldPanel(
                    "share_words",
                    help_text=_("What a signer's message begins with. Empty: “I just signed. Will you?” and the ask."),
                ),
                *_own_words(),
            ],
            heading=_("What signers send to friends"),
        ),
    ]


def _own_words() -> list[Any]:
    return [
        share_words.Panel("share_whatsapp", help_text=_("At most 600 characters. Empty: the words for sharing.")),
        share_words.Panel(
            "share_sms",
            help_text=_("At most 100 characters: with the link that is one message. Empty: the words for sharing."),
        ),
        share_words.Panel(
            "share_post",
            heading=_("X, Bluesky, Mastodon, Telegram"),
            help_text=_("At most 230 characters: with the link, what all of them take. Empty: the words for sharing."),
        ),
        share_words.Panel(
            "share_email_subject",
            heading=_("Email: subject"),
            help_text=_("At most 120 characters. Empty: “Sign the petition:” and the ask."),
        ),
        share_words.Panel(
            "share_email_words",
            heading=_("Email: words"),
            help_text=_("At most 1,500 characters; the link follows them. Empty: the words for sharing."),
        ),
    ]


def _settings() -> list[Any]:
    return [
        FieldPanel(
            "slug",
            widget=SlugInput,
            heading=_("Address"),
            help_text=_("The last part of the page's address. Once people have signed, it has to stay."),
        ),
        FieldPanel("language", help_text=_("The language of your texts; buttons, forms and letters follow it.")),
        FieldPanel("postcode_style", help_text=_("How the form asks for it.")),
        PublishingPanel(),
    ]
