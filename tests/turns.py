"""With several processes: each takes a file's tests together, in the order of the collection.

What costs most is made once for a file (an installation, a walk through all pages), and not once in every process.
"""

from functools import cached_property
from itertools import groupby

from xdist.scheduler.loadscope import LoadScopeScheduling


class ByFile(LoadScopeScheduling):
    """A file that comes up twice in the collection, in two turns, is two pieces of work."""

    @cached_property
    def _pieces(self) -> dict[str, str]:
        runs = groupby(self.collection or (), key=lambda test: test.partition("::")[0])
        return {test: f"{file} {number}" for number, (file, tests) in enumerate(runs) for test in tests}

    def _split_scope(self, nodeid: str) -> str:
        return self._pieces[nodeid]
