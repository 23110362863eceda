"""What letters about signatures need at the moment they are sent: the address, the links, the code.

None of it lies in the outbox: the links are made here, from the master key, and live from when the letter was queued.
"""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist

from undersigned.mail.compose import Contents
from undersigned.mail.models import Letter
from undersigned.signing import keyring, tokens
from undersigned.signing import petition as petitions
from undersigned.signing.models import Petition, Signature
from undersigned.vault.sealing import CannotOpen


def contents(letters: Sequence[Letter], *, site_url: str, key: bytes) -> dict[UUID, Contents | Exception]:
    """By letter; in place of what is not there, the `DoesNotExist` or `CannotOpen` that says so.

    One query for the petitions and one for each petition's signatures, however many letters.
    """
    petitions = Petition.objects.in_bulk({letter.petition_id for letter in letters})
    sealed = _sealed(letters)

    def one(letter: Letter) -> Contents | Exception:
        place = letter.petition_id, letter.about
        if place not in sealed or letter.petition_id not in petitions:
            return Signature.DoesNotExist(f"petition {letter.petition_id} has no signature {letter.about}")
        try:
            to = address(letter, sealed[place])
        except (CannotOpen, ObjectDoesNotExist) as error:
            return error
        petition = petitions[letter.petition_id]
        own = links(letter, petition, site_url=site_url, key=key)
        return Contents(to, {**own, "never_url": never(letter, petition, own["page_url"], to=to, key=key)})

    return {letter.id: one(letter) for letter in letters}


def address(letter: Letter, sealed: bytes) -> str:
    """Of the mailbox that signed, whoever has asked for the letter since.

    Raises `DataKey.DoesNotExist`, `sealing.CannotOpen`.
    """
    opened: str = keyring.for_petition(letter.petition_id).unseal("signature", letter.about, sealed)["email"]
    return opened


def links(letter: Letter, petition: Petition, *, site_url: str, key: bytes) -> dict[str, str]:
    """Addresses and code by the names that the letters' templates use; they lead to pages in the letter's language."""
    translation = letter.language if letter.language != petition.language else ""
    page = f"{site_url}{petitions.path(petition.slug, translation)}"
    at = letter.queued_at.timestamp()
    confirm = tokens.mint(tokens.Kind.CONFIRM, letter.about, petition=petition.uuid, key=key, at=at)
    withdraw = tokens.mint(tokens.Kind.WITHDRAW, letter.about, petition=petition.uuid, key=key, at=at)
    return {
        "page_url": page,
        "confirm_url": f"{page}confirm/{confirm}",
        "withdraw_url": f"{page}withdraw/{withdraw}",
        "code": tokens.code(letter.about, letter.serial, key=key),
    }


def never(letter: Letter, petition: Petition, page_url: str, *, to: str, key: bytes) -> str:
    """By which the owner of the mailbox has all letters stopped. It names the mailbox, and outlives all else."""
    mailbox = UUID(bytes=keyring.mailbox(to))
    at = letter.queued_at.timestamp()
    return f"{page_url}never/{tokens.mint(tokens.Kind.NEVER, mailbox, petition=petition.uuid, key=key, at=at)}"


def _sealed(letters: Sequence[Letter]) -> dict[tuple[int, UUID], bytes]:
    """By petition and signature; empty once that is withdrawn."""
    about: dict[int, list[UUID]] = defaultdict(list)
    for letter in letters:
        about[letter.petition_id].append(letter.about)
    return {
        (petition_id, signature_id): bytes(sealed or b"")
        for petition_id, ids in about.items()
        for signature_id, sealed in Signature.objects.filter(petition_id=petition_id, id__in=ids)
        .order_by("id")
        .values_list("id", "sealed")
    }
