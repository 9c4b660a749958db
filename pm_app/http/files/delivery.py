"""How a stored file is sent: whole or in ranges, shown or saved, and the links that save it for a minute."""

import re
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import quote
from uuid import UUID

from itsdangerous import BadSignature, URLSafeSerializer
from starlette.datastructures import Headers
from starlette.responses import Response, StreamingResponse

from pm_app.documents.queries.details import DocumentFile
from pm_app.documents.rules.naming import shown_name
from pm_app.kernel.errors import NotFound, Refused
from pm_app.runtime import installed, services

LINK_SECONDS = 60
# What browsers show without running anything of it; all else is saved, never opened on our address.
_SHOWN = frozenset({"application/pdf", "image/png", "image/jpeg", "image/webp", "image/gif", "text/plain"})
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)
_UNSAFE_IN_NAMES = re.compile(r"[^ !#$%&()+,\-.0-9;=@A-Z\[\]^_`a-z{}~]")
# A browser's own PDF viewer is no frame of ours and does not start in a sandbox; nothing else needs to start.
_SANDBOX = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"
# Our own page puts it into a frame to print it.
_NO_SANDBOX = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"


class LinkEnded(NotFound):
    """A download link that is too old, or was never made here."""


class NoSuchRange(Refused):
    """A part is asked for that lies beyond the end."""


def signed_link(file: DocumentFile, user_id: UUID | None) -> str:
    """Return the text of a link that saves this file, and only this, for this person, for a minute."""
    until = services().clock.now() + timedelta(seconds=LINK_SECONDS)
    whose = [until.timestamp(), str(user_id)]
    return _signer().dumps([*whose, file.sha256, file.key, file.filename, file.media_type, file.size_bytes])


def key_of_link(link: str, user_id: UUID | None) -> DocumentFile:
    """Return the file a link was made for; refuses (`LinkEnded`) one that is too old, not ours or somebody else's."""
    ended = LinkEnded("This link has ended. Open the document and download it again.")
    try:
        until, whose, sha256, key, filename, media_type, size_bytes = _signer().loads(link)
    except (BadSignature, ValueError):
        raise ended from None
    if until < services().clock.now().timestamp() or whose != str(user_id):
        raise ended
    return DocumentFile(key, sha256, filename, media_type, size_bytes)


def file_response(headers: Headers, file: DocumentFile, *, save: bool = False) -> Response:
    """Return the answer that sends the file, the range asked for, or only that nothing has changed.

    Raises what the store raises when it does not answer, before anything is sent.
    """
    told = {"accept-ranges": "bytes", "etag": f'"{file.sha256}"', "cache-control": "private, no-cache"}
    told |= _manner(file, save=save)
    if headers.get("if-none-match") == told["etag"]:
        return Response(status_code=304, headers=told)
    try:
        part = _part(headers, file, told["etag"])
    except NoSuchRange:
        return Response(status_code=416, headers=told | {"content-range": f"bytes */{file.size_bytes}"})
    first, last = part or (0, file.size_bytes - 1)
    told["content-length"] = str(last - first + 1)
    if part:
        told["content-range"] = f"bytes {first}-{last}/{file.size_bytes}"
    content: Iterator[bytes] = services().store.chunks(file.key, first=first, last=last)
    return StreamingResponse(content, status_code=206 if part else 200, headers=told)


def _manner(file: DocumentFile, *, save: bool) -> dict[str, str]:
    """Return how the browser is to take the file: what it is, shown or saved, with nothing running."""
    shown = not save and file.media_type in _SHOWN
    kind = file.media_type if shown or file.media_type in _SHOWN else "application/octet-stream"
    framed = {"x-frame-options": "SAMEORIGIN"} if shown and kind == "application/pdf" else {}
    return framed | {
        "content-type": f"{kind}; charset=utf-8" if kind == "text/plain" else kind,
        "content-disposition": _disposition("inline" if shown else "attachment", file.filename),
        "content-security-policy": _NO_SANDBOX if kind == "application/pdf" else _SANDBOX,
        "x-content-type-options": "nosniff",
    }


def _disposition(manner: str, filename: str) -> str:
    filename = shown_name(filename)
    plain = _UNSAFE_IN_NAMES.sub("_", filename).strip(" .") or "download"
    return f"{manner}; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"


def _part(headers: Headers, file: DocumentFile, etag: str) -> tuple[int, int] | None:
    """Return the first and last position asked for, or None for the whole (RFC 9110 §14).

    Several ranges at once and what is no range are answered with the whole; refuses (`NoSuchRange`) what lies beyond.
    """
    asked = _RANGE.fullmatch(headers.get("range", "").strip())
    unless = headers.get("if-range")
    if asked is None or (unless is not None and unless != etag) or file.size_bytes == 0:
        return None
    first, last = asked.groups()
    if not first and not last:
        return None
    if not first:
        length = min(int(last), file.size_bytes)
        if length == 0:
            raise NoSuchRange("The end of the file is asked for, but none of it.")
        return file.size_bytes - length, file.size_bytes - 1
    if int(first) >= file.size_bytes:
        raise NoSuchRange("The file ends before that.")
    end = min(int(last), file.size_bytes - 1) if last else file.size_bytes - 1
    return (int(first), end) if int(first) <= end else None


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(installed().settings.secret_key, salt="file link")
