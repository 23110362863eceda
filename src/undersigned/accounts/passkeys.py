"""Passkeys: a key in somebody's telephone, computer or security key proves, to this site alone, that it is them.

The ceremony is `webauthn`'s. Each challenge is made for one session and one purpose, serves once, and not for long.
"""

import base64
import ipaddress
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import webauthn
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from undersigned.accounts.models import Passkey
from undersigned.vault import entropy
from undersigned.vault.keys import derive

CHALLENGE_LENGTH = 32
LASTS = timedelta(minutes=5)
ADDING, ASKING = "accounts.adding_passkey", "accounts.asking_passkey"  # in the session: the challenge, and since when
LONGEST = 16 * 1024  # an answer; they have a thousand characters or two
# What junk brings out of the parsers below the library's own errors.
JUNK = (WebAuthnException, ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError)


def are_possible(site: str) -> bool:
    """Browsers make passkeys for names, and for no number such as 127.0.0.1."""
    try:
        ipaddress.ip_address(_host(site))
    except ValueError:
        return True
    return False


def of(user: Any) -> list[Passkey]:
    return list(Passkey.objects.filter(user=user).order_by("added_at", "pk"))


def creation(user: Any, session: SessionBase, *, site: str, at: datetime) -> str:
    """What the browser is asked for a new one, as JSON."""
    options = webauthn.generate_registration_options(
        rp_id=_host(site),
        rp_name=_host(site),
        user_id=derive(settings.MASTER_KEYS.token, b"passkey", str(user.pk).encode()),  # tells the device nothing
        user_name=user.get_username(),
        challenge=_new_challenge(session, ADDING, at=at),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=UserVerificationRequirement.PREFERRED
        ),
        exclude_credentials=_descriptors(user),
    )
    return webauthn.options_to_json(options)


def add(user: Any, session: SessionBase, answer: str, *, name: str, site: str, at: datetime) -> Passkey | None:
    """None: the answer is not to what was asked of this session, or is no passkey, or is known already."""
    challenge = _taken(session, ADDING, at=at)
    if challenge is None or len(answer) > LONGEST:
        return None
    try:
        proven = webauthn.verify_registration_response(
            credential=answer, expected_challenge=challenge, expected_rp_id=_host(site), expected_origin=site
        )
    except JUNK:
        return None
    passkey, is_new = Passkey.objects.get_or_create(
        credential=proven.credential_id,
        defaults={
            "user": user,
            "name": name,
            "public_key": proven.credential_public_key,
            "sign_count": proven.sign_count,
            "added_at": at,
        },
    )
    return passkey if is_new else None


def request(user: Any, session: SessionBase, *, site: str, at: datetime) -> str:
    """What the browser is asked for a proof by one that there is, as JSON."""
    options = webauthn.generate_authentication_options(
        rp_id=_host(site),
        challenge=_new_challenge(session, ASKING, at=at),
        allow_credentials=_descriptors(user),
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return webauthn.options_to_json(options)


def passes(user: Any, session: SessionBase, answer: str, *, site: str, at: datetime) -> bool:
    """By a passkey of this very account. One whose count did not go up may be a copy, and opens nothing."""
    challenge = _taken(session, ASKING, at=at)
    if challenge is None or len(answer) > LONGEST:
        return False
    try:
        named = webauthn.helpers.parse_authentication_credential_json(answer)
        passkey = Passkey.objects.filter(user=user, credential=named.raw_id).first()
        if passkey is None:
            return False
        proven = webauthn.verify_authentication_response(
            credential=named,
            expected_challenge=challenge,
            expected_rp_id=_host(site),
            expected_origin=site,
            credential_public_key=bytes(passkey.public_key),
            credential_current_sign_count=passkey.sign_count,
        )
    except JUNK:
        return False
    unchanged = Passkey.objects.filter(pk=passkey.pk, sign_count=passkey.sign_count)
    return unchanged.update(sign_count=proven.new_sign_count, used_at=at) == 1


def _descriptors(user: Any) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=bytes(passkey.credential)) for passkey in of(user)]


def _new_challenge(session: SessionBase, purpose: str, *, at: datetime) -> bytes:
    challenge = entropy.take(CHALLENGE_LENGTH)
    session[purpose] = [base64.b64encode(challenge).decode(), at.isoformat()]
    return challenge


def _taken(session: SessionBase, purpose: str, *, at: datetime) -> bytes | None:
    """The challenge, which is gone from the session; None: there was none, or it is too old."""
    challenge, since = session.pop(purpose, ("", ""))
    if not challenge or at - datetime.fromisoformat(since) > LASTS:
        return None
    return base64.b64decode(challenge)


def _host(site: str) -> str:
    return urlsplit(site).hostname or ""
