"""What of a remark is refused, and what is not."""

import pytest

from undersigned.signing.submission import Problem
from undersigned.voices import screen

NAME = "Rosa, Riverton"
WORDS = "The library is where my children read."

EMAIL = Problem("words", "Leave email addresses out of your words, to keep them private")
LINK = Problem("words", "Leave web addresses out of your words. If there is none, put a space after each full stop.")
PHONE = Problem("words", "Leave telephone numbers and other long numbers out of your words, to keep them private")


@pytest.mark.parametrize(
    "words",
    [
        WORDS,
        "Sí.",
        "HB 7259 was changed in 2013, 2019 and again in 2024.",
        "From 2013-2019 nothing happened.",
        "It cost $1,500,000 e.g. in the U.S. in 2024.",
        "I love our town.And I love the river.",
        "I love our town.News of it travels.",
        "Either the one or/and the other: 24/7.",
        "Sundays 10 a.m. to 4 p.m.",
        "他们关闭了图书馆",
    ],
)
def test_ordinary_words_pass(words: str) -> None:
    assert screen.problems(words=words, shown_as=NAME) == []


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("Write to mallory@example.com now", EMAIL),
        ("Write to mallory @ example.com now", EMAIL),
        ("See http://example.org/a", LINK),
        ("See HTTPS://EXAMPLE.ORG", LINK),
        ("See www.example.invalid", LINK),
        ("See example.com", LINK),
        ("See Example.Com!", LINK),
        ("See ｅｘａｍｐｌｅ．ｃｏｍ", LINK),
        ("See casa.es", LINK),
        ("See my-page.museum/today", LINK),
        ("Call 5550123", PHONE),
        ("Call 555-0123", PHONE),
        ("Call (203) 555 0123", PHONE),
        ("Call +34 912 34 56 78", PHONE),
        ("Llama al 912.345.678", PHONE),
    ],
)
def test_what_could_harm_is_refused_with_one_sentence(words: str, problem: Problem) -> None:
    assert screen.problems(words=words, shown_as=NAME) == [problem]


@pytest.mark.parametrize(
    ("shown_as", "sentence"),
    [
        ("", "Enter the name to show under your words, such as your first name and your town"),
        ("42", "Enter the name to show under your words, such as your first name and your town"),
        ("R" * 61, "Shorten the name to at most 60 characters"),
        ("rosa@example.org", "Leave email addresses out of the name, to keep them private"),
        (
            "rosa.example.org",
            "Leave web addresses out of the name. If there is none, put a space after each full stop.",
        ),
        ("Rosa 5550123", "Leave telephone numbers and other long numbers out of the name, to keep them private"),
    ],
)
def test_the_name_is_checked_like_the_words(shown_as: str, sentence: str) -> None:
    assert screen.problems(words=WORDS, shown_as=shown_as) == [Problem("shown_as", sentence)]


def test_the_lengths_are_those_of_the_form() -> None:
    assert screen.problems(words="Yes", shown_as="R") == []
    assert screen.problems(words="y" * 400, shown_as="R" * 60) == []
    assert screen.problems(words="No", shown_as=NAME) == [Problem("words", "Write a few words about why you signed")]
    assert screen.problems(words="y" * 401, shown_as=NAME) == [
        Problem("words", "Shorten your words to at most 400 characters")
    ]


def test_both_fields_are_told_at_once() -> None:
    assert [problem.field for problem in screen.problems(words="", shown_as="")] == ["words", "shown_as"]


def test_tidying_keeps_the_words_and_drops_what_nobody_sees() -> None:
    assert screen.tidy_words(" One  line \r\n\r\n\r\n\r\ntwo\x00\u202e \ud800") == "One line\n\ntwo"
    assert screen.tidy_words("👩\u200d👧 stay") == "👩\u200d👧 stay"
    assert screen.tidy_name(" Rosa,\n Riverton\u2066 ") == "Rosa, Riverton"
