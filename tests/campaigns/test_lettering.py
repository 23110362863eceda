"""What our fonts have, where lines break, how large a text may be."""

import pytest

from undersigned.campaigns import lettering

SIZES = (92, 68, 46, 34)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Governor, veto HB 7259", "Governor, veto HB 7259"),
        ("¿Y los niños? ¡Más árboles!", "¿Y los niños? ¡Más árboles!"),
        ("Więcej drzew – Съвет – Δήμος", "Więcej drzew – Съвет – Δήμος"),
        ("Nguye\u0302\u0303n", "Nguyễn"),  # two marks that stand alone are composed
        ("Save our bees 🐝 now", "Save our bees now"),
        ("Walk ♥\ufe0f to\n school", "Walk to school"),
        ("救我們的蜜蜂", ""),
        ("Save the 蜂 now", ""),
        ("أنقذوا النحل", ""),
        ("🐝", ""),
        ("", ""),
    ],
)
def test_a_letter_that_the_font_lacks_leaves_no_word_and_another_sign_is_left_out(text: str, shown: str) -> None:
    assert lettering.drawable(text, "serif") == shown


def test_a_short_text_is_set_large_and_a_long_one_small() -> None:
    short = lettering.fitted("Veto HB 7259", face="serif", width=1000, height=300, sizes=SIZES)
    long = lettering.fitted("Keep the library open on Sundays " * 6, face="serif", width=1000, height=300, sizes=SIZES)

    assert (short.size, short.lines) == (92, ("Veto HB 7259",))
    assert long.size == 46
    assert " ".join(long.lines) == ("Keep the library open on Sundays " * 6).strip()


def test_every_line_keeps_the_width_and_all_keep_the_height() -> None:
    setting = lettering.fitted("Keep the library open " * 9, face="serif", width=620, height=300, sizes=SIZES)

    lettering_at = lettering.font("serif", setting.size)
    assert max(lettering_at.getlength(line) for line in setting.lines) <= 620
    assert setting.height <= 300


def test_lines_are_of_even_length() -> None:
    setting = lettering.fitted("One two three four five six", face="serif", width=1056, height=300, sizes=(92,))

    assert setting.lines == ("One two three", "four five six")


def test_what_fits_at_no_size_is_cut() -> None:
    setting = lettering.fitted("Keep the library open " * 40, face="serif", width=620, height=100, sizes=SIZES)

    assert (setting.size, len(setting.lines)) == (34, 2)
    assert setting.lines[0].startswith("Keep the library")
    assert setting.lines[1].endswith("…")


def test_a_word_without_an_end_is_cut_at_the_line() -> None:
    setting = lettering.fitted("a" * 200, face="serif", width=620, height=300, sizes=SIZES)

    assert len(setting.lines) == 1
    assert lettering.font("serif", 34).getlength(setting.lines[0]) <= 620


def test_no_words_are_no_lines() -> None:
    assert lettering.fitted("", face="serif", width=620, height=300, sizes=SIZES).lines == ()


def test_a_clipped_line_ends_after_a_word_and_not_after_its_comma() -> None:
    line = "To: The Governor, State of Connecticut"
    width = round(lettering.font("sans", 28).getlength("To: The Governor, …"))

    assert lettering.clipped(line, face="sans", size=28, width=2000) == line
    assert lettering.clipped(line, face="sans", size=28, width=width) == "To: The Governor…"
