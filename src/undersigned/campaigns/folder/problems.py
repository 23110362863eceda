"""What is wrong with a folder: each finding names the file, the line and the key, and says what to do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

Key = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """`line` counts from 1, and so do the entries of a list in `key`; 0: the file as a whole."""

    file: str
    line: int
    key: str
    sentence: str

    def __str__(self) -> str:
        where = [self.file]
        if self.line:
            where.append(_("line %(line)d") % {"line": self.line})
        if self.key:
            where.append(self.key)
        return f"{', '.join(where)}: {self.sentence}"


class FolderProblem(Exception):
    """The folder cannot be loaded as it is; nothing was changed."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = list(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings))


def spelled(key: Iterable[str | int]) -> str:
    """`("sections", 2, "cases", 0, "title")` as `sections[3].cases[1].title`."""
    text = ""
    for part in key:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}"
    return text.removeprefix(".")
