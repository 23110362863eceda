"""A hint where an address looks mistyped: one slip away from a provider that many people use. Never a refusal."""

# Those that many signers have, and those one slip away from them that are real as well.
PROVIDERS = (
    "gmail.com",
    "hotmail.com",
    "hotmail.es",
    "outlook.com",
    "outlook.es",
    "yahoo.com",
    "yahoo.es",
    "icloud.com",
    "comcast.net",
    "protonmail.com",
    "telefonica.net",
    "googlemail.com",
)
REAL = frozenset({*PROVIDERS, "mail.com", "email.com", "ymail.com", "fmail.com", "hotmail.fr", "hotmail.it"})


def meant(address: str) -> str:
    """The address that was probably meant; empty where it looks right."""
    local, _, domain = address.rpartition("@")
    domain = domain.lower()
    if domain in REAL:
        return ""
    near = [provider for provider in PROVIDERS if _is_one_slip(domain, provider)]
    return f"{local}@{near[0]}" if len(near) == 1 else ""


def _is_one_slip(typed: str, meant: str) -> bool:
    """One letter too many, one too few, a wrong one, or two neighbours swapped."""
    if abs(len(typed) - len(meant)) > 1 or typed == meant:
        return False
    at = next((i for i, (a, b) in enumerate(zip(typed, meant, strict=False)) if a != b), min(len(typed), len(meant)))
    rest = typed[at:], meant[at:]
    swapped = rest[0][:2] == rest[1][1::-1] and rest[0][2:] == rest[1][2:]
    return swapped or rest[0][1:] == rest[1][1:] or rest[0][1:] == rest[1] or rest[0] == rest[1][1:]
