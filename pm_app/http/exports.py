"""/exports/{name}.csv, .xlsx and .pdf: a list as a file, exactly as it is filtered on the page it is taken from."""

import asyncio

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from pm_app.asking import actor_behind
from pm_app.kernel.errors import NotAllowed, NotFound, Refused, Unavailable
from pm_app.lists.asked import Asked
from pm_app.lists.every import LISTS
from pm_app.lists.files import MEDIA_TYPES, list_file
from pm_app.runtime import services


async def export(request: Request) -> Response:
    """Send a list as a file; the query is the one of its page."""
    name, _, kind = request.path_params["file"].rpartition(".")
    try:
        if name not in LISTS or kind not in MEDIA_TYPES:
            raise NotFound("There is no such list.")
        actor = await actor_behind(request.headers.get("cookie", ""))
        asked = Asked(actor, dict(request.query_params), services().clock.today())
        file = await asyncio.to_thread(list_file, name, kind, asked)
    except Refused as refusal:
        status = 403 if isinstance(refusal, NotAllowed) else 404 if isinstance(refusal, NotFound) else 422
        return PlainTextResponse(refusal.message, status_code=status)
    except Unavailable as problem:
        return PlainTextResponse(str(problem), status_code=503)
    headers = {"content-disposition": f'attachment; filename="{file.filename}"', "cache-control": "no-store"}
    return Response(file.content, media_type=file.media_type, headers=headers)


ROUTES = [Route("/exports/{file}", export, methods=["GET"])]
