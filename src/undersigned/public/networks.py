"""Today's and tomorrow's keys of networks, in memory: hashing an address waits for no query.

Without them, as when the database is away at midnight, signatures are taken as from nowhere.
"""

import asyncio
import logging
from datetime import UTC, date, datetime, timedelta

from django.db import DatabaseError

from undersigned.defence.client import Lines
from undersigned.public import reader
from undersigned.signing import network, networks

log = logging.getLogger(__name__)

ASK_EVERY_S = 60.0


class Networks:
    """Owner: the front's event loop. `key`: a master key."""

    def __init__(self, key: bytes) -> None:
        self._master = key
        self._keys: dict[date, bytes] = {}

    def hashed(self, lines: Lines | None, *, at: datetime) -> bytes:
        """What is kept with a signature. Empty where nobody knows."""
        key = self._keys.get(at.astimezone(UTC).date())
        return network.hashed(lines.near, lines.wide, key=key) if key and lines else b""

    async def refresh(self, *, at: datetime) -> None:
        """A database that is away, or busy, keeps nobody from starting."""
        try:
            found = await reader.read(networks.provide, at=at)
        except DatabaseError as error:
            log.warning("networks.database_away", extra={"error": type(error).__name__})
            return
        self._keys = {day: network.key(secret, by=self._master) for day, secret in found.items()}

    async def keep(self) -> None:
        """Looks for ever whether a day's key is missing."""
        while True:
            await asyncio.sleep(ASK_EVERY_S)
            at = datetime.now(UTC)
            if at.date() + timedelta(days=1) not in self._keys:
                await self.refresh(at=at)
