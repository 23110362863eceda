"""Which machines may send for a domain: each kind of term, and what makes a record worthless."""

import pytest

from tests.checkup.names import NameServer, Zone
from undersigned.checkup import spf
from undersigned.checkup.spf import Result

D = "rivers.alt"


def _spf(*terms: str) -> list[str]:
    return [f'"v=spf1 {" ".join(terms)}"']


HOSTS: dict[tuple[str, str], list[str]] = {
    ("mail.rivers.alt", "A"): ["192.0.2.7"],
    ("mail.rivers.alt", "AAAA"): ["2001:db8::7"],
    (D, "A"): ["192.0.2.9"],
    (D, "MX"): ["10 mail.rivers.alt."],
    ("provider.alt", "TXT"): _spf("ip4:192.0.2.7", "-all"),
    ("empty.alt", "A"): ["192.0.2.1"],
}


def _checked(zone: Zone, address: str = "192.0.2.7") -> spf.Found:
    with NameServer({**HOSTS, **zone}) as lookup:
        return spf.check(address, D, lookup)


@pytest.mark.parametrize(
    ("terms", "address", "result"),
    [
        ("ip4:192.0.2.0/29 -all", "192.0.2.7", Result.PASS),
        ("ip4:192.0.2.0/30 -all", "192.0.2.7", Result.FAIL),
        ("ip6:2001:db8::/32 ~all", "2001:db8::7", Result.PASS),
        ("ip4:192.0.2.7 -all", "2001:db8::7", Result.FAIL),
        ("a:mail.rivers.alt ~all", "192.0.2.7", Result.PASS),
        ("a:mail.rivers.alt ~all", "2001:db8::7", Result.PASS),
        ("a ~all", "192.0.2.9", Result.PASS),
        ("a/24 -all", "192.0.2.77", Result.PASS),
        ("a:mail.rivers.alt/24//32 -all", "2001:db8:0:5::1", Result.PASS),
        ("mx -all", "192.0.2.7", Result.PASS),
        ("mx -all", "192.0.2.8", Result.FAIL),
        ("include:provider.alt -all", "192.0.2.7", Result.PASS),
        ("include:provider.alt ~all", "192.0.2.8", Result.SOFTFAIL),
        ("redirect=provider.alt", "192.0.2.8", Result.FAIL),
        ("exp=why.rivers.alt ?all", "192.0.2.8", Result.NEUTRAL),
        ("ip4:192.0.2.8", "192.0.2.7", Result.NEUTRAL),
        ("exists:%{i}.rivers.alt -all", "192.0.2.7", Result.FAIL),
        ("include:empty.alt -all", "192.0.2.7", Result.PERMERROR),
        ("redirect=empty.alt", "192.0.2.7", Result.PERMERROR),
        ("ip4:mail.rivers.alt -all", "192.0.2.7", Result.PERMERROR),
        ("all:friends -nonsense", "192.0.2.7", Result.PASS),
        ("nonsense -all", "192.0.2.7", Result.PERMERROR),
    ],
)
def test_a_record_is_read_as_mail_servers_read_it(terms: str, address: str, result: Result) -> None:
    assert _checked({(D, "TXT"): _spf(terms)}, address).result == result


def test_without_a_record_nobody_knows_and_two_are_worth_none() -> None:
    assert _checked({(D, "TXT"): ['"google-site-verification=1"']}).result == Result.NONE
    assert _checked({(D, "TXT"): [*_spf("+all"), *_spf("-all")]}).result == Result.PERMERROR


def test_a_long_record_is_put_together_from_its_pieces() -> None:
    assert _checked({(D, "TXT"): ['"v=spf1 ip4:192.0" ".2.7 -all"']}).result == Result.PASS


@pytest.mark.parametrize(("number", "result"), [(10, Result.PASS), (11, Result.PERMERROR)])
def test_ten_other_domains_may_be_asked_and_not_eleven(number: int, result: Result) -> None:
    chain: Zone = {
        (f"n{one}.alt", "TXT"): _spf(f"include:n{one + 1}.alt" if one < number else "ip4:192.0.2.7", "-all")
        for one in range(1, number + 1)
    }

    found = _checked({(D, "TXT"): _spf("include:n1.alt", "-all"), **chain})

    assert (found.result, found.lookups) == (result, number)
    assert found.included[:2] == ["n1.alt", "n2.alt"]


def test_records_that_refer_to_each_other_come_to_an_end() -> None:
    assert _checked({(D, "TXT"): _spf(f"include:{D}", "-all")}).result == Result.PERMERROR
