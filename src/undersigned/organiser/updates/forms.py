"""The form of an update: what it is, and for each of the petition's languages a subject and words."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from undersigned.campaigns.languages import names
from undersigned.updates.draft import Draft
from undersigned.updates.models import SUBJECT_LENGTH, WORDS_LENGTH, Update


class UpdateForm(forms.Form):
    """`languages`: the petition's own first; that one has to be written."""

    kind = forms.ChoiceField(
        label=_("What it tells"),
        choices=Update.Kind.choices,
        help_text=_("The page says so beside its day; for plain news it says nothing."),
    )
    on_page = forms.BooleanField(
        label=_("Show it on the campaign’s page and in its feed, too"), required=False, initial=True
    )

    def __init__(self, *args: Any, languages: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages = languages
        for language in languages:
            is_own = language == languages[0]
            attrs = {"lang": language}
            messages = {"required": _("Every letter needs it: write something here.")}
            self.fields[f"subject_{language}"] = forms.CharField(
                label=_("Subject"),
                max_length=SUBJECT_LENGTH,
                required=is_own,
                error_messages=messages,
                widget=forms.TextInput(attrs=attrs),
            )
            self.fields[f"words_{language}"] = forms.CharField(
                label=_("Words"),
                max_length=WORDS_LENGTH,
                required=is_own,
                error_messages=messages,
                widget=forms.Textarea(attrs={**attrs, "rows": 12}),
                help_text=_("Plain text. An empty line begins a new paragraph; addresses of pages become links."),
            )

    def written(self) -> Iterator[tuple[str, BoundField, BoundField]]:
        """By the language's own name."""
        for language in self.languages:
            yield names.own(language), self[f"subject_{language}"], self[f"words_{language}"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for language in self.languages[1:]:
            subject, words = cleaned.get(f"subject_{language}"), cleaned.get(f"words_{language}")
            if bool(subject) != bool(words):
                missing = f"words_{language}" if subject else f"subject_{language}"
                self.add_error(missing, _("Write both, or neither: then these signers get it in the first language."))
        return cleaned

    def draft(self) -> Draft:
        """Of a valid form."""
        said = self.cleaned_data
        texts = {one: (said[f"subject_{one}"], said[f"words_{one}"].replace("\r\n", "\n")) for one in self.languages}
        return Draft(kind=said["kind"], on_page=said["on_page"], texts=texts)


def values(update: Update) -> dict[str, Any]:
    """What is written already."""
    found: dict[str, Any] = {"kind": update.kind, "on_page": update.on_page}
    for text in update.texts.all():
        found |= {f"subject_{text.language}": text.subject, f"words_{text.language}": text.words}
    return found
