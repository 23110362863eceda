"""Whatever reads what strangers send: what it is given, and what it may answer. Anything else it raises is a fault."""

import base64
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from tests.transparency import test_junk as records
from undersigned.defence import client
from undersigned.defence.work import Work
from undersigned.offline import table
from undersigned.public import body
from undersigned.returns import report
from undersigned.sharing import mastodon
from undersigned.signing import submission, tokens
from undersigned.transparency.strict import Refused

KEY = bytes(range(32))
PETITION = UUID(int=7)
LINK = tokens.mint(tokens.Kind.CONFIRM, UUID(int=9), petition=PETITION, key=KEY, at=0)
WAITING = tokens.Waiting("rosa@example.org", "Rosa", bytes(32))
SEALED = tokens.seal_waiting(WAITING, petition=PETITION, key=KEY, at=0, nonce=bytes(12))
TRUSTED = client.networks("127.0.0.0/8, ::1, 10.0.0.0/8, 2001:db8::/32")
FIELDS = ("name", "email", "postcode", "text", "wording", "updates", "show_name", "s", "via", "solution", "waited")
LIST = 'Name;Email;Signed at\r\n"Rosa Marín";rosa@example.org;2026-01-02\r\n\'=1+1;x@example.org;\r\n'.encode()
BOUNCE = b"""Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: message/delivery-status

Final-Recipient: rfc822; rosa@example.org
Action: failed
Status: 5.1.1

--b--
"""


@st.composite
def damaged(draw: st.DrawFn, good: bytes) -> bytes:
    """Pieces of what is good, some of them twice, with anything between them."""
    cuts = sorted(draw(st.lists(st.integers(0, len(good)), min_size=2, max_size=6)))
    between = st.binary(max_size=12) | st.sampled_from([b"\x00", b"%", b"=", b'"', b"\r\n", b"\xff\xfe", b"9" * 40])
    pieces = [good[: cuts[0]]]
    for begin, end in zip(cuts, [*cuts[1:], len(good)], strict=True):
        pieces += [draw(between), good[begin:end] * draw(st.sampled_from([0, 1, 1, 2]))]
    return b"".join(pieces)


def like(good: bytes) -> st.SearchStrategy[bytes]:
    return damaged(good) | st.binary(max_size=300)


def _form(raw: bytes) -> None:
    try:
        fields = body._fields(raw)
    except body.NotAForm:
        return
    _submission(fields)


def _submission(fields: dict[str, str]) -> None:
    for style in ("us", "uk", "es", "any"):
        read = submission.read(fields, postcode_style=style, texts={1}, wordings={1})
        assert isinstance(read, submission.Submission) or all(problem.sentence for problem in read)


def _token(raw: bytes) -> None:
    for text in (raw.decode("latin-1"), raw.decode("utf-8", "replace"), base64.urlsafe_b64encode(raw).decode()):
        for kind in tokens.Kind:
            read = tokens.read(text, kind, petition=PETITION, key=KEY, at=0)
            assert not isinstance(read, tokens.Valid) or text == LINK
        opened = tokens.open_waiting(text, petition=PETITION, key=KEY, at=0)
        assert not isinstance(opened, tokens.Waiting) or opened == WAITING


def _addresses(raw: bytes) -> None:
    for peer in ("127.0.0.1", "8.8.8.8", "", raw.decode("latin-1")):
        client.lines(peer, [(client.HEADER, raw), (client.HEADER, raw[::-1])], trusted=TRUSTED)


def _list(raw: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "list.csv")
        path.write_bytes(raw)
        seen = table.look(path)
        if isinstance(seen, table.Table):
            assert sum(1 for _ in table.numbered(path, seen.form)) >= seen.rows
            table.preview(path, seen.form)


def _record(read: Callable[[bytes], bytes]) -> Callable[[bytes], None]:
    def act(raw: bytes) -> None:
        try:
            assert read(raw) == raw
        except Refused:
            return

    return act


def _work(raw: bytes) -> None:
    text = raw.decode("utf-8", "replace")
    Work(KEY, clock=lambda: 0).done({"challenge": text, "solution": text, "waited": text})


TARGETS: dict[str, tuple[st.SearchStrategy[Any], Callable[[Any], None]]] = {
    "form": (like(b"name=Rosa+Mar%C3%ADn&email=rosa%40example.org&postcode=97201&text=1&updates=yes"), _form),
    "submission": (st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=300)), _submission),
    "token": (like(LINK.encode()) | like(SEALED.encode()), _token),
    "forwarded": (like(b"203.0.113.7, [2001:db8::1]:443, ::ffff:10.0.0.1, unknown, 8.8.8.8:80"), _addresses),
    "list": (like(LIST) | like(LIST.decode().encode("utf-16")), _list),
    "bounce": (like(BOUNCE), report.read),
    "work": (like(b'{"parameters":{"algorithm":"PBKDF2/SHA-256","nonce":"00"},"signature":"00"}'), _work),
    "server": (st.text(max_size=80), mastodon.server),
    **{name: (like(good), _record(read)) for name, (read, good) in records.READERS.items()},
}
