"""Leave to send a file straight to the object store, and the word that it is there."""

import logging

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from pm_app.asking import actor_behind
from pm_app.http.files.asked import MOST_READ_AT_ONCE, edition_asked, filing_asked, told, where_it_went
from pm_app.http.files.filing_threads import on_filing_thread
from pm_app.kernel.errors import Refused, Unavailable
from pm_app.reading import read_waiting
from pm_app.slots import SlotEnded, file_from_slot, open_slot

logger = logging.getLogger(__name__)

_LONGEST_SLOT = 1_000


async def give_slot(request: Request) -> Response:
    """Answer where the file is to be sent: to the store, with the fields of its form, or here, as a raw body."""
    try:
        actor = await actor_behind(request.headers.get("cookie", ""))
        filing_asked(request)
        edition_asked(actor, request)
        slot = await on_filing_thread(open_slot, actor, size_bytes=_size(request))
    except (Refused, Unavailable) as problem:
        return told(problem)
    if slot is None:
        return JSONResponse({"url": "/files"})
    return JSONResponse({"url": slot.form.url, "fields": dict(slot.form.fields), "slot": slot.slot})


async def take_arrived(request: Request) -> Response:
    """File what a browser has sent to its slot; the answer is that of an upload."""
    try:
        actor = await actor_behind(request.headers.get("cookie", ""))
        filing = filing_asked(request)
        edition = edition_asked(actor, request)
        slot = request.headers.get("x-slot", "")
        if not slot or len(slot) > _LONGEST_SLOT:
            raise SlotEnded("This upload has ended. Please send the file again.")
        filed = await on_filing_thread(file_from_slot, actor, slot, filing, edition)
    except (Refused, Unavailable) as problem:
        return told(problem)
    return JSONResponse(where_it_went(filed), background=BackgroundTask(read_waiting, MOST_READ_AT_ONCE))


def _size(request: Request) -> int:
    written = request.query_params.get("size", "")
    if not (written.isascii() and written.isdigit() and len(written) < 20):
        raise Refused("The size of the file is missing. Choose it again.", field="file")
    return int(written)


ROUTES = [
    Route("/files/slots", give_slot, methods=["POST"]),
    Route("/files/arrived", take_arrived, methods=["POST"]),
]
