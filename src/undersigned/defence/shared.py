"""Limits that processes and machines have in common, in a Redis or Valkey; docs/decisions/shared-limits.md says why.

What is written there are hashes, by a key that is another one each day, and when each will have nothing left to pay
back; it goes by itself once that is past. While the store is away each process counts for itself, as it would without.
"""

import asyncio
import hmac
import logging
import time
from collections.abc import Callable, Sequence

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from undersigned.defence.limits import Memory, Step
from undersigned.vault.keys import derive

log = logging.getLogger(__name__)

WITHIN_S = 0.1  # no signature waits longer for the store
CONNECTED_WITHIN_S = 5.0
LOOK_EVERY_S = 2.0
AT_ONCE = 200  # of those that wait; the store does nothing else meanwhile
DAY_S = 86_400
LENGTH = 16  # bytes of a hash
FREELY = 10**15  # what is given back is within every limit

# The generic cell rate algorithm, as in `rate`, by the store's own clock in milliseconds. Each step has two keys,
# today's and yesterday's, so that nobody begins anew at midnight.
SCRIPT = """
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)

local function due(key)
  return tonumber(redis.call('GET', key) or 0)
end

local function take(key, before, every, ahead)
  local at = math.max(now, due(key), due(before))
  if at - now > ahead then return false end
  local left = at + every - now
  if left > 0 then
    redis.call('SET', key, string.format('%.0f', at + every), 'PX', left)
  else
    redis.call('DEL', key)
  end
  if every < 0 then redis.call('DEL', before) end
  return true
end

local answers, one, key = {}, 1, 1
while one <= #ARGV do
  local steps, taken = tonumber(ARGV[one]), 0
  for step = 0, steps - 1 do
    local every, ahead = tonumber(ARGV[one + 1 + 2 * step]), tonumber(ARGV[one + 2 + 2 * step])
    if not take(KEYS[key + 2 * step], KEYS[key + 2 * step + 1], every, ahead) then break end
    taken = taken + 1
  end
  answers[#answers + 1] = taken
  one, key = one + 1 + 2 * steps, key + 2 * steps
end
return answers
"""


class Asked:
    """Steps that wait for the store's answer. `gives_back`: they are undone."""

    def __init__(self, steps: Sequence[Step], *, gives_back: bool = False) -> None:
        self.steps = steps
        self.gives_back = gives_back
        self.taken: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def numbers(self) -> list[int]:
        """For the script: how many steps, then of each how much one costs and how much may be owed before it."""
        found = [len(self.steps)]
        for limit, _ in self.steps:
            every = round(limit.every_s * 1_000)
            found += [-every, FREELY] if self.gives_back else [every, (limit.burst - 1) * every]
        return found


class Shared:
    """Owner: one event loop. What waits is asked together, in one round trip, so a crowd makes no crowd of requests.

    `key`: the installation's, so that all its processes find the same. `clock`: of the day.
    """

    def __init__(self, url: str, *, key: bytes, clock: Callable[[], float] = time.time) -> None:
        self._store = Redis.from_url(url, retry=Retry(NoBackoff(), 0))
        self._script = self._store.register_script(SCRIPT)
        self._key = key
        self._clock = clock
        self._memory = Memory()
        self._is_there: bool | None = None  # None: nobody has looked yet
        self._waiting: list[Asked] = []
        self._asking: asyncio.Task[None] | None = None

    async def take(self, steps: Sequence[Step]) -> int:
        return await self._asked(Asked(steps)) if steps else 0

    async def give_back(self, step: Step) -> None:
        await self._asked(Asked([step], gives_back=True))

    async def look(self) -> None:
        """Whether it is there, if that is not known."""
        if self._is_there:
            return
        try:
            async with asyncio.timeout(CONNECTED_WITHIN_S):
                await self._store.ping()
        except Exception as error:  # noqa: BLE001 (whatever it is, the gate works without the store)
            self._lost(error)
        else:
            if self._is_there is False:
                log.warning("shared_limits.back")
            self._is_there = True

    async def keep(self) -> None:
        """Looks for ever whether a store that was away is back."""
        while True:
            await self.look()
            await asyncio.sleep(LOOK_EVERY_S)

    async def close(self) -> None:
        await self._store.aclose()

    async def _asked(self, asked: Asked) -> int:
        self._waiting.append(asked)
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._ask())
        return await asked.taken

    async def _ask(self) -> None:
        while self._waiting:
            some, self._waiting = self._waiting[:AT_ONCE], self._waiting[AT_ONCE:]
            answers = await self._answers(some)
            for asked, taken in zip(some, answers, strict=True):
                if not asked.taken.done():  # its visitor has gone
                    asked.taken.set_result(taken)
            await asyncio.sleep(0)  # they go on first: their work is not the store's slowness

    async def _answers(self, some: Sequence[Asked]) -> list[int]:
        if self._is_there:
            try:
                async with asyncio.timeout(WITHIN_S):
                    return await self._of_store(some)
            except Exception as error:  # noqa: BLE001 (whatever it is, a signature does not wait for it)
                self._lost(error)
        return [await self._of_memory(asked) for asked in some]

    async def _of_store(self, some: Sequence[Asked]) -> list[int]:
        day_keys = self._day_keys()
        names = [name for asked in some for step in asked.steps for name in _names(step, day_keys)]
        numbers = [number for asked in some for number in asked.numbers()]
        answers: list[int] = await self._script(keys=names, args=numbers)
        return answers

    async def _of_memory(self, asked: Asked) -> int:
        if not asked.gives_back:
            return self._memory.count(asked.steps)
        for step in asked.steps:
            await self._memory.give_back(step)
        return len(asked.steps)

    def _day_keys(self) -> list[bytes]:
        """Today's and yesterday's."""
        today = int(self._clock() // DAY_S)
        return [derive(self._key, b"shared limits", day.to_bytes(4, "big")) for day in (today, today - 1)]

    def _lost(self, error: Exception) -> None:
        """Told once, until it is back. Never the error's words: they may name the password."""
        if self._is_there is not False:
            log.warning("shared_limits.away", extra={"error": type(error).__name__})
        self._is_there = False


def _names(step: Step, day_keys: Sequence[bytes]) -> list[str]:
    limit, of = step
    message = limit.name.encode() + b"\0" + of
    hashes = [hmac.new(key, message, "sha256").digest()[:LENGTH] for key in day_keys]
    return [f"undersigned:{limit.name}:{one.hex()}" for one in hashes]
