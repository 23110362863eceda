"""Keys, signed notes and checkpoints: as other tools write them, believed only when a known key has signed."""

import base64

import pytest

from tests.transparency import logs, vectors
from undersigned.transparency import checkpoint, keys, note
from undersigned.transparency.checkpoint import Checkpoint
from undersigned.transparency.keys import SigningKey, VerifierKey
from undersigned.transparency.strict import Refused

VECTORS = vectors.load("log")
LOG_KEY = keys.parse_verifier(VECTORS["key"])
WITNESS = keys.parse_verifier(VECTORS["witness"]["key"])
NOTE = VECTORS["checkpoint"].encode()
WITNESSED = VECTORS["witnessed"].encode()
OTHER = SigningKey(logs.ORIGIN, bytes(32)).verifier
# c2sp.org/signed-note: the example of its text, and the key that the Go project's own tests hold
GOPHER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GOPHERS_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)


def test_a_key_is_spelled_as_the_specification_says() -> None:
    assert str(logs.KEY.verifier) == VECTORS["key"]
    assert SigningKey(logs.ORIGIN, bytes.fromhex(VECTORS["seed"])).verifier == LOG_KEY


def test_a_note_of_the_go_project_is_read_and_its_signature_holds() -> None:
    key = keys.parse_verifier(GOPHER)

    assert note.parse(GOPHERS_NOTE.encode()).signers([key]) == {key: None}


def test_a_checkpoint_is_signed_as_the_specification_says() -> None:
    now = logs.Log(logs.crowd(1100)).now

    assert checkpoint.sign(now, [logs.KEY]).encode() == NOTE


def test_a_checkpoint_opens_by_its_logs_key() -> None:
    opened = checkpoint.opened(NOTE, by=[LOG_KEY])

    assert opened.checkpoint == logs.Log(logs.crowd(1100)).now
    assert opened.witnessed == {}


def test_a_witness_says_when_it_saw_the_checkpoint() -> None:
    assert checkpoint.opened(WITNESSED, by=[LOG_KEY, WITNESS]).witnessed == {"witness.example.net/w1": 1_800_000_000}


def test_a_witness_whom_nobody_knows_is_passed_over() -> None:
    assert checkpoint.opened(WITNESSED, by=[LOG_KEY]).witnessed == {}


def test_while_a_key_is_replaced_either_of_them_opens() -> None:
    now = Checkpoint(logs.ORIGIN, 7, bytes(32))
    signed = checkpoint.sign(now, [logs.KEY, logs.MALLORYS_KEY]).encode()

    assert checkpoint.opened(signed, by=[LOG_KEY]).checkpoint == now
    assert checkpoint.opened(signed, by=[logs.MALLORYS_KEY.verifier]).checkpoint == now


@pytest.mark.parametrize(
    ("by", "trouble"),
    [([], "signed by no key"), ([OTHER], "signed by no key"), ([WITNESS], "signed by no key")],
    ids=["no key", "another key", "only a witness's"],
)
def test_a_checkpoint_is_not_believed_without_its_logs_key(by: list[VerifierKey], trouble: str) -> None:
    with pytest.raises(Refused, match=trouble):
        checkpoint.opened(WITNESSED, by=by)


def test_a_witness_that_bears_the_logs_name_is_not_the_log() -> None:
    text, at = Checkpoint(logs.ORIGIN, 7, bytes(32)).text, 1_800_000_000
    witness = VerifierKey(logs.ORIGIN, keys.WITNESS, logs.KEY.verifier.public)
    cosignature = at.to_bytes(8, "big") + logs.KEY.sign(keys.cosigned(text, at=at))
    signed = note.Note(text, (note.Signature(logs.ORIGIN, witness.id, cosignature),))

    assert signed.signers([witness]) == {witness: at}
    with pytest.raises(Refused, match="signed by no key that was given"):
        checkpoint.opened(signed.encode(), by=[witness])


def test_a_key_of_another_log_opens_nothing() -> None:
    other = SigningKey("example.org/log/other", bytes(range(32)))
    signed = checkpoint.sign(Checkpoint(logs.ORIGIN, 7, bytes(32)), [other]).encode()

    with pytest.raises(Refused, match="signed by no key that was given"):
        checkpoint.opened(signed, by=[other.verifier])


def test_a_wrong_signature_of_a_known_key_spoils_the_note_wherever_it_stands() -> None:
    right = note.parse(NOTE).signatures[0]
    wrong = note.Signature(right.name, right.key_id, bytes(64))
    for signatures in ((wrong, right), (right, wrong)):
        spoiled = note.Note(note.parse(NOTE).text, signatures).encode()
        with pytest.raises(Refused, match=f"the signature of {logs.ORIGIN} is wrong"):
            checkpoint.opened(spoiled, by=[LOG_KEY])


def test_every_flipped_bit_of_a_checkpoint_is_refused() -> None:
    for at in range(len(NOTE)):
        for bit in range(8):
            altered = NOTE[:at] + bytes([NOTE[at] ^ 1 << bit]) + NOTE[at + 1 :]
            with pytest.raises(Refused):
                checkpoint.opened(altered, by=[LOG_KEY])


