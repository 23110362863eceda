"""Who may see and do what at the desk, also by address."""

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from wagtail.models import Page

from tests.factories import signature
from tests.organiser import desk
from tests.people import ROSA
from tests.voices.remarks import offered
from undersigned.mail.models import Letter
from undersigned.organiser import groups, permissions
from undersigned.signing.models import Petition
from undersigned.voices.models import Remark

SCREENS = ["/organiser/voices/", "/organiser/letters/"]
ACTIONS = ["/organiser/voices/decisions/", "/organiser/letters/attempts/"]


def _held_by(group: Group) -> set[str]:
    general = {f"{held.content_type.app_label}.{held.codename}" for held in group.permissions.all()}
    pages = {f"page {held.page.path}: {held.permission.codename}" for held in group.page_permissions.all()}
    files = {f"files: {held.permission.codename}" for held in group.collection_permissions.all()}
    return general | pages | files


@pytest.mark.django_db
def test_the_group_comes_with_the_installation() -> None:
    assert _held_by(Group.objects.get(name="Organisers")) == {
        "wagtailadmin.access_admin",
        "voices.change_remark",
        "mail.view_letter",
        "mail.change_letter",
        "page 0001: add_page",
        "page 0001: change_page",
        "page 0001: publish_page",
        "page 0001: lock_page",
        "page 0001: unlock_page",
        "files: add_image",
        "files: change_image",
        "files: choose_image",
        "files: add_document",
        "files: change_document",
        "files: choose_document",
    }


@pytest.mark.django_db
def test_a_migration_leaves_the_group_as_administrators_have_changed_it() -> None:
    group = Group.objects.get(name="Organisers")
    group.permissions.clear()

    groups.provide()

    assert Group.objects.filter(name="Organisers").count() == 1
    assert group.permissions.count() == 0


@pytest.mark.django_db
def test_a_database_without_pages_gets_no_group_yet() -> None:
    Group.objects.filter(name="Organisers").delete()
    Page.objects.all().delete()

    groups.provide()

    assert not Group.objects.filter(name="Organisers").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("address", SCREENS)
def test_nobody_reads_a_screen_without_signing_in(client: Client, address: str) -> None:
    response = client.get(address)

    assert (response.status_code, response["Location"]) == (302, f"/organiser/login/?next={address}")


@pytest.mark.django_db
@pytest.mark.parametrize("address", SCREENS)
def test_theo_reads_what_mallory_may_not(address: str) -> None:
    assert desk.signed_in(desk.theo()).get(address).status_code == 200

    forbidden = desk.signed_in(desk.mallory()).get(address)

    assert forbidden.status_code == 403
    assert "You may not see this" in desk.text_of(forbidden.content.decode())


@pytest.mark.django_db
@pytest.mark.parametrize("address", ACTIONS)
def test_mallory_does_nothing_by_address(petition: Petition, address: str) -> None:
    remark = offered(signature(petition, ROSA))
    letter = desk.letter(petition, state=Letter.State.FAILED)
    sent = {"one": f"approve {remark.id}", f"seen-{remark.id}": f"waiting {remark.offered_at.isoformat()}"}

    response = desk.signed_in(desk.mallory("mail.view_letter")).post(address, {**sent, "letter": str(letter.id)})

    assert response.status_code == 403
    assert Remark.objects.get().state == "waiting"
    assert Letter.objects.get().state == "failed"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ACTIONS)
def test_an_action_is_no_page_to_visit(address: str) -> None:
    assert desk.signed_in(desk.theo()).get(address).status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize("address", ACTIONS)
def test_another_site_cannot_make_theo_act(address: str) -> None:
    assert desk.signed_in(desk.theo(), checks_csrf=True).post(address, {}).status_code == 403


@pytest.mark.django_db
def test_administrators_find_our_permissions_in_the_form_of_a_group() -> None:
    admin = User.objects.create_superuser("ines")
    group = Group.objects.get(name="Organisers")

    html = desk.signed_in(admin).get(f"/organiser/groups/edit/{group.pk}/").content.decode()

    offered_ids = {str(pk) for pk in permissions.offered().values_list("pk", flat=True)}
    assert len(offered_ids) == len(permissions.ALLOWED[permissions.Role.OWNER]) - 1
    assert all(f'name="permissions" value="{pk}"' in html for pk in offered_ids)


@pytest.mark.django_db
def test_an_address_that_leads_nowhere_is_not_found() -> None:
    response = desk.signed_in(desk.theo()).get("/organiser/nowhere/")

    assert response.status_code == 404
    assert desk.text_of(response.content.decode()).endswith("Back to the campaigns")
