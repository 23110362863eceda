"""An annotation of a day: what happened, so that a bar that stands out says why; and the outlines of a map."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from undersigned.insight import boundaries
from undersigned.insight.models import ANNOTATION_LENGTH, Annotation, Place
from undersigned.signing.models import Petition

MOST = 100  # of one petition
UNUSABLE: dict[str, Any] = {
    "unreadable": _("This file is not GeoJSON. Export the boundaries as GeoJSON, in UTF-8."),
    "shape": _("There are no areas in this file: it must be a collection of polygons, in degrees (WGS 84)."),
    "areas": _("At most 2,000 areas can be drawn, and at least one. Take a file with fewer."),
    "names": _("None of the areas in this file has a name that is in the table of areas, such as %(example)s."),
    "points": _("The outlines are too fine to be drawn. Take a simplified file."),
}


class AnnotationForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable where it is defined
    class Meta:
        model = Annotation
        fields = ("day", "words")
        labels = {"day": _("Day"), "words": _("What happened")}
        help_texts = {"words": _("A few words: “Mail to all”, “On television”. No names of signers.")}
        widgets = {
            "day": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "words": forms.TextInput(attrs={"maxlength": ANNOTATION_LENGTH, "autocomplete": "off"}),
        }

    def __init__(self, data: Any = None, *, petition: Petition) -> None:
        super().__init__(data, instance=Annotation(petition=petition, day=timezone.localdate()))
        self.fields["day"].widget.attrs["max"] = timezone.localdate().isoformat()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        day = cleaned.get("day")
        if day and day > timezone.localdate():
            self.add_error("day", _("This day has not come yet."))
        if Annotation.objects.filter(petition=self.instance.petition, is_removed=False).count() >= MOST:
            self.add_error(None, _("There are a hundred notes already. Remove one first."))
        return cleaned


class MapForm(forms.Form):
    """`found`: what is drawn, once it is valid."""

    file = forms.FileField(
        label=_("Boundaries"),
        help_text=_("A GeoJSON file, at most 20 MB. Nothing of it is kept but the outlines and the areas’ names."),
        widget=forms.FileInput(attrs={"accept": ".geojson,.json,application/geo+json"}),
    )
    found: boundaries.Drawn

    def __init__(self, data: Any = None, files: Any = None, *, petition: Petition) -> None:
        super().__init__(data, files)
        self._petition = petition

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > boundaries.MOST_BYTES:
            raise forms.ValidationError(_("This file is larger than 20 MB. Take a simplified one."))
        areas = Place.objects.filter(petition=self._petition).order_by("area").values_list("area", flat=True).distinct()
        try:
            self.found = boundaries.drawn(file.read(), areas=list(areas))
        except boundaries.Unusable as error:
            raise forms.ValidationError(
                UNUSABLE[error.reason], params={"example": areas[0] if areas else "061"}
            ) from error
        return file
