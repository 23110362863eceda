"""What a block says to a value: the sentences by field, or nothing at all."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks


def of(block: blocks.Block, value: dict[str, Any], *, is_draft: bool = False) -> dict[str, Any]:
    """Sentences by field; those of lists by number. Empty: the block takes the value."""
    clean = block.clean_deferred if is_draft else block.clean
    try:
        clean(block.to_python(value))
    except ValidationError as error:
        return _spread(error)
    return {}


def _spread(error: Any) -> Any:
    inner = getattr(error, "block_errors", None)
    if inner is None:
        return error.messages[0]
    found = {name: _spread(each) for name, each in inner.items()}
    whole = [message for each in error.non_block_errors.as_data() for message in each.messages]
    return {**found, "": whole[0]} if whole else found
