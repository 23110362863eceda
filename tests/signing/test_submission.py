"""What a visitor types: taken as they meant it, or refused with a sentence that says what to do."""

import unicodedata

import pytest
from email_validator import validate_email
from hypothesis import given
from hypothesis import strategies as st

from undersigned.signing import submission
from undersigned.signing.submission import Problem, Submission

FIELDS = {"name": "Rosa Marín", "email": "rosa@example.org", "postcode": "06103"}
NEWEST = {"texts": [1, 2, 3], "wordings": [1, 2]}

NO_NAME = Problem("name", "Enter your full name")
LONG_NAME = Problem("name", "Enter a name of at most 200 characters")
WEB_NAME = Problem("name", "Enter your name without a web address")
NO_EMAIL = Problem("email", "Enter your email address")
NOT_AN_EMAIL = Problem("email", "Enter an email address in the correct format, like name@example.com")
NO_ZIP = Problem("postcode", "Enter your ZIP code")
NOT_A_ZIP = Problem("postcode", "Enter a ZIP code of five digits, like 06103")
NO_POSTCODE = Problem("postcode", "Enter your postcode")
NOT_A_POSTCODE = Problem("postcode", "Enter a real postcode, as you write it on letters")


def _read(style: str = "us", **typed: str) -> Submission | list[Problem]:
    return submission.read(FIELDS | typed, postcode_style=style, **NEWEST)


def _taken(**typed: str) -> Submission:
    read = _read(**typed)
    assert isinstance(read, Submission)
    return read


def test_a_form_that_is_filled_in_well_is_taken() -> None:
    typed = {"updates": "yes", "show_name": "yes", "text": "2", "wording": "1", "s": "whatsapp", "via": "abcd2345"}

    assert _taken(**typed) == Submission(
        name="Rosa Marín",
        email="rosa@example.org",
        postcode="06103",
        wants_updates=True,
        shows_name=True,
        text_version=2,
        wording_version=1,
        source="whatsapp",
        via="abcd2345",
    )


def test_what_was_not_sent_is_the_newest_or_nothing() -> None:
    taken = _taken()

    assert (taken.wants_updates, taken.text_version, taken.wording_version) == (False, 3, 2)
    assert (taken.source, taken.via) == ("", "")


def test_an_empty_form_names_each_field_in_its_order() -> None:
    assert submission.read({}, postcode_style="us", **NEWEST) == [NO_NAME, NO_EMAIL, NO_ZIP]


def test_each_wrong_field_is_named_once() -> None:
    assert _read(name="1", email="rosa", postcode="x") == [NO_NAME, NOT_AN_EMAIL, NOT_A_ZIP]


# Names --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "taken"),
    [
        ("  Rosa \t Marín\r\n", "Rosa Marín"),
        ("Rosa\u00a0\u2003Marín", "Rosa Marín"),
        ("Rosa Mari\u0301n", "Rosa Mar\u00edn"),
        ("Ro\u200bsa\u202e Marín\u2066\x00\x1b", "Rosa Marín"),
        ("\ufeffRosa", "Rosa"),
        ("مینا کتاب\u200cخانه", "مینا کتاب\u200cخانه"),
        ("O’Brien-Ní Dhuibhne, Jr.", "O’Brien-Ní Dhuibhne, Jr."),
        ("王", "王"),
        ("X Æ A-12", "X Æ A-12"),
        ("a" * 200, "a" * 200),
        ("Robert'); DROP TABLE signatures;--", "Robert'); DROP TABLE signatures;--"),
        ("<b>Rosa</b>", "<b>Rosa</b>"),
        ("Wwwilma Httpson", "Wwwilma Httpson"),
    ],
)
def test_a_name_is_taken_in_normal_form_without_disguises(typed: str, taken: str) -> None:
    assert _taken(name=typed).name == taken


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", NO_NAME),
        (" \u200b\u202e\u2003", NO_NAME),
        ("\u200d", NO_NAME),
        ("123 !", NO_NAME),
        ("a" * 201, LONG_NAME),
        ("a" * 201 + "www.", LONG_NAME),
        ("Win at https://example.com", WEB_NAME),
        ("win at WWW.example", WEB_NAME),
        ("ftp://x", WEB_NAME),
        ("ht\u200btps://x", WEB_NAME),
    ],
)
def test_a_name_that_is_none_is_refused(typed: str, problem: Problem) -> None:
    assert _read(name=typed) == [problem]


