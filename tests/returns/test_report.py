"""What a message says that came back: for good, for now, a complaint, or nothing at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.returns import samples
from undersigned.returns import report
from undersigned.returns.report import What

TOKEN = "a" * 39


@pytest.mark.parametrize(
    ("status", "what"),
    [
        ("5.1.1", What.BOUNCE),
        ("5.1.2", What.BOUNCE),
        ("5.1.10", What.BOUNCE),
        ("5.2.1", What.BOUNCE),
        ("5.0.0", What.BOUNCE),
        ("5.5.0", What.BOUNCE),
        ("5.2.2", What.SOFT),  # a full mailbox
        ("5.1.8", What.SOFT),  # our own address
        ("5.7.1", What.SOFT),  # that server does not want this letter
        ("4.4.7", What.NOTHING),
        ("2.0.0", What.NOTHING),
        ("", What.NOTHING),
    ],
)
def test_the_status_says_whether_the_mailbox_is_gone(status: str, what: What) -> None:
    assert report.read(samples.report(TOKEN, status=status)) == what


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded"])
def test_what_has_not_failed_says_nothing(action: str) -> None:
    assert report.read(samples.report(TOKEN, action=action)) == What.NOTHING


@pytest.mark.parametrize(
    ("feedback", "what"), [("abuse", What.COMPLAINT), ("fraud", What.COMPLAINT), ("not-spam", What.NOTHING)]
)
def test_a_complaint_is_told_from_its_opposite(feedback: str, what: What) -> None:
    assert report.read(samples.complaint(TOKEN, feedback=feedback)) == what


def test_an_answer_from_a_holiday_says_nothing_whatever_its_words() -> None:
    assert report.read(samples.holiday(TOKEN)) == What.NOTHING


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ("{'rosa@example.org': (550, b'5.1.1 no such user')}", What.BOUNCE),
        ("{'rosa@example.org': (550, b'5.7.1 we do not want this')}", What.SOFT),
        ("{'rosa@example.org': (550, b'no')}", What.SOFT),
    ],
)
def test_a_servers_answer_stops_a_mailbox_only_by_its_status(said: str, what: What) -> None:
    assert report.of_answer(said) == what


@given(st.binary(max_size=400))
def test_no_message_is_too_strange_to_be_read(raw: bytes) -> None:
    head = b"Content-Type: multipart/report; report-type=delivery-status; boundary=b1\r\n\r\n--b1\r\n"

    assert report.read(raw) in What
    assert report.read(head + b"Content-Type: message/delivery-status\r\n\r\n" + raw) in What
    assert report.read(head + b"Content-Type: message/feedback-report\r\n\r\n" + raw) in What
