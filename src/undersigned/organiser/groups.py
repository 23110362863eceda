"""The groups behind the roles: made on migrating for all campaigns, on demand for one.

Those that are there are given what an upgrade has brought, each permission once: what administrators took away since
stays away, and what they added stays.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.db.models import Q
from wagtail.models import Collection, GroupApprovalTask, GroupCollectionPermission, GroupPagePermission, Page

from undersigned.accounts.models import CampaignGroup, Given
from undersigned.organiser import permissions
from undersigned.organiser.permissions import Role

ORGANISERS = "Organisers"  # from before there were roles: nearly an owner, without the signers
GROUPS = {Role.OWNER: "Owners", Role.EDITOR: "Editors", Role.MODERATOR: "Moderators", Role.ANALYST: "Analysts"}

_ORGANISERS = frozenset(
    {
        permissions.ENTER_DESK,
        permissions.DECIDE_ON_VOICES,
        permissions.READ_LETTERS,
        permissions.SEND_LETTERS_AGAIN,
    }
)
# Of an owner of everything: Wagtail's screens of users and groups, too.
_ACCOUNTS = frozenset(
    {permissions.READ_HISTORY}
    | {f"auth.{verb}_{what}" for verb in ("add", "change", "delete") for what in ("user", "group")}
)
_SINCE = frozenset({permissions.RECORD_OFFLINE, permissions.RETAIN})  # younger than the roles; then `Given` came
_WRITES = (Role.OWNER, Role.EDITOR)
_PAGES = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page")
_FILES = ("add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document")
_OWN_FILES = ("add_image", "choose_image", "add_document", "choose_document")  # who adds one may change that one
_APPS = ("auth", "accounts", "wagtailadmin", "wagtailcore", "wagtailimages", "wagtaildocs")


def on_migrated(**_: Any) -> None:
    provide()


@transaction.atomic
def provide() -> None:
    """Makes the groups that are missing, and gives the others what is new."""
    root = Page.get_first_root_node()
    if root is None or Collection.get_first_root_node() is None:
        return
    wanted = {ORGANISERS: _ORGANISERS} | {GROUPS[role]: permissions.ALLOWED[role] for role in Role}
    wanted[GROUPS[Role.OWNER]] |= _ACCOUNTS
    has_roles = Group.objects.filter(name=GROUPS[Role.OWNER]).exists()
    if not has_roles:
        _make_way()
    missing = set(wanted) - set(Group.objects.filter(name__in=wanted).values_list("name", flat=True))
    new = _new(wanted, missing)
    if not new:
        return
    _make_permissions()
    _make(missing, root)
    for name, (old, fresh) in sorted(new.items()):
        _give(Group.objects.get(name=name), old, fresh)
    if not has_roles:
        owners = Group.objects.get(name=GROUPS[Role.OWNER])
        for task in GroupApprovalTask.objects.filter(groups=None):
            task.groups.add(owners)
        _let_those_download_who_could()


def _make(missing: set[str], root: Page) -> None:
    writers = {ORGANISERS} | {GROUPS[role] for role in _WRITES}
    for name in sorted(missing):
        group = Group.objects.create(name=name)
        if name in writers:
            _let_write(group, root, files=_FILES)


def _new(wanted: Mapping[str, frozenset[str]], missing: set[str]) -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """By group, what it is to have and was not noted as given: first what it was given all the same, then the new."""
    given: dict[str, set[str]] = {name: set() for name in wanted}
    for name, permission in Given.objects.filter(group__name__in=wanted).values_list("group__name", "permission"):
        given[name].add(permission)
    found, new = {}, frozenset(one for one in _SINCE if not _is_held(one))
    for name, all_ in wanted.items():
        was_before = not given[name] and name not in missing  # before it was noted
        old, lacks = all_ - new if was_before else frozenset(), all_ - given[name]
        if lacks:
            found[name] = old, lacks - old
    return found


def _is_held(permission: str) -> bool:
    """By any group: then the groups were made with it, and who lacks it lost it on purpose."""
    return Group.objects.filter(permissions__in=permissions.named(frozenset({permission}))).exists()


def _give(group: Group, old: frozenset[str], fresh: frozenset[str]) -> None:
    group.permissions.add(*permissions.named(fresh))
    Given.objects.bulk_create(Given(group=group, permission=one) for one in sorted(old | fresh))


def give(user: User, role: Role, *, page: Page | None) -> None:
    """One role for all campaigns, or one for this one, in place of the one before."""
    take(user, page=page)
    user.groups.add(Group.objects.get(name=GROUPS[role]) if page is None else _of_campaign(page, role))


def take(user: User, *, page: Page | None) -> None:
    held = Q(name__in=[*GROUPS.values(), ORGANISERS]) if page is None else Q(campaign__page=page)
    user.groups.remove(*user.groups.filter(held))


def is_owner(user: Any) -> bool:
    """Of everything or of one campaign."""
    held = Q(name=GROUPS[Role.OWNER]) | Q(campaign__role=Role.OWNER)
    return bool(user.is_superuser) or user.groups.filter(held).exists()


def role_of(held: Iterable[Group]) -> Role | None:
    """The role for all campaigns among somebody's groups."""
    names = {group.name for group in held}
    return next((role for role, name in GROUPS.items() if name in names), None)


