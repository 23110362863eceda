"""What a message says that came back: a mail server's report (RFC 3464), or a reader's complaint (RFC 5965).

Whatever is neither, an answer of a person or a machine on holiday, says nothing.
"""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import Message
from enum import Enum

# RFC 3463: of the mailbox itself. Not 5.1.7 and 5.1.8, which are of the sender's address; not 5.2.2, a full mailbox;
# not 5.7, a server that does not want this letter. 5.0.0 and 5.5.0 are what some say of a mailbox that is not there.
GONE = re.compile(r"5\.(0\.0|1\.([0-46]|10)|2\.1|5\.0)")


class What(Enum):
    BOUNCE = "bounce"
    SOFT = "soft"
    COMPLAINT = "complaint"
    NOTHING = "nothing"


def read(raw: bytes) -> What:
    """The worst that it says, of whichever recipient: each letter of ours has one."""
    message = message_from_bytes(raw, policy=policy.compat32)
    said = {one for part in message.walk() for one in _of_part(part)}
    return next((what for what in (What.COMPLAINT, What.BOUNCE, What.SOFT) if what in said), What.NOTHING)


def of_status(status: str) -> What:
    """`status`: such as 5.1.1."""
    if GONE.fullmatch(status.strip()):
        return What.BOUNCE
    return What.SOFT if status.strip().startswith("5.") else What.NOTHING


def of_answer(said: str) -> What:
    """`said`: a mail server's answer to the recipient's address. Without a status of RFC 3463 it is for now only."""
    found = re.search(r"\b5\.\d{1,3}\.\d{1,3}\b", said)
    return of_status(found[0]) if found else What.SOFT


def _of_part(part: Message) -> Iterator[What]:
    kind = part.get_content_type()
    if kind == "message/feedback-report":
        # compat32 reads it as a message of headers: the report's fields.
        for block in _blocks(part):
            if str(block.get("Feedback-Type", "")).strip().lower() in ("abuse", "fraud"):
                yield What.COMPLAINT
    if kind == "message/delivery-status":
        for block in _blocks(part):
            if str(block.get("Action", "")).strip().lower() == "failed":
                yield of_status(str(block.get("Status", "")).partition(" ")[0])


def _blocks(part: Message) -> list[Message]:
    """Groups of fields. The library reads the first kind as messages, the other as text."""
    inner = part.get_payload()
    if isinstance(inner, list):
        return [one for one in inner if isinstance(one, Message)]
    return [message_from_bytes(str(inner).strip().encode(errors="replace"))]
