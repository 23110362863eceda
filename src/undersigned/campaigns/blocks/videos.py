"""Videos: one shown large, others below. A film nobody can follow without sound is refused."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from undersigned.campaigns.blocks.section import MEDIA, Refused, Section, heading, https_url
from undersigned.design import players

FILM_EXTENSIONS = ("mp4", "webm")
CAPTION_EXTENSIONS = ("vtt",)


class Video(blocks.StructBlock):
    title = blocks.CharBlock(max_length=120, label=_("Title"))
    summary = blocks.TextBlock(
        required=False,
        max_length=600,
        rows=3,
        label=_("Summary"),
        help_text=_("What is said in it, for who cannot watch."),
    )
    length = blocks.CharBlock(required=False, max_length=24, label=_("Length"), help_text=_("For example: 2 min 10 s"))
    poster = ImageChooserBlock(
        required=False, label=_("Still picture"), help_text=_("Shown until the video is started.")
    )
    link = https_url(
        label=_("Link to YouTube or Vimeo"), help_text=_("Either this link or a file of your own below, not both.")
    )
    file = DocumentChooserBlock(required=False, label=_("Video file"), help_text=_("An .mp4 or .webm file."))
    captions = DocumentChooserBlock(
        required=False, label=_("Captions"), help_text=_("A .vtt file. Deaf people and silent phones need them.")
    )
    transcript = blocks.TextBlock(
        required=False,
        max_length=20_000,
        rows=4,
        label=_("Transcript"),
        help_text=_("Everything that is said and shown, as text. A video needs captions or a transcript."),
    )

    class Meta:
        icon = "media"
        label = _("Video")
        label_format = "{title}"

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        problems = _wrong_kinds(cleaned)
        if not self.is_deferred_validation:
            problems = {**_missing(cleaned), **problems}
        if problems:
            raise Refused(problems)
        return cleaned


class Videos(Section):
    heading = heading()
    featured = Video(label=_("The video shown large"))
    more = blocks.ListBlock(Video(), default=[], max_num=8, label=_("More videos"))

    class Meta:
        icon = "media"
        group = MEDIA
        label = _("Videos")
        description = _("One video shown large and up to eight more, from YouTube, from Vimeo or as files of your own.")
        template = "campaigns/blocks/videos.html"
        preview_value = {
            "heading": _("Videos"),
            "featured": {
                "title": _("Why we ask for Sundays"),
                "summary": _("Readers, parents and a librarian on what the library is to them."),
                "length": "2 min 10 s",
                "link": "https://vimeo.com/",
                "transcript": _("Everything that is said."),
            },
            "more": [],
        }


def _missing(video: dict[str, Any]) -> dict[str, Any]:
    problems: dict[str, Any] = {}
    if not video.get("link") and not video.get("file"):
        problems["link"] = _("Give a link to YouTube or Vimeo, or choose a video file.")
    if not video.get("captions") and not video.get("transcript"):
        problems["transcript"] = _("Add captions or a transcript, so that people who cannot hear can follow.")
    return problems


def _wrong_kinds(video: dict[str, Any]) -> dict[str, Any]:
    link, film, captions = video.get("link"), video.get("file"), video.get("captions")
    problems: dict[str, Any] = {}
    if link and film:
        problems["file"] = _("Give either a link or a file, not both.")
    if link and not players.site(link):
        problems["link"] = _("Only links to YouTube and Vimeo can be shown here. Upload the video as a file instead.")
    if film and film.file_extension.lower() not in FILM_EXTENSIONS:
        problems["file"] = _("Choose an .mp4 or .webm file.")
    if captions and captions.file_extension.lower() not in CAPTION_EXTENSIONS:
        problems["captions"] = _("Choose a .vtt file.")
    return problems
