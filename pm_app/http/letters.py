"""/letters/…: a letter as it would be made, and all letters to many as one file to print; shown in the browser."""

import asyncio
from collections.abc import Callable
from uuid import UUID

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from pm_app.asking import actor_behind
from pm_app.kernel.errors import NotAllowed, NotFound, Refused, Unavailable
from pm_app.letters import letters_of_run_pdf, previewed

_POLICY = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"


async def show_preview(request: Request) -> Response:
    """Show a letter that is being written, to who writes it."""
    return await _shown(request, lambda actor: previewed(actor, request.path_params["key"]), "letter.pdf")


async def show_run(request: Request) -> Response:
    """Show all letters of a run that are made, to be printed."""
    return await _shown(request, lambda actor: letters_of_run_pdf(actor, _id(request)), "letters.pdf")


async def _shown(request: Request, drawn: Callable[..., bytes], filename: str) -> Response:
    try:
        actor = await actor_behind(request.headers.get("cookie", ""))
        pdf = await asyncio.to_thread(drawn, actor)
    except Unavailable as problem:
        return PlainTextResponse(str(problem), status_code=503)
    except Refused as problem:
        status = 403 if isinstance(problem, NotAllowed) else 404 if isinstance(problem, NotFound) else 422
        return PlainTextResponse(problem.message, status_code=status)
    headers = {
        "content-disposition": f'inline; filename="{filename}"',
        "content-security-policy": _POLICY,
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
    }
    return Response(pdf, media_type="application/pdf", headers=headers)


def _id(request: Request) -> UUID:
    try:
        return UUID(request.path_params["letter_run_id"])
    except ValueError:
        raise NotFound("These letters do not exist, or they are not yours to see.") from None


ROUTES = [
    Route("/letters/preview/{key}", show_preview, methods=["GET"]),
    Route("/letters/print/{letter_run_id}", show_run, methods=["GET"]),
]
