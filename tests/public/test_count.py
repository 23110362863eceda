"""The sentence that goes with the number, for whom it is read out to."""

import pytest

from undersigned.public import count


@pytest.mark.parametrize(
    ("number", "language", "sentence"),
    [
        (1, "en", "1 person has signed"),
        (12431, "en", "12,431 people have signed"),
        (1, "es", "1 persona ha firmado"),
        (12431, "es", "12.431 personas han firmado"),
    ],
)
def test_it_is_whole_and_in_the_petitions_language(number: int, language: str, sentence: str) -> None:
    assert count.sentence(number, language) == sentence
