"""The page where anybody counts: every entry of the log is fetched and counted in the visitor's own browser."""

import re
from pathlib import Path
from typing import Any

from django.utils.safestring import mark_safe
from starlette.requests import Request
from starlette.responses import Response

from undersigned import transparency
from undersigned.design import assets
from undersigned.ledger import reading
from undersigned.public import answer, front, headers, reader
from undersigned.public.shelf import style
from undersigned.signing import count, strikes
from undersigned.signing.strikes import Strike

HERE = Path(__file__).resolve().parent
VERIFIERS = Path(transparency.__file__).parent
_MODULES = re.compile(r"^(?:import .*;|export )", re.MULTILINE)


def _script() -> str:
    """The verifiers that docs/spec names, and what puts them on the page, as one inline module."""
    files = (VERIFIERS / "verify.js", VERIFIERS / "audit.js", HERE / "verify.js")
    whole = "\n".join(_MODULES.sub("", file.read_text()) for file in files)
    return assets.tight_js(whole)


SCRIPT = _script()


async def verify(request: Request) -> Response:
    """GET /<slug>/verify."""
    shelved = front.shelved(request)
    if shelved is None:
        return answer.not_found()
    uuid = shelved.petition.uuid
    keys = await reader.read(reading.keys, uuid) or reading.Keys("", [], 1)
    log = f"/log/{uuid}/{keys.path}"
    context = {
        "verifier": keys.verifier,
        "strikes": [
            _written(one, shelved.petition.language) for one in await reader.read(strikes.told, shelved.petition.id)
        ],
        "older": keys.older,
        "epoch": keys.epoch,
        "log": log,
        "log_url": f"{shelved.campaign['url'].removesuffix(shelved.petition.path)}{log}",
        "script": mark_safe(f'<script type="module">{SCRIPT}</script>'),  # noqa: S308  our own files
    }
    made = answer.page("verify", shelved=shelved, context=context)
    own = style(shelved.campaign)
    made.headers.update({**headers.page(own), **headers.with_script(own, SCRIPT)})
    del made.headers["x-robots-tag"]
    return made


def _written(one: Strike, language: str) -> dict[str, Any]:
    return {
        "day": one.day,
        "reason": one.reason,
        "struck": one.struck,
        "struck_shown": count.formatted(one.struck, language),
        "reinstated": one.reinstated,
        "reinstated_shown": count.formatted(one.reinstated, language),
    }
