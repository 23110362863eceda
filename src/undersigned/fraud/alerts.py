"""What stands out in an hour's numbers. It accuses nobody: a school or a newspaper's page looks alike at first."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from undersigned.fraud.models import Crowd, Hour
from undersigned.signing import networks

Kind = Crowd.Kind

CROWD, LARGE_CROWD = 100, 200  # of one network in an hour
QUICK, QUICK_SHARE = 30, 0.5
MACHINE, MACHINE_SHARE = 50, 0.5
SILENT, SILENT_SHARE, SILENT_AFTER = 50, 0.1, timedelta(hours=2)
DOMAIN, DOMAIN_SHARE, DOMAIN_TIMES = 100, 0.2, 3.0


def of(crowd: Crowd, *, hour: Hour, usual: Mapping[str, float], at: datetime) -> list[str]:
    """The names of what stands out. `usual`: each domain's share of all in the week before; empty: nobody knows."""
    found = {
        "large-crowd": crowd.kind in (Kind.NETWORK, Kind.LINE) and crowd.signed >= LARGE_CROWD,
        "crowd": crowd.kind in (Kind.NETWORK, Kind.LINE) and CROWD <= crowd.signed < LARGE_CROWD,
        "domain": crowd.kind == Kind.DOMAIN and _is_unusual(crowd, hour, usual),
        "quick": crowd.confirmed >= QUICK and crowd.quick >= QUICK_SHARE * crowd.confirmed,
        "machine": crowd.kind in (Kind.NETWORK, Kind.LINE) and _is_like_a_machine(crowd),
        "silent": at >= hour.begins_at + SILENT_AFTER
        and crowd.signed >= SILENT
        and crowd.confirmed < SILENT_SHARE * crowd.signed,
    }
    return [name for name, is_so in found.items() if is_so]


def large_crowds(petition_id: int, *, at: datetime) -> int:
    """How many networks of thirty days nobody has settled yet. One query."""
    found = Crowd.objects.filter(hour__petition_id=petition_id, hour__begins_at__gt=at - networks.KEPT)
    return found.filter(kind=Kind.NETWORK, signed__gte=LARGE_CROWD, settled_at__isnull=True).count()


def _is_unusual(crowd: Crowd, hour: Hour, usual: Mapping[str, float]) -> bool:
    share = crowd.signed / max(1, hour.signed)
    return (
        bool(usual)
        and crowd.signed >= DOMAIN
        and share >= DOMAIN_SHARE
        and share >= DOMAIN_TIMES * usual.get(crowd.key, 0.0)
    )


def _is_like_a_machine(crowd: Crowd) -> bool:
    """The same pause over and over, or several in every second."""
    return crowd.signed >= MACHINE and max(crowd.regular, crowd.same_second) >= MACHINE_SHARE * crowd.signed
