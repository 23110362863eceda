"""What the letters of one's own page need when they are sent: the link to it; or the address of who has just left."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from undersigned.mail.compose import Contents
from undersigned.mail.models import Letter
from undersigned.rights import ask, leave
from undersigned.rights.models import Leaving
from undersigned.signing import letters, tokens
from undersigned.signing.models import Petition, Signature


def contents(
    queued: Sequence[Letter], found: Mapping[UUID, Contents | Exception], *, site_url: str, key: bytes
) -> dict[UUID, Contents | Exception]:
    """`found`: what other rooms know of all letters. Where there are some of ours: a query for each kind."""
    made = dict(found)
    asked = [letter for letter in queued if letter.kind == ask.KIND]
    last = [letter for letter in queued if letter.kind in (leave.WITHDRAWN, leave.ERASED)]
    if not asked and not last:
        return made
    of = Petition.objects.in_bulk({letter.petition_id for letter in (*asked, *last)})
    for letter in asked:
        known = made[letter.id]
        if isinstance(known, Contents):
            made[letter.id] = Contents(
                known.to, {**known.links, "own_url": _own(letter, of[letter.petition_id], known, key=key)}
            )
    for letter in last:
        made[letter.id] = _last(letter, of, site_url=site_url, key=key)
    return made


def _own(letter: Letter, petition: Petition, known: Contents, *, key: bytes) -> str:
    at = letter.queued_at.timestamp()
    token = tokens.mint(tokens.Kind.MANAGE, letter.about, petition=petition.uuid, key=key, at=at)
    return f"{known.links['page_url']}mine/{token}"


def _last(letter: Letter, of: Mapping[int, Petition], *, site_url: str, key: bytes) -> Contents | Exception:
    one = Leaving.objects.filter(petition_id=letter.petition_id, signature_id=letter.about).first()
    to, petition = leave.opened(one) if one else "", of.get(letter.petition_id)
    if not to or petition is None:
        return Signature.DoesNotExist(f"petition {letter.petition_id} has no signature {letter.about}")
    links = letters.links(letter, petition, site_url=site_url, key=key)
    return Contents(to, {**links, "never_url": letters.never(letter, petition, links["page_url"], to=to, key=key)})
