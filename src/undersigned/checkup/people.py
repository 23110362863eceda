"""Who can come in at the desk."""

from collections.abc import Iterator

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from undersigned.checkup.finding import Finding, good, wrong


def accounts() -> Iterator[Finding]:
    if get_user_model().objects.filter(is_active=True, is_superuser=True).exists():
        yield good(_("There is an account for the desk that may do everything."))
    else:
        yield wrong(
            _("Nobody can administer the desk: there is no account that may do everything."),
            _("Open the address that `undersigned serve` prints when it starts, and make an account there."),
        )
