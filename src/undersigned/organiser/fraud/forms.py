"""A new rule: which signatures, and what becomes of them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from undersigned.fraud import conditions
from undersigned.fraud.conditions import Conditions
from undersigned.fraud.models import Rule
from undersigned.fraud.rules import Asked
from undersigned.organiser.signatures import words

FORMAT = "%Y-%m-%dT%H:%M"
MOST_SECONDS = 86_400
PATTERN = _("An asterisk stands for anything, a question mark for one letter. Capitals do not matter.")
HASH = _("Comes with a row of what stands out. It holds for one day: the next, the same network has another.")


class RuleForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What becomes of them"),
        choices=[
            (Rule.Kind.STRIKE, _("Strike confirmed signatures from the count")),
            (Rule.Kind.HOLD, _("Hold back signatures that wait for confirmation")),
        ],
        widget=forms.RadioSelect,
        initial=Rule.Kind.STRIKE,
    )
    domain = forms.CharField(label=_("Email domain"), max_length=255, required=False, help_text=PATTERN)
    email = forms.CharField(label=_("Email address"), max_length=254, required=False, help_text=PATTERN)
    name = forms.CharField(label=_("Name"), max_length=200, required=False, help_text=PATTERN)
    network = forms.CharField(label=_("Network"), required=False, help_text=HASH)
    line = forms.CharField(label=_("Connection"), required=False, help_text=HASH)
    since = forms.DateTimeField(label=_("Signed from"), required=False, input_formats=[FORMAT])
    until = forms.DateTimeField(label=_("Signed before"), required=False, input_formats=[FORMAT])
    within_s = forms.IntegerField(
        label=_("Confirmed within so many seconds"), min_value=1, max_value=MOST_SECONDS, required=False
    )
    reason = forms.ChoiceField(
        label=_("Why they are struck"),
        required=False,
        help_text=_("Everybody reads on the petition’s page how many were struck for which reason, and on which day."),
    )
    note = forms.CharField(
        label=_("Note"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For the desk alone: what you saw, and how you know."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reason: Any = self.fields["reason"]
        reason.choices = [("", _("Choose a reason")), *words.REASONS.items()]
        for name in ("since", "until"):
            self.fields[name].widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=FORMAT)

    def clean_network(self) -> str:
        return self._hash("network")

    def clean_line(self) -> str:
        return self._hash("line")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and self._conditions(given).is_empty:
            raise forms.ValidationError(_("Say what they have in common: fill in one of the fields at least."))
        if given.get("kind") == Rule.Kind.STRIKE and not given.get("reason"):
            self.add_error("reason", _("Choose why they are struck."))
        if given.get("kind") == Rule.Kind.HOLD and given.get("within_s"):
            self.add_error("within_s", _("Those that wait for confirmation were not confirmed at all. Leave it empty."))
        return given

    def asked(self) -> Asked:
        given = self.cleaned_data
        kind = Rule.Kind(given["kind"])
        reason = given["reason"] if kind is Rule.Kind.STRIKE else ""
        return Asked(kind, self._conditions(given), reason, given["note"])

    def _conditions(self, given: dict[str, Any]) -> Conditions:
        named = ("domain", "email", "name", "network", "line")
        return Conditions(
            **{name: given[name].strip() for name in named},
            since=given["since"],
            until=given["until"],
            within_s=given["within_s"] or 0,
        )

    def _hash(self, name: str) -> str:
        value: str = self.cleaned_data[name].strip().lower()
        if value and not conditions.is_hash(value):
            raise forms.ValidationError(_("This names no network. Begin the rule from a row of what stands out."))
        return value
