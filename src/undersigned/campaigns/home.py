"""The site's home and Wagtail's record of the site, made once on a fresh installation."""

from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from undersigned.campaigns.models import HomePage

PORTS = {"http": 80, "https": 443}


@transaction.atomic
def provide() -> HomePage:
    """The home page; on an empty installation makes it and takes Wagtail's welcome page away."""
    home: HomePage | None = HomePage.objects.order_by("pk").first()
    return home or _make()


def _make() -> HomePage:
    root = Page.get_first_root_node()
    Site.objects.all().delete()
    for welcome in root.get_children().type(Page).exact_type(Page):
        welcome.delete()
    root.refresh_from_db()  # treebeard counts children on the instance
    home: HomePage = root.add_child(instance=HomePage(title=_("Petitions"), slug="home"))
    origin = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    Site.objects.create(
        hostname=origin.hostname or "localhost",
        port=origin.port or PORTS[origin.scheme],
        site_name=settings.WAGTAIL_SITE_NAME,
        root_page=home,
        is_default_site=True,
    )
    home.save_revision().publish()
    return home
