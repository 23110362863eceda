"""The editor's form of a campaign: what is missing is said in the sentences of `disclosure`."""

from typing import Any

from wagtail.admin.forms import WagtailAdminPageForm

from undersigned.campaigns import disclosure


class CampaignForm(WagtailAdminPageForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, sentence in disclosure.SENTENCES.items():
            if name in self.fields:  # a comparison of revisions has a form without fields
                self.fields[name].error_messages["required"] = sentence

    def clean_privacy_notice(self) -> str:
        """Nothing but tags is nothing: a draft may be saved with it, and publishing is refused."""
        notice: str = self.cleaned_data["privacy_notice"]
        return notice if disclosure.has_words(notice) else ""
