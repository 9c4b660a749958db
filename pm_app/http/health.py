"""/healthz: whether the app answers and its database does."""

import logging

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from pm_app.access.queries import has_users
from pm_app.access.rules import NOBODY
from pm_app.runtime import run

logger = logging.getLogger(__name__)


async def healthz(request: Request) -> JSONResponse:
    """Answer 200 when the database answers, else 503; nothing else is told."""
    try:
        await run(NOBODY, has_users)
    except Exception:  # whatever is wrong, the caller is told that something is, and the log says what
        logger.exception("the database does not answer")
        return JSONResponse({"status": "unavailable"}, status_code=503)
    return JSONResponse({"status": "ok"})


ROUTES = [Route("/healthz", healthz, methods=["GET"])]