def test_the_first_name_is_the_first_word() -> None:
    assert _taken(name=" Rosa  Marín ").first_name == "Rosa"


# Addresses ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "taken"),
    [
        (" rosa@example.org \r\n", "rosa@example.org"),
        ("Rosa.Marin+vote@Example.ORG", "Rosa.Marin+vote@example.org"),
        ("rosa@bücher.example", "rosa@bücher.example"),
        ("rosa@xn--bcher-kva.example", "rosa@bücher.example"),
        ("rosa@rehearsal.test", "rosa@rehearsal.test"),
        ("o'brien@example.org", "o'brien@example.org"),
        ("a" * 64 + "@example.org", "a" * 64 + "@example.org"),
    ],
)
def test_an_address_is_taken_as_typed(typed: str, taken: str) -> None:
    assert _taken(email=typed).email == taken


@pytest.mark.parametrize(
    "typed",
    [
        "rosa",
        "rosa@",
        "@example.org",
        "rosa@example",
        "rosa@localhost",
        "rosa@example..org",
        "rosa@@example.org",
        "rosa@[127.0.0.1]",
        '"rosa marin"@example.org',
        "Rosa <rosa@example.org>",
        "rosa@example.org, ines@example.edu",
        "rosa@example.org;ines@example.edu",
        "rosa@example.org\nBcc: ines@example.edu",
        "rosa\r\n@example.org",
        "rosa@example.org\x00",
        "rosa @example.org",
        "a" * 60 + "@" + "b" * 60 + "." + "c" * 60 + "." + "d" * 60 + ".example.org",
        "rosá@example.org",  # no letter of ours could be addressed to it
        "rosa@exam\u202eple.org",
    ],
)
def test_an_address_that_no_letter_reaches_is_refused(typed: str) -> None:
    assert _read(email=typed) == [NOT_AN_EMAIL]


# The rest -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("style", "typed", "problem"),
    [
        ("us", "", NO_ZIP),
        ("us", "  ", NO_ZIP),
        ("us", "123", NOT_A_ZIP),
        ("uk", "", NO_POSTCODE),
        ("uk", "123", NOT_A_POSTCODE),
        ("es", "99999", NOT_A_POSTCODE),
        ("any", "?", NOT_A_POSTCODE),
    ],
)
def test_a_postcode_that_is_none_is_refused_in_the_countrys_words(style: str, typed: str, problem: Problem) -> None:
    assert _read(style, postcode=typed) == [problem]


@pytest.mark.parametrize(
    ("typed", "taken"),
    [
        ("1", 1),
        ("3", 3),
        ("4", 3),
        ("0", 3),
        ("-1", 3),
        ("", 3),
        ("x", 3),
        ("1.0", 3),
        (" 1", 3),
        ("9" * 99, 3),
        ("²", 3),
    ],
)
def test_who_read_an_older_text_has_signed_that_one_and_nobody_signs_one_to_come(typed: str, taken: int) -> None:
    assert _taken(text=typed).text_version == taken


@pytest.mark.parametrize(("typed", "taken"), [("yes", True), ("no", False), ("on", False), ("", False), ("YES", False)])
def test_updates_are_sent_to_nobody_who_did_not_tick_the_box(typed: str, *, taken: bool) -> None:
    assert _taken(updates=typed).wants_updates is taken


