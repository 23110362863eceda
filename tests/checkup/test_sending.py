"""Whether others will believe our letters: what `check-mail` says of a domain's records, and what to mend."""

import base64
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.checkup.names import NameServer, Zone
from undersigned.checkup import Level, dkim, sending
from undersigned.checkup.sending import Sender

SENDER = Sender("petition@rivers.alt", path="rivers.alt", host="mail.rivers.alt")


def _key(bits: int) -> str:
    public = rsa.generate_private_key(public_exponent=65537, key_size=bits).public_key()
    return base64.b64encode(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()


LONG, SHORT = _key(2048), _key(1024)


def dkim_record(key: str) -> list[str]:
    value = f"v=DKIM1; k=rsa; p={key}"
    return [" ".join(f'"{value[start : start + 200]}"' for start in range(0, len(value), 200))]


GOOD: dict[tuple[str, str], list[str]] = {
    ("rivers.alt", "TXT"): ['"v=spf1 a:mail.rivers.alt -all"'],
    ("rivers.alt", "MX"): ["10 mail.rivers.alt."],
    ("mail.rivers.alt", "A"): ["192.0.2.7"],
    ("7.2.0.192.in-addr.arpa", "PTR"): ["mail.rivers.alt."],
    ("s1._domainkey.rivers.alt", "TXT"): dkim_record(LONG),
    ("_dmarc.rivers.alt", "TXT"): ['"v=DMARC1; p=quarantine; rua=mailto:petition@rivers.alt"'],
}


def _said(zone: Zone, sender: Sender = SENDER, **options: Any) -> list[tuple[str, str]]:
    with NameServer(zone) as lookup:
        return [(one.level.name, one.sentence) for one in sending.of(sender, lookup, **options)]


def _but(**changed: Any) -> Zone:
    """`GOOD` with other records: named by the first word of their name and their type; None: without them."""
    of = {f"{domain.partition('.')[0].lstrip('_')}_{kind}".lower(): (domain, kind) for domain, kind in GOOD}
    zone = {**GOOD, **{of[name]: records for name, records in changed.items()}}
    return {place: records for place, records in zone.items() if records is not None}


def test_a_domain_that_has_all_is_told_so() -> None:
    assert _said(GOOD) == [
        ("GOOD", "SPF: rivers.alt lets mail.rivers.alt send."),
        ("GOOD", "DKIM: there is a key at s1._domainkey.rivers.alt."),
        ("GOOD", "DMARC: the policy of rivers.alt is “quarantine”."),
        ("GOOD", "192.0.2.7 of mail.rivers.alt has a name that leads back to it."),
    ]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"rivers_txt": None}, ("WRONG", "rivers.alt has no SPF record: nobody knows who may send for it.")),
        (
            {"rivers_txt": ['"v=spf1 -all"', '"v=spf1 ~all"']},
            ("WRONG", "rivers.alt has two SPF records or more: servers then read none."),
        ),
        (
            {"rivers_txt": ['"v=spf1 include:nobody.alt -all"']},
            (
                "WRONG",
                "The SPF record of rivers.alt cannot be used: it is not valid, or asks for more than 10 others.",
            ),
        ),
        (
            {"rivers_txt": ['"v=spf1 ip4:198.51.100.1 -all"']},
            ("UNSAFE", "The SPF record of rivers.alt does not name mail.rivers.alt."),
        ),
        (
            {"s1_txt": None},
            ("UNSAFE", "No key to sign letters of rivers.alt was found under any usual name (DKIM)."),
        ),
        (
            {"s1_txt": dkim_record(SHORT)},
            ("UNSAFE", "The key at s1._domainkey.rivers.alt has 1024 bits: some servers do not trust one so short."),
        ),
        ({"s1_txt": dkim_record("bm90IGEga2V5")}, ("WRONG", "The key at s1._domainkey.rivers.alt cannot be read.")),
        ({"dmarc_txt": None}, ("UNSAFE", "rivers.alt has no DMARC record: large providers ask for one.")),
        (
            {"dmarc_txt": ['"v=DMARC1; rua=mailto:x@rivers.alt"']},
            ("UNSAFE", "The DMARC record of rivers.alt cannot be used: there are two, or it names no policy."),
        ),
        (
            {"7_ptr": ["host-7.provider.alt."]},
            (
                "UNSAFE",
                "192.0.2.7 of mail.rivers.alt has no name that leads back to it (PTR): many servers refuse its "
                "letters.",
            ),
        ),
        (
            {"rivers_mx": ["0 ."]},
            (
                "WRONG",
                "rivers.alt takes no mail: what cannot be delivered returns nowhere, and some refuse such senders.",
            ),
        ),
    ],
)
def test_what_is_missing_is_named_and_nothing_else(changed: dict[str, Any], told: tuple[str, str]) -> None:
    said = _said(_but(**changed))

    assert [one for one in said if one[0] != "GOOD"] == [told]


