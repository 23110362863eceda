"""A campaign with people who signed, all that belongs to them, and a log that has entered them."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tests import factories
from tests.factories import NOW
from tests.organiser import desk
from tests.people import Person
from tests.voices.remarks import offered
from undersigned.delivery import folder as folders
from undersigned.delivery import make
from undersigned.delivery.choice import Choice
from undersigned.delivery.models import Delivery
from undersigned.ledger import waiting
from undersigned.ledger.enter import Enterer
from undersigned.ledger.files import Files
from undersigned.ledger.models import Waiting
from undersigned.mail.models import Letter
from undersigned.retention import policy
from undersigned.retention.terms import Terms
from undersigned.signing import subject
from undersigned.signing.models import Petition, Signature
from undersigned.voices.models import Remark

CLOSES = NOW + timedelta(days=30)


def campaign(terms: Terms | None = None, *, closes_at: datetime | None = CLOSES) -> Petition:
    """As publishing leaves it, with what was promised."""
    made = factories.petition(closes_at=closes_at)
    if terms:
        policy.choose(made, terms)
    policy.promise(made, delivered_on=None)
    return made


def by(petition: Petition, person: Person, *, words: str = "", **how: Any) -> Signature:
    """Signed, written to, entered in the log; with a remark, if there are words."""
    row = factories.signature(petition, person, **how)
    desk_letter = desk.letter(petition, state=Letter.State.SENT)
    Letter.objects.filter(pk=desk_letter.pk).update(about=row.id)
    if row.state == Signature.State.CONFIRMED:
        _wait(row)
    if words:
        Remark.objects.filter(pk=offered(row, words=words).pk).update(state=Remark.State.APPROVED)
    return row


def entered(folder: Path) -> Enterer:
    """What waits is in the log now."""
    enterer = Enterer(subject_of=subject.of, files=Files(folder / "keys", folder / "marks", host="petition.example"))
    enterer.enter()
    return enterer


def packet(petition: Petition, root: Path, *, names: str = "Rosa") -> Delivery:
    """Ready, with a file that names somebody."""
    row = make.begin(petition, Choice(), by=None, at=NOW)
    folder = folders.of(root, row.pk)
    folder.make()
    folder.write("signatures.csv", names.encode())
    folder.finish()
    Delivery.objects.filter(pk=row.pk).update(state=Delivery.State.READY, files={"signatures.csv": {"size": 4}})
    return row


def _wait(row: Signature) -> None:
    Waiting.objects.create(
        petition_id=row.petition_id,
        signature_id=row.id,
        kind=waiting.SIGN,
        text_version=row.text_version,
        commitment=row.commitment,
    )
