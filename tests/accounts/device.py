"""A telephone with passkeys, in software: what it answers to a site's questions, and what a thief would."""

import base64
import hashlib
import json
import struct
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, HAS_KEY = 0x01, 0x04, 0x40  # WebAuthn §6.1


class Device:
    """One key. `origin`: the site that its browser believes to be on."""

    def __init__(self, origin: str, *, counts: bool = True) -> None:
        self.origin = origin
        self.counts = counts
        self.count = 0
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = hashlib.sha256(self.key.public_key().public_numbers().x.to_bytes(32, "big")).digest()

    def make(self, options: str) -> str:
        """To `navigator.credentials.create`."""
        asked = json.loads(options)
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        credential = bytes(16) + struct.pack(">H", len(self.name)) + self.name + cbor2.dumps(public)
        data = self._data(asked["rp"]["id"], PRESENT | VERIFIED | HAS_KEY) + credential
        attested = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer("webauthn.create", asked["challenge"], {"attestationObject": attested})

    def prove(self, options: str) -> str:
        """To `navigator.credentials.get`."""
        asked = json.loads(options)
        self.count += self.counts
        data = self._data(asked["rpId"], PRESENT | VERIFIED)
        client = self._client("webauthn.get", asked["challenge"])
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        parts = {"authenticatorData": data, "signature": signature}
        return self._answer("webauthn.get", asked["challenge"], parts)

    def _data(self, host: str, flags: int) -> bytes:
        return hashlib.sha256(host.encode()).digest() + struct.pack(">BI", flags, self.count)

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _answer(self, kind: str, challenge: str, parts: dict[str, bytes]) -> str:
        response = {name: _text(part) for name, part in parts.items()}
        response["clientDataJSON"] = _text(self._client(kind, challenge))
        name = _text(self.name)
        answer: dict[str, Any] = {"id": name, "rawId": name, "type": "public-key", "response": response}
        return json.dumps(answer)


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
