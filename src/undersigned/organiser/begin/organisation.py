"""First step: who runs the campaigns of this site, and whether letters leave. Also reached by the settings' menu."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from undersigned.campaigns.models import CampaignPage
from undersigned.campaigns.organisation import FIELDS, Organisation
from undersigned.checkup import finding, letter, records
from undersigned.organiser import permissions
from undersigned.organiser.begin.steps import ORGANISATION, StepView

NO_ADDRESS = _("Your own account has no email address.")
ENTER_ONE = _("Enter one under “Account”, then come back.")


class OrganisationForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for the type checker alone
    class Meta:
        model = Organisation
        fields = FIELDS
        labels: ClassVar = {
            "sponsor": _("Name of the organisation"),
            "paid_for_by": _("Paid for by"),
            "deleted_when": _("When your own copies are deleted"),
        }
        help_texts: ClassVar = {
            "sponsor": _("The organisation or person that answers for the campaigns, by their full name."),
            "paid_for_by": _("Many places ask for this line on political pages and letters. Optional."),
            "contact_email": _("Where signers can write to. It is shown on the page, and answers to letters go there."),
            "postal_address": _("Shown at the foot of the page and on the privacy page."),
            "sender_address": _("Your mail server must be allowed to send for it. Empty: this site's own address."),
            "data_officer": _("Name and address, if your organisation has one. Empty: nothing is shown."),
            "authority": _("To whom signers can complain, with its address: in Europe the data protection authority."),
            "kept_in": _("Where your server stands and where its backups are."),
            "deleted_when": _(
                "Of copies that you take from this site: “six months after the petition has been handed over”. What the"
                " site itself holds is deleted as each campaign’s “Retention” says."
            ),
        }
        widgets: ClassVar = {"postal_address": forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sponsor"].widget.attrs["autocomplete"] = "organization"


class Name(StepView):
    """POST saves; with `letter` it also sends one to the reader's own address, and says what the mail server said."""

    name = ORGANISATION
    permission = permissions.ADMINISTER
    template = "organiser/begin/organisation.html"

    def get(self, _request: HttpRequest) -> HttpResponse:
        return self._page(OrganisationForm(instance=Organisation.load()))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = OrganisationForm(request.POST, instance=Organisation.load())
        if not form.is_valid():
            return self._page(form, status=422)
        organisation = form.save()
        if form.has_changed():
            log(instance=organisation, action="organiser.organisation.change")
        if "letter" in request.POST:
            return self._page(form, tried=_tried(organisation, to=request.user.email))  # type: ignore[union-attr]  # an account
        if CampaignPage.objects.exists():
            messages.success(request, _("Saved. New campaigns begin with it; those that have begun stay as they are."))
            return HttpResponseRedirect(request.path)
        return HttpResponseRedirect(reverse("organiser:begin_campaign"))

    def _page(self, form: OrganisationForm, *, status: int = 200, tried: finding.Finding | None = None) -> HttpResponse:
        organisation = Organisation.load()
        sender = organisation.sender_address or settings.DEFAULT_FROM_EMAIL
        trouble = records.trouble(sender)
        return self.answer(
            _("Organisation"),
            status=status,
            form=form,
            tried=tried,
            sender=sender,
            trouble=trouble,
            records=[] if trouble else records.of(sender, contact=organisation.contact_email),
            has_campaigns=CampaignPage.objects.exists(),
        )


def _tried(organisation: Organisation, *, to: str) -> finding.Finding:
    if not to:
        return finding.wrong(NO_ADDRESS, ENTER_ONE)
    return letter.tried(sender_name=organisation.sponsor, sender_address=organisation.sender_address, to=to)
