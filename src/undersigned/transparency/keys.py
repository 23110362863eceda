"""Ed25519 keys of logs and witnesses, written as c2sp.org/signed-note says, so that other tools read them."""

from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from undersigned.transparency.strict import Refused, from_base64, from_hex, to_base64

LOG, WITNESS = 0x01, 0x04  # a signature over the note's text; a cosignature with a time (c2sp.org/tlog-cosignature)
KEY_LENGTH = 32
ID_LENGTH = 4
_TIME_LENGTH = 8
_LAST_SECOND = 253_402_300_799  # of the year 9999
_PRIVATE = "PRIVATE+KEY+"


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """The public half. `str` is the spelling that is published: name+id+key."""

    name: str
    kind: int
    public: bytes

    @property
    def id(self) -> bytes:
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:ID_LENGTH]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{to_base64(bytes([self.kind]) + self.public)}"

    def check(self, text: str, signature: bytes) -> int | None:
        """The time in a witness's cosignature, in seconds since 1970. Raises `Refused`."""
        at = None
        signed = text
        if self.kind == WITNESS:
            at = int.from_bytes(signature[:_TIME_LENGTH], "big")
            if at > _LAST_SECOND:
                raise Refused(f"the cosignature of {self.name} is of no date")
            signed, signature = cosigned(text, at=at), signature[_TIME_LENGTH:]
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, signed.encode())
        except (InvalidSignature, ValueError):
            raise Refused(f"the signature of {self.name} is wrong") from None
        return at


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The private half, of a log or a witness. `secret` is 32 bytes, and shown by nothing but `private`."""

    name: str
    secret: bytes
    kind: int = LOG

    @property
    def verifier(self) -> VerifierKey:
        public = Ed25519PrivateKey.from_private_bytes(self.secret).public_key().public_bytes_raw()
        return VerifierKey(self.name, self.kind, public)

    def __repr__(self) -> str:
        return f"SigningKey({self.name!r})"

    def private(self) -> str:
        """As it is kept in a file."""
        return f"{_PRIVATE}{self.name}+{self.verifier.id.hex()}+{to_base64(bytes([self.kind]) + self.secret)}"

    def sign(self, text: str) -> bytes:
        return Ed25519PrivateKey.from_private_bytes(self.secret).sign(text.encode())

    def cosign(self, text: str, *, at: int) -> bytes:
        """Of a witness: the time, in seconds since 1970, and the signature."""
        return at.to_bytes(_TIME_LENGTH, "big") + self.sign(cosigned(text, at=at))


def cosigned(text: str, *, at: int) -> str:
    """What a witness signs."""
    return f"cosignature/v1\ntime {at}\n{text}"


def parse_verifier(text: str) -> VerifierKey:
    """Raises `Refused`."""
    name, kind, public, given_id = _parts(text)
    if kind not in (LOG, WITNESS):
        raise Refused(f"the key of {name} is of type {kind}, which is not known here")
    key = VerifierKey(name, kind, public)
    if key.id != given_id:
        raise Refused(f"the key of {name} does not fit its own id: it was mistyped or altered")
    return key


def parse_signer(text: str) -> SigningKey:
    """Raises `Refused`, and never with the key in the sentence."""
    if not text.startswith(_PRIVATE):
        raise Refused(f"a private key begins with {_PRIVATE}")
    try:
        name, kind, secret, given_id = _parts(text.removeprefix(_PRIVATE))
    except Refused:
        raise Refused("the private key is not written as one") from None
    key = SigningKey(name, secret, kind)
    if kind not in (LOG, WITNESS) or key.verifier.id != given_id:
        raise Refused("the private key does not fit its own id: it was altered")
    return key


def check_name(name: str) -> None:
    """Raises `Refused`."""
    if not name or any(letter.isspace() or letter == "+" or letter < " " for letter in name):
        raise Refused(f"a key's name has no blank and no plus: {name[:60]!a}")


def _parts(text: str) -> tuple[str, int, bytes, bytes]:
    """Name, type, key, id."""
    name, _, rest = text.partition("+")
    given_id, _, key = rest.partition("+")
    check_name(name)
    data = from_base64(key, what=f"the key of {name}", length=1 + KEY_LENGTH)
    return name, data[0], data[1:], from_hex(given_id, what="the id of a key", length=ID_LENGTH)
