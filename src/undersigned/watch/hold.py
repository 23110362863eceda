"""Hold the letters to a slice whose alarm is on, and let them go once an organiser has looked."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from undersigned.mail.compose import Contents, Unwanted
from undersigned.mail.models import Letter
from undersigned.signing import accept, decide
from undersigned.signing.models import Petition, Signature
from undersigned.vault import entropy
from undersigned.watch import ratio
from undersigned.watch.models import Alarm, Kind

AT_ONCE = 500
CONFIRM = "confirm"

Found = Mapping[UUID, Contents | Exception]


def held(queued: Sequence[Letter], found: Found) -> dict[UUID, Contents | Exception]:
    """`found`, without the letters that ask to confirm to a slice whose alarm is on: their signatures are held.

    One query while there is no alarm.
    """
    alarms = {(one.kind, bytes(one.key)): one for one in Alarm.objects.filter(released_at=None).order_by("pk")}
    judged = dict(found)
    asking = [one for one in queued if one.kind == CONFIRM and isinstance(found[one.id], Contents)] if alarms else []
    networks = _networks(asking) if any(kind == Kind.NETWORK for kind, _ in alarms) else {}
    for letter in asking:
        contents = found[letter.id]
        domain = contents.to.rpartition("@")[2].lower() if isinstance(contents, Contents) else ""
        seen = ratio.Seen(letter.petition_id, domain, networks.get(letter.about, b""), is_confirmed=False)
        alarm = next((alarms[place] for place in seen.places() if place in alarms), None)
        if alarm is not None:
            decide.hold_all(letter.petition_id, [letter.about], reason=alarm.hold_reason)
            judged[letter.id] = Unwanted()
    return judged


def release(alarm: Alarm, *, at: datetime) -> int:
    """How many signatures go on, each with its letter. The slice is counted anew from here. 0, too, a second time."""
    if not Alarm.objects.filter(pk=alarm.pk, released_at=None).update(released_at=at):
        return 0
    return sum(_released(petition_id, alarm, at=at) for petition_id in _petitions())


def waiting(alarm: Alarm) -> int:
    return Signature.objects.held().filter(hold_reason=alarm.hold_reason).count()


def _released(petition_id: int, alarm: Alarm, *, at: datetime) -> int:
    """Some at a time, so that signing does not wait for a long transaction."""
    done = 0
    of = Signature.objects.held().filter(petition_id=petition_id, hold_reason=alarm.hold_reason)
    while ids := list(of.order_by("signed_at", "id").values_list("id", flat=True)[:AT_ONCE]):
        released = decide.release_all(petition_id, ids, letter_id=lambda: accept.new_id(at, entropy.take), at=at)
        done += len(released)
        if not released:
            break
    return done


def _petitions() -> list[int]:
    return list(Petition.objects.order_by("pk").values_list("pk", flat=True))


def _networks(letters: Sequence[Letter]) -> dict[UUID, bytes]:
    found: dict[UUID, bytes] = {}
    for petition_id in {letter.petition_id for letter in letters}:
        ids = [letter.about for letter in letters if letter.petition_id == petition_id]
        rows = Signature.objects.filter(petition_id=petition_id, id__in=ids).order_by("id")
        found |= {id_: ratio.of_network(network) for id_, network in rows.values_list("id", "network")}
    return found
