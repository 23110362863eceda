"""No packet and no table holds more of a signer than was said before they signed."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from undersigned.delivery.choice import COLUMNS, Choice, Names
from undersigned.organiser.export.layouts import LAYOUTS
from undersigned.signing import consent
from undersigned.signing.consent import FURTHER, HandsOver
from undersigned.signing.roll import Entry

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
NAME, POSTCODE, EMAIL = "Rosa Marín", "97201", "rosa@example.org"

choices = st.builds(
    Choice,
    columns=st.lists(st.sampled_from([one for one in COLUMNS if one != "name"]), unique=True).map(tuple),
    names=st.sampled_from(Names),
    areas=st.sampled_from([(), ("972",), ("061",)]),
)
entries = st.builds(
    Entry,
    number=st.integers(1, 9),
    name=st.just(NAME),
    email=st.just(EMAIL),
    postcode=st.just(POSTCODE),
    wants_updates=st.booleans(),
    language=st.just("en"),
    source=st.just(""),
    text_version=st.just(1),
    signed_at=st.just(AT),
    confirmed_at=st.just(AT),
    told=st.sampled_from(HandsOver),
    agreed=st.lists(st.just("The Lake may write to me."), max_size=1).map(tuple),
)


@given(choices, entries)
def test_a_packet_names_and_places_only_who_was_told_so(choice: Choice, entry: Entry) -> None:
    cells = choice.cells(entry)

    assert len(cells) == len(choice.shown)
    assert EMAIL not in cells
    if entry.told is HandsOver.COUNT:
        assert not {NAME, "R. M.", POSTCODE} & set(cells)
    if entry.told is HandsOver.NAMES:
        assert POSTCODE not in cells
    if entry.told is not HandsOver.POSTCODES:
        assert not (choice.areas and choice.takes(entry))  # to be chosen by a place tells the place


@given(choices, entries)
def test_who_was_told_all_of_it_is_handed_over_as_chosen(choice: Choice, entry: Entry) -> None:
    cells = dict(zip(choice.shown, choice.cells(entry), strict=True))

    if entry.told is HandsOver.POSTCODES:
        shown = {Names.FULL: NAME, Names.INITIALS: "R. M."}
        assert cells.get("name") == shown.get(choice.names)
        assert cells.get("postcode") == (POSTCODE if "postcode" in choice.columns else None)


@given(st.sampled_from(sorted(LAYOUTS)), entries)
def test_a_table_has_an_address_only_where_news_or_a_further_purpose_was_agreed_to(name: str, entry: Entry) -> None:
    layout = LAYOUTS[name]
    is_in = layout.takes(entry) and (entry.wants_updates or not layout.only_updates)
    cells = [cell(entry) for _, cell in layout.columns] if is_in else []

    if name != "everything" and EMAIL in cells:  # that one is the organisation's own, and says so
        assert entry.agreed if name == "further" else entry.wants_updates
    if name == "handover" and entry.told is HandsOver.COUNT:
        assert not {NAME, POSTCODE, EMAIL} & set(cells)


@given(st.dictionaries(st.sampled_from([*FURTHER, "sign", "updates"]), st.text(max_size=3)), st.data())
def test_nobody_agreed_to_what_they_were_not_shown(statements: dict[str, str], data: Any) -> None:
    agreed = data.draw(st.lists(st.sampled_from(FURTHER), unique=True))

    boxes = consent.offered(statements)

    assert boxes == {box for box in FURTHER if statements.get(box)}
    assert consent.sentences(statements, agreed) == [statements[box] for box in agreed if box in statements]
