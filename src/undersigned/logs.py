"""One line an event: what happened, then the facts as name=value. Never personal data."""

import logging

_USUAL = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class FactsFormatter(logging.Formatter):
    """`extra=` of a logging call, behind the message."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  the name that logging calls
        facts = [f"{name}={value}" for name, value in vars(record).items() if name not in _USUAL]
        return " ".join([super().formatMessage(record), *facts])
