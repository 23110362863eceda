"""A batch of sheets: in its part and in the log at once, struck and put back in the open, never in the count."""

import hashlib
import json
import re
from datetime import date

import pytest

from tests.factories import NOW, signature
from tests.house import tree
from tests.ledger import keeper as keepers
from tests.ledger.conftest import keeper  # noqa: F401  the same fixture
from tests.ledger.keeper import Keeper
from tests.offline import batches
from tests.people import ROSA
from undersigned.offline import declare, manifest, parts
from undersigned.offline.models import Batch
from undersigned.offline.parts import Parts
from undersigned.signing.models import Petition
from undersigned.transparency.ledger import Declared

pytestmark = pytest.mark.django_db


def test_sheets_stand_in_their_part_and_never_in_the_count(petition: Petition) -> None:
    signature(petition, ROSA)

    batches.sheets(petition, 1_204)
    batches.sheets(petition, 17)

    assert parts.of(petition.pk) == Parts(paper=1_221)
    assert keepers.count(petition) == 1


def test_the_log_has_the_number_and_the_hash_of_what_a_stranger_reads(petition: Petition, keeper: Keeper) -> None:  # noqa: F811
    batch = batches.sheets(petition, 1_204, files={"scan-01.pdf": {"sha256": "ab" * 32, "size": 9}})
    keeper.enter_all()

    totals = keeper.audit(petition).ledger.totals
    served = manifest.served(petition.uuid, bytes(batch.manifest_hash or b"").hex())

    assert served is not None
    assert totals.declared == {1: Declared(1_204, hashlib.sha256(served.encode()).digest())}
    assert (totals.count, totals.offline) == (0, 1_204)
    assert json.loads(served) == {
        "basis": "",
        "format": "undersigned offline 1",
        "kind": "paper",
        "number": 1_204,
        "petition": str(petition.uuid),
        "place": batches.PLACE,
        "scans": ["ab" * 32],
        "since": "",
        "until": "",
    }


def test_a_strike_and_its_undoing_stand_in_the_log(petition: Petition, keeper: Keeper) -> None:  # noqa: F811
    batch = batches.sheets(petition, 30)
    keeper.enter_all()

    assert declare.strike(batch, reason="counted twice", by=None, at=NOW)
    keeper.enter_all()
    struck = keeper.audit(petition).ledger.totals.offline, parts.of(petition.pk)
    assert declare.put_back(batch)
    keeper.enter_all()
    back = keeper.audit(petition).ledger.totals.offline, parts.of(petition.pk)

    assert struck == (0, Parts())
    assert back == (30, Parts(paper=30))


def test_all_of_it_may_wait_for_one_entering(petition: Petition, keeper: Keeper) -> None:  # noqa: F811
    signature(petition, ROSA)
    batch = batches.sheets(petition, 30)
    declare.strike(batch, reason="counted twice", by=None, at=NOW)
    declare.put_back(batch)
    declare.strike(batch, reason="counted twice after all", by=None, at=NOW)

    keeper.enter_all()

    totals = keeper.audit(petition).ledger.totals
    assert [(one.number, one.stands) for one in totals.declared.values()] == [(30, False)]


def test_nothing_is_struck_or_put_back_twice(petition: Petition) -> None:
    batch = batches.sheets(petition, 30)

    assert not declare.put_back(batch)
    assert declare.strike(batch, reason="wrong", by=None, at=NOW)
    assert not declare.strike(batch, reason="wrong", by=None, at=NOW)
    assert Batch.objects.get().state == Batch.State.STRUCK


def test_the_vector_of_the_specification_is_written_as_ours_are(petition: Petition) -> None:
    page = (tree.ROOT / "docs" / "spec" / "offline.md").read_text()
    written, digest = re.findall(r"^\| (?:manifest|SHA-256) \| `(.*)` \|$", page, re.MULTILINE)
    told = json.loads(written)
    petition.uuid = told["petition"]
    scans = {f"{one}.pdf": {"sha256": one, "size": 9} for one in told["scans"]}
    batch = Batch(petition=petition, kind="paper", number=told["number"], place=told["place"], files=scans)
    batch.since = date.fromisoformat(told["since"])

    assert manifest.written(batch) == written
    assert manifest.digest(written).hex() == digest


def test_a_manifest_is_served_by_its_own_hash_and_petition_alone(petition: Petition) -> None:
    batch = batches.sheets(petition, 30)
    name = bytes(batch.manifest_hash or b"").hex()

    assert manifest.served(batch.pk, name) is None
    assert manifest.served(petition.uuid, name.upper()) is None
    assert manifest.served(petition.uuid, "0" * 64) is None
