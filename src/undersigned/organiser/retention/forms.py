"""How long data is kept: one of the presets, or an organiser's own numbers of days."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from undersigned.retention import sentences
from undersigned.retention.terms import LONGEST, PRESETS, Terms, preset

OWN = "own"


def _days(label: Any, help_text: Any = "") -> forms.IntegerField:
    return forms.IntegerField(label=label, help_text=help_text, min_value=1, max_value=LONGEST, required=False)


class TermsForm(forms.Form):
    preset = forms.ChoiceField(
        label=_("What identifies signers is deleted"),
        choices=[*sentences.PRESETS.items(), (OWN, _("After days of your own, below"))],
        widget=forms.RadioSelect,
    )
    after_close = _days(_("Days after the close"))
    after_delivery = _days(_("Days after the delivery"), _("Empty: the delivery changes nothing."))
    addresses = _days(
        _("Days after the close, of e-mail addresses for news"), _("Empty: they go with all the rest. Else more days.")
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("preset") != OWN or self.errors:
            return given
        if not given["after_close"]:
            self.add_error("after_close", _("Say after how many days at the latest."))
        elif given["addresses"] and given["addresses"] <= given["after_close"]:
            self.add_error("addresses", _("They cannot go before the signature that they are in: enter more days."))
        return given

    def terms(self) -> Terms:
        given = self.cleaned_data
        if given["preset"] != OWN:
            return PRESETS[given["preset"]]
        return Terms(given["after_close"], given["after_delivery"], addresses=given["addresses"])


def shown(terms: Terms | None) -> dict[str, Any]:
    """What the form begins with."""
    if terms is None:
        return {}
    return {**terms.stored(), "preset": preset(terms) or OWN}
