"""Who asks: the first address from the right that is no trusted proxy's, and nobody where that cannot be known."""

from ipaddress import ip_address

import pytest

from undersigned.defence.client import Lines, lines, networks

DEFAULT = "127.0.0.0/8, ::1"
CDN = f"{DEFAULT}, 198.51.100.0/24, 2001:db8:cd::/48"
ROSA, MALLORY = "88.1.2.3", "93.4.5.6"


def known(address: str) -> Lines:
    packed = ip_address(address).packed
    near, wide = (4, 3) if len(packed) == 4 else (8, 6)
    return Lines(packed[:near], packed[:wide])


def headers(*told: str) -> list[tuple[bytes, bytes]]:
    return [(b"host", b"petition.example.org"), *((b"x-forwarded-for", one.encode("latin-1")) for one in told)]


@pytest.mark.parametrize(
    ("peer", "told", "trusted", "found"),
    [
        # nobody in front
        (ROSA, [], DEFAULT, ROSA),
        (ROSA, [], "", ROSA),
        ("2a02:1:2:3:4:5:6:7", [], DEFAULT, "2a02:1:2:3:4:5:6:7"),
        (f"::ffff:{ROSA}", [], DEFAULT, ROSA),
        # a header that the visitor wrote
        (MALLORY, [ROSA], DEFAULT, MALLORY),
        (MALLORY, [f"{ROSA}, 127.0.0.1"], DEFAULT, MALLORY),
        (MALLORY, [ROSA], "", MALLORY),
        # one proxy on this machine
        ("127.0.0.1", [ROSA], DEFAULT, ROSA),
        ("::1", [ROSA], DEFAULT, ROSA),
        ("::ffff:127.0.0.1", [ROSA], DEFAULT, ROSA),
        ("127.0.0.1", [f" {ROSA} "], DEFAULT, ROSA),
        ("127.0.0.1", [f"{ROSA}:51234"], DEFAULT, ROSA),
        ("127.0.0.1", ["[2a02:1:2:3::9]:443"], DEFAULT, "2a02:1:2:3::9"),
        ("127.0.0.1", ["[2a02:1:2:3::9]"], DEFAULT, "2a02:1:2:3::9"),
        ("127.0.0.1", [f"::ffff:{ROSA}"], DEFAULT, ROSA),
        # what stands left of the proxy's own entry is the visitor's invention
        ("127.0.0.1", [f"{ROSA}, {MALLORY}"], DEFAULT, MALLORY),
        ("127.0.0.1", [ROSA, MALLORY], DEFAULT, MALLORY),
        ("127.0.0.1", [f"unknown, {MALLORY}"], DEFAULT, MALLORY),
        # two proxies
        ("127.0.0.1", [f"{ROSA}, 198.51.100.7"], CDN, ROSA),
        ("127.0.0.1", [f"{MALLORY}, {ROSA}, 198.51.100.7"], CDN, ROSA),
        ("127.0.0.1", [f"{ROSA}, 2001:db8:cd::7"], CDN, ROSA),
        ("127.0.0.1", [f"{ROSA}, 198.51.100.7, 127.0.0.1"], CDN, ROSA),
        # nobody can be known
        ("127.0.0.1", [], DEFAULT, None),
        ("127.0.0.1", [""], DEFAULT, None),
        ("127.0.0.1", [f"{ROSA}, unknown"], DEFAULT, None),
        ("127.0.0.1", ["127.0.0.1"], DEFAULT, None),
        ("127.0.0.1", ["10.1.2.3"], DEFAULT, None),
        ("127.0.0.1", ["999.1.1.1"], DEFAULT, None),
        ("127.0.0.1", ["\xa0"], DEFAULT, None),
        ("127.0.0.1", [ROSA], "", None),
        ("172.18.0.1", [ROSA], DEFAULT, None),
        ("fe80::1%eth0", [], DEFAULT, None),
        (None, [ROSA], DEFAULT, None),
        ("", [ROSA], DEFAULT, None),
    ],
)
def test_who_asks(peer: str | None, told: list[str], trusted: str, found: str | None) -> None:
    expected = known(found) if found else None

    assert lines(peer, headers(*told), trusted=networks(trusted)) == expected


def test_neighbours_share_what_is_wide_and_not_what_is_near() -> None:
    rosa, neighbour, far = known("88.1.2.3"), known("88.1.2.4"), known("88.1.3.3")
    assert (rosa.near == neighbour.near, rosa.wide == neighbour.wide, rosa.wide == far.wide) == (False, True, False)


def test_an_ipv6_line_is_one_whatever_its_devices_call_themselves() -> None:
    phone, laptop = (lines(f"2a02:1:2:3:{device}", [], trusted=()) for device in ("1:2:3:4", "5:6:7:8"))

    assert phone == laptop


def test_a_network_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match=r"300\.0\.0\.0/8"):
        networks("127.0.0.1, 300.0.0.0/8")
