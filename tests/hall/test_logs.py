"""A line tells what happened and the facts of it."""

import logging

from undersigned.logs import FactsFormatter


def test_facts_stand_behind_the_message() -> None:
    formatter = FactsFormatter("{levelname} {message}", style="{")
    record = logging.makeLogRecord({"levelname": "WARNING", "msg": "batch.retry", "waiting": 41})

    assert formatter.format(record) == "WARNING batch.retry waiting=41"
