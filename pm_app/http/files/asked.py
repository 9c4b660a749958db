"""What requests about files ask for, and how a refusal is told."""

import logging
from urllib.parse import unquote
from uuid import UUID, uuid4

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.arriving import FileTooLarge
from pm_app.documents.enums import DocumentKind
from pm_app.documents.rules.naming import LinkTarget
from pm_app.filing import Filed, Filing
from pm_app.http.files.receiving import TooSlow
from pm_app.kernel.errors import NotAllowed, NotFound, Refused, Unavailable
from pm_app.slots import Edition

logger = logging.getLogger(__name__)

SENT_BY = "property-desk"
MOST_READ_AT_ONCE = 20
_STATUS: tuple[tuple[type[Exception], int], ...] = (
    (FileTooLarge, 413),
    (TooSlow, 408),
    (NotAllowed, 403),
    (NotFound, 404),
    (Refused, 400),
    (Unavailable, 503),
)


def edition_asked(actor: Actor, request: Request) -> Edition | None:
    """Return the document that the file is to be a new edition of, if any; refuses who may not do what is asked."""
    editing = request.query_params.get("document_id", "")
    actor.must(Permission.CHANGE_DOCUMENTS if editing else Permission.FILE_DOCUMENTS)
    return Edition(id_asked(editing), version_asked(request.query_params)) if editing else None


def where_it_went(filed: Filed) -> dict[str, str]:
    """Return what a page is told of a file that was filed."""
    answer = {"document_id": str(filed.document_id), "title": filed.title}
    return answer if filed.is_new else answer | {"note": "This file is already filed."}


def filing_asked(request: Request) -> Filing:
    """Return what the headers and the address say about the file; refuses what no page of ours would send."""
    if request.headers.get("x-requested-with") != SENT_BY:
        raise NotAllowed("This came from another site and was not done.")
    asked = request.query_params
    filename = unquote(request.headers.get("x-filename", ""), errors="replace").strip()
    if not filename:
        raise Refused("The file has no name. Choose it again.", field="file")
    named = ("property_id", "unit_id", "tenancy_id", "person_id")
    return Filing(
        filename=filename,
        request_key=id_asked(asked["request_key"]) if asked.get("request_key") else uuid4(),
        title=asked.get("title", ""),
        kind=_kind(asked.get("kind", "")),
        links=tuple(LinkTarget(**{name: id_asked(asked[name])}) for name in named if asked.get(name)),
        renews_id=id_asked(asked["renews"]) if asked.get("renews") else None,
    )


def _kind(written: str) -> DocumentKind:
    try:
        return DocumentKind(written or DocumentKind.OTHER)
    except ValueError:
        raise Refused("There is no such kind of document. Choose one of the list.", field="kind") from None


def version_asked(asked: QueryParams) -> int:
    """Return the number given as `version`, 0 when none is, and -1, which no version has, for what is no number."""
    written = asked.get("version", "") or "0"
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else -1


def id_asked(written: str) -> UUID:
    """Return the id; refuses (`NotFound`) what is none."""
    try:
        return UUID(written)
    except ValueError:
        raise NotFound("This record does not exist, or it is not yours to see.") from None


def told(problem: Refused | Unavailable) -> Response:
    """Return the answer that says what was refused, or that the store does not answer."""
    status = next(status for kind, status in _STATUS if isinstance(problem, kind))
    if isinstance(problem, Refused):
        return JSONResponse({"error": problem.message}, status_code=status)
    logger.error("the store of files does not answer", exc_info=problem)
    return JSONResponse({"error": "The store of files does not answer. Try again in a few minutes."}, status_code=503)
