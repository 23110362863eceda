"""What can be chosen of a packet, and of the recipient's page."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from undersigned.campaigns.languages import names
from undersigned.delivery.choice import Choice, Names, Order

DAYS = (7, 30, 90)


class ChoiceForm(forms.Form):
    names = forms.ChoiceField(
        label=_("Names"),
        choices=[(Names.FULL, _("Full names")), (Names.INITIALS, _("Initials only")), (Names.NONE, _("No names"))],
        widget=forms.RadioSelect,
        initial=Names.FULL,
    )
    columns = forms.MultipleChoiceField(
        label=_("Also in the list"),
        choices=[
            ("number", _("Number")),
            ("postcode", _("Postcode")),
            ("date", _("Day")),
            ("language", _("Language")),
        ],
        widget=forms.CheckboxSelectMultiple,
        initial=Choice().columns,
        required=False,
    )
    order = forms.ChoiceField(
        label=_("Order"),
        choices=[
            (Order.NUMBER, _("As they were confirmed")),
            (Order.POSTCODE, _("By postcode, so that each district finds its own")),
        ],
        widget=forms.RadioSelect,
        initial=Order.NUMBER,
    )
    languages = forms.MultipleChoiceField(
        label=_("Signed in"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("None ticked: in all languages."),
    )
    areas = forms.CharField(
        label=_("Only postcodes that begin with"),
        max_length=1000,
        required=False,
        help_text=_("Such as 061, 062. Empty: all. A packet of some areas has no remarks."),
    )
    remarks = forms.BooleanField(label=_("Remarks that you have put on the page"), initial=True, required=False)

    def __init__(self, *args: Any, languages: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["languages"]
        field.choices = [choice for choice in names.choices() if choice[0] in languages]
        if len(languages) < 2:
            del self.fields["languages"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("names") == Names.NONE and not given.get("columns"):
            self.add_error("columns", _("A list without names needs at least one of these."))
        return given

    def choice(self) -> Choice:
        given = self.cleaned_data
        return Choice(
            columns=tuple(given["columns"]),
            names=Names(given["names"]),
            order=Order(given["order"]),
            languages=tuple(given.get("languages", ())),
            areas=tuple(re.findall(r"[^\s,;]+", given["areas"].upper())),
            remarks=given["remarks"],
        )
