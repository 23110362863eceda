"""How the editor lays the look out, and what is said to each field."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from undersigned.design import theme


class ColourInput(forms.TextInput):
    """A colour is typed, or picked where there is script; there a refused one is replaced by one click, too."""

    class Media:
        css = {"all": ["campaigns/colour.css"]}
        js = ["campaigns/colour.js"]

    def __init__(self, token: str) -> None:
        usual = theme.house()[token][0]
        words = {"data-pick": _("Pick a colour"), "data-take": _("Use {colour} instead")}
        super().__init__({"data-colour": usual, "placeholder": usual, "spellcheck": "false", **words})


def look() -> list[Any]:
    return [
        MultiFieldPanel(
            [
                FieldPanel(
                    "action_colour",
                    widget=ColourInput("action"),
                    help_text=_(
                        "For buttons, links and the meter; the top of the page gets a dark tone of it. Everything else"
                        " follows by itself, for the dark as well. Empty: the usual green."
                    ),
                ),
                FieldPanel(
                    "accent_colour",
                    widget=ColourInput("accent"),
                    help_text=_("A light colour that stands out on the dark top of the page. Empty: the usual yellow."),
                ),
            ],
            heading=_("Colours"),
        ),
        FieldPanel("headings", help_text=_("Fonts that visitors have already: none is loaded.")),
        FieldPanel(
            "logo",
            help_text=_(
                "It takes the place of your organisation's name at the top of every page, and is read out as that"
                " name. In the dark it gets a white ground."
            ),
        ),
    ]
