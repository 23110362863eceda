"""A process that finds this folder on its path lives by another clock: so many seconds beside the machine's.

Python imports it at its start. The file that TESTS_CLOCK names holds the number, which may change at any moment, as
when an administrator or a time server sets the clock. Waiting goes by the monotonic clock, which is never set.
"""

import copyreg
import datetime as dt
import mmap
import os
import struct
import time
from typing import Any

real = dt.datetime
machine_time = time.time

with open(os.environ["TESTS_CLOCK"], "rb") as _file:  # noqa: PTH123  nothing more is imported than must be
    _page = mmap.mmap(_file.fileno(), 8, access=mmap.ACCESS_READ)


def shifted() -> float:
    seconds: float = struct.unpack("d", _page[:8])[0]
    return machine_time() + seconds


class _Kind(type):
    """Whatever is made is a real time, and every real time is one of these."""

    def __call__(cls, *arguments: Any, **named: Any) -> Any:
        return real(*arguments, **named)

    def __getattribute__(cls, name: str) -> Any:
        return type.__getattribute__(cls, name) if name == "now" or name.startswith("__") else getattr(real, name)

    def __instancecheck__(cls, instance: Any) -> bool:
        return isinstance(instance, real)

    def __subclasscheck__(cls, subclass: type) -> bool:
        return issubclass(subclass, real)


class Shifted(real, metaclass=_Kind):
    @classmethod
    def now(cls, tz: Any = None) -> Any:
        return real.fromtimestamp(shifted(), tz)


def made(*state: Any) -> Any:
    return real(*state)


# To be found again by name, a class must be what its module holds; the real one no longer is.
copyreg.pickle(real, lambda value: (made, value.__reduce__()[1]))  # type: ignore[arg-type, return-value]
dt.datetime = Shifted  # type: ignore[misc]  # the point of it all
time.time = shifted
time.time_ns = lambda: int(shifted() * 1e9)
