"""The proof, after anything that went wrong: acknowledged ⊆ stored ⊆ attempted, nothing twice, the count is right."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from tests.crash.books import Books, Row
from tests.crash.ledger import Ledger

FIRST = 5  # of each kind of finding: one lost signature is as bad as a thousand, and reads better


def findings(books: Books, ledger: Ledger, *, index_of: Callable[[int], bytes]) -> list[str]:
    """What is not as it must be; nothing else. `index_of`: the blind index of the crowd's nth mailbox."""
    found: Counter[str] = Counter()
    told = []
    for kind, what in _all(books, ledger, index_of):
        found[kind] += 1
        if found[kind] <= FIRST:
            told.append(f"{kind}: {what}" if what else kind)
    return told + [f"{kind}: {count} in all" for kind, count in found.items() if count > FIRST]


T = TypeVar("T")
Finding = tuple[str, object]


def _all(books: Books, ledger: Ledger, index_of: Callable[[int], bytes]) -> Iterator[Finding]:
    if books.trouble:
        yield "the database is damaged", books.trouble
    mailbox = {row.blind_index: row for row in books.rows.values() if row.blind_index is not None}
    yield from _lost(books, mailbox, ledger, index_of)
    yield from _made_up(books, ledger, {index_of(number) for number in ledger.attempted.signs})
    yield from _doubles(books)
    yield from _miscounts(books)
    yield from _letters(books)


def _lost(
    books: Books, mailbox: dict[bytes | None, Row], ledger: Ledger, index_of: Callable[[int], bytes]
) -> Iterator[Finding]:
    """Acknowledged, and not so stored."""
    promised, tried = ledger.acknowledged, ledger.attempted
    leaving = {tried.number_of[one] for one in tried.withdraws}
    for number in promised.signs - leaving:
        if index_of(number) not in mailbox:
            yield "an acknowledged signature is lost", number
    for one in promised.confirms:
        row = books.rows.get(one)
        allowed = ("confirmed", "withdrawn") if one in tried.withdraws else ("confirmed",)
        if row is None or row.state not in allowed or row.number is None:
            yield "an acknowledged confirmation is lost", row or one
    for one in promised.withdraws:
        row = books.rows.get(one)
        if row is None or row.state != "withdrawn":
            yield "an acknowledged withdrawal is lost", row or one


def _made_up(books: Books, ledger: Ledger, attempted: set[bytes]) -> Iterator[Finding]:
    """Stored, and nobody asked for it."""
    tried = ledger.attempted
    for row in books.rows.values():
        if row.state != "withdrawn" and row.blind_index not in attempted:
            yield "a signature that nobody gave", row
        if row.number is not None and row.id not in tried.confirms:
            yield "a confirmation that nobody gave", row
        if row.state == "withdrawn" and row.id not in tried.withdraws:
            yield "a withdrawal that nobody asked for", row
        if (row.state == "withdrawn") != row.is_emptied or (row.blind_index is None) != row.is_emptied:
            yield "what identifies a person is there when it must not, or gone when it must not", row
        if row.state == "confirmed" and row.number is None:
            yield "a confirmed signature has no number", row
        if row.state not in ("pending", "confirmed", "withdrawn") or (row.state == "pending" and row.number):
            yield "a state that cannot be", row


def _doubles(books: Books) -> Iterator[Finding]:
    for index, times in _more_than_once(row.blind_index for row in books.rows.values() if row.blind_index):
        yield "one mailbox has signed twice", (index, times)
    numbers = sorted(row.number for row in books.rows.values() if row.number is not None)
    for number, times in _more_than_once(numbers):
        yield "one number was given twice", (number, times)
    for number in set(range(1, len(set(numbers)) + 1)) - set(numbers):
        yield "a number was left out", number
    for letter, times in _more_than_once(books.letters):
        yield "one letter is in the outbox twice", (letter, times)


def _miscounts(books: Books) -> Iterator[Finding]:
    numbered = [row for row in books.rows.values() if row.number is not None]
    recount = (len(numbered), sum(row.state == "withdrawn" for row in numbered), 0)
    if books.tally != recount:
        yield "the tally is not what the rows add up to", f"{books.tally}, recounted {recount}"


def _letters(books: Books) -> Iterator[Finding]:
    """A signature and its letter: both or neither."""
    confirm = {about for about, kind, serial in books.letters if (kind, serial) == ("confirm", 1)}
    standing = {row.id for row in books.rows.values() if row.state != "withdrawn"}
    for one in standing - confirm:
        yield "a signature without its letter", one
    for one in {about for about, _, _ in books.letters} - standing:
        yield "a letter without its signature", one


def _more_than_once(things: Iterable[T]) -> list[tuple[T, int]]:
    return [(thing, times) for thing, times in Counter(things).items() if times > 1]
