"""The demonstration's mailbox, as a mail program would show it. In demo mode alone: everybody can read every letter."""

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from undersigned.mail import mailbox
from undersigned.public import answer, headers, reader

# A letter's own looks are written into its elements, as mail programs need it; nothing in it may run or load.
LETTER_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'self'"


async def inbox(_: Request) -> Response:
    """GET /mailbox/."""
    found = await reader.read(mailbox.letters)
    letters = [
        {
            "key": one.key,
            "to": one.to,
            "from_": one.sender,
            "subject": one.subject,
            "at": one.at,
            "path": f"/mailbox/{one.key}",
        }
        for one in found
    ]
    return answer.page("mailbox", shelved=None, context={"letters": letters})


async def letter(request: Request) -> Response:
    """GET /mailbox/<key>."""
    key = request.path_params["key"]
    one = await reader.read(mailbox.letter, key)
    if one is None:
        return answer.not_found()
    context = {
        "subject": one.subject,
        "from_": one.sender,
        "to": one.to,
        "at": one.at,
        "text": one.text,
        "html_src": f"/mailbox/{key}/html",
        "html_path": f"/mailbox/{key}/html",
    }
    return answer.page("letter", shelved=None, context=context)


async def letter_html(request: Request) -> Response:
    """GET /mailbox/<key>/html: the letter's HTML part, for the frame. Its links open outside of the frame."""
    one = await reader.read(mailbox.letter, request.path_params["key"])
    if one is None:
        return answer.not_found()
    html = one.html.replace("<head>", '<head><base target="_top">', 1)
    return HTMLResponse(html, headers={**headers.personal(), "content-security-policy": LETTER_POLICY})
