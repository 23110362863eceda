"""The desk's menu: what is in it, for whom, with which badge."""

import pytest
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.test import RequestFactory
from django.urls import reverse
from wagtail.admin.menu import admin_menu, help_menu, reports_menu, settings_menu

from tests.factories import signature
from tests.organiser import desk
from tests.people import INES, ROSA
from tests.voices.remarks import offered
from undersigned.mail.models import Letter
from undersigned.signing.models import Petition


def _request(user: User) -> HttpRequest:
    request = RequestFactory().get("/organiser/")
    request.user = user
    return request


def _names(menu: object, user: User) -> list[str]:
    reverse("wagtailadmin_home")  # Wagtail's own entries come with its addresses
    items = menu.menu_items_for_request(_request(user))  # type: ignore[attr-defined]  # Wagtail's menus have no types
    return [item.name for item in sorted(items, key=lambda item: item.order)]


@pytest.mark.django_db
def test_theo_sees_what_serves_a_campaign() -> None:
    theo = desk.theo()

    assert _names(admin_menu, theo) == ["explorer", "voices", "letters", "images", "documents", "reports", "help"]
    assert _names(reports_menu, theo) == ["site-history"]
    assert _names(help_menu, theo) == ["gallery", "keyboard-shortcuts-trigger"]
    assert _names(settings_menu, theo) == []


@pytest.mark.django_db
def test_administrators_see_who_may_enter() -> None:
    assert _names(settings_menu, User.objects.create_superuser("ines")) == [
        "organisation",
        "people",
        "papers",
        "gate",
        "set-up",
        "workflows",
        "groups",
    ]


@pytest.mark.django_db
def test_mallory_sees_no_entry_to_what_she_may_not_open() -> None:
    assert _names(admin_menu, desk.mallory()) == ["help"]


@pytest.mark.django_db
def test_badges_count_what_waits_for_somebody(petition: Petition) -> None:
    theo = desk.theo()
    offered(signature(petition, ROSA))
    offered(signature(petition, INES))
    desk.letter(petition, state=Letter.State.FAILED)
    desk.letter(petition)

    items = {item.name: item for item in admin_menu.menu_items_for_request(_request(theo))}

    assert items["voices"].render_component(_request(theo)).attrs == {
        "data-badge": "2",
        "aria-label": "Voices: 2 wait for a decision",
    }
    assert items["letters"].render_component(_request(theo)).attrs == {
        "data-badge": "1",
        "aria-label": "Letters: 1 was given up",
    }


@pytest.mark.django_db
def test_an_empty_desk_shows_no_badge() -> None:
    theo = desk.theo()
    items = {item.name: item for item in admin_menu.menu_items_for_request(_request(theo))}

    assert items["voices"].render_component(_request(theo)).attrs == {}
    assert items["letters"].render_component(_request(theo)).attrs == {}
