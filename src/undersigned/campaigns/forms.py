"""The editor's form of a campaign: what is missing is said in the sentences of `disclosure`."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.blocks import StreamBlockValidationError, StreamValue

from undersigned.campaigns import disclosure
from undersigned.campaigns.languages.fields import shared
from undersigned.campaigns.starts import gaps


class CampaignForm(WagtailAdminPageForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, sentence in disclosure.SENTENCES.items():
            if name in self.fields:  # a comparison of revisions has a form without fields
                self.fields[name].error_messages["required"] = sentence
        for name in self._set_elsewhere():
            self.fields.pop(name, None)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if self.instance.is_translation and not self.is_deferred_validation:
            untouched = self.instance.original.petition_text.split()
            if untouched and cleaned.get("petition_text", "").split() == untouched:
                self.add_error("petition_text", _("This is still the text of the original. Translate it."))
        if not self.is_deferred_validation:  # a draft may have gaps
            for name, left in gaps.found(cleaned).items():
                self.add_error(name, _refusal(left, is_stream=isinstance(cleaned[name], StreamValue)))
        return cleaned

    def _set_elsewhere(self) -> list[str]:
        """Fields that are not this page's to set; a panel without its field is not shown."""
        if not self.instance.is_translation:
            return []
        return ["slug", "language", *(name.removesuffix("_id") for name in shared(self.instance))]

    def _get_validation_exclusions(self) -> set[str]:
        """A draft may keep quiet about its picture."""
        exclude: set[str] = super()._get_validation_exclusions()
        return exclude | {"hero_alt"} if self.is_deferred_validation else exclude

    def clean_privacy_notice(self) -> str:
        """Nothing but tags is nothing: a draft may be saved with it, and publishing is refused."""
        notice: str = self.cleaned_data["privacy_notice"]
        return notice if disclosure.has_words(notice) else ""


def _refusal(left: Iterable[gaps.Gap], *, is_stream: bool) -> ValidationError:
    """The editor of sections shows nothing but its own kind of error."""
    error = ValidationError(gaps.refusal(left))
    return StreamBlockValidationError(non_block_errors=[error]) if is_stream else error
