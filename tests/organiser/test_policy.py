"""The headers of the desk's answers, and that nothing runs in its pages which has not come with them."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.forms import Form
from django.test import Client, RequestFactory
from wagtail.admin.widgets import AdminDateInput, AdminDateTimeInput, AdminTimeInput
from wagtail.documents.models import Document
from wagtail.images.widgets import AdminImageChooser

from tests.organiser import desk
from undersigned.design import assets
from undersigned.organiser import policy

pytestmark = pytest.mark.django_db
NONCE = re.compile(r"'nonce-([A-Za-z0-9+/]{22}==)'")


def _policy(response: Any) -> list[str]:
    return NONCE.sub("'nonce-…'", response["Content-Security-Policy"]).split("; ")


DESKS = [
    "default-src 'none'",
    "script-src 'self' 'nonce-…'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "object-src 'none'",
    "media-src 'self'",
    "connect-src 'self'",
    "frame-src 'self' https://www.youtube-nocookie.com https://player.vimeo.com",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'self'",
]


def test_every_page_of_the_desk_says_what_it_may_load() -> None:
    client = desk.signed_in(User.objects.create_superuser("ines"))

    answers = [Client().get("/organiser/login/"), client.get("/organiser/"), client.get("/organiser/people/")]

    assert [_policy(answer) for answer in answers] == [DESKS] * 3
    assert [answer["X-Content-Type-Options"] for answer in answers] == ["nosniff"] * 3
    assert [answer["X-Frame-Options"] for answer in answers] == ["SAMEORIGIN"] * 3
    assert [answer["Referrer-Policy"] for answer in answers] == ["same-origin"] * 3
    assert [answer["Cross-Origin-Opener-Policy"] for answer in answers] == ["same-origin"] * 3
    assert [answer["Cross-Origin-Resource-Policy"] for answer in answers] == ["same-origin"] * 3
    assert ["camera=()" in answer["Permissions-Policy"] for answer in answers] == [True] * 3
    assert ["Strict-Transport-Security" in answer for answer in answers] == [False] * 3


@pytest.mark.once
def test_over_https_browsers_are_told_to_stay_there(settings: Any) -> None:
    settings.SESSION_COOKIE_SECURE = True

    assert Client().get("/organiser/login/")["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_no_nonce_comes_twice_and_scripts_in_the_page_have_its_own() -> None:
    page = desk.campaign("Keep the library open", "sunday-library")
    client = desk.signed_in(User.objects.create_superuser("ines"))

    answers = [client.get(f"/organiser/pages/{page.pk}/edit/") for _ in range(2)]

    nonces = [NONCE.findall(answer["Content-Security-Policy"]) for answer in answers]
    assert (len(nonces[0]), nonces[0] != nonces[1]) == (1, True)
    html = answers[0].content.decode()
    inline = [tag for tag in re.findall(r"<script\b[^>]*>", html) if " src=" not in tag and "json" not in tag]
    assert {tag for tag in inline if "text/" not in tag} == {f'<script nonce="{nonces[0][0]}">'}


@pytest.mark.once
def test_what_is_no_page_may_do_nothing_at_all() -> None:
    client = desk.signed_in(User.objects.create_superuser("ines"))

    answers = [client.get(address) for address in ("/organiser/jsi18n/", "/organiser/nowhere", "/delivery/x/y")]

    assert [_policy(answers[0]), _policy(answers[1])] == [policy.NO_PAGE.split("; "), DESKS]
    assert "script-src 'sha256-" in answers[2]["Content-Security-Policy"]  # the recipient's page has a stricter one


def test_the_preview_is_as_strict_as_the_page_and_may_be_framed_by_the_desk() -> None:
    page = desk.campaign("Keep the library open", "sunday-library")
    client = desk.signed_in(User.objects.create_superuser("ines"))

    answer = client.get(f"/organiser/pages/{page.pk}/view_draft/")

    assert _policy(answer) == [
        "default-src 'none'",
        f"script-src '{assets.csp_hash(assets.SCRIPT)}' '{assets.csp_hash(assets.CAMPAIGN_SCRIPT)}'",
        "style-src 'unsafe-inline'",
        "img-src 'self' data:",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
        *DESKS[6:],
    ]


@pytest.mark.once
def test_markup_in_what_it_is_given_does_not_end_the_choosers_script() -> None:
    html = AdminImageChooser().render("picture", None, {"id": "</script><script>alert(1)</script>"})

    assert re.findall(r"<script\b[^>]*>", html) == [f'<script nonce="{policy.nonce()}">']
    assert html.count("</script>") == 1


@pytest.mark.once
@pytest.mark.parametrize("widget", [AdminDateInput, AdminTimeInput, AdminDateTimeInput])
def test_date_pickers_scripts_have_the_nonce(widget: Any) -> None:
    policy.Headers(lambda _request: None).process_request(RequestFactory().get("/"))

    html = str(Form().renderer.render(widget.template_name, widget().get_context("day", None, {"id": "day"})))

    assert re.findall(r"<script\b[^>]*>", html) == [f'<script nonce="{policy.nonce()}">']


@pytest.mark.once
def test_documents_are_handed_out_by_the_front_where_they_can_do_nothing() -> None:
    """The desk redirects to the file; `tests/public/test_app.py` has its headers."""
    document = Document.objects.create(title="Map", file="documents/map.pdf")

    answer = Client().get(f"/documents/{document.pk}/map.pdf")

    assert (answer.status_code, answer["Location"]) == (302, "/media/documents/map.pdf")
    assert _policy(answer) == DESKS or _policy(answer) == policy.NO_PAGE.split("; ")
