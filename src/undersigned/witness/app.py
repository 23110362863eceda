"""The witness as a server: one address, which anybody may call. The command tells it its files by the environment."""

import os
import time
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from undersigned.transparency import keys
from undersigned.transparency.keys import VerifierKey
from undersigned.transparency.strict import Refused
from undersigned.witness.judge import LONGEST, Witness
from undersigned.witness.memory import Memory

KEY, LOGS, FOLDER = "UNDERSIGNED_WITNESS_KEY", "UNDERSIGNED_WITNESS_LOGS", "UNDERSIGNED_WITNESS_FOLDER"


def of(key: Path, logs: Path, folder: Path) -> Witness:
    """From its files. Raises `Refused`, `OSError`."""
    signer = keys.parse_signer(key.read_text().strip())
    if signer.kind != keys.WITNESS:
        raise Refused(f"{key} is the key of a log, not of a witness")
    return Witness(signer, _logs(logs.read_text()), Memory(folder), clock=lambda: int(time.time()))


def served(witness: Witness) -> Starlette:
    async def add_checkpoint(request: Request) -> Response:
        body = b""
        try:
            async for piece in request.stream():
                body += piece
                if len(body) > LONGEST:
                    return Response("the request is longer than any\n", 413, media_type="text/plain")
        except ClientDisconnect:
            return Response(status_code=400)
        answer = await run_in_threadpool(witness.add_checkpoint, body)
        return Response(answer.body, answer.status, headers={"content-type": answer.media_type})

    return Starlette(routes=[Route("/add-checkpoint", add_checkpoint, methods=["POST"])])


def _logs(text: str) -> dict[str, list[VerifierKey]]:
    """A public key a line; empty lines and those that begin with a number sign are passed over."""
    found: dict[str, list[VerifierKey]] = {}
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            key = keys.parse_verifier(line.strip())
            if key.kind != keys.LOG:
                raise Refused(f"{key.name} is the key of a witness, not of a log")
            found.setdefault(key.name, []).append(key)
    return found


def from_environment() -> Starlette:
    return served(of(*(Path(os.environ[name]) for name in (KEY, LOGS, FOLDER))))
