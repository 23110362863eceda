"""Who works at the desk, and what lies on it: organisers, campaigns, letters."""

import uuid
from datetime import datetime, timedelta
from html.parser import HTMLParser
from typing import Any

from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.utils import timezone

from tests.factories import NOW
from undersigned.campaigns import home
from undersigned.campaigns.models import CampaignPage
from undersigned.mail.models import Letter
from undersigned.organiser import groups
from undersigned.signing.models import Petition

SAID: dict[str, Any] = {
    "addressed_to": "The city council",
    "petition_text": "Keep it open.",
    "sponsor": "Friends of the library",
    "contact_email": "library@example.org",
    "postal_address": "1 Example Street",
    "privacy_notice": "<p>We keep what you write until the council has decided.</p>",
    "hands_over": "postcodes",
    "purpose": "To hand this petition to the council",
    "deleted_when": "six months after the council has decided",
    "kept_in": "Germany",
    "authority": "The data protection authority",
}


def theo() -> User:
    """He organises: a member of the group that comes with the installation."""
    user = User.objects.create_user("theo")
    user.groups.add(Group.objects.get(name=groups.ORGANISERS))
    return user


def mallory(*allowed: str) -> User:
    """May enter the desk, and beyond that only what is `allowed`, as "mail.view_letter"."""
    user = User.objects.create_user("mallory")
    for name in ("wagtailadmin.access_admin", *allowed):
        label, codename = name.split(".")
        user.user_permissions.add(Permission.objects.get(content_type__app_label=label, codename=codename))
    return user


def signed_in(user: User, *, checks_csrf: bool = False) -> Client:
    client = Client(enforce_csrf_checks=checks_csrf)
    client.force_login(user)
    return client


def campaign(title: str, slug: str, *, publish: bool = True, **fields: Any) -> CampaignPage:
    page = CampaignPage(title=title, slug=slug, live=False, **(SAID | fields))
    home.provide().add_child(instance=page)
    if publish:
        page.save_revision().publish()
        page.refresh_from_db()
    return page


def letter(
    of: Petition,
    *,
    state: str = Letter.State.WAITING,
    kind: str = "confirm",
    trouble: str = "",
    due_at: datetime = NOW,
) -> Letter:
    return Letter.objects.create(
        id=uuid.uuid4(),
        petition_id=of.pk,
        about=uuid.uuid4(),
        kind=kind,
        language="en",
        state=state,
        attempts=8 if state == Letter.State.FAILED else 0,
        due_at=due_at,
        queued_at=NOW,
        sent_at=NOW + timedelta(seconds=2) if state == Letter.State.SENT else None,
        trouble=trouble,
    )


def text_of(html: str) -> str:
    """The words of a screen in one line, as they are read."""
    reader = _Words()
    reader.feed(html)
    return " ".join(" ".join(reader.words).split())


def just_now(moment: datetime) -> bool:
    return timezone.now() - timedelta(minutes=1) < moment <= timezone.now()


class _Words(HTMLParser):
    """What stands between the tags, save for scripts and the like."""

    SILENT = frozenset({"script", "style", "template", "svg"})

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.depth = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.depth += tag in self.SILENT

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag in self.SILENT

    def handle_data(self, data: str) -> None:
        if not self.depth:
            self.words.append(data)
