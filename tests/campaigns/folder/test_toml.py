"""TOML as a person edits it."""

import tomllib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.campaigns.folder import toml

SHEET = '''\
# A comment = "no key"
ask = "Open [all] doors"

[petition]
text = """
heading = "not a key"
[not.a.table]
"""
target = 5 # five

[[sections]]
type = "faq"
numbers = [
  1,
  2,
]

[[sections.questions]]
question = 'Why = "so"?'

[[sections.questions]]
question = "How?"

[[sections]]
type = "videos"

[sections.featured]
title = "One"
'''


def test_each_key_is_found_on_its_line() -> None:
    assert toml.lines(SHEET) == {
        (): 1,
        ("ask",): 2,
        ("petition",): 4,
        ("petition", "text"): 5,
        ("petition", "target"): 9,
        ("sections", 0): 11,
        ("sections", 0, "type"): 12,
        ("sections", 0, "numbers"): 13,
        ("sections", 0, "questions", 0): 18,
        ("sections", 0, "questions", 0, "question"): 19,
        ("sections", 0, "questions", 1): 21,
        ("sections", 0, "questions", 1, "question"): 22,
        ("sections", 1): 24,
        ("sections", 1, "type"): 25,
        ("sections", 1, "featured"): 27,
        ("sections", 1, "featured", "title"): 28,
    }


@pytest.mark.parametrize(
    ("key", "line"),
    [
        (("sections", 0, "questions", 1, "answer"), 21),
        (("sections", 1, "featured", "link"), 27),
        (("sponsor", "name"), 1),
    ],
)
def test_a_key_that_is_missing_is_missed_in_its_table(key: tuple[str | int, ...], line: int) -> None:
    assert toml.line(toml.lines(SHEET), key) == line


def test_it_is_written_to_be_read_by_people() -> None:
    data = {
        "ask": 'Say "no"',
        "petition": {"target": 5, "closes_at": datetime(2031, 1, 2, 3, 4, tzinfo=UTC), "words": "One.\n\nTwo."},
        "sections": [{"type": "faq", "questions": [{"question": "Why?"}]}, {"type": "share", "own": True}],
    }

    assert toml.write(data, {"": "The top.", "sections": "The story."}) == (
        "# The top.\n"
        "\n"
        'ask = "Say \\"no\\""\n'
        "\n"
        "[petition]\n"
        "target = 5\n"
        "closes_at = 2031-01-02 03:04:00+00:00\n"
        'words = """\n'
        "One.\n"
        "\n"
        'Two."""\n'
        "\n"
        "# The story.\n"
        "[[sections]]\n"
        'type = "faq"\n'
        "\n"
        "[[sections.questions]]\n"
        'question = "Why?"\n'
        "\n"
        "[[sections]]\n"
        'type = "share"\n'
        "own = true\n"
    )


@given(st.text())
def test_any_text_comes_back_as_it_was(words: str) -> None:
    assert tomllib.loads(toml.write({"words": words}, {})) == {"words": words}
