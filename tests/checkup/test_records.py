"""The DNS records that the desk names for a sender's domain, and the addresses for which there can be none."""

from typing import Any

import pytest

from undersigned.checkup import records


@pytest.mark.parametrize(
    ("host", "site", "spf"),
    [
        ("email-smtp.eu-west-1.amazonaws.com", "https://petition.rivers.alt", "v=spf1 include:amazonses.com ~all"),
        ("mail.hoster.alt", "https://petition.rivers.alt", "v=spf1 a:mail.hoster.alt ~all"),
        ("127.0.0.1", "https://petition.rivers.alt", "v=spf1 a:petition.rivers.alt ~all"),
        ("127.0.0.1", "http://127.0.0.1:8000", ""),
    ],
)
def test_the_records_name_the_server_that_sends(settings: Any, host: str, site: str, spf: str) -> None:
    settings.EMAIL_BACKEND = "undersigned.mail.transport.SmtpBackend"
    settings.EMAIL_HOST, settings.WAGTAILADMIN_BASE_URL = host, site

    found = records.of("petition@rivers.alt", contact="hello@elsewhere.alt")

    assert [(record.kind, record.name, record.value) for record in found] == [
        ("SPF", "rivers.alt", spf),
        ("DKIM", "", ""),
        ("DMARC", "_dmarc.rivers.alt", "v=DMARC1; p=none; rua=mailto:petition@rivers.alt"),
    ]


def test_an_address_that_cannot_send_is_told(settings: Any) -> None:
    settings.EMAIL_HOST = "mail.hoster.alt"
    told = [records.trouble(f"theo@{domain}") for domain in ("example.org", "gmail.com", "rivers.alt")]
    settings.EMAIL_HOST = "smtp.gmail.com"

    assert [finding and finding.sentence for finding in told] == [
        "Nobody can have the address theo@example.org: mail servers refuse it.",
        "Letters in the name of gmail.com that come from another server are put aside as spam.",
        None,
    ]
    assert records.trouble("theo@gmail.com") is None
