"""What an upgrade gives to the groups of roles, and what it leaves as owners have made it."""

import pytest
from django.contrib.auth.models import Group, User

from undersigned.accounts.models import Given
from undersigned.organiser import groups, permissions
from undersigned.organiser.permissions import Role

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", list(Role))
def test_a_group_from_before_paper_is_given_what_came_since_once(role: Role) -> None:
    group = Group.objects.get(name=groups.GROUPS[role])
    taken = permissions.named(frozenset({permissions.SEE_SIGNERS}))
    added = permissions.named(frozenset({permissions.READ_LETTERS}))
    since = permissions.named(frozenset({permissions.RECORD_OFFLINE, permissions.RETAIN}))
    before = {*group.permissions.all()}
    Given.objects.all().delete()
    for one in Group.objects.all():
        one.permissions.remove(*since)
    group.permissions.remove(*taken)
    group.permissions.add(*added)

    groups.on_migrated()
    brought = {*group.permissions.all()}
    group.permissions.remove(*since)
    groups.on_migrated()

    assert brought == (before - {*taken}) | {*added}
    assert {*group.permissions.all()} == brought - {*since}


def test_what_was_taken_away_before_it_was_noted_is_not_given_back() -> None:
    """Another group has it: so they were made with it."""
    moderators = Group.objects.get(name=groups.GROUPS[Role.MODERATOR])
    offline = permissions.named(frozenset({permissions.RECORD_OFFLINE}))
    Given.objects.all().delete()
    moderators.permissions.remove(*offline)
    before = {*moderators.permissions.all()}

    groups.on_migrated()

    assert {*moderators.permissions.all()} == before


def test_a_group_is_given_what_a_later_upgrade_brings(monkeypatch: pytest.MonkeyPatch) -> None:
    more = permissions.ALLOWED[Role.ANALYST] | {permissions.READ_LETTERS}
    monkeypatch.setitem(permissions.ALLOWED, Role.ANALYST, more)

    groups.on_migrated()

    theo = User.objects.create_user("theo")
    groups.give(theo, Role.ANALYST, page=None)
    assert theo.has_perm(permissions.READ_LETTERS)
