"""/exports/{name}.csv, .xlsx and .pdf: the rows of a list, all of them, in a file."""

import asyncio
import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from pm_app.asking import actor_behind
from pm_app.http.exports.asked import Asked, ExportedList
from pm_app.http.exports.lists import LISTS
from pm_app.kernel.errors import NotAllowed, NotFound, Refused, Unavailable
from pm_app.papers import table_pdf
from pm_app.ports import Cell, SheetColumn, TableReport
from pm_app.runtime import services, workbook

_MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}
# More would fill hundreds of sheets, and whoever wants it all wants it in a spreadsheet.
MOST_CELLS_ON_PAPER = 40_000
# A spreadsheet takes a text that begins with one of these for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_BYTE_ORDER_MARK = "\ufeff"  # by which spreadsheets know that a CSV file is UTF-8


async def export(request: Request) -> Response:
    """Send a list as a file; the query is the one of its page."""
    name, _, kind = request.path_params["file"].rpartition(".")
    try:
        if name not in LISTS or kind not in _MEDIA_TYPES:
            raise NotFound("There is no such list.")
        actor = await actor_behind(request.headers.get("cookie", ""))
        today = services().clock.today()
        asked = Asked(actor, dict(request.query_params), today)
        content = await asyncio.to_thread(_content, name, kind, asked)
    except Refused as refusal:
        status = 403 if isinstance(refusal, NotAllowed) else 404 if isinstance(refusal, NotFound) else 422
        return PlainTextResponse(refusal.message, status_code=status)
    except Unavailable as problem:
        return PlainTextResponse(str(problem), status_code=503)
    headers = {
        "content-disposition": f'attachment; filename="{name}-{today.isoformat()}.{kind}"',
        "cache-control": "no-store",
    }
    return Response(content, media_type=_MEDIA_TYPES[kind], headers=headers)


def _content(name: str, kind: str, asked: Asked) -> bytes:
    wanted, rows = LISTS[name].filled(asked)
    if kind == "xlsx":
        return workbook(wanted.title, wanted.columns, rows)
    if kind == "pdf":
        return _pdf(wanted, asked, list(rows))
    return csv_of(wanted.columns, rows)


def _pdf(wanted: ExportedList, asked: Asked, rows: list[Sequence[Cell]]) -> bytes:
    if len(rows) * len(wanted.columns) > MOST_CELLS_ON_PAPER:
        raise Refused(
            f"{len(rows):,} rows are too many for paper. Choose fewer with the filters, or take the spreadsheet."
        )
    report = TableReport(wanted.title, wanted.facts(asked), wanted.columns, rows, wanted.totals_of(rows))
    return table_pdf(asked.actor, report)


def csv_of(columns: Sequence[SheetColumn], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a table as CSV: days as 2026-11-20, money as 1234.56, no text that a spreadsheet would calculate."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow([column.label for column in columns])
    for row in rows:
        writer.writerow([_text(column.kind, cell) for column, cell in zip(columns, row, strict=True)])
    return (_BYTE_ORDER_MARK + written.getvalue()).encode()


def _text(kind: str, cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, int):
        return f"{'-' if cell < 0 else ''}{abs(cell) // 100}.{abs(cell) % 100:02}" if kind == "money" else str(cell)
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


ROUTES = [Route("/exports/{file}", export, methods=["GET"])]
