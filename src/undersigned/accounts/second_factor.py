"""A second proof beside the password: six digits of an app (TOTP), a passkey, or one of ten recovery codes.

The secret is sealed, the recovery codes are kept as keyed hashes: a stolen database signs nobody in.
What a passkey proves is `passkeys`' business.
"""

import secrets
from contextlib import suppress
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.conf import settings
from django.db import transaction

from undersigned.accounts.models import Passkey, RecoveryCode, SecondFactor
from undersigned.signing import keyring
from undersigned.vault import sealing
from undersigned.vault.keys import all_of, derive

SECRET_LENGTH = 20  # RFC 4226 §4: as long as the hash
STEP_S = 30  # RFC 6238 §4.1
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is taken for something else
CODES = 10


def new_secret() -> bytes:
    return secrets.token_bytes(SECRET_LENGTH)


def address(secret: bytes, *, account: str, issuer: str) -> str:
    """What an app reads from the picture: `otpauth://totp/…`."""
    return _totp(secret).get_provisioning_uri(account, issuer)


def seal(secret: bytes, *, user_id: int) -> bytes:
    record = {"secret": secret.hex()}
    return sealing.seal(
        record,
        key=_key(keyring.seal_key()),
        kind="second factor",
        row=str(user_id),
        nonce=secrets.token_bytes(sealing.NONCE_LENGTH),
    )


def unseal(sealed: bytes, *, user_id: int) -> bytes:
    """Raises `sealing.CannotOpen`."""
    for master in keyring.seal_keys():
        with suppress(sealing.CannotOpen):
            record = sealing.unseal(sealed, key=_key(master), kind="second factor", row=str(user_id))
            return bytes.fromhex(record["secret"])
    raise sealing.CannotOpen(f"second factor {user_id}")


def seal_anew() -> int:
    """All secrets by the newest master key; how many. Inside the caller's transaction."""
    factors = list(SecondFactor.objects.select_for_update().order_by("user_id"))
    for factor in factors:
        secret = unseal(bytes(factor.secret), user_id=factor.user_id)
        SecondFactor.objects.filter(user_id=factor.user_id).update(secret=seal(secret, user_id=factor.user_id))
    return len(factors)


def is_on(user: Any) -> bool:
    return has_app(user) or has_passkey(user)


def has_app(user: Any) -> bool:
    return SecondFactor.objects.filter(user=user).exists()


def has_passkey(user: Any) -> bool:
    return Passkey.objects.filter(user=user).exists()


def holders() -> set[int]:
    """Whose accounts have one."""
    apps = SecondFactor.objects.values_list("user_id", flat=True)
    return set(apps.union(Passkey.objects.values_list("user_id", flat=True)))


@transaction.atomic
def turn_on(user: Any, secret: bytes, code: str, *, at: datetime) -> list[str]:
    """The recovery codes, to be shown this once; none where `code` is not what the app says now."""
    step = _step(secret, code, at=at)
    if step is None:
        return []
    SecondFactor.objects.update_or_create(
        user=user, defaults={"secret": seal(secret, user_id=user.pk), "last_step": step}
    )
    return new_recovery_codes(user)


@transaction.atomic
def turn_off(user: Any) -> bool:
    """App and passkeys. Whether there were any."""
    apps, passkeys = SecondFactor.objects.filter(user=user).delete(), Passkey.objects.filter(user=user).delete()
    RecoveryCode.objects.filter(user=user).delete()
    return apps[0] + passkeys[0] > 0


@transaction.atomic
def remove_app(user: Any) -> bool:
    """Whether there was one. What was the last goes with its recovery codes."""
    removed = SecondFactor.objects.filter(user=user).delete()[0]
    _tidy(user)
    return removed > 0


@transaction.atomic
def remove_passkey(user: Any, passkey_id: int) -> bool:
    """Whether there was one. What was the last goes with its recovery codes."""
    removed = Passkey.objects.filter(user=user, pk=passkey_id).delete()[0]
    _tidy(user)
    return removed > 0


def passes(user: Any, code: str, *, at: datetime) -> bool:
    """By the app or by a recovery code; neither serves twice."""
    factor = SecondFactor.objects.filter(user=user).first()
    step = _step(unseal(bytes(factor.secret), user_id=user.pk), code, at=at) if factor else None
    if step is not None:
        return SecondFactor.objects.filter(user=user, last_step__lt=step).update(last_step=step) == 1
    return RecoveryCode.objects.filter(user=user, digest__in=_digests(user, code)).delete()[0] == 1


@transaction.atomic
def new_recovery_codes(user: Any) -> list[str]:
    """Ten, in place of those that were left."""
    codes = ["-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(3)) for _ in range(CODES)]
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, digest=_digests(user, code)[0]) for code in codes)
    return codes


def recovery_codes_left(user: Any) -> int:
    return RecoveryCode.objects.filter(user=user).count()


def _tidy(user: Any) -> None:
    if not is_on(user):
        RecoveryCode.objects.filter(user=user).delete()


def _step(secret: bytes, code: str, *, at: datetime) -> int | None:
    """Which half minute the code is of; the one before and the one after count too, as clocks differ."""
    digits = "".join(code.split())
    now = int(at.timestamp()) // STEP_S
    for step in (now, now - 1, now + 1):
        if secrets.compare_digest(_totp(secret).generate(step * STEP_S), digits.encode()):
            return step
    return None


def _totp(secret: bytes) -> TOTP:
    return TOTP(secret, 6, SHA1(), STEP_S)  # noqa: S303  RFC 6238's own hash: the apps know no other for certain


def _digests(user: Any, code: str) -> list[bytes]:
    """By the key of today, then by those before it."""
    plain = "".join(character for character in code.lower() if character.isalnum())
    labels = b"recovery code", str(user.pk).encode(), plain.encode()
    return [derive(key, *labels) for key in all_of(settings.MASTER_KEYS.token)]


def _key(master: bytes) -> sealing.DataKey:
    return sealing.data_key(1, derive(master, b"second factor"))
