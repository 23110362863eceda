"""An outcome as the page tells it: how far the petition has come, step by step, and each step in plain sentences.

The sentences take no side. What a decision is worth is for the organiser's own words to say.
"""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from undersigned.campaigns.outcome.fields import Outcome
from undersigned.signing.count import formatted

Step = dict[str, Any]


def facts(page: Any) -> dict[str, Any]:
    """Plain values; none while nothing is recorded. In the language that is active.

    "label" and "sentence" are the last step's; "steps" are all, also those to come; "told" what is recorded, newest
    first.
    """
    recorded = [step for step in (_delivered(page), _answered(page), _decided(page)) if step["on"]]
    if not recorded:
        return {}
    last = recorded[-1]
    return {
        "label": last["label"],
        "sentence": last["sentence"],
        "is_granted": page.decided_on is not None
        and page.decision in (Outcome.Decision.GRANTED, Outcome.Decision.PARTLY),
        "steps": [{**_shown(step), "is_current": step is last} for step in [_started(page), *recorded]] + _ahead(page),
        "told": recorded[::-1],
    }


def _shown(step: Step) -> Step:
    return {"label": step["label"], "on": step["on"]}


def _ahead(page: Any) -> list[Step]:
    """What has not come yet. What was passed over is left out: an answer may come without a delivery."""
    labels = [] if page.decided_on else [pgettext("a petition's step", "Decision")]
    if not (page.decided_on or page.answered_on):
        labels.insert(0, pgettext("a petition's step", "Answer"))
    return [{"label": label, "on": "", "is_current": False} for label in labels]


def _started(page: Any) -> Step:
    begun = page.first_published_at
    return {"label": pgettext("a petition's step", "Started"), "on": begun.date().isoformat() if begun else ""}


def _delivered(page: Any) -> Step:
    number = page.delivered_count or 0
    return {
        "label": pgettext("a petition's step", "Delivered"),
        "on": _day(page.delivered_on),
        "sentence": _("Delivered to %(to)s") % {"to": page.delivered_to}
        if page.delivered_to
        else _("The petition was delivered"),
        "stated": ngettext(
            "The organiser states that %(number)s signature was handed over.",
            "The organiser states that %(number)s signatures were handed over.",
            number,
        )
        % {"number": formatted(number, page.language)}
        if number
        else "",
        "words": page.delivered_words,
        "link": "",
    }


def _answered(page: Any) -> Step:
    return {
        "label": pgettext("a petition's step", "Answered"),
        "on": _day(page.answered_on),
        "sentence": _("Answered by %(by)s") % {"by": page.answered_by}
        if page.answered_by
        else _("The petition was answered"),
        "stated": "",
        "words": page.answered_words,
        "link": page.answered_link,
    }


def _decided(page: Any) -> Step:
    label, sentence = {
        Outcome.Decision.GRANTED: (pgettext("a petition", "Granted"), _("The petition was granted")),
        Outcome.Decision.PARTLY: (pgettext("a petition", "Granted in part"), _("The petition was granted in part")),
        Outcome.Decision.NOT_GRANTED: (pgettext("a petition", "Not granted"), _("The petition was not granted")),
    }.get(page.decision, (pgettext("a petition", "Settled"), _("The matter was settled in another way")))
    return {
        "label": label,
        "on": _day(page.decided_on),
        "sentence": sentence,
        "stated": "",
        "words": page.decision_words,
        "link": "",
    }


def _day(on: Any) -> str:
    return on.isoformat() if on else ""
