"""Tells this process's gate what an organiser has ordered, every few seconds."""

import asyncio
import logging

from django.db import DatabaseError

from undersigned.defence.gate import Gate, Orders
from undersigned.defence.guests import Guests
from undersigned.public import front, reader
from undersigned.watch import orders

log = logging.getLogger(__name__)

ASK_EVERY_S = 5.0


async def keep(gate: Gate) -> None:
    """For ever. While the database is away the last orders hold."""
    while True:
        try:
            await refresh(gate)
        except DatabaseError as error:
            log.warning("orders.database_away", extra={"error": type(error).__name__})
        await asyncio.sleep(ASK_EVERY_S)


async def refresh(gate: Gate) -> None:
    given = await reader.read(orders.read, at=front.now())
    gate.orders = Orders(Guests(given.guests), given.asking)
