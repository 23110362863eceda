"""The desk's form of a picture: one that could never be shown is refused, with a sentence that says what to do."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

UNREADABLE = _("This picture cannot be read. Save it again as .jpg or .png.")
SENTENCES = {
    "invalid_image": UNREADABLE,
    "invalid_image_extension": _("Pictures are .jpg, .png or .webp files."),
    "invalid_image_known_format": UNREADABLE,
    "file_too_large": _("This picture is larger than 10 megabytes."),
    "file_too_many_pixels": _("This picture has too many pixels. Make it smaller: 2,400 pixels across are plenty."),
}


class PictureField(WagtailImageField):
    """Wagtail's own takes a file by its head, and breaks where the rest is missing."""

    def to_python(self, data: Any) -> Any:
        try:
            return super().to_python(data)
        except (OSError, SyntaxError, ValueError) as error:
            raise ValidationError(UNREADABLE, code="invalid_image") from error


class ImageForm(BaseImageForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        usual = self.fields.get("file")
        if usual:  # the form beside an upload of many has none
            own = PictureField(label=usual.label, required=usual.required, widget=usual.widget)
            own.error_messages.update(SENTENCES)
            self.fields["file"] = own
