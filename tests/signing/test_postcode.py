"""Postcodes: written as the country writes them, whatever was typed around them; refused where there is no such."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.signing import postcode


@pytest.mark.parametrize(
    ("style", "typed", "written"),
    [
        ("us", "06103", "06103"),
        ("us", " 06103 ", "06103"),
        ("us", "06103-1234", "06103-1234"),
        ("us", "06103 1234", "06103-1234"),
        ("us", "061031234", "06103-1234"),
        ("us", "0 6 1 0 3", "06103"),
        ("uk", "SW1A 1AA", "SW1A 1AA"),
        ("uk", "sw1a1aa", "SW1A 1AA"),
        ("uk", "m1 1ae", "M1 1AE"),
        ("uk", "B33.8TH", "B33 8TH"),
        ("uk", "cr2 6xh", "CR2 6XH"),
        ("uk", "DN55 1PT", "DN55 1PT"),
        ("uk", "W1P 1HQ", "W1P 1HQ"),
        ("uk", "ec1a 1bb", "EC1A 1BB"),
        ("es", "28013", "28013"),
        ("es", "01001", "01001"),
        ("es", "52 006", "52006"),
        ("any", "8010", "8010"),
        ("any", " k1a  0b1 ", "K1A 0B1"),
        ("any", "1234-567", "1234-567"),
        ("any", "75008", "75008"),
        ("a style of tomorrow", "75008", "75008"),
    ],
)
def test_a_postcode_gets_its_usual_writing(style: str, typed: str, written: str) -> None:
    assert postcode.normalise(style, typed) == written


@pytest.mark.parametrize(
    ("style", "typed"),
    [
        ("us", ""),
        ("us", "   "),
        ("us", "0610"),
        ("us", "061034"),
        ("us", "06103-123"),
        ("us", "0610A"),
        ("us", "SW1A 1AA"),
        ("us", "٠٦١٠٣"),  # digits, but not those that the post reads
        ("uk", "06103"),
        ("uk", "SW1A"),
        ("uk", "SW1A 1A"),
        ("uk", "1AA SW1A"),
        ("uk", "SW1A 1AAA"),
        ("es", "00123"),
        ("es", "53001"),
        ("es", "2801"),
        ("es", "280133"),
        ("any", ""),
        ("any", "1"),
        ("any", "1234567890123"),
        ("any", "-1234"),
        ("any", "<b>1</b>"),
        ("any", "1234\u202e"),
    ],
)
def test_what_is_no_postcode_is_refused(style: str, typed: str) -> None:
    assert postcode.normalise(style, typed) is None


@given(style=st.sampled_from(postcode.STYLES), typed=st.text(max_size=20) | st.text("0123456789ABCab -.", max_size=14))
def test_what_was_written_well_stays_as_it_is(style: str, typed: str) -> None:
    written = postcode.normalise(style, typed)

    if written is not None:
        assert postcode.normalise(style, written) == written
        assert 2 <= len(written) <= 12
        assert written.isascii()


@pytest.mark.parametrize(
    ("style", "code", "area"),
    [
        ("us", "06103-1234", "061"),
        ("es", "28013", "28"),
        ("uk", "SW1A 1AA", "SW"),
        ("uk", "M1 1AE", "M"),
        ("any", "1010", ""),
        ("us", "", ""),
    ],
)
def test_a_postcode_lies_in_an_area(style: str, code: str, area: str) -> None:
    assert postcode.area(style, code) == area
