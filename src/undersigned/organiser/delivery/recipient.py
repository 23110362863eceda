"""The recipient's page: what a packet holds, and its files, for whoever has the address. No account, no cookie."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone, translation
from wagtail.log_actions import log

from undersigned.delivery import link
from undersigned.delivery.models import Delivery
from undersigned.design import assets
from undersigned.organiser.delivery import handing
from undersigned.signing import count


def packet(request: HttpRequest, token: str) -> HttpResponse:
    row = link.packet(token, at=timezone.now())
    if row is None:
        return _over(request)
    with translation.override(row.petition.language):
        context = {
            "language": row.petition.language,
            "ask": row.petition.ask,
            "row": row,
            "token": token,
            "count": count.formatted(row.count, row.petition.language),
            "files": [{"name": name, **facts} for name, facts in sorted(row.files.items())],
            "all": handing.ALL,
            "size": handing.size(row),
        }
        return _rendered(request, "organiser/delivery/recipient.html", context)


def file(request: HttpRequest, token: str, name: str) -> HttpResponseBase:
    """Logged before the first byte leaves, by nobody's name."""
    row = link.packet(token, at=timezone.now())
    if row is None:
        return _over(request)
    made = handing.answer(row, name)
    _record(row, name)
    return made


def _record(row: Delivery, name: str) -> None:
    data = {"packet": str(row.pk), "file": name}
    log(instance=row.petition, action="organiser.delivery.fetch", title=row.petition.ask, data=data)


def _over(request: HttpRequest) -> HttpResponse:
    return _rendered(request, "organiser/delivery/recipient_over.html", {}, status=404)


def _rendered(request: HttpRequest, template: str, context: dict[str, object], *, status: int = 200) -> HttpResponse:
    """Now, while the language is the petition's. Nothing foreign is loaded, and no page frames this one."""
    scripts = " ".join(f"'{one}'" for one in assets.script_hashes())
    policy = f"default-src 'none'; style-src '{assets.style_hash()}'; script-src {scripts}; img-src data:"
    policy = f"{policy}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    policy = f"{policy}; require-trusted-types-for 'script'; trusted-types 'none'"
    headers = {**handing.HEADERS, "Content-Security-Policy": policy}
    return TemplateResponse(request, template, context, status=status, headers=headers).render()
