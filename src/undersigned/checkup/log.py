"""Whether each petition's public log goes on: where it stands still, so does the number on the page."""

from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _

from undersigned.checkup.finding import Finding, good, wrong
from undersigned.ledger import status
from undersigned.ledger.files import Files
from undersigned.ledger.models import Log
from undersigned.signing.models import Petition


def logs() -> Iterator[Finding]:
    files = Files(settings.LOG_KEYS, settings.LOG_MARK, host="")  # the host is of new logs alone
    begun = Log.objects.order_by("petition_id").values_list("petition_id", flat=True)
    still = 0
    for petition_id in begun:
        one = status.of(petition_id, files=files)
        if not one.trouble:
            continue
        still += 1
        slug = Petition.objects.values_list("slug", flat=True).get(pk=petition_id)
        yield wrong(
            _("The log of /%(slug)s/ stands still, and the number on its page with it: %(waiting)d entries wait.")
            % {"slug": slug, "waiting": one.waiting},
            one.trouble[0].upper() + one.trouble[1:],
        )
    if begun and not still:
        yield good(_("Every petition’s public log goes on."))
