"""The pages an organiser edits: the site's home and one page a campaign.

A page says how a petition is shown; what is signed is `signing.Petition`, made when the page is first published.
"""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField
from wagtail.images.models import Image
from wagtail.models import Page

from undersigned.campaigns import address, disclosure, panels, slugs
from undersigned.campaigns.blocks.section import RICH_TEXT_FEATURES
from undersigned.campaigns.forms import CampaignForm
from undersigned.campaigns.sections import Sections, SectionsField
from undersigned.signing import register
from undersigned.signing.models import Petition


class HomePage(Page):
    """The site's front door: the open campaigns below a few words."""

    intro = models.TextField(_("introduction"), max_length=600, blank=True)

    parent_page_types: ClassVar = ["wagtailcore.Page"]
    subpage_types: ClassVar = ["campaigns.CampaignPage"]
    max_count = 1
    edit_handler = panels.home()

    class Meta:
        verbose_name = _("home page")

    def get_url_parts(self, request: HttpRequest | None = None) -> Any:
        return address.on_this_site(super().get_url_parts(request))

    def serve(self, _request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        from undersigned.campaigns import render  # it imports this module

        return HttpResponse(render.finished_home(self))

    def serve_preview(self, request: HttpRequest, _mode_name: str) -> HttpResponse:
        return self.serve(request)


class CampaignPage(Page):
    """One campaign: the ask (`title`), the story, the petition, the letters."""

    class Language(models.TextChoices):
        ENGLISH = "en", _("English")
        SPANISH = "es", _("Spanish")

    class PostcodeStyle(models.TextChoices):
        US = "us", _("ZIP code (United States)")
        UK = "uk", _("Postcode (United Kingdom)")
        SPAIN = "es", _("Postcode (Spain)")
        ANY = "any", _("Any country")

    # Story
    deck = models.TextField(_("opening words"), max_length=400, blank=True)
    hero_image = models.ForeignKey(
        Image, verbose_name=_("picture"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    sections: Any = SectionsField(Sections(), verbose_name=_("sections"), blank=True)

    # Petition; what must be there before publishing is not `blank`, see `disclosure`
    addressed_to = models.CharField(_("addressed to"), max_length=200)
    petition_text = models.TextField(_("text of the petition"))
    recipient_gets = models.CharField(_("what the recipient receives"), max_length=300, blank=True)
    sponsor = models.CharField(_("who runs the campaign"), max_length=200)
    paid_for_by = models.CharField(_("paid for by"), max_length=300, blank=True)
    contact_email = models.EmailField(_("contact address"))
    postal_address = models.TextField(_("postal address"), max_length=300, blank=True)
    privacy_notice = RichTextField(_("privacy notice"), features=RICH_TEXT_FEATURES)
    updates_offer = models.BooleanField(_("offer news by email"), default=True)
    target = models.PositiveIntegerField(_("target"), null=True, blank=True, validators=[MinValueValidator(1)])
    closes_at = models.DateTimeField(_("closes at"), null=True, blank=True)
    closed_words = models.TextField(_("after the close"), max_length=1000, blank=True)

    # Letters; empty: the default words, see `mail.compose`
    sender_name = models.CharField(_("sender's name"), max_length=100, blank=True)
    sender_address = models.EmailField(_("sender's address"), blank=True)
    confirm_subject = models.CharField(_("subject"), max_length=120, blank=True)
    confirm_words = models.TextField(_("words"), max_length=2000, blank=True)
    already_subject = models.CharField(_("subject"), max_length=120, blank=True)
    already_words = models.TextField(_("words"), max_length=2000, blank=True)
    share_words = models.CharField(_("words for sharing"), max_length=200, blank=True)

    # Settings
    language = models.CharField(_("language"), max_length=8, choices=Language, default=Language.ENGLISH)
    postcode_style = models.CharField(_("postcode"), max_length=8, choices=PostcodeStyle, default=PostcodeStyle.US)

    petition = models.OneToOneField(
        Petition, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="campaign_page"
    )

    parent_page_types: ClassVar = ["campaigns.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    exclude_fields_in_copy: ClassVar = ["petition"]
    base_form_class = CampaignForm
    edit_handler = panels.campaign(CampaignForm)

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")

    def clean_fields(self, exclude: Any = None) -> None:
        """Drafts may lack what must be disclosed (the editor's form excludes it then); a publication may not."""
        exclude = set(exclude or ())
        problems = disclosure.missing(self, exclude=exclude)
        try:
            super().clean_fields(exclude | problems.keys())
        except ValidationError as error:
            problems.update(error.error_dict)
        if problems:
            raise ValidationError(problems)

    def clean(self) -> None:
        super().clean()
        self.petition_text = plain(self.petition_text)
        problems = {**self._slug_problems(), **self._deadline_problems()}
        if problems:
            raise ValidationError(problems)

    def with_content_json(self, content: Any) -> Any:
        """The page as a revision has it, save for its petition: a draft from before the first publication has none."""
        page = super().with_content_json(content)
        page.petition_id = self.petition_id
        return page

    def get_url_parts(self, request: HttpRequest | None = None) -> Any:
        return address.on_this_site(super().get_url_parts(request))

    def serve(self, _request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Visitors get the baked page from the front; this is the same page, for who asks Django itself."""
        from undersigned.campaigns import render  # it imports this module

        return HttpResponse(render.finished_campaign(self))

    def serve_preview(self, request: HttpRequest, _mode_name: str) -> HttpResponse:
        return self.serve(request)

    def _slug_problems(self) -> dict[str, Any]:
        if self.slug in slugs.RESERVED:
            return {"slug": _("This address is one of the site's own. Choose another.")}
        if len(self.slug or "") > slugs.LENGTH:
            return {"slug": _("This address is too long. Use at most 80 letters.")}
        if self.petition and self.petition.slug != self.slug and register.has_signatures(self.petition):
            return {"slug": _("People have signed, and their letters lead to the old address. It has to stay.")}
        earlier = Petition.objects.filter(slug=self.slug).exclude(pk=self.petition_id).first()
        if earlier and register.has_signatures(earlier):
            return {"slug": _("An earlier campaign with signatures had this address. Choose another.")}
        return {}

    def _deadline_problems(self) -> dict[str, Any]:
        # A closed campaign may be published again, to tell what happened; one that never opened may not be born closed.
        was_open = self.petition is not None and self.petition.text_version > 0
        if self.closes_at and not was_open and self.closes_at <= timezone.now():
            return {"closes_at": _("This time has passed. Choose a later one, or leave it empty.")}
        return {}


def plain(text: str) -> str:
    """Plain text as it is kept: lines end in LF, none ends in spaces, no empty lines around."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()
