"""The sample signers of an example: made-up remarks, shown as samples, and only where a demonstration runs."""

from dataclasses import dataclass
from pathlib import Path

from undersigned.campaigns.folder import shape
from undersigned.campaigns.folder.reading import SAMPLES, sheet


@dataclass(frozen=True, slots=True)
class Samples:
    """How many sample signatures, and what some of them say: "shown_as" and "words"."""

    signatures: int
    remarks: list[dict[str, str]]


def read(folder: Path) -> Samples:
    """None at all if the folder has no such file. Raises `FolderProblem`."""
    if not (folder / SAMPLES).exists():
        return Samples(0, [])
    page = sheet(folder, SAMPLES)
    page.check(shape.Samples, page.data)
    page.stop_if_wrong()
    found = shape.Samples.model_validate(page.data)
    return Samples(found.signatures, [remark.model_dump() for remark in found.remarks])
