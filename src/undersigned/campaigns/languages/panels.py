"""What the editor of a translation says first: whose translation it is, and where the rest is edited."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from wagtail.admin.panels import Panel

from undersigned.campaigns.languages import names


class OriginalPanel(Panel):
    """Nothing in an original."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "campaigns/translation.html"

        def is_shown(self) -> bool:
            is_translation: bool = self.instance.is_translation
            return is_translation

        def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            original = self.instance.original
            return context | {
                "original": original,
                "original_url": reverse("wagtailadmin_pages:edit", args=[original.pk]),
                "from_language": names.own(original.language),
                "to_language": names.own(self.instance.language),
            }
