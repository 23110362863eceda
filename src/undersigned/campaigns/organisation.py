"""The organisation that runs the campaigns of this installation: what each new campaign begins with.

A campaign takes these over once, when it is begun. What is changed here later changes no campaign.
"""

from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

# They are called as the campaign's own fields are.
FIELDS = (
    *("sponsor", "paid_for_by", "contact_email", "postal_address", "sender_address"),
    *("data_officer", "authority", "kept_in", "deleted_when"),
)


class Organisation(models.Model):
    """One row, made when it is first written."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    sponsor = models.CharField(_("name of the organisation"), max_length=200)
    paid_for_by = models.CharField(_("paid for by"), max_length=300, blank=True)
    contact_email = models.EmailField(_("contact address"))
    postal_address = models.TextField(_("postal address"), max_length=300, blank=True)
    sender_address = models.EmailField(_("sender's address"), blank=True)
    data_officer = models.CharField(_("data protection officer"), max_length=300, blank=True)
    authority = models.CharField(_("authority for complaints"), max_length=300, blank=True)
    kept_in = models.CharField(_("countries where the data is kept"), max_length=200, blank=True)
    deleted_when = models.CharField(_("when the data is deleted"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("organisation")
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="organisation_is_one")]

    def __str__(self) -> str:
        return self.sponsor

    @classmethod
    def load(cls) -> Self:
        """The organisation; with empty fields, and not stored, until somebody has named it."""
        return cls.objects.first() or cls()

    def facts(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in FIELDS}


def prefill(page: Any, **_kwargs: Any) -> None:
    """Of a page that somebody is about to write in the editor."""
    for name, value in Organisation.load().facts().items():
        setattr(page, name, value)
