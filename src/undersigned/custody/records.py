"""All tables that hold records sealed by a petition's data key, in every room: those whose model has `SEALED_AS`.

Each has `petition`, `id`, which is a UUID, and `sealed`.
"""

from typing import Any

from django.apps import apps


def models() -> dict[str, Any]:
    """By the kind of their records, in its alphabetical order."""
    found = {getattr(model, "SEALED_AS", ""): model for model in apps.get_models()}
    return {kind: found[kind] for kind in sorted(found) if kind}


def after(kind: str) -> str:
    """The kind that comes next; empty: none."""
    return next((one for one in models() if one > kind), "")
