"""What an organiser says of sheets and of a list, and which column of a list holds what."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import FileExtensionValidator
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from undersigned.offline import columns, table
from undersigned.offline.columns import Column
from undersigned.offline.declare import MOST
from undersigned.offline.models import PLACE_LENGTH, WORDS_LENGTH

MEGABYTE = 1024 * 1024
MOST_SCANS, MOST_SCAN, MOST_SCANS_TOGETHER = 50, 20 * MEGABYTE, 200 * MEGABYTE
# What a scan may be, by its first bytes: a name says nothing.
SCANS = {b"%PDF-": "pdf", b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png"}

Upload: TypeAlias = "UploadedFile[Any]"  # which is not subscriptable where it is defined

_PUBLIC = _("Everybody can read this in the public log, for good: name no person.")


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class ScansField(forms.FileField):
    """Several files at once; what was given is a list."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> Any:
        given = data if isinstance(data, list | tuple) else [data]
        return [super(ScansField, self).clean(one, initial) for one in given if one]


class _Days(forms.Form):
    """From and to: both, or neither, or one."""

    since = forms.DateField(label=_("Collected from"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("Collected until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        since, until = given.get("since"), given.get("until")
        if since and until and until < since:
            self.add_error("until", _("This day is before the first one."))
        return given


class SheetsForm(_Days):
    number = forms.IntegerField(
        label=_("Valid signatures on these sheets"),
        min_value=1,
        max_value=MOST,
        help_text=_("Count before you record: it is never edited. Wrong sheets are struck, and recorded again."),
    )
    place = forms.CharField(label=_("Where they were collected"), max_length=PLACE_LENGTH, help_text=_PUBLIC)
    collector = forms.CharField(
        label=_("Who collected them"),
        max_length=PLACE_LENGTH,
        required=False,
        help_text=_("For the desk and the packet alone."),
    )
    note = forms.CharField(
        label=_("Note"),
        max_length=WORDS_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For the desk alone: in which folder the sheets lie, who counted them."),
    )
    scans = ScansField(
        label=_("Scans"),
        required=False,
        help_text=_(
            "PDF, JPEG or PNG, 20 MB each, 50 at once. Only this desk and the packet have them; their SHA-256 goes into"
            " the public log."
        ),
    )

    field_order = ("number", "place", "since", "until", "collector", "note", "scans")

    def clean_scans(self) -> list[Upload]:
        given: list[Upload] = self.cleaned_data["scans"]
        if len(given) > MOST_SCANS or sum(one.size or 0 for one in given) > MOST_SCANS_TOGETHER:
            raise forms.ValidationError(_("At most 50 files, of 200 MB together: record the rest as another batch."))
        for one in given:
            if (one.size or 0) > MOST_SCAN:
                raise forms.ValidationError(_now("%(file)s is larger than 20 MB.") % {"file": one.name})
            if not ending(one):
                sentence = _now("%(file)s is no PDF, JPEG or PNG. Save it as one of these.")
                raise forms.ValidationError(sentence % {"file": one.name})
        return given


class UploadForm(_Days):
    list = forms.FileField(
        label=_("The list"),
        validators=[FileExtensionValidator(["csv", "txt", "tsv"], _("Save the list as CSV, and choose that file."))],
        help_text=_("CSV with headings in its first row, up to 50 MB and 500,000 rows."),
    )
    place = forms.CharField(
        label=_("Where the signatures were collected"),
        max_length=PLACE_LENGTH,
        help_text=_("The platform, such as change.example. Everybody can read this in the public log, for good."),
    )
    basis = forms.CharField(
        label=_("By what right you bring them here"),
        max_length=WORDS_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "What its signers were told and agreed to. Everybody can read this in the public log, for good: name no"
            " person."
        ),
    )
    note = forms.CharField(
        label=_("Note"),
        max_length=WORDS_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For the desk alone."),
    )

    field_order = ("list", "place", "basis", "since", "until", "note")

    def clean_list(self) -> Upload:
        given: Upload = self.cleaned_data["list"]
        if (given.size or 0) > table.MOST_BYTES:
            raise forms.ValidationError(_("The list is larger than 50 MB. Part it into several."))
        return given


class SameFileForm(forms.Form):
    """The file of a list that was begun, once more."""

    list = forms.FileField(label=_("The same file once more"))

    def __init__(self, *args: Any, sha256: bytes, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sha256 = sha256

    def clean_list(self) -> Upload:
        given: Upload = self.cleaned_data["list"]
        digest = hashlib.sha256()
        for piece in pieces(given):
            digest.update(piece)
        if digest.digest() != self.sha256:
            raise forms.ValidationError(_("This is another file. Cancel this list, and bring that one in by itself."))
        return given


class ColumnsForm(forms.Form):
    """Which heading is which. Consent is chosen by hand, and by default nobody has given it."""

    LABELS = {
        Column.NAME: _("Name, whole"),
        Column.FIRST: _("First name"),
        Column.LAST: _("Last name"),
        Column.EMAIL: _("Email address"),
        Column.POSTCODE: _("Postcode"),
        Column.NEWS: _("Asked for news by email"),
    }

    def __init__(self, *args: Any, headings: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = [(str(place), heading or str(place + 1)) for place, heading in enumerate(headings)]
        for column, label in self.LABELS.items():
            self.fields[column] = forms.ChoiceField(
                label=label, choices=[("", _("– none –")), *places], required=column is Column.EMAIL
            )
        self.fields[Column.NEWS].help_text = _(
            "Only a column in which each person said so. “Yes”, “1”, “x” and the like are a yes, all else is no."
            " This site sends them no updates: once the list stands, you can download who they are."
        )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if Column.EMAIL in given and not columns.is_enough(self.chosen()):
            self.add_error(Column.NAME, _("Choose the column of the name, or those of first and last name."))
        return given

    def chosen(self) -> dict[str, int]:
        return {str(column): int(self.cleaned_data[column]) for column in self.LABELS if self.cleaned_data.get(column)}


class StrikeForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"),
        max_length=WORDS_LENGTH,
        error_messages={"required": _("Write why: whoever comes after you will ask.")},
        help_text=_("For the desk alone. The public log says that it was taken back."),
    )


def ending(scan: Upload) -> str:
    """By what the file begins with. Empty: it is none that may be uploaded."""
    scan.seek(0)
    head: bytes = scan.read(8)
    scan.seek(0)
    return next((name for mark, name in SCANS.items() if head.startswith(mark)), "")


def pieces(file: Upload) -> Iterable[bytes]:
    file.seek(0)
    return file.chunks()
