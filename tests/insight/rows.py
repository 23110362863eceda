"""Rows of signatures as a gathering finds them: with an id that grows with time, and no letters behind them."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from tests.factories import NOW, serve
from undersigned.ledger.waiting import NO_COMMITMENT
from undersigned.signing import accept
from undersigned.signing.models import Petition, Signature, Tally

State = Signature.State


def signed(of: Petition, *, at: datetime = NOW, **fields: Any) -> Signature:
    """Not confirmed yet."""
    values = {
        "state": State.PENDING,
        "index_version": 1,
        "blind_index": secrets.token_bytes(16),
        "commitment": NO_COMMITMENT,
        "text_version": 1,
        "wording_version": 1,
        "language": "en",
        "last_letter_at": at,
        **fields,
    }
    return Signature.objects.create(petition=of, id=accept.new_id(at, secrets.token_bytes), signed_at=at, **values)


def confirm(one: Signature, *, at: datetime) -> None:
    tally = Tally.objects.get(petition_id=one.petition_id)
    tally.confirmed += 1
    tally.save()
    serve(one.petition)
    one.state, one.number, one.confirmed_at = State.CONFIRMED, tally.confirmed, at
    one.save()


def withdraw(one: Signature) -> None:
    if one.state == State.CONFIRMED:
        tally = Tally.objects.get(petition_id=one.petition_id)
        tally.withdrawn += 1
        tally.save()
        serve(one.petition)
    one.state, one.blind_index = State.WITHDRAWN, None
    one.save()


def confirmed(of: Petition, *, at: datetime = NOW, **fields: Any) -> Signature:
    one = signed(of, at=at, **fields)
    confirm(one, at=at + timedelta(minutes=3))
    return one
