"""/imports/properties: takes the file that properties are to be imported from, and keeps it for the page."""

import asyncio
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.asking import actor_behind
from pm_app.kernel.errors import NotAllowed, Refused, Unavailable
from pm_app.portfolio.rules.csv_text import SheetRefused
from pm_app.portfolio.rules.importing import kept_file
from pm_app.runtime import services, sheet_rows

MOST_BYTES = 50 * 1024 * 1024


async def take_sheet(request: Request) -> Response:
    """Keep a CSV or XLSX file in place of the one this person sent before; refuses what is no table."""
    try:
        actor = await actor_behind(request.headers.get("cookie", ""))
        if request.headers.get("x-requested-with") != "property-desk":
            raise NotAllowed("This came from another site and was not done.")
        actor.must(Permission.IMPORT_PORTFOLIO)
        with NamedTemporaryFile() as taken:
            size = await _receive(request, taken)
            await asyncio.to_thread(sheet_rows, Path(taken.name))
            file_id = await asyncio.to_thread(_keep, actor, Path(taken.name), size)
    except Refused as refusal:
        return JSONResponse({"error": refusal.message}, status_code=403 if isinstance(refusal, NotAllowed) else 422)
    except Unavailable:
        return JSONResponse({"error": "Files cannot be kept right now. Try again in a minute."}, status_code=503)
    return JSONResponse({"done": file_id})


async def _receive(request: Request, taken: IO[bytes]) -> int:
    size = 0
    async for piece in request.stream():
        size += len(piece)
        if size > MOST_BYTES:
            raise SheetRefused(f"The file has more than {MOST_BYTES // 1024**2} MB. Part it and import the parts.")
        taken.write(piece)
    taken.flush()
    return size


def _keep(actor: Actor, taken: Path, size: int) -> str:
    """Keep one file for each person, so that files that nobody imported do not pile up."""
    store = services().store
    for before in list(store.keys(kept_file(actor.user_id))):
        store.delete(before)
    file_id = str(uuid4())
    with taken.open("rb") as content:
        store.put(kept_file(actor.user_id, file_id), content, size=size, media_type="application/octet-stream")
    return file_id


ROUTES = [Route("/imports/properties", take_sheet, methods=["POST"])]