@transaction.atomic
def _of_campaign(page: Page, role: Role) -> Group:
    found = CampaignGroup.objects.filter(page=page, role=role).select_related("group").first()
    if found is not None:
        return found.group
    name = f"{GROUPS[role]} of {page.slug}"[:140]
    if Group.objects.filter(name=name).exists():  # the slug was another campaign's once
        name = f"{name} ({page.pk})"
    group = Group.objects.create(name=name)
    CampaignGroup.objects.create(group=group, page_id=page.pk, role=role)
    group.permissions.set(permissions.named(frozenset({permissions.ENTER_DESK})))
    if role in _WRITES:
        _let_write(group, page, files=_OWN_FILES)
    return group


def _let_write(group: Group, page: Page, *, files: tuple[str, ...]) -> None:
    """The page, what stands below it, and pictures and documents for it."""
    collection = Collection.get_first_root_node()
    for permission in permissions.named(frozenset(f"wagtailcore.{name}" for name in _PAGES)):
        GroupPagePermission.objects.create(group=group, page_id=page.pk, permission=permission)
    names = {f"wagtaildocs.{name}" if name.endswith("document") else f"wagtailimages.{name}" for name in files}
    for permission in permissions.named(frozenset(names)):
        GroupCollectionPermission.objects.create(group=group, collection=collection, permission=permission)


def _make_way() -> None:
    """Wagtail brings "Editors" and "Moderators", who may both do other things than ours, and a task for the latter."""
    for group in Group.objects.filter(name__in=GROUPS.values(), campaign=None):
        if group.user_set.exists():
            group.name = f"{group.name} (before there were roles)"
            group.save(update_fields=["name"])
        else:
            group.delete()


def _let_those_download_who_could() -> None:
    """Downloading became a permission of its own together with the roles; before, seeing signers was enough."""
    seeing = permissions.named(frozenset({permissions.SEE_SIGNERS})).get()
    downloading = permissions.named(frozenset({permissions.EXPORT_SIGNERS})).get()
    for group in Group.objects.filter(permissions=seeing).exclude(name__in=GROUPS.values()):
        group.permissions.add(downloading)
    for user in User.objects.filter(user_permissions=seeing):
        user.user_permissions.add(downloading)


def _make_permissions() -> None:
    """Django makes them app by app after a migration; some of these apps may still have their turn to come."""
    labels = {name.split(".")[0] for name in permissions.ALLOWED[Role.OWNER]} | set(_APPS)
    for label in sorted(labels & {config.label for config in apps.get_app_configs()}):
        create_permissions(apps.get_app_config(label), verbosity=0)
