"""/imports/…: takes a file that something is to be imported from, and keeps it for the page."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO
from uuid import UUID, uuid4

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.asking import actor_behind
from pm_app.banking.rules.keeping import kept_statement
from pm_app.banking.rules.statements import StatementRefused
from pm_app.kernel.errors import NotAllowed, Refused, Unavailable
from pm_app.portfolio.rules.csv_text import SheetRefused
from pm_app.portfolio.rules.importing import kept_file
from pm_app.runtime import bank_statements, services, sheet_lines, sheet_rows

MB = 1024 * 1024
MOST_BYTES = 50 * MB


@dataclass(frozen=True)
class _Kind:
    """What may be sent to an address: who may, what refuses other files, where one is kept, how large it may be."""

    needs: Permission
    check: Callable[[Path], object]
    kept: Callable[[UUID | None, str], str]
    most_bytes: int
    instead: str


def _check_statement(path: Path) -> None:
    """Refuse what is no bank statement; a table whose columns a person has to name is kept."""
    try:
        bank_statements.read(path)
    except StatementRefused as refusal:
        if refusal.field != "map":
            raise


_SHEET = _Kind(Permission.IMPORT_PORTFOLIO, sheet_rows, kept_file, MOST_BYTES, "Part it and import the parts.")
_ROLL = _Kind(Permission.IMPORT_PORTFOLIO, sheet_lines, kept_file, MOST_BYTES, "Part it and import the parts.")
_STATEMENT = _Kind(
    Permission.RECORD_RECEIPTS, _check_statement, kept_statement, 20 * MB, "Ask the bank for a shorter period."
)


async def take_sheet(request: Request) -> Response:
    """Keep a CSV or XLSX file in place of the one this person sent before; refuses what is no table."""
    return await _take(request, _SHEET)


async def take_roll(request: Request) -> Response:
    """Keep a CSV, XLSX or PDF file with a rent roll; refuses what has no lines of cells."""
    return await _take(request, _ROLL)


async def take_statement(request: Request) -> Response:
    """Keep a bank's file in place of the one this person sent before; refuses what is no statement."""
    return await _take(request, _STATEMENT)


async def _take(request: Request, kind: _Kind) -> Response:
    try:
        actor = await actor_behind(request.headers.get("cookie", ""))
        if request.headers.get("x-requested-with") != "property-desk":
            raise NotAllowed("This came from another site and was not done.")
        actor.must(kind.needs)
        with NamedTemporaryFile() as taken:
            size = await _receive(request, taken, kind)
            await asyncio.to_thread(kind.check, Path(taken.name))
            file_id = await asyncio.to_thread(_keep, actor, Path(taken.name), size, kind)
    except Refused as refusal:
        return JSONResponse({"error": refusal.message}, status_code=403 if isinstance(refusal, NotAllowed) else 422)
    except Unavailable:
        return JSONResponse({"error": "Files cannot be kept right now. Try again in a minute."}, status_code=503)
    return JSONResponse({"done": file_id})


async def _receive(request: Request, taken: IO[bytes], kind: _Kind) -> int:
    size = 0
    async for piece in request.stream():
        size += len(piece)
        if size > kind.most_bytes:
            raise SheetRefused(f"The file has more than {kind.most_bytes // MB} MB. {kind.instead}")
        taken.write(piece)
    taken.flush()
    return size


def _keep(actor: Actor, taken: Path, size: int, kind: _Kind) -> str:
    """Keep one file of a kind for each person, so that files that nobody imported do not pile up."""
    store = services().store
    for before in list(store.keys(kind.kept(actor.user_id, ""))):
        store.delete(before)
    file_id = str(uuid4())
    with taken.open("rb") as content:
        store.put(kind.kept(actor.user_id, file_id), content, size=size, media_type="application/octet-stream")
    return file_id


ROUTES = [
    Route("/imports/properties", take_sheet, methods=["POST"]),
    Route("/imports/rent-roll", take_roll, methods=["POST"]),
    Route("/imports/bank", take_statement, methods=["POST"]),
]
