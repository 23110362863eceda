"""The count as JSON, from memory: a cache in front may keep it for a second and so carry any crowd."""

from functools import lru_cache

from django.utils import translation
from django.utils.translation import ngettext
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from undersigned.public import answer, front, headers
from undersigned.signing.count import formatted, progress


async def count(request: Request) -> Response:
    """GET /<slug>/count: {"count", "samples", "parts", "goal", "is_shown", "shown", "sentence"}.

    `samples` of `count` are demonstration signers. `parts`: what stands beside the count, and is not in it. `shown`:
    number, goal and what is left, as they are written; `sentence`: what a screen reader says.
    """
    shelved = front.shelved(request)
    if shelved is None:
        return answer.not_found()
    totals = front.of(request).shelf.totals(shelved.petition.id)
    language = shelved.petition.language
    now = progress(totals.count, shelved.petition.target)
    facts = {
        "count": totals.count,
        "samples": totals.samples,
        "parts": {name: shelved.campaign.get("parts", {}).get(name, 0) for name in ("paper", "earlier")},
        "goal": now.goal,
        "is_shown": now.is_shown,
        "shown": [formatted(number, language) for number in (now.count, now.goal, now.to_go)],
        "sentence": sentence(totals.count, language),
    }
    return JSONResponse(facts, headers={**headers.everywhere(), "cache-control": headers.COUNT})


@lru_cache(maxsize=256)
def sentence(number: int, language: str) -> str:
    with translation.override(language):
        words = ngettext("%(count)s person has signed", "%(count)s people have signed", number)
        return words % {"count": formatted(number, language)}