@pytest.mark.parametrize(("typed", "taken"), [("yes", True), ("no", False), ("on", False), ("", False), ("YES", False)])
def test_nobodys_name_is_shown_who_did_not_tick_the_box(typed: str, *, taken: bool) -> None:
    assert _taken(show_name=typed).shows_name is taken


@pytest.mark.parametrize(
    ("typed", "taken"),
    [
        ("email", "email"),
        ("a-b", "a-b"),
        ("a" * 16, "a" * 16),
        ("a" * 17, ""),
        ("Email", ""),
        ("<script>", ""),
        ("email\n", ""),
    ],
)
def test_a_source_that_we_do_not_write_is_dropped(typed: str, taken: str) -> None:
    assert _taken(s=typed).source == taken


@pytest.mark.parametrize(
    ("typed", "taken"),
    [
        ("abcd2345", "abcd2345"),
        ("abcd234", ""),
        ("abcd23456", ""),
        ("ABCD2345", ""),
        ("abcd0189", ""),
        ("abcd2345\n", ""),
    ],
)
def test_a_share_code_that_we_do_not_write_is_dropped(typed: str, taken: str) -> None:
    assert _taken(via=typed).via == taken


@given(
    st.fixed_dictionaries({name: st.text() for name in ("name", "email", "postcode", "text", "wording", "s", "via")})
)
def test_whatever_is_typed_is_taken_clean_or_refused_with_a_sentence(fields: dict[str, str]) -> None:
    read = submission.read(fields, postcode_style="any", **NEWEST)

    if isinstance(read, Submission):
        assert _is_clean(read.name)
    else:
        assert read
        assert {problem.field for problem in read} <= {"name", "email", "postcode"}


@given(st.text())
def test_no_name_that_is_taken_can_disguise_itself(typed: str) -> None:
    read = _read(name=typed)

    if isinstance(read, Submission):
        assert _is_clean(read.name)
        assert _taken(name=read.name).name == read.name


def _is_clean(name: str) -> bool:
    hidden = [c for c in name if unicodedata.category(c)[0] == "C" and c not in "\u200c\u200d"]
    return not hidden and unicodedata.is_normalized("NFC", name) and name == " ".join(name.split()) and len(name) <= 200


# The short ways: what they take, the long way would have taken, and made the same of it ---------------------------

_usual = st.from_regex(submission._USUAL_EMAIL, fullmatch=True)


@given(_usual)
def test_a_usual_address_is_one_that_the_library_takes_as_it_stands(address: str) -> None:
    checked = validate_email(address, check_deliverability=False, test_environment=True, allow_smtputf8=False)

    assert checked.normalized == address == _taken(email=address).email


@pytest.mark.parametrize(
    "address",
    [
        "rosa@example",
        "rosa@a.invalid",
        "rosa@home.arpa",
        "Rosa@Example.org",
        "rosa@xn--80ak6aa92e.com",
        "a..b@example.org",
    ],
)
def test_an_unusual_address_goes_the_long_way(address: str) -> None:
    assert submission._USUAL_EMAIL.fullmatch(address) is None


@given(st.text(st.characters(max_codepoint=126), max_size=40))
def test_a_plain_name_is_trimmed_like_any_other(typed: str) -> None:
    assert submission._plain(typed) == submission._plain(typed + "\u200b")  # goes the long way, and is removed there


def test_a_further_box_is_agreed_to_only_where_the_wording_that_was_read_has_it() -> None:
    fields = FIELDS | {"further_1": "yes", "further_2": "yes", "further_3": "no", "wording": "1"}

    def agreed(further: dict[int, frozenset[str]]) -> tuple[str, ...]:
        read = submission.read(fields, postcode_style="any", texts={1}, wordings={1, 2}, further=further)
        assert isinstance(read, Submission)
        return read.agreed

    assert agreed({1: frozenset({"further_1", "further_3"}), 2: frozenset({"further_2"})}) == ("further_1",)
    assert agreed({2: frozenset({"further_1"})}) == ()