def test_each_thing_amiss_comes_with_what_to_do() -> None:
    with NameServer({("mail.rivers.alt", "A"): ["192.0.2.7"]}) as lookup:
        found = sending.of(SENDER, lookup)

    assert [one for one in found if (one.level is not Level.GOOD) != bool(one.remedy)] == []
    assert len([one for one in found if one.remedy]) == 5


def test_a_subdomain_has_its_organisations_policy() -> None:
    sender = Sender("petition@news.rivers.alt", path="rivers.alt", host="mail.rivers.alt")
    zone = {**GOOD, ("news.rivers.alt", "MX"): ["10 mail.rivers.alt."]}

    assert ("GOOD", "DMARC: the policy of news.rivers.alt is “quarantine”.") in _said(zone, sender)


def test_letters_that_return_elsewhere_need_a_signature() -> None:
    sender = Sender("petition@rivers.alt", path="provider.alt", host="mail.rivers.alt")
    zone = {**GOOD, ("provider.alt", "TXT"): GOOD["rivers.alt", "TXT"], ("provider.alt", "MX"): ["10 mail.rivers.alt."]}
    unsigned = {place: records for place, records in zone.items() if "_domainkey" not in place[0]}
    told = (
        "UNSAFE",
        "Letters from rivers.alt return to provider.alt, which is another domain, and no signature was found.",
    )

    assert told not in _said(zone, sender)
    assert told in _said(unsigned, sender)


def test_a_domain_that_does_not_answer_says_nothing_of_its_records() -> None:
    said = _said({**GOOD, ("fails.rivers.alt", "TXT"): []})

    assert said == [("UNSAFE", "The domain name system does not answer for rivers.alt.")]


def test_a_key_that_is_named_is_the_only_one_asked_for() -> None:
    server = NameServer(_but(s1_txt=None))
    with server as lookup:
        found = sending.of(SENDER, lookup, selectors=["summer"])

    assert [one for one, _ in server.asked if "_domainkey" in one] == ["summer._domainkey.rivers.alt"]
    assert "There is no key at summer._domainkey.rivers.alt." in [one.sentence for one in found]


@pytest.mark.parametrize(
    ("one", "other", "is_together"),
    [
        ("rivers.alt", "rivers.alt", True),
        ("news.rivers.alt", "rivers.alt", True),
        ("rivers.alt", "bounces.rivers.alt", True),
        ("news.rivers.alt", "bounces.rivers.alt", True),
        ("rivers.alt", "lakes.alt", False),
        ("rivers.co.uk", "lakes.co.uk", False),
        ("rivers.alt", "notrivers.alt", False),
    ],
)
def test_two_domains_are_one_organisations_or_not(*, one: str, other: str, is_together: bool) -> None:
    assert sending.together(one, other) is is_together


LETTER = (
    "DKIM-Signature: v=1; a=rsa-sha256; d={domain}; s=summer;\r\n h=from:to:subject:{more}; bh=x; b=y\r\n"
    "From: petition@rivers.alt\r\nList-Unsubscribe: <https://rivers.alt/x>\r\n\r\nHello\r\n"
)


@pytest.mark.parametrize(
    ("domain", "more", "selector", "levels"),
    [
        ("rivers.alt", "list-unsubscribe:list-unsubscribe-post", "summer", ["GOOD"]),
        ("rivers.alt", "list-unsubscribe", "summer", ["UNSAFE"]),
        ("provider.alt", "list-unsubscribe:list-unsubscribe-post", "", ["WRONG"]),
    ],
)
def test_a_letter_that_arrived_names_the_key_and_what_it_covers(
    domain: str, more: str, selector: str, levels: list[str]
) -> None:
    name, found = dkim.of_letter(LETTER.format(domain=domain, more=more).encode(), domain="rivers.alt")

    assert (name, [one.level.name for one in found]) == (selector, levels)


def test_where_letters_go_into_a_folder_nothing_is_asked(settings: Any) -> None:
    assert list(sending.look()) == []
