"""Second step, and what "New campaign" leads to: a few questions, and a draft is there."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from undersigned.campaigns import disclosure, home
from undersigned.campaigns.languages import names
from undersigned.campaigns.models import CampaignPage
from undersigned.campaigns.starts import making
from undersigned.organiser.begin.steps import StepView, may_begin

END_OF_DAY = time(23, 59)


class QuestionsForm(forms.Form):
    start = forms.ChoiceField(label=_("Begin with"), choices=[(start.name, start.label) for start in making.STARTS])
    title = forms.CharField(
        label=_("The ask"),
        max_length=150,
        help_text=_("What should happen, in four to ten words: “The council should keep the library open”."),
    )
    addressed_to = forms.CharField(
        label=_("Addressed to"), max_length=200, help_text=_("Who can grant what you ask, by name and office.")
    )
    hands_over = forms.ChoiceField(
        label=_("What the addressee receives"),
        choices=[("", _("Choose")), *CampaignPage.HandsOver.choices],
        help_text=_("Of each signer. It is said before anybody signs, and no packet holds more."),
        error_messages={"required": disclosure.SENTENCES["hands_over"]},
    )
    closes_on = forms.DateField(
        label=_("Last day to sign"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Optional. A day by which it matters makes people sign today."),
    )
    target = forms.IntegerField(
        label=_("Target"),
        required=False,
        min_value=1,
        help_text=_("Optional. The number you set out to reach, or that a law asks for. It never moves by itself."),
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=names.choices, help_text=_("Of the page, the form and the letters to signers.")
    )
    postcode_style = forms.ChoiceField(
        label=_("Postcode"), choices=CampaignPage.PostcodeStyle.choices, help_text=_("How the form asks for it.")
    )

    def clean_closes_on(self) -> Any:
        day = self.cleaned_data["closes_on"]
        if day and day < timezone.localdate():
            raise forms.ValidationError(_("This day has passed. Choose a later one, or leave it empty."))
        return day

    def answers(self) -> dict[str, Any]:
        """By the names of the page's fields."""
        answers = {name: value for name, value in self.cleaned_data.items() if name not in ("start", "closes_on")}
        day = self.cleaned_data["closes_on"]
        return {**answers, "closes_at": timezone.make_aware(datetime.combine(day, END_OF_DAY)) if day else None}


class Ask(StepView):
    """POST makes a draft, which nobody sees, and goes on to its words."""

    name = "begin_campaign"
    template = "organiser/begin/campaign.html"

    def may_enter(self, request: HttpRequest) -> bool:
        return may_begin(request.user)

    def get(self, _request: HttpRequest) -> HttpResponse:
        newest = CampaignPage.objects.order_by("-pk").first()
        usual = newest.postcode_style if newest else CampaignPage.PostcodeStyle.ANY
        return self._page(QuestionsForm(initial={"language": get_language(), "postcode_style": usual}), chosen="blank")

    def post(self, request: HttpRequest) -> HttpResponse:
        form = QuestionsForm(request.POST)
        if not form.is_valid():
            return self._page(form, chosen=request.POST.get("start", ""), status=422)
        page = making.begin(
            form.cleaned_data["start"], answers=form.answers(), parent=home.provide(), user=request.user
        )
        return HttpResponseRedirect(reverse("organiser:begin_words", args=[page.pk]))

    def _page(self, form: QuestionsForm, *, chosen: str, status: int = 200) -> HttpResponse:
        own_editor = reverse("wagtailadmin_pages:add", args=["campaigns", "campaignpage", home.provide().pk])
        title = _("Campaign")
        return self.answer(title, status=status, form=form, starts=making.STARTS, chosen=chosen, editor_url=own_editor)
