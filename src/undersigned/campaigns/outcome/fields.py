"""The fields of an outcome. Each of the three steps begins with its day: without one, nothing is shown of it."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

WORDS_LENGTH = 2000

RECORDED = Q(delivered_on__isnull=False) | Q(answered_on__isnull=False) | Q(decided_on__isnull=False)


class Outcome(models.Model):
    """Part of a campaign's page. All of it may stay empty."""

    class Decision(models.TextChoices):
        GRANTED = "granted", _("granted")
        PARTLY = "partly", _("granted in part")
        NOT_GRANTED = "not-granted", _("not granted")
        OTHER = "other", _("settled in another way")

    delivered_on = models.DateField(_("delivered on"), null=True, blank=True)
    delivered_to = models.CharField(_("delivered to"), max_length=200, blank=True)
    delivered_count = models.PositiveIntegerField(
        _("signatures handed over"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    delivered_words = models.TextField(_("words"), max_length=WORDS_LENGTH, blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    answered_by = models.CharField(_("answered by"), max_length=200, blank=True)
    answered_words = models.TextField(_("words"), max_length=WORDS_LENGTH, blank=True)
    answered_link = models.URLField(_("link to the answer"), blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    decision = models.CharField(_("decision"), max_length=12, choices=Decision, blank=True)
    decision_words = models.TextField(_("words"), max_length=WORDS_LENGTH, blank=True)

    class Meta:
        abstract = True


# By its day: what hangs on it.
_STEPS = {
    "delivered_on": ("delivered_to", "delivered_count", "delivered_words"),
    "answered_on": ("answered_by", "answered_words", "answered_link"),
    "decided_on": ("decision", "decision_words"),
}


def problems(page: Outcome, *, today: date) -> dict[str, Any]:
    """Sentences by field."""
    return dict(_problems(page, today))


def _problems(page: Outcome, today: date) -> Iterator[tuple[str, Any]]:
    for day, others in _STEPS.items():
        on = getattr(page, day)
        if on is None and any(getattr(page, name) for name in others):
            yield day, _("Say on which day, or empty the fields below: without a day the page shows none of it.")
        if on is not None and on > today:
            yield day, _("This day has not come yet. Record it once it has happened.")
    if page.decided_on and not page.decision:
        yield "decision", _("Say what was decided.")
