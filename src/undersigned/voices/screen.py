"""What a remark may look like: pure checks of words and name, each refusal a whole sentence that says what to do.

Taste and truth are the organiser's to judge. Refused here is only what must never reach a public page by accident:
addresses, links and telephone numbers.
"""

import re
import unicodedata

from undersigned.signing.submission import Problem


def N_(text: str) -> str:
    """Marks a sentence for translation; the door translates it in the visitor's language."""
    return text


SHORTEST_WORDS, LONGEST_WORDS = 3, 400
LONGEST_NAME = 60

# Endings of web addresses. Those that are words too count only in small letters, so that a forgotten space after a
# full stop ("our town.News of") is not taken for a link.
_ENDINGS = "com|org|net|edu|gov|biz|mil|io|uk|eu|ca|mx|ar|cl|pe|br|pt|fr|nl|ch|pl|ru|cn|jp|au|nz|ie|tv|ly|gl|gg|xyz|dev"
_WORD_ENDINGS = (
    "es|us|de|it|me|co|be|at|in|is|to|so|no|la|se|info|int|online|website|app|blog|shop|click|link|page|site|store"
    "|top|vip|win|bet|casino|news|cat|club|live|life|world|today|team|vote"
)
_EMAIL = re.compile(r"[^\s@]+\s?@\s?[^\s@]+")
_LINK = re.compile(
    rf"(?i:https?:|//|\bwww\.|[\w-]\.(?:{_ENDINGS})(?![\w-])|[\w-]\.[a-z]{{2,}}/)|[\w-]\.(?:{_WORD_ENDINGS})(?![\w-])"
)
# Seven digits in a row, a "555-0123", or nine digits with spaces, dots, brackets and strokes between them.
_PHONE = re.compile(r"\d{7}|(?<!\d)\d{3}[-.]\d{4}(?!\d)|(?:\d[ .()/+-]{0,3}){8}\d")
_INVISIBLE = frozenset({"Cc", "Cs", "Co"})
_DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")

_TOO_SHORT = {
    "words": N_("Write a few words about why you signed"),
    "shown_as": N_("Enter the name to show under your words, such as your first name and your town"),
}
_TOO_LONG = {
    "words": N_("Shorten your words to at most 400 characters"),
    "shown_as": N_("Shorten the name to at most 60 characters"),
}
_HAS_EMAIL = {
    "words": N_("Leave email addresses out of your words, to keep them private"),
    "shown_as": N_("Leave email addresses out of the name, to keep them private"),
}
_HAS_LINK = {
    "words": N_("Leave web addresses out of your words. If there is none, put a space after each full stop."),
    "shown_as": N_("Leave web addresses out of the name. If there is none, put a space after each full stop."),
}
_HAS_PHONE = {
    "words": N_("Leave telephone numbers and other long numbers out of your words, to keep them private"),
    "shown_as": N_("Leave telephone numbers and other long numbers out of the name, to keep them private"),
}


def tidy_words(text: str) -> str:
    """As typed, but for line ends, spaces at the ends of lines, and characters that nobody can see."""
    lines = [" ".join(_visible(line).split()) for line in re.split(r"\r\n|\r|\n", text)]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def tidy_name(text: str) -> str:
    """One line."""
    return " ".join(_visible(" ".join(text.split())).split())


def problems(*, words: str, shown_as: str) -> list[Problem]:
    """At most one a field. Both arguments tidied."""
    found = [
        _problem("words", words, shortest=SHORTEST_WORDS, longest=LONGEST_WORDS),
        _problem("shown_as", shown_as, shortest=1, longest=LONGEST_NAME),
    ]
    return [problem for problem in found if problem]


def _problem(field: str, text: str, *, shortest: int, longest: int) -> Problem | None:
    plain = unicodedata.normalize("NFKC", text)  # "ｅｘａｍｐｌｅ．ｃｏｍ" is read as what it means
    checks = (
        (len(text) < shortest or not any(char.isalpha() for char in text), _TOO_SHORT),
        (len(text) > longest, _TOO_LONG),
        (_EMAIL.search(plain), _HAS_EMAIL),
        (_LINK.search(plain), _HAS_LINK),
        (_PHONE.search(plain), _HAS_PHONE),
    )
    return next((Problem(field, sentences[field]) for is_so, sentences in checks if is_so), None)


def _visible(text: str) -> str:
    return "".join(
        char if char == "\t" or unicodedata.category(char) not in _INVISIBLE else ""
        for char in text
        if char not in _DIRECTIONS
    )
