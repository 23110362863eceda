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

from undersigned.campaigns import address, consent, disclosure, panels, sealing, slugs
from undersigned.campaigns.blocks.section import RICH_TEXT_FEATURES
from undersigned.campaigns.forms import CampaignForm
from undersigned.campaigns.languages import names
from undersigned.campaigns.languages.fields import Translatable, take_over
from undersigned.campaigns.look import theming
from undersigned.campaigns.look.fields import Look
from undersigned.campaigns.organisation import Organisation  # noqa: F401  a model that Django looks for here
from undersigned.campaigns.outcome import fields as outcome
from undersigned.campaigns.sections import Sections, SectionsField
from undersigned.campaigns.share_words import ShareWords
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


class CampaignPage(Translatable, Look, ShareWords, outcome.Outcome, Page):
    """One campaign: the ask (`title`), the story, the petition, the letters."""

    class HandsOver(models.TextChoices):
        """What the recipient receives of each signer. What delivery hands over never exceeds it; see `consent`."""

        COUNT = "count", _("The number of signatures, and no names")
        NAMES = "names", _("Names")
        POSTCODES = "postcodes", _("Names and postcodes")

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
    hero_alt = models.CharField(_("what the picture shows"), max_length=300, blank=True)
    hero_is_decorative = models.BooleanField(_("the picture only decorates"), default=False)
    sections: Any = SectionsField(Sections(), verbose_name=_("sections"), blank=True)

    # Petition; what must be there before publishing is not `blank`, see `disclosure`
    addressed_to = models.CharField(_("addressed to"), max_length=200)
    petition_text = models.TextField(_("text of the petition"))
    recipient_gets = models.CharField(_("what the recipient receives"), max_length=300, blank=True)
    sponsor = models.CharField(_("who runs the campaign"), max_length=200)
    paid_for_by = models.CharField(_("paid for by"), max_length=300, blank=True)
    contact_email = models.EmailField(_("contact address"))
    postal_address = models.TextField(_("postal address"), max_length=300)
    privacy_notice = RichTextField(_("privacy notice"), features=RICH_TEXT_FEATURES)
    hands_over = models.CharField(_("what is handed over"), max_length=10, choices=HandsOver)
    purpose = models.CharField(_("what the data is for"), max_length=300)
    deleted_when = models.CharField(_("when the data is deleted"), max_length=300)
    kept_in = models.CharField(_("countries where the data is kept"), max_length=200)
    data_officer = models.CharField(_("data protection officer"), max_length=300, blank=True)
    authority = models.CharField(_("authority for complaints"), max_length=300)
    further_purposes = models.TextField(_("further purposes"), max_length=700, blank=True)
    sealed_to = models.TextField(_("sealed for"), max_length=2000, blank=True)  # see `sealing`
    updates_offer = models.BooleanField(_("offer news by email"), default=True)
    names_offer = models.BooleanField(_("offer to show first names"), default=True)
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
    language = models.CharField(_("language"), max_length=8, choices=names.choices, default="en")
    postcode_style = models.CharField(_("postcode"), max_length=8, choices=PostcodeStyle, default=PostcodeStyle.US)

    petition: Any = models.ForeignKey(  # one, whatever the language
        Petition, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )

    parent_page_types: ClassVar = ["campaigns.HomePage"]
    subpage_types: ClassVar[list[str]] = []  # a translation is not added, it is begun: see `languages.translate`
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
        theming.tidy(self)
        problems = consent.problems(self)
        if not self.is_translation:  # the rest is its original's
            problems.update(self._slug_problems() | self._language_problems() | self._deadline_problems())
            problems.update(outcome.problems(self, today=timezone.localdate()))
            problems.update(theming.problems(self))
            problems.update(sealing.problems(self))
        if problems:
            raise ValidationError(problems)

    def with_content_json(self, content: Any) -> Any:
        """The page as a revision has it, save for its petition: a draft from before the first publication has none."""
        page = super().with_content_json(content)
        page.petition_id = self.petition_id
        if page.is_translation:
            take_over(page)
        return page

    def can_move_to(self, parent: Page) -> bool:
        """A translation stays with its original."""
        return not self.is_translation and bool(super().can_move_to(parent))

    def get_url_parts(self, request: HttpRequest | None = None) -> Any:
        return address.on_this_site(super().get_url_parts(request))

    @property
    def hero_words(self) -> str:
        """What those hear who cannot see the picture; empty where it only decorates."""
        if self.hero_image is None or self.hero_is_decorative:
            return ""
        words: str = self.hero_alt or self.hero_image.description
        return words

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
        earlier = Petition.objects.filter(slug=self.slug).exclude(pk=self.petition_id or 0).first()
        if earlier and register.has_signatures(earlier):
            return {"slug": _("An earlier campaign with signatures had this address. Choose another.")}
        return {}

    def _language_problems(self) -> dict[str, Any]:
        if self.pk and self.translations().filter(language=self.language).exists():
            return {"language": _("There is a translation into this language. Delete it first, or choose another.")}
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
