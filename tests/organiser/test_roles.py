"""The table of docs/organisers/roles.md is what happens: every role, every address of the desk, looking and acting."""

import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, Group, User
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory
from django.urls import resolve, reverse
from django.urls.resolvers import URLPattern, URLResolver
from django.utils import timezone
from wagtail.admin.menu import admin_menu

from tests.factories import NOW, signature
from tests.house import tree
from tests.organiser import desk
from tests.people import INES, ROSA
from tests.voices.remarks import offered
from undersigned.accounts import recent
from undersigned.accounts.models import CampaignGroup
from undersigned.campaigns.models import CampaignPage
from undersigned.mail.models import Letter
from undersigned.organiser import groups, overview, permissions, urls
from undersigned.organiser.permissions import Role
from undersigned.signing.models import Petition
from undersigned.voices.models import Remark

pytestmark = pytest.mark.django_db

PAGE = (tree.ROOT / "docs" / "organisers" / "roles.md").read_text()
NONE = "–"
SAMPLES = {"uuid": str(uuid.UUID(int=1)), "slug": "sunday", "str": "sunday", "path": "sunday", "int": "1"}
LOOKS, ACTS = "GET", "POST"
# Of Wagtail's own screens; it answers no by a redirect to the front page.
WAGTAIL = {
    "pages/{page}/edit/": "edit and publish pages",
    "users/": "administer the installation",
    "users/new/": "administer the installation",
    "groups/": "administer the installation",
}


def _rows(heading: str) -> list[list[str]]:
    """The cells of the table under the row `heading`, without it."""
    lines = PAGE[PAGE.index(heading) :].split("\n\n")[0].splitlines()
    return [[cell.strip().strip("`") for cell in line.strip("|").split(" | ")] for line in lines[2:]]


MAY = {name.partition(",")[0]: cells for name, *cells in _rows("| may | owner | editor | moderator | analyst |")}
ADDRESSES = {address: {LOOKS: look, ACTS: act} for address, look, act in _rows("| address | to look | to act |")}


def test_each_address_of_the_desk_has_a_row() -> None:
    assert sorted(_addresses(urls.urlpatterns)) == sorted(ADDRESSES)


def test_each_row_names_what_somebody_may() -> None:
    named = {ability for row in ADDRESSES.values() for ability in row.values()} - {NONE}

    assert named - set(MAY) == set()
    assert {cell for cells in MAY.values() for cell in cells} == {"yes", "no", "of all campaigns"}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("of", ["all", "this", "another"])
def test_a_role_opens_what_the_table_says(role: Role, of: str) -> None:
    this, another = _campaigns()
    user = User.objects.create_user("theo")
    groups.give(user, role, page={"all": None, "this": this, "another": another}[of])

    found = {key: _answer(user, this, *key) for key in _keys()}

    assert found == {(address, method): _expected(address, method, role, of) for address, method in _keys()}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("of", ["all", "this", "another"])
def test_wagtails_screens_open_to_the_same_roles(role: Role, of: str) -> None:
    this, another = _campaigns()
    user = User.objects.create_user("theo")
    groups.give(user, role, page={"all": None, "this": this, "another": another}[of])

    found = {address: _wagtails_answer(user, this, address) for address in WAGTAIL}

    assert found == {
        address: _is_allowed(ability, role, of, asks_for_campaign="{page}" in address)
        for address, ability in WAGTAIL.items()
    }
    assert this.permissions_for_user(user).can_publish() == found["pages/{page}/edit/"]


@pytest.mark.parametrize("user", [AnonymousUser(), None])
def test_a_stranger_is_asked_to_sign_in_everywhere(user: Any) -> None:
    this, _another = _campaigns()
    somebody = user or User.objects.create_user("mallory")

    assert {_answer(somebody, this, *key) for key in _keys()} == {"sign in"}


def test_the_first_account_may_do_everything() -> None:
    this, _another = _campaigns()
    ines = User.objects.create_superuser("ines")

    assert {_answer(ines, this, *key) for key in _keys()} == {"open", "no such thing"}


def test_what_the_code_allows_is_what_the_table_says() -> None:
    """The names of permissions, beside the words of the table."""
    words = {
        "see the numbers": permissions.ENTER_DESK,
        "read letters": permissions.READ_LETTERS,
        "send letters again": permissions.SEND_LETTERS_AGAIN,
        "write updates": permissions.WRITE_UPDATES,
        "send updates": permissions.SEND_UPDATES,
        "decide on voices": permissions.DECIDE_ON_VOICES,
        "see signers": permissions.SEE_SIGNERS,
        "change signers": permissions.CHANGE_SIGNERS,
        "download signers": permissions.EXPORT_SIGNERS,
        "deliver": permissions.DELIVER,
        "decide how long data is kept": permissions.RETAIN,
    }

    for number, role in enumerate(Role):
        assert {word for word, cells in MAY.items() if word in words and cells[number] == "yes"} == {
            word for word, permission in words.items() if permission in permissions.ALLOWED[role]
        }


