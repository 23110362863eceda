"""The keys by which a domain's letters are signed, as another mail server finds them: RFC 6376, RFC 8463."""

import base64
import binascii
import re
from collections.abc import Iterator, Mapping, Sequence
from email import message_from_bytes, policy

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key
from django.utils.translation import gettext as _

from undersigned.checkup.finding import Finding, good, unsafe, wrong
from undersigned.checkup.lookup import Lookup

# What mail providers and mail servers call them by themselves.
USUAL = (
    "default", "dkim", "mail", "email", "smtp", "s1", "s2", "k1", "k2", "k3", "selector1", "selector2", "google",
    "fm1", "fm2", "fm3", "protonmail", "zoho", "pm", "mailjet", "mte1", "brevo1", "brevo2", "mx", "20230601",
)  # fmt: skip
SHORT, FAR_TOO_SHORT = 2048, 1024  # bits
WAY_OUT = ("list-unsubscribe", "list-unsubscribe-post")


def tags(record: str) -> dict[str, str]:
    """`v=DKIM1; k=rsa; p=…`, also of a signature and of DMARC."""
    pairs = (one.partition("=") for one in record.split(";"))
    return {name.strip().lower(): re.sub(r"\s+", "", value) for name, mark, value in pairs if mark}


def found(domain: str, lookup: Lookup, *, selectors: Sequence[str]) -> dict[str, Mapping[str, str]]:
    """By selector, the first that has one is enough; with one selector asked for, also one that was revoked."""
    for selector in selectors:
        for record in lookup.txt(f"{selector}._domainkey.{domain}"):
            known = tags(record)
            if known.get("p") or ("p" in known and len(selectors) == 1):
                return {selector: known}
    return {}


def findings(
    domain: str, keys: Mapping[str, Mapping[str, str]], *, selectors: Sequence[str] = USUAL
) -> Iterator[Finding]:
    if not keys:
        told = {"domain": domain, "selector": selectors[0]}
        if len(selectors) == 1:
            sentence = _("There is no key at %(selector)s._domainkey.%(domain)s.")
        else:
            sentence = _("No key to sign letters of %(domain)s was found under any usual name (DKIM).")
        remedy = _(
            "Ask your mail provider: it makes the key, and tells the name. Then name it: "
            "undersigned check-mail --selector NAME, or have it read from a letter you got: --letter FILE."
        )
        yield unsafe(sentence % told, remedy)
    for selector, key in keys.items():
        yield _key(f"{selector}._domainkey.{domain}", key)


def of_letter(raw: bytes, *, domain: str) -> tuple[str, list[Finding]]:
    """The selector by which a letter that arrived was signed for `domain`, and what is amiss with the signature."""
    message = message_from_bytes(raw, policy=policy.compat32)
    signed = [tags(str(one)) for one in message.get_all("DKIM-Signature", [])]
    own = [one for one in signed if _is_of(one.get("d", "").lower(), domain)]
    if not own:
        sentence = _("The letter bears no signature of %(domain)s (DKIM).") % {"domain": domain}
        return "", [wrong(sentence, _("Have your mail provider sign in this domain's name, not only in its own."))]
    covered = own[0].get("h", "").lower().split(":")
    missing = [name for name in WAY_OUT if name not in covered]
    if missing and message["List-Unsubscribe"]:
        sentence = _("The signature leaves out %(headers)s: mail programs show no button to unsubscribe.")
        remedy = _("Have your mail provider sign both headers (RFC 8058).")
        return own[0].get("s", ""), [unsafe(sentence % {"headers": ", ".join(missing)}, remedy)]
    return own[0].get("s", ""), [good(_("The letter is signed for %(domain)s.") % {"domain": domain})]


def _is_of(signer: str, domain: str) -> bool:
    return bool(signer) and (signer == domain or domain.endswith(f".{signer}") or signer.endswith(f".{domain}"))


def _key(name: str, key: Mapping[str, str]) -> Finding:
    told = {"name": name}
    if not key["p"]:
        return wrong(_("The key at %(name)s was revoked.") % told, _("Ask your mail provider for the one in use."))
    bits = _bits(key)
    if bits is None:
        return wrong(_("The key at %(name)s cannot be read.") % told, _("Copy it from your mail provider once more."))
    if bits < SHORT:
        told_bits = {**told, "bits": bits}
        make = wrong if bits < FAR_TOO_SHORT else unsafe
        return make(
            _("The key at %(name)s has %(bits)d bits: some servers do not trust one so short.") % told_bits,
            _("Ask your mail provider for one of 2048."),
        )
    return good(_("DKIM: there is a key at %(name)s.") % told)


def _bits(key: Mapping[str, str]) -> int | None:
    """None: it is none. Ed25519 counts as long enough."""
    try:
        raw = base64.b64decode(key["p"], validate=True)
        if key.get("k", "rsa").lower() == "ed25519":
            return SHORT if len(raw) == 32 else None
        loaded = load_der_public_key(raw)
    except (binascii.Error, ValueError, UnsupportedAlgorithm):
        return None
    return loaded.key_size if isinstance(loaded, RSAPublicKey) else None
