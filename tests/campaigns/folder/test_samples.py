"""Sample signers of a demonstration."""

from pathlib import Path

import pytest

from tests.campaigns.folder.folders import EXAMPLES
from undersigned.campaigns import folder as folders
from undersigned.campaigns.folder.problems import FolderProblem


def test_a_folder_without_samples_has_none(tmp_path: Path) -> None:
    assert folders.samples(tmp_path) == folders.Samples(0, [])


def test_samples_are_a_number_and_remarks(tmp_path: Path) -> None:
    (tmp_path / "samples.toml").write_text('signatures = 3\n[[remarks]]\nshown_as = "Sample 1"\nwords = "Yes."\n')

    assert folders.samples(tmp_path) == folders.Samples(3, [{"shown_as": "Sample 1", "words": "Yes."}])


def test_a_wrong_one_is_named(tmp_path: Path) -> None:
    (tmp_path / "samples.toml").write_text('signatures = "many"\n[[remarks]]\nshown_as = "Sample 1"\n')

    with pytest.raises(FolderProblem) as problem:
        folders.samples(tmp_path)

    assert str(problem.value) == (
        "samples.toml, line 1, signatures: Write a whole number, without quotation marks.\n"
        "samples.toml, line 2, remarks[1].words: This key is missing."
    )


@pytest.mark.parametrize(("slug", "signatures", "remarks"), [("veto-hb-7259", 412, 7), ("sunday-library", 137, 4)])
def test_the_examples_have_samples_that_say_they_are_samples(slug: str, signatures: int, remarks: int) -> None:
    samples = folders.samples(EXAMPLES / slug)

    assert (samples.signatures, len(samples.remarks)) == (signatures, remarks)
    assert [remark for remark in samples.remarks if not remark["shown_as"].startswith("Sample signer ")] == []