@pytest.mark.parametrize("role", list(Role))
def test_a_group_holds_what_its_role_may(role: Role) -> None:
    group = Group.objects.get(name=groups.GROUPS[role])

    held = {f"{one.content_type.app_label}.{one.codename}" for one in group.permissions.all()}

    accounts = {f"auth.{verb}_{what}" for verb in ("add", "change", "delete") for what in ("user", "group")}
    more = accounts | {permissions.READ_HISTORY} if role is Role.OWNER else set()
    assert held == permissions.ALLOWED[role] | more
    assert group.page_permissions.exists() == (role in (Role.OWNER, Role.EDITOR))


def test_lists_badges_and_cards_show_only_ones_own_campaign() -> None:
    this, another = _campaigns()
    mine = offered(signature(_petition(this), ROSA), words="My children read there.")
    other = offered(signature(_petition(another), INES), words="I learned to swim there.")
    for page in (this, another):
        desk.letter(_petition(page), state=Letter.State.FAILED)
    theo = User.objects.create_user("theo")
    groups.give(theo, Role.MODERATOR, page=this)
    client = desk.signed_in(theo)

    voices = desk.text_of(client.get("/organiser/voices/").content.decode())
    letters = desk.text_of(client.get("/organiser/letters/?state=failed").content.decode())
    items = {item.name: item for item in admin_menu.menu_items_for_request(_request(theo))}

    assert ("My children read there." in voices, "I learned to swim there." in voices) == (True, False)
    assert ("Keep the library open" in letters, "Keep the pool open" in letters) == (True, False)
    assert items["voices"].render_component(_request(theo)).attrs["data-badge"] == "1"
    assert items["letters"].render_component(_request(theo)).attrs["data-badge"] == "1"
    (card,) = overview.cards(_request(theo), at=NOW)
    assert (card.title, card.voices_waiting, card.letters_failed, card.export_url, card.edit_url) == (
        "Keep the library open",
        1,
        1,
        "",
        "",
    )
    assert client.get(f"/organiser/voices/?petition={another.petition_id}").status_code == 404
    assert _decided(client, mine) == (302, "declined")
    assert _decided(client, other) == (404, "waiting")


def test_letters_of_another_campaign_are_not_sent_again() -> None:
    this, another = _campaigns()
    mine, other = (desk.letter(_petition(page), state=Letter.State.FAILED) for page in (this, another))
    theo = User.objects.create_user("theo")
    groups.give(theo, Role.OWNER, page=this)
    client = desk.signed_in(theo)

    one = client.post("/organiser/letters/attempts/", {"letter": str(other.id)})
    all_of_them = client.post("/organiser/letters/attempts/", {})

    assert (one.status_code, all_of_them.status_code) == (404, 302)
    assert dict(Letter.objects.values_list("pk", "state")) == {mine.pk: "waiting", other.pk: "failed"}


def test_roles_add_up() -> None:
    this, another = _campaigns()
    theo = User.objects.create_user("theo")
    groups.give(theo, Role.ANALYST, page=None)
    groups.give(theo, Role.OWNER, page=this)

    assert permissions.pages(theo) is None
    assert permissions.may(theo, permissions.EXPORT_SIGNERS, this.petition_id)
    assert not permissions.may(theo, permissions.EXPORT_SIGNERS, another.petition_id)


def test_a_new_role_takes_the_place_of_the_old_one() -> None:
    this, another = _campaigns()
    theo = User.objects.create_user("theo")
    for page in (None, this, another):
        groups.give(theo, Role.OWNER, page=page)

    groups.give(theo, Role.ANALYST, page=this)
    groups.take(theo, page=None)

    assert sorted(theo.groups.values_list("name", flat=True)) == ["Analysts of sunday-library", "Owners of pool"]


def test_a_draft_has_its_people_before_it_has_a_petition() -> None:
    draft = desk.campaign("Not yet", "not-yet", publish=False)
    theo = User.objects.create_user("theo")
    groups.give(theo, Role.EDITOR, page=draft)

    assert [card.title for card in overview.cards(_request(theo), at=NOW)] == ["Not yet"]
    assert permissions.petitions(theo, permissions.READ_LETTERS) == frozenset()


@pytest.mark.once
def test_a_campaigns_groups_go_with_its_page() -> None:
    draft = desk.campaign("Not yet", "not-yet", publish=False)
    theo = User.objects.create_user("theo")
    groups.give(theo, Role.ANALYST, page=draft)

    draft.delete()

    assert CampaignGroup.objects.count() == 0
    assert theo.groups.count() == 0


@pytest.mark.once
def test_two_campaigns_that_had_one_slug_have_groups_of_their_own() -> None:
    this, another = _campaigns()
    theo = User.objects.create_user("theo")
    groups.give(theo, Role.EDITOR, page=this)
    CampaignPage.objects.filter(pk=another.pk).update(slug=this.slug)
    another.refresh_from_db()

    groups.give(theo, Role.EDITOR, page=another)

    assert sorted(theo.groups.values_list("name", flat=True)) == [
        "Editors of sunday-library",
        f"Editors of sunday-library ({another.pk})",
    ]


