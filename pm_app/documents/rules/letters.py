"""A message that came in: what it is called, and what was enclosed."""

import mimetypes
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import collapse_rfc2231_value, parseaddr
from hashlib import sha256
from typing import cast

MOST_ENCLOSED = 50
# Pictures that are set into the text and no larger are logos and signatures; larger ones are photos of something.
SMALLEST_PICTURE = 40_000
_SIGNATURES = frozenset({"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"})
_BODY = frozenset({"text/plain", "text/html"})
# What the servers on a letter's way write on its envelope: no two deliveries of it are alike in that.
_ON_THE_WAY = frozenset(
    {"received", "return-path", "delivered-to", "envelope-to", "received-spf", "authentication-results"}
    | {"dkim-signature", "resent-date", "resent-from", "resent-to", "resent-message-id"}
    | {"status", "lines", "content-length"}
)
_ON_THE_WAY_BEGIN = ("x-", "arc-")
_BROKEN = (MessageError, ValueError, LookupError, AttributeError, TypeError, RecursionError)


@dataclass(frozen=True)
class Enclosed:
    """A file that came with a message, under the name it was sent with."""

    filename: str
    content: bytes


@dataclass(frozen=True)
class Letter:
    """A message: its id as its sender wrote it (may be empty or lie), its subject, who it says it is from.

    `written` is the SHA-256 of what the sender wrote: delivered once more, on another way, it is the same.
    `left_out` counts what was enclosed beyond the most that is taken.
    """

    message_id: str
    written: str
    subject: str
    sender: str
    enclosed: tuple[Enclosed, ...]
    left_out: int = 0

    @property
    def title(self) -> str:
        """What the message is called: its subject, or who it is from."""
        return self.subject[:150] or (f"Message from {self.sender[:100]}" if self.sender else "Message")

    @property
    def filename(self) -> str:
        """The name of the message as a file."""
        plain = "".join(letter if letter.isalnum() or letter in " -.,()" else "_" for letter in self.title[:80])
        return f"{plain.strip(' .') or 'Message'}.eml"


def letter_in(content: bytes) -> Letter:
    """Return what a message holds, however broken it is: what cannot be understood is left out."""
    try:
        message = message_from_bytes(content)
        found = [one for part in _leaves(message) if (one := _enclosed(part)) is not None]
    except _BROKEN:
        return Letter("", sha256(content).hexdigest(), "", "", ())
    message_id = _header(message, "Message-ID")[:500]
    return Letter(
        message_id=message_id,
        # a letter without an id may be one of many that say the same: only the whole of it tells them apart
        written=_written(content) if message_id else sha256(content).hexdigest(),
        subject=_header(message, "Subject"),
        sender=parseaddr(_header(message, "From"))[1] or _header(message, "From"),
        enclosed=tuple(found[:MOST_ENCLOSED]),
        left_out=max(0, len(found) - MOST_ENCLOSED),
    )


def _written(content: bytes) -> str:
    """Return the digest of a message without what its way added; of all of it where it cannot be taken apart."""
    try:
        message = message_from_bytes(content)
        for name in set(message.keys()):
            if name.lower() in _ON_THE_WAY or name.lower().startswith(_ON_THE_WAY_BEGIN):
                del message[name]
        left = message.as_bytes()
    except (*_BROKEN, KeyError):
        left = content
    return sha256(left.replace(b"\r\n", b"\n")).hexdigest()


def _leaves(message: Message) -> Iterator[Message]:
    """Yield the parts that hold something, in order; a message within the message is one part."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        inner = _inner(part)
        if part.get_content_maintype() == "multipart" and inner is not None:
            waiting += reversed(inner)
        else:
            yield part


def _enclosed(part: Message) -> Enclosed | None:
    """Return the part as a file, or None for the text of the message, signatures, and what is empty or broken."""
    kind, name = part.get_content_type(), _filename(part)
    placed = part.get_content_disposition()
    if kind in _SIGNATURES or (kind in _BODY and not name and placed != "attachment"):
        return None
    try:
        content = _content(part)
    except _BROKEN:
        return None
    set_in = placed == "inline" or (placed is None and part.get("Content-ID") is not None)
    is_logo = part.get_content_maintype() == "image" and set_in and len(content) < SMALLEST_PICTURE
    if not content or is_logo:
        return None
    return Enclosed(name or f"attachment{_ending(kind)}", content)


def _content(part: Message) -> bytes:
    inner = _inner(part)
    if inner is not None:
        return b"".join(one.as_bytes() for one in inner)
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _inner(part: Message) -> list[Message] | None:
    """Return the parts within a part, or None when it holds something itself."""
    payload: object = part.get_payload()
    if not isinstance(payload, list):
        return None
    return [one for one in cast("list[object]", payload) if isinstance(one, Message)]


def _filename(part: Message) -> str:
    """Return the plain name a part was sent under, or an empty text."""
    try:
        written = part.get_param("filename", None, "content-disposition") or part.get_param("name")
        name = _decoded(collapse_rfc2231_value(written)) if written else ""
    except _BROKEN:
        name = ""
    return " ".join(name.replace("\\", "/").rpartition("/")[2].split())[:200]


def _header(message: Message, name: str) -> str:
    try:
        return " ".join(_decoded(str(message.get(name, ""))).split())
    except _BROKEN:
        return ""


def _decoded(written: str) -> str:
    """Return a header as it was meant; what is encoded wrongly is taken as it stands."""
    try:
        return str(make_header(decode_header(written)))
    except _BROKEN:
        return written


def _ending(kind: str) -> str:
    return ".eml" if kind == "message/rfc822" else mimetypes.guess_extension(kind) or ""
