"""What makes a campaign's page one of several: a translation stands below its original, at /<slug>/<language>/.

A translation has words of its own. All else it has from its original: it is not in its editor, is taken over whenever
a draft is opened, and is written to its row when the original is published.
"""

from typing import TYPE_CHECKING, Any

from django.utils.functional import cached_property

from undersigned.signing import petition

DEPTH = 3  # of a campaign in the tree of pages: root, home, campaign. What stands below it is a translation.

# The fields that are another in each language.
WORDS = (
    "title",
    "deck",
    "hero_alt",
    "sections",
    "addressed_to",
    "petition_text",
    "recipient_gets",
    "paid_for_by",
    "privacy_notice",
    "purpose",
    "deleted_when",
    "kept_in",
    "further_purposes",
    "closed_words",
    "sender_name",
    "confirm_subject",
    "confirm_words",
    "already_subject",
    "already_words",
    "share_words",
    "share_whatsapp",
    "share_sms",
    "share_post",
    "share_email_subject",
    "share_email_words",
    "delivered_to",
    "delivered_words",
    "answered_by",
    "answered_words",
    "decision_words",
)


class Translatable:
    """Part of a campaign's page."""

    if TYPE_CHECKING:  # Wagtail's
        objects: Any
        depth: int | None
        slug: str
        language: str
        get_parent: Any

    @property
    def is_translation(self) -> bool:
        return (self.depth or 0) > DEPTH

    @cached_property
    def original(self) -> Any:
        return self.get_parent().specific if self.is_translation else self

    @property
    def visited_at(self) -> str:
        """The path of its address."""
        return petition.path(self.original.slug, self.language if self.is_translation else "")

    def translations(self) -> Any:
        """Of an original, in the order of their languages' codes."""
        return type(self).objects.child_of(self).order_by("slug")

    def in_every_language(self) -> list[Any]:
        """The original first. Drafts too."""
        return [self.original, *self.original.translations()]


def shared(page: Any) -> dict[str, Any]:
    """What a translation has from its original, by the names of columns."""
    own = {*WORDS, "language"}
    fields = page._meta.local_concrete_fields  # noqa: SLF001  (Django documents it)
    return {
        field.attname: getattr(page, field.attname)
        for field in fields
        if not field.primary_key and field.name not in own
    }


def take_over(page: Any) -> None:
    """Sets what a translation shares to what its original's row has now."""
    for name, value in shared(page.original).items():
        setattr(page, name, value)
