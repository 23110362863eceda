"""Makes what these tests start from: the site's home and one small campaign, drafted by Theo."""

from typing import Any

from undersigned.campaigns import home
from undersigned.campaigns.models import CampaignPage

FIELDS: dict[str, Any] = {
    "title": "Keep the library open on Sundays",
    "slug": "sundays",
    "addressed_to": "The city council",
    "petition_text": "We ask you to keep the doors open.\n\nSundays are for books.",
    "sponsor": "Friends of the Library",
    "contact_email": "theo@example.net",
    "postal_address": "1 Example Street",
    "privacy_notice": "<p>We keep your name until the council has answered.</p>",
    "hands_over": "postcodes",
    "purpose": "To hand this petition to the council",
    "deleted_when": "six months after the council has answered",
    "kept_in": "Germany",
    "authority": "The data protection authority, authority.example",
}


def draft(**changes: Any) -> CampaignPage:
    """A campaign that nobody can see yet."""
    page = CampaignPage(**{**FIELDS, **changes}, live=False)
    home.provide().add_child(instance=page)
    return page


def published(**changes: Any) -> CampaignPage:
    page = draft(**changes)
    page.save_revision().publish()
    return again(page)


def again(page: CampaignPage) -> CampaignPage:
    """The page as the database has it now."""
    return CampaignPage.objects.get(pk=page.pk)


def republished(page: CampaignPage, **changes: Any) -> CampaignPage:
    """Theo changes some fields in the editor and publishes again."""
    revised = page.get_latest_revision_as_object()
    for name, value in changes.items():
        setattr(revised, name, value)
    revised.save_revision().publish()
    return again(page)
