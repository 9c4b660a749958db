"""Taking the body of an upload: no more than the limit, no slower than a person would bear, and nothing in memory."""

from collections.abc import AsyncIterator
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request

from pm_app.arriving import ArrivingFile, FileTooLarge, too_large
from pm_app.kernel.errors import Refused

# What is sent beyond the limit is let go by up to this often the limit, so that the browser hears why.
_PATIENCE = 20


class TooSlow(Refused):
    """Next to nothing has come for a while."""


async def receive(request: Request, arrived: ArrivingFile) -> None:
    """Write the body as it comes; what is too large is read on for a while, for a browser hears only then.

    Refuses (`TooSlow`) a body that all but stands still, `FileTooLarge`, and what `ArrivingFile` refuses.
    """
    announced = _announced(request)
    refusal: FileTooLarge | None = None
    if announced is not None and announced > arrived.limit_bytes:
        refusal = too_large(arrived.limit_bytes)
    most = arrived.limit_bytes * _PATIENCE
    async for piece in _in_time(request):
        most -= len(piece)
        if refusal is None:
            try:
                arrived.take(piece)
            except FileTooLarge as too_much:
                refusal = too_much
        elif most < 0:
            break
    if refusal is not None:
        raise refusal
    arrived.finish(announced)


async def _in_time(request: Request) -> AsyncIterator[bytes]:
    """Yield the pieces of the body; the entrance has an eye on the time."""
    try:
        async for piece in request.stream():
            yield piece
    except HTTPException as refusal:
        if refusal.status_code != HTTPStatus.REQUEST_TIMEOUT:
            raise
        raise TooSlow(
            "The file came too slowly, and the upload was ended. Please send it again.", field="file"
        ) from None


def _announced(request: Request) -> int | None:
    written = request.headers.get("content-length", "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 20 else None
