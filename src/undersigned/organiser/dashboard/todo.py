"""What to do next: three things at most, by rules that anybody can read here. The most pressing first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from undersigned.insight.numbers import Day, Numbers
from undersigned.organiser import spelled
from undersigned.organiser.dashboard import tables
from undersigned.sharing.links import NAMES
from undersigned.signing import count

MOST = 3
SOON = 7  # days to the deadline
NEARLY, NEARLY_A_GOAL = 90, 80  # % of the target; of the next goal
MANY_WAIT, SHARE_WAITS = 50, 30  # so many, and so many per cent of those who signed
ENOUGH_SIGNERS, FEW_PASS_ON = 100, 10  # so many, of which so many per cent
ENOUGH_VISITS = 50  # by one way, before it is compared with others; forms begun, too
FEW_BEGIN, FEW_FINISH = 20, 60  # % of the visits, of the forms begun
SLOWED_TO = 70  # % of the week before
PAPER = ("poster", "sheet", "qr")


@dataclass(frozen=True, slots=True)
class Todo:
    sentence: str
    url: str


@dataclass(frozen=True, slots=True)
class Situation:
    """`page`: in the campaign's first language. Addresses are empty, numbers 0, where they are not this reader's."""

    numbers: Numbers
    petition_id: int
    page: Any
    at: datetime
    edit_url: str
    voices_waiting: int
    letters_failed: int
    can_write: bool  # to those who asked for news
    crowds: int = 0  # large ones from one network, that nobody has settled


def next_things(now: Situation) -> list[Todo]:
    return list(islice(_all(now), MOST))


def _all(now: Situation) -> Iterator[Todo]:
    yield from _troubles(now)
    if now.page is None or not now.page.live:
        yield from _to_edit(now, _("This campaign is not published: nobody can sign it"))
    elif now.page.closes_at and now.page.closes_at <= now.at:
        yield from _after_the_close(now)
    else:
        yield from _the_end_is_near(now)
        yield from _what_works(now)
        yield from _where_people_are_lost(now)
        yield from _what_is_missing(now)


def _troubles(now: Situation) -> Iterator[Todo]:
    queries = f"petition={now.petition_id}"
    if now.letters_failed:
        sentence = ngettext(
            "%(count)s letter was given up: see why", "%(count)s letters were given up: see why", now.letters_failed
        )
        yield Todo(_counted(sentence, now.letters_failed), f"{reverse('organiser:letters')}?state=failed&{queries}")
    if now.crowds:
        sentence = ngettext(
            "%(count)s large crowd came from one network: see whether it is fraud",
            "%(count)s large crowds came from one network: see whether it is fraud",
            now.crowds,
        )
        yield Todo(_counted(sentence, now.crowds), reverse("organiser:fraud", args=[now.petition_id]))
    if now.voices_waiting:
        sentence = ngettext("Decide on %(count)s voice", "Decide on %(count)s voices", now.voices_waiting)
        yield Todo(_counted(sentence, now.voices_waiting), f"{reverse('organiser:voices')}?state=waiting&{queries}")


def _after_the_close(now: Situation) -> Iterator[Todo]:
    if now.page.delivered_on is None:
        yield from _to_edit(now, _("The campaign is closed: record when you delivered it"))
    elif now.page.answered_on is None and now.page.decided_on is None:
        yield from _to_edit(now, _("Tell signers what came of it, as soon as there is an answer"))


def _the_end_is_near(now: Situation) -> Iterator[Todo]:
    target, standing, page = now.page.target, now.numbers.standing, now.page
    if page.closes_at:
        days = spelled.days_left(page.closes_at, at=now.at)
        if days <= SOON:
            sentence = ngettext(
                "%(count)s day is left: tell everybody", "%(count)s days are left: tell everybody", days
            )
            yield Todo(_counted(sentence, days), _news(now))
    if target and NEARLY * target <= 100 * standing < 100 * target:
        sentence = ngettext(
            "Only %(count)s signature is missing to the target: tell everybody",
            "Only %(count)s signatures are missing to the target: tell everybody",
            target - standing,
        )
        yield Todo(_counted(sentence, target - standing), _news(now))
        return
    goal = count.progress(standing, target)
    if standing and goal.percent >= NEARLY_A_GOAL:
        sentence = _("%(count)s signatures are missing to %(goal)s: say so")
        missing = {"count": spelled.number(goal.to_go), "goal": spelled.number(goal.goal)}
        yield Todo(sentence % missing, _news(now))


def _what_works(now: Situation) -> Iterator[Todo]:
    waiting, signed = now.numbers.pending, now.numbers.all.signed
    if waiting >= MANY_WAIT and 100 * waiting >= SHARE_WAITS * signed:
        sentence = _("%(count)s people have not confirmed: read the letter that asks them to as they do")
        yield from _to_edit(now, _counted(sentence, waiting))
    best = max(
        (
            (one.signed / one.visits, name)
            for name, one in now.numbers.sources
            if name in NAMES and one.visits >= ENOUGH_VISITS
        ),
        default=None,
    )
    if best:
        sentence = _("Use this way first, it brings the most signatures for its visits: %(way)s")
        yield Todo(sentence % {"way": tables.source_name(best[1])}, "#ways")
    confirmed, people = now.numbers.all.confirmed, now.numbers.passed.people
    if confirmed >= ENOUGH_SIGNERS and 100 * people < FEW_PASS_ON * confirmed:
        sentence = _("%(people)s of %(all)s signers have brought somebody: ask the others for one person each")
        told = {"people": spelled.number(people), "all": spelled.number(confirmed)}
        yield Todo(sentence % told, _news(now))


def _where_people_are_lost(now: Situation) -> Iterator[Todo]:
    since = now.numbers.since_visited
    if since.visits >= ENOUGH_VISITS and 100 * since.started < FEW_BEGIN * since.visits:
        yield from _to_edit(now, _("Few visitors turn to the form: say in the first sentence what is at stake"))
    if since.started >= ENOUGH_VISITS and 100 * since.signed < FEW_FINISH * since.started:
        yield from _to_edit(now, _("Many begin the form and leave it: say beside it what happens with their data"))
    week, before = _sum(now.numbers.days[-8:-1]), _sum(now.numbers.days[-15:-8])
    if before and 100 * week < SLOWED_TO * before:
        sentence = _("The last seven days brought %(week)s, the seven before %(before)s: give people news")
        numbers = {"week": spelled.number(week), "before": spelled.number(before)}
        yield Todo(sentence % numbers, _news(now))


def _what_is_missing(now: Situation) -> Iterator[Todo]:
    if now.page.hero_image_id is None:
        yield from _to_edit(now, _("Add a picture: every link that is passed on shows it"))
    if not now.page.target:
        yield from _to_edit(now, _("Set a target: then you see here when it may be reached"))
    if not now.page.closes_at:
        yield from _to_edit(now, _("Set a deadline: people sign today what closes soon"))
    if not now.numbers.annotations and now.numbers.standing:
        yield Todo(_("Note on which day you sent a mail: then you see what it brought"), "#notes")
    if not any(one.signed for name, one in now.numbers.sources if name in PAPER):
        yield Todo(_("Hang up the poster: nobody has come by paper yet"), f"/{now.page.slug}/poster.pdf")


def _sum(days: Iterable[Day]) -> int:
    return sum(one.sums.confirmed for one in days)


def _news(now: Situation) -> str:
    """Where one writes to those who asked for it; else the page, to pass it on."""
    return reverse("organiser:updates", args=[now.petition_id]) if now.can_write else str(now.page.url)


def _to_edit(now: Situation, sentence: str) -> Iterator[Todo]:
    if now.edit_url:
        yield Todo(sentence, now.edit_url)


def _counted(sentence: str, number: int) -> str:
    return sentence % {"count": spelled.number(number)}