def test_every_flipped_bit_of_a_cosignature_is_refused_or_makes_it_unknown() -> None:
    for at in range(len(NOTE), len(WITNESSED)):
        altered = WITNESSED[:at] + bytes([WITNESSED[at] ^ 1]) + WITNESSED[at + 1 :]
        try:
            opened = checkpoint.opened(altered, by=[LOG_KEY, WITNESS])
        except Refused:
            continue
        assert opened.witnessed == {}


def test_a_cosignature_of_no_date_is_refused() -> None:
    signature = note.Signature(WITNESS.name, WITNESS.id, b"\xff" * 72)
    spoiled = NOTE + str(signature).encode()

    with pytest.raises(Refused, match="is of no date"):
        checkpoint.opened(spoiled, by=[LOG_KEY, WITNESS])


@pytest.mark.parametrize(
    ("data", "trouble"),
    [
        (b"", "a note is a text"),
        (b"text\n", "a note is a text"),
        (b"text\n\n", "a note is a text"),
        (NOTE[:-1], "a note is a text"),
        (NOTE + b"\n", "begins with a dash|a note is a text"),
        (NOTE.replace(b"\n", b"\r\n"), "control characters"),
        (NOTE + b"more\n", "begins with a dash"),
        (NOTE + "— name AAAA\n".encode(), "too short"),
        (NOTE + "— name  AAAAAAAA\n".encode(), "base64"),
        (NOTE + "— na+me AAAAAAAA\n".encode(), "no blank and no plus"),
        (NOTE + "— name AAAAAAAB=\n".encode(), "base64"),
        (NOTE + "— name AAAAAA==\n".encode(), "too short"),
        (NOTE + "— name AAAAAAB=\n".encode(), "one way only"),
        (NOTE + 64 * "— name AAAAAAAA\n".encode(), "more than any"),
        (b"\xff" + NOTE, "not UTF-8"),
        (64 * 1024 * b"x" + NOTE, "longer than any"),
    ],
)
def test_what_is_no_signed_note_is_refused(data: bytes, trouble: str) -> None:
    with pytest.raises(Refused, match=trouble):
        checkpoint.opened(data, by=[LOG_KEY])


@pytest.mark.parametrize(
    "text",
    [
        "origin\n7\n",
        "\n7\n{root}\n",
        "origin\n07\n{root}\n",
        "origin\n+7\n{root}\n",
        "origin\n-7\n{root}\n",
        "origin\n7 \n{root}\n",
        "origin\n٧\n{root}\n",
        "origin\n9223372036854775808\n{root}\n",
        "origin\n7\n{root}",
        "origin\n7\n{root}\nmore",
        "origin\n7\nAAAA\n",
        "origin\n7\n{root}\nmore\n",
        "origin\n7\n{root}\n\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        checkpoint.parse(text.format(root=43 * "A" + "="))


def test_a_private_key_comes_back_from_its_file_and_is_shown_nowhere_else() -> None:
    assert keys.parse_signer(logs.KEY.private()) == logs.KEY
    assert repr(logs.KEY) == f"SigningKey('{logs.ORIGIN}')"


def test_a_private_key_is_of_one_type() -> None:
    of_a_witness = base64.b64encode(bytes([keys.WITNESS]) + logs.KEY.secret).decode()
    written = f"PRIVATE+KEY+{logs.ORIGIN}+{logs.KEY.verifier.id.hex()}+{of_a_witness}"

    with pytest.raises(Refused, match="does not fit its own id"):
        keys.parse_signer(written)


@pytest.mark.parametrize("at", [0, 20, -1, -20, -60])
def test_an_altered_private_key_is_refused_without_being_shown(at: int) -> None:
    private = list(logs.KEY.private())
    private[at] = "B" if private[at] == "A" else "A"

    with pytest.raises(Refused) as caught:
        keys.parse_signer("".join(private))

    assert logs.KEY.private()[-30:] not in str(caught.value)


@pytest.mark.parametrize(
    ("written", "trouble"),
    [
        ("", "no blank and no plus"),
        ("name", "^the key of name has 0 bytes instead of 33$"),
        (VECTORS["key"].replace("example.org", "example.com"), "mistyped or altered"),
        (VECTORS["key"].replace("+", " ", 1), "no blank and no plus"),
        ("name+00000000+" + VECTORS["key"].split("+", 2)[2], "mistyped or altered"),
        (str(VerifierKey("name", 2, bytes(32))), "^the key of name is of type 2, which is not known here$"),
        (VECTORS["key"].replace("+8a", "+8A"), "^the id of a key is not 4 bytes in lower-case hexadecimal$"),
    ],
)
def test_what_is_no_public_key_is_refused(written: str, trouble: str) -> None:
    with pytest.raises(Refused, match=trouble):
        keys.parse_verifier(written)
