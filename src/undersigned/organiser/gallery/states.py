"""The pages and their states: a name for each, and how it comes about from the specimen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.rich_text import RichText

from undersigned.campaigns import render
from undersigned.campaigns import specimen as small
from undersigned.campaigns.sections import Sections
from undersigned.defence.work import PATIENCE_S
from undersigned.design import living
from undersigned.organiser.gallery import specimen
from undersigned.signing import count, versions
from undersigned.signing.count import Totals

MANY, FEW = Totals(1_204), Totals(7)

Html = Callable[[str], str]  # by language; with the count in it
Context = Callable[[dict[str, Any]], Mapping[str, Any]]  # by the campaign's facts, in its language


@dataclass(frozen=True, slots=True)
class State:
    name: str
    label: Any  # lazy
    html: Html


@dataclass(frozen=True, slots=True)
class Group:
    label: Any  # lazy
    states: list[State]


def groups() -> list[Group]:
    return [
        Group(gettext_lazy("The campaign's page"), _campaign()),
        Group(gettext_lazy("Signing"), _signing()),
        Group(gettext_lazy("After signing"), _after()),
        Group(gettext_lazy("When something is in the way"), _in_the_way()),
        Group(gettext_lazy("Beside the campaign"), _beside()),
        Group(gettext_lazy("Kinds of sections"), _sections()),
    ]


def find(name: str) -> State | None:
    return next((state for group in groups() for state in group.states if state.name == name), None)


def _campaign() -> list[State]:
    past = timezone.now() - timedelta(days=1)
    day = past.date()
    decided = {"delivered_on": day, "delivered_to": "The mayor", "decided_on": day, "decision": "partly"}
    own = {"action_colour": "#1d4ed8", "accent_colour": "#ffd166", "headings": "sans"}
    return [
        State("campaign", gettext_lazy("Open, many have signed"), _page(MANY)),
        State("few", gettext_lazy("Open, few have signed"), _page(FEW)),
        State("samples", gettext_lazy("With sample signatures in the count"), _page(Totals(1_204, 412))),
        State("own-look", gettext_lazy("In colours of its own"), _page(MANY, **own)),
        State(
            "delivered", gettext_lazy("Delivered, still open"), _page(MANY, delivered_on=day, delivered_to="The mayor")
        ),
        State("closed-campaign", gettext_lazy("Closed"), _page(MANY, closes_at=past)),
        State("decided", gettext_lazy("Closed and decided"), _page(MANY, closes_at=past, **decided)),
        State(
            "bare", gettext_lazy("With nothing but what must be there"), _page(FEW, sections=[], deck="", target=None)
        ),
    ]


def _signing() -> list[State]:
    def wrong(language: str) -> str:
        page = specimen.page(language)
        with translation.override(language):
            problem = _("Enter an email address in the correct format, like name@example.com")
        return _public("form", page, {"form": specimen.form(page, problem=problem)})

    def crowded(language: str) -> str:
        page = specimen.page(language)
        return _public("busy", page, {"form": specimen.form(page), "retry_after": 5})

    return [
        State("form-error", gettext_lazy("The form with something wrong"), wrong),
        State("busy", gettext_lazy("Too many at once"), crowded),
        State(
            "busy-link",
            gettext_lazy("Too many at once, behind a link"),
            _of("busy", lambda _campaign: {"retry_after": 5}),
        ),
        State(
            "task",
            gettext_lazy("A crowd from one network, without scripts"),
            _of("task", lambda _campaign: {"action": "#", "kept": {}, "task": {}, "patience": PATIENCE_S}),
        ),
        State("check", gettext_lazy("Check your email"), _of("check", specimen.check)),
        State("check-wrong-code", gettext_lazy("A wrong code"), _of("check", _wrong_code)),
        State("check-resent", gettext_lazy("The letter once more"), _of("check", _sent_again)),
        State("confirm", gettext_lazy("Behind the letter's link"), _of("confirm")),
    ]


def _after() -> list[State]:
    def wrong(campaign: dict[str, Any]) -> dict[str, Any]:
        return specimen.signed(campaign, problem=_("Write a few words about why you signed"))

    def wrong_correction(campaign: dict[str, Any]) -> dict[str, Any]:
        return specimen.mine(campaign, problem=_("Enter a real postcode, as you write it on letters"))

    def stated(state: str, brought: int = 0) -> Context:
        return lambda campaign: specimen.signed(campaign, state=state, brought=brought)

    return [
        State("signed", gettext_lazy("The signature counts"), _of("signed", stated("open"))),
        State("remark-error", gettext_lazy("A remark with something wrong"), _of("signed", wrong)),
        State("remarked", gettext_lazy("A remark was left, people were brought"), _of("signed", stated("offered", 3))),
        State("mine-ask", gettext_lazy("Ask for the link to one's own page"), _of("mine_ask", specimen.mine_ask)),
        State("mine-asked", gettext_lazy("The link is on its way"), _of("mine_asked")),
        State("mine", gettext_lazy("The signer's own page"), _of("mine", specimen.mine)),
        State("mine-error", gettext_lazy("A correction with something wrong"), _of("mine", wrong_correction)),
        State("mine-gone", gettext_lazy("Everything is deleted"), _of("mine_gone", lambda _campaign: {"erases": True})),
        State("withdraw", gettext_lazy("Remove the signature?"), _of("withdraw")),
        State("withdrawn", gettext_lazy("The signature is removed"), _of("withdrawn")),
        State("unsubscribe", gettext_lazy("Stop the news?"), _of("unsubscribe")),
        State("unsubscribed", gettext_lazy("The news is stopped"), _of("unsubscribed")),
        State("resubscribed", gettext_lazy("The news goes on"), _of("resubscribed")),
        State("never", gettext_lazy("No letter at all any more?"), _of("never")),
        State("never-done", gettext_lazy("No letter any more"), _of("never_done")),
        State("never-undone", gettext_lazy("Letters may come again"), _of("never_undone")),
        State("mastodon", gettext_lazy("Which Mastodon server?"), _of("mastodon", specimen.mastodon)),
        State("mastodon-link", gettext_lazy("The way to Mastodon"), _of("mastodon", _found_server)),
    ]


def _in_the_way() -> list[State]:
    def link(reason: str) -> Html:
        return _of("link_problem", lambda _campaign: {"reason": reason})

    return [
        State("closed", gettext_lazy("Confirming after the close"), _of("closed")),
        State("receipt-soon", gettext_lazy("A receipt that is not written yet"), _of("receipt_soon")),
        State("paper-soon", gettext_lazy("A poster that is not drawn yet"), _of("paper_soon")),
        State("old-link", gettext_lazy("An old link"), link("old")),
        State("used-link", gettext_lazy("A used link"), link("used-up")),
        State("struck-link", gettext_lazy("A link of a signature that was struck"), link("struck")),
        State("broken-link", gettext_lazy("A broken link"), link("broken")),
        State("not-found", gettext_lazy("No such page"), _of_nobody("not_found")),
        State("trouble", gettext_lazy("A fault of ours"), _of_nobody("trouble")),
    ]


def _beside() -> list[State]:
    def privacy(campaign: dict[str, Any]) -> dict[str, Any]:
        return {"privacy_notice": RichText(str(specimen.WORDS["privacy_notice"])), "campaign": campaign}

    def home(language: str, *, is_empty: bool = False) -> str:
        listed = [] if is_empty else [render.facts(specimen.page(language))]
        with translation.override(language):
            front = SimpleNamespace(title=_("Petitions"), intro=_("Who we are, and why we ask."))
        return _template("home", language, {"page": front, "campaigns": listed, "url": ""})

    return [
        State("privacy", gettext_lazy("How data is used"), _of("privacy", privacy)),
        State("verify", gettext_lazy("The log, counted by the visitor"), _of("verify", _log)),
        State("versions", gettext_lazy("The text, and how it was changed"), _of("versions", _versions)),
        State("home", gettext_lazy("All petitions"), home),
        State("home-empty", gettext_lazy("No petition is open"), lambda language: home(language, is_empty=True)),
    ]


def _log(campaign: dict[str, Any]) -> dict[str, Any]:
    """Nothing can be counted here: no script is let in."""
    return {"verifier": "example.org/log/1+00000000+AQ==", "log": "/log/1/", "log_url": f"{campaign['url']}log/1/"}


def _versions(campaign: dict[str, Any]) -> dict[str, Any]:
    was, now = f"{campaign['ask']}\n\n{_('Who we are, and why we ask.')}", str(campaign["ask"])
    at = timezone.now()
    changed = versions.Version(2, at, "00" * 32, 204, {"body": versions.compared(was, now)})
    return {"versions": [changed, versions.Version(1, at - timedelta(days=3), "11" * 32, 1_000, {})]}


def _sections() -> list[State]:
    blocks = Sections().child_blocks.items()
    return [State(f"section-{name}", block.label, _section(block)) for name, block in blocks if block.is_previewable]


def _page(totals: Totals, **changes: Any) -> Html:
    def html(language: str) -> str:
        page = specimen.page(language, **changes)
        signers = specimen.SIGNERS if totals == MANY else []
        html = render.campaign_html(page, voices=specimen.voices(language), signers=signers)
        return _counted(html, language, totals)

    return html


def _nothing(_campaign: dict[str, Any]) -> dict[str, Any]:
    return {}


def _of(template: str, context: Context = _nothing) -> Html:
    """A page of the campaign's; `context` gets the campaign's facts, in its language."""

    def html(language: str) -> str:
        page = specimen.page(language)
        with translation.override(language):
            return _public(template, page, context(render.facts(page)))

    return html


def _of_nobody(template: str) -> Html:
    return lambda language: _template(template, language, {"campaign": None})


def _section(block: Any) -> Html:
    def html(language: str) -> str:
        with translation.override(language):
            bound = block.bind(specimen.value(block))
            campaign = {**small.campaign(), "language": language}
            context = {"campaign": campaign, "voices": specimen.voices(language)}
            return render_to_string(
                "campaigns/block_preview.html", {"block_def": block, "bound_block": bound, **context}
            )

    return html


def _public(template: str, page: Any, context: Mapping[str, Any]) -> str:
    return _template(template, page.language, {"campaign": render.facts(page), **context})


def _template(template: str, language: str, context: Mapping[str, Any]) -> str:
    with translation.override(language):
        return _counted(render_to_string(f"public/{template}.html", dict(context)), language, MANY)


def _counted(html: str, language: str, totals: Totals) -> str:
    variant, values = count.living(totals, target=None, language=language)
    return living.compose(html, variant=variant, values=values)


def _wrong_code(campaign: dict[str, Any]) -> dict[str, Any]:
    problem = _(
        "That code is not right, or it is older than 15 minutes, or it was tried too often. "
        "The link in the email still works."
    )
    return specimen.check(campaign, problem=problem)


def _sent_again(campaign: dict[str, Any]) -> dict[str, Any]:
    note = _("If this address is waiting to be confirmed, the email is on its way again.")
    return specimen.check(campaign, note=note)


def _found_server(campaign: dict[str, Any]) -> dict[str, Any]:
    return specimen.mastodon(campaign, typed="mastodon.social", host="mastodon.social", href=campaign["url"])
