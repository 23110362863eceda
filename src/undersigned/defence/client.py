"""Who asks: the address behind the proxies, as its first bytes. Whoever keeps them keeps a hash; see `limits`.

The number of proxies in front is the installation's to say (`UNDERSIGNED_TRUSTED_PROXIES`): whatever else a header
names was written by the visitor, and counts for nothing.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import NamedTuple

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
HEADER = b"x-forwarded-for"


class Lines(NamedTuple):
    """Never to be kept like this. `near`: one line, IPv4 /32 or IPv6 /64. `wide`: its neighbourhood, /24 or /48."""

    near: bytes
    wide: bytes


def networks(written: str) -> tuple[Network, ...]:
    """`"127.0.0.0/8, ::1"`, apart by commas or blanks. Raises `ValueError`."""
    return tuple(ip_network(one, strict=False) for one in written.replace(",", " ").split())


def lines(peer: str | None, headers: Iterable[tuple[bytes, bytes]], *, trusted: Sequence[Network]) -> Lines | None:
    """From the right: the first address that is no trusted proxy's. `peer`: who holds the connection.

    None where that is nobody in particular: a visitor on a private network, or a proxy that nobody has named. To limit
    it would be to limit everybody behind it.
    """
    address = _address(peer or "")
    if address is not None and _is_in(address, trusted):
        told = b",".join(value for name, value in headers if name == HEADER).decode("latin-1")
        address = _last_untrusted(told, trusted)
    return _lines(address) if address is not None and address.is_global else None


def _last_untrusted(told: str, trusted: Sequence[Network]) -> Address | None:
    for hop in reversed(told.split(",")):
        address = _address(hop.strip())
        if address is None or not _is_in(address, trusted):
            return address
    return None


def _is_in(address: Address, trusted: Sequence[Network]) -> bool:
    return any(address in network for network in trusted)


@lru_cache(maxsize=4096)
def _address(written: str) -> Address | None:
    """Also `1.2.3.4:5678`, `[2001:db8::1]:443` and what an IPv4 visitor is called on an IPv6 socket."""
    if written.startswith("["):
        written = written[1:].partition("]")[0]
    elif written.count(":") == 1:
        written = written.partition(":")[0]
    try:
        address = ip_address(written.partition("%")[0])
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address


def _lines(address: Address) -> Lines:
    near, wide = (4, 3) if address.version == 4 else (8, 6)
    return Lines(address.packed[:near], address.packed[:wide])
