"""The data files of docs/spec: what the script beside this makes, so that none was edited to fit."""

import pytest

from tests.transparency import vectors


@pytest.mark.parametrize("name", vectors.MAKERS)
def test_the_vectors_are_those_that_the_specification_gives(name: str) -> None:
    assert (vectors.FOLDER / f"{name}.json").read_text() == vectors.written(vectors.MAKERS[name]())


def test_every_data_file_is_named_in_the_specification() -> None:
    pages = "\n".join(page.read_text() for page in vectors.FOLDER.parent.glob("*.md"))

    assert [file.name for file in vectors.FOLDER.iterdir() if f"vectors/{file.name}" not in pages] == []


def test_the_checkpoint_on_the_page_is_that_of_the_vectors() -> None:
    assert f"```\n{vectors.load('log')['checkpoint']}```" in (vectors.FOLDER.parent / "log.md").read_text()
