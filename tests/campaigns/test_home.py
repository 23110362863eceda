"""The home page of a fresh installation."""

import pytest
from wagtail.models import Page, Site

from undersigned.campaigns import home
from undersigned.campaigns.models import HomePage

pytestmark = pytest.mark.django_db


def test_a_fresh_installation_gets_a_home_page_in_place_of_wagtails_welcome() -> None:
    made = home.provide()

    assert [page.title for page in Page.objects.order_by("depth")] == ["Root", "Petitions"]
    assert made.live
    assert made.url_path == "/home/"
    site = Site.objects.get()
    assert (site.hostname, site.port, site.root_page_id, site.is_default_site) == ("127.0.0.1", 8000, made.pk, True)


def test_it_is_made_once() -> None:
    first = home.provide()

    assert home.provide() == first
    assert HomePage.objects.count() == 1
