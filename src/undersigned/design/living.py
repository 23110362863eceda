"""The count is the one living part of a baked page: this puts today's numbers into html that was rendered once.

    <!--living few-->Be one of the first<!--living many-->[[count]] signed<!--living end-->
    <!--living samples-->[[samples]] of these are samples<!--living end-->

A region keeps the passage of today's variant; `[[name]]` inside a region becomes a value. Outside of regions
nothing is touched, so an organiser's own square brackets stay as they are. Pure: text in, text out.
"""

import re
from collections.abc import Mapping
from typing import Literal

Variant = Literal["few", "many"]

_REGION = re.compile(r"<!--living few-->(.*?)<!--living many-->(.*?)<!--living end-->", re.DOTALL)
_SAMPLES = re.compile(r"<!--living samples-->(.*?)<!--living end-->", re.DOTALL)
_TOKEN = re.compile(r"\[\[(\w+)\]\]")


def compose(html: str, *, variant: Variant, values: Mapping[str, str]) -> str:
    """The finished page. A token that `values` lacks is a broken template: raises `KeyError`."""

    def fill(passage: str) -> str:
        return _TOKEN.sub(lambda token: values[token[1]], passage)

    html = _REGION.sub(lambda region: fill(region[1 if variant == "few" else 2]), html)
    return _SAMPLES.sub(lambda region: fill(region[1]) if values["samples"] != "0" else "", html)
