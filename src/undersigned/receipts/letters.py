"""What a letter with a receipt needs when it is sent: the proof as the log is then, as a file."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist

from undersigned.mail.compose import Attached, Contents, Later, Unwanted
from undersigned.mail.models import Letter
from undersigned.signing import receipts
from undersigned.signing.count import formatted
from undersigned.signing.models import Petition
from undersigned.vault.sealing import CannotOpen

WAIT = timedelta(minutes=1)  # where the log has begun anew, and is not signed yet


def with_receipts(of: Sequence[Letter], found: Mapping[UUID, Contents | Exception]) -> dict[UUID, Contents | Exception]:
    """`found`: what `signing.letters` knows. Whose signature does not count any more gets no letter.

    Whose signature the log is not served with, for now, gets it later.
    """
    contents = dict(found)
    wanted: dict[int, list[Letter]] = {}
    for letter in of:
        if letter.kind == Letter.RECEIPT:
            wanted.setdefault(letter.petition_id, []).append(letter)
    for petition in Petition.objects.filter(pk__in=wanted).order_by("pk"):
        contents |= _of(petition, wanted[petition.pk], contents)
    return contents


def _of(
    petition: Petition, letters: Sequence[Letter], known: Mapping[UUID, Contents | Exception]
) -> dict[UUID, Contents | Exception]:
    try:
        proofs = receipts.of_many(petition.pk, petition.uuid, [letter.about for letter in letters])
    except ObjectDoesNotExist as error:  # of the petition's data key
        return {letter.id: error for letter in letters}
    made: dict[UUID, Contents | Exception] = {}
    for letter in letters:
        if letter.about not in proofs:
            made[letter.id] = Unwanted()
            continue
        proof, contents = proofs[letter.about], known[letter.id]
        if proof is None:
            made[letter.id] = Later(WAIT)
        elif isinstance(proof, CannotOpen):
            made[letter.id] = proof
        elif isinstance(contents, Contents):
            file = Attached(f"undersigned-{proof.index}.tlog-proof", proof.encode())
            links = {**contents.links, "entry": formatted(proof.index, letter.language)}
            made[letter.id] = replace(contents, links=links, attached=file)
    return made
