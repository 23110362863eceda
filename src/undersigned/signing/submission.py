"""What a visitor typed, turned into a `Submission` or into the reasons why not, each a whole sentence.

The sentences are message ids: the door translates them. Nothing typed is lost: the door shows it again.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from email_validator import EmailNotValidError, validate_email

from undersigned.signing import postcode

NAME_LENGTH = 200
EMAIL_LENGTH = 254
JOINERS = "\u200c\u200d"  # invisible, but part of names in Persian, Hindi and others
# Letters, digits and the commonest marks; a domain of short labels in lower case, and no ending that is set apart by
# RFC 6761, for those are longer. Anything else is looked at closely.
_USUAL_EMAIL = re.compile(r"[A-Za-z0-9]{1,20}(?:[._+-][A-Za-z0-9]{1,20}){0,2}@(?:[a-z0-9]{1,30}\.){1,3}[a-z]{2,3}")
_CHANNEL = re.compile(r"[a-z-]{1,16}")
_SHARE_CODE = re.compile(r"[a-z2-7]{8}")
NOTHING_MORE: Mapping[int, frozenset[str]] = MappingProxyType({})
_WEB_ADDRESS = re.compile(r"://|www\.|\bhttps?\b", re.IGNORECASE)


def N_(text: str) -> str:
    return text


@dataclass(frozen=True, slots=True)
class Submission:
    """Valid, trimmed, normal form. `postcode` in its country's writing."""

    name: str
    email: str
    postcode: str
    wants_updates: bool
    shows_name: bool
    text_version: int
    wording_version: int
    source: str
    via: str
    agreed: tuple[str, ...] = ()  # the further boxes that were ticked, of those that the wording has

    @property
    def first_name(self) -> str:
        return self.name.split()[0]


@dataclass(frozen=True, slots=True)
class Problem:
    field: str
    sentence: str


def read(
    fields: Mapping[str, str],
    *,
    postcode_style: str,
    texts: Collection[int],
    wordings: Collection[int],
    further: Mapping[int, frozenset[str]] = NOTHING_MORE,
) -> Submission | list[Problem]:
    """`texts`, `wordings`: the versions in the visitor's language; who read an older page has signed that one.

    `further`: the boxes beside those that all have, by the version of the wording that has them.
    """
    name = _plain(fields.get("name", ""))
    email, email_problem = _email(fields.get("email", ""))
    code = postcode.normalise(postcode_style, fields.get("postcode", ""))
    problems = [problem for problem in (_name_problem(name), email_problem) if problem]
    if code is None:
        problems.append(Problem("postcode", _postcode_sentence(postcode_style, fields.get("postcode", ""))))
    if problems or code is None:
        return problems
    wording = _version(fields.get("wording", ""), wordings)
    return Submission(
        name=name,
        email=email,
        postcode=code,
        wants_updates=fields.get("updates") == "yes",
        shows_name=fields.get("show_name") == "yes",
        text_version=_version(fields.get("text", ""), texts),
        wording_version=wording,
        source=_matching(_CHANNEL, fields.get("s", "")),
        via=_matching(_SHARE_CODE, fields.get("via", "")),
        agreed=tuple(sorted(box for box in further.get(wording, ()) if fields.get(box) == "yes")),
    )


def person(fields: Mapping[str, str]) -> tuple[str, str] | list[Problem]:
    """Name and address alone, by the same rules: for lists that were collected elsewhere."""
    name = _plain(fields.get("name", ""))
    email, email_problem = _email(fields.get("email", ""))
    return [problem for problem in (_name_problem(name), email_problem) if problem] or (name, email)


def address(typed: str) -> str | Problem:
    """An email address alone, as the form takes it."""
    email, problem = _email(typed)
    return problem or email


@dataclass(frozen=True, slots=True)
class Correction:
    """What a signer would have in place of what they once typed; an empty name leaves it as it is."""

    name: str
    postcode: str


def correction(fields: Mapping[str, str], *, postcode_style: str) -> Correction | list[Problem]:
    name = _plain(fields.get("name", ""))
    code = postcode.normalise(postcode_style, fields.get("postcode", ""))
    problems = [problem for problem in (_name_problem(name),) if name and problem]
    if code is None:
        problems.append(Problem("postcode", _postcode_sentence(postcode_style, fields.get("postcode", ""))))
    return problems if problems or code is None else Correction(name, code)


def _plain(typed: str) -> str:
    """NFC, one space between words, no control characters or direction marks that could disguise a text."""
    if typed.isascii() and typed.isprintable():
        return " ".join(typed.split())  # what the rest would make of it
    visible = "".join(" " if c.isspace() else c for c in typed if c.isspace() or c in JOINERS or _is_visible(c))
    return " ".join(unicodedata.normalize("NFC", visible).split())


def _is_visible(character: str) -> bool:
    return unicodedata.category(character)[0] != "C"


def _name_problem(name: str) -> Problem | None:
    if not any(character.isalpha() for character in name):
        return Problem("name", N_("Enter your full name"))
    if len(name) > NAME_LENGTH:
        return Problem("name", N_("Enter a name of at most 200 characters"))
    if _WEB_ADDRESS.search(name):
        return Problem("name", N_("Enter your name without a web address"))
    return None


def _email(typed: str) -> tuple[str, Problem | None]:
    typed = typed.strip()
    if not typed:
        return "", Problem("email", N_("Enter your email address"))
    wrong = Problem("email", N_("Enter an email address in the correct format, like name@example.com"))
    if len(typed) > EMAIL_LENGTH:
        return "", wrong
    if _USUAL_EMAIL.fullmatch(typed):
        return typed, None  # what `validate_email` would make of it, many times faster
    try:
        # `test_environment`: takes names under .test, so that a rehearsal needs no real domain; they receive nothing.
        # `allow_smtputf8`: no letter could be addressed to rosá@…; a domain may be in any script.
        checked = validate_email(typed, check_deliverability=False, test_environment=True, allow_smtputf8=False)
    except EmailNotValidError:
        return "", wrong
    return checked.normalized, None


def _postcode_sentence(style: str, typed: str) -> str:
    if style == "us":
        return N_("Enter a ZIP code of five digits, like 06103") if typed.strip() else N_("Enter your ZIP code")
    return N_("Enter a real postcode, as you write it on letters") if typed.strip() else N_("Enter your postcode")


def _version(typed: str, known: Collection[int]) -> int:
    return int(typed) if typed.isdecimal() and len(typed) < 6 and int(typed) in known else max(known)


def _matching(pattern: re.Pattern[str], typed: str) -> str:
    return typed if pattern.fullmatch(typed) else ""
