"""What the templates need beyond Django's own tags: the page's style and script, and dates that came as text."""

from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from undersigned.design import assets, players

register = template.Library()


@register.simple_tag
def inline_style() -> SafeString:
    return mark_safe(f"<style>{assets.STYLE}</style>")  # noqa: S308 – our own file, and the CSP names its hash


@register.simple_tag
def campaign_style(style: str) -> SafeString:
    """What `theme.style` made: the few rules in which a campaign differs. The CSP of its pages names their hash."""
    return format_html("<style>{}</style>", style) if style else SafeString()


@register.simple_tag
def inline_script() -> SafeString:
    return mark_safe(f'<script type="module">{assets.SCRIPT}</script>')  # noqa: S308 – our own file


@register.simple_tag
def campaign_script() -> SafeString:
    return mark_safe(f'<script type="module">{assets.CAMPAIGN_SCRIPT}</script>')  # noqa: S308 – our own file


@register.simple_tag
def task_script() -> SafeString:
    return mark_safe(f'<script type="module">{assets.TASK_SCRIPT}</script>')  # noqa: S308 – our own file


@register.filter
def as_date(value: str) -> date | None:
    """`2026-12-14` or `2026-12-14T23:59:00+00:00` as the date that people here read; nothing for an empty string."""
    if not value:
        return None
    moment = datetime.fromisoformat(value)
    return timezone.localtime(moment).date() if timezone.is_aware(moment) else moment.date()


@register.filter
def site_name(address: str) -> str:
    """Whose page a link opens: `YouTube`, or the bare host of an address that is nobody's we know."""
    return players.site(address) or players.host(address)


@register.filter
def player(address: str) -> str:
    """Where the film of a link can be shown within a page; empty where it cannot."""
    return players.player(address)
