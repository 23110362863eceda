"""The screen that says what an installation lacks: for administrators alone."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from tests.organiser import desk
from tests.product import free_port

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_an_administrator_reads_what_is_missing_and_how_to_mend_it() -> None:
    client = desk.signed_in(User.objects.create_superuser("ines"))

    page = client.get(reverse("organiser:set_up")).content.decode()

    assert re.findall(r"<h2>([^<]+)</h2>", page) == ["Does not work", "Unsafe", "Good"]
    assert "links in letters lead to the reader&#x27;s own machine." in page
    assert "Set UNDERSIGNED_SITE_URL to the address that visitors use" in page
    assert "No mail server is set: letters are put into a folder, and nobody can confirm." in page


def test_the_mail_server_is_tried_on_request(settings: Any) -> None:
    settings.EMAIL_BACKEND = "undersigned.mail.transport.SmtpBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    client = desk.signed_in(User.objects.create_superuser("ines"))

    before = client.get(reverse("organiser:set_up")).content.decode()
    tried = client.post(reverse("organiser:set_up")).content.decode()

    for page, is_tried in ((before, False), (tried, True)):
        assert (f"127.0.0.1:{settings.EMAIL_PORT} cannot be used" in page) is is_tried
        assert ("Try the mail server, too" in page) is not is_tried


def test_who_only_organises_sees_neither_screen_nor_entry() -> None:
    client = desk.signed_in(desk.theo())

    assert client.get(reverse("organiser:set_up")).status_code == 403
    assert _entry(client) is None


def test_administrators_find_it_in_the_menu() -> None:
    client = desk.signed_in(User.objects.create_superuser("ines"))

    assert _entry(client) is not None


def _entry(client: Any) -> Any:
    return re.search(r"/organiser/set-up/", client.get("/organiser/").content.decode())