@pytest.mark.once
def test_who_could_download_before_there_were_roles_still_can() -> None:
    """An installation of before: no group of a role, and a group that administrators let see signers."""
    Group.objects.filter(name__in=groups.GROUPS.values()).delete()
    own = Group.objects.create(name="Our volunteers")
    own.permissions.set(permissions.named(frozenset({permissions.SEE_SIGNERS})))
    theo, ines = User.objects.create_user("theo"), desk.mallory(permissions.SEE_SIGNERS)
    theo.groups.add(own)

    groups.provide()

    assert [User.objects.get(pk=user.pk).has_perm(permissions.EXPORT_SIGNERS) for user in (theo, ines)] == [True, True]
    assert [name for name in groups.GROUPS.values() if Group.objects.filter(name=name).exists()] == [
        "Owners",
        "Editors",
        "Moderators",
        "Analysts",
    ]


def test_the_history_is_for_owners_and_can_be_downloaded() -> None:
    this, _another = _campaigns()
    signature(_petition(this), ROSA)
    theo, ines = User.objects.create_user("theo"), User.objects.create_user("ines")
    groups.give(theo, Role.OWNER, page=None)
    groups.give(ines, Role.MODERATOR, page=this)
    desk.signed_in(theo).post(f"/organiser/signatures/{this.petition_id}/export/", {"layout": "handover"})

    address = "/organiser/reports/site-history/"
    seen = desk.text_of(desk.signed_in(theo).get(address).content.decode())
    file = b"".join(desk.signed_in(theo).get(f"{address}?export=csv")).decode()
    hidden = desk.signed_in(ines).get(address).content.decode()

    assert "Downloaded as a file" in seen
    assert re.findall("Keep the library open,.*Downloaded as a file,theo|Keep the library open.*theo", file) != []
    assert "Downloaded as a file" not in hidden


def _campaigns() -> tuple[CampaignPage, CampaignPage]:
    return desk.campaign("Keep the library open", "sunday-library"), desk.campaign("Keep the pool open", "pool")


def _petition(page: CampaignPage) -> Petition:
    assert page.petition is not None
    return page.petition


def _addresses(patterns: list[Any], before: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _addresses(pattern.url_patterns, before + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield before + str(pattern.pattern)


def _keys() -> list[tuple[str, str]]:
    return [(address, method) for address in ADDRESSES for method in (LOOKS, ACTS)]


def _expected(address: str, method: str, role: Role, of: str) -> str:
    row = ADDRESSES[address]
    ability = row[method] if row[method] != NONE else row[LOOKS if method == ACTS else ACTS]
    asks_for_campaign = "petition_id" in address or "page_id" in address
    if not _is_allowed(ability, role, of, asks_for_campaign=asks_for_campaign):
        return "forbidden"
    return "no such thing" if row[method] == NONE else "open"


def _is_allowed(ability: str, role: Role, of: str, *, asks_for_campaign: bool) -> bool:
    cell = MAY[ability][list(Role).index(role)]
    if asks_for_campaign and of == "another":
        return False
    return cell == "yes" or (cell == "of all campaigns" and of == "all")


def _answer(user: Any, page: CampaignPage, address: str, method: str) -> str:
    """What a request gets, without its screen being drawn."""
    known = {"petition_id": str(page.petition_id), "page_id": str(page.pk)}
    path = re.sub(r"<(\w+):(\w+)>", lambda part: known.get(part[2], SAMPLES[part[1]]), address)
    found = resolve(f"/organiser/{path}")
    request = _request(_fresh(user), method, f"/organiser/{path}")
    response = found.func(request, *found.args, **found.kwargs)
    if response.status_code == 404:  # open to this reader; there is only nothing of that number
        view: Any = found.func.view_class  # type: ignore[attr-defined]  # Django puts it there
        return "open" if hasattr(view, method.lower()) and method.lower() in view.http_method_names else "no such thing"
    if response.status_code == 302 and response["Location"].startswith("/organiser/login/"):
        return "sign in"
    assert response.status_code < 500
    return {403: "forbidden", 405: "no such thing"}.get(response.status_code, "open")


def _wagtails_answer(user: User, page: CampaignPage, address: str) -> bool:
    path = f"/organiser/{address.format(page=page.pk)}"
    found = resolve(path)
    response = found.func(_request(_fresh(user), LOOKS, path), *found.args, **found.kwargs)
    assert response.status_code == 200 or (response.status_code, response["Location"]) == (302, "/organiser/")
    return response.status_code == 200


def _request(user: Any, method: str = LOOKS, path: str = "/organiser/") -> Any:
    request: Any = RequestFactory().generic(method, path)
    request.user = user
    request.session = SessionStore()
    recent.note(request.session, at=timezone.now())
    request._messages = CookieStorage(request)
    return request


def _fresh(user: Any) -> Any:
    """As a request has it: nothing of what may be done is remembered from the one before."""
    return User.objects.get(pk=user.pk) if user.pk else user


def _decided(client: Any, remark: Remark) -> tuple[int, str]:
    sent = {"one": f"decline {remark.id}", f"seen-{remark.id}": f"waiting {remark.offered_at.isoformat()}"}
    status = client.post(reverse("organiser:voice_decisions"), sent).status_code
    remark.refresh_from_db()
    return status, remark.state
