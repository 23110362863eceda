"""Networks that an organiser has let in for an event: no number of forms from there is too many."""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from undersigned.defence.client import Lines, Network

# A larger one is no hall and no school.
WIDEST = {4: 16, 6: 40}
NARROWEST = {4: 32, 6: 64}  # what a visitor is known by; see `client.Lines`


class Guests:
    def __init__(self, networks: Iterable[str] = ()) -> None:
        self._networks = tuple(ip_network(one, strict=False) for one in networks)

    def has(self, lines: Lines | None) -> bool:
        if lines is None or not self._networks:
            return False
        address: IPv4Address | IPv6Address = ip_address(lines.near + (b"" if len(lines.near) == 4 else bytes(8)))
        return any(address in network for network in self._networks)


def read(written: str) -> Network | None:
    """What somebody typed: an address or a network. None: neither, or too large, or nobody's in particular."""
    try:
        network = ip_network(written.strip(), strict=False)
    except ValueError:
        return None
    if network.version == 6 and network.prefixlen > NARROWEST[6]:
        network = network.supernet(new_prefix=NARROWEST[6])
    is_one = network.prefixlen >= WIDEST[network.version] and network.is_global
    return network if is_one else None
