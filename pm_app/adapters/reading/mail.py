"""Mails (eml, msg): who wrote to whom, when, about what, the message, then every attachment read in its turn."""

import email
import io
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.policy import default as modern

from oxmsg import Message as OutlookMessage

from pm_app.adapters.content_type import EML, MSG, decoded, media_type_in
from pm_app.adapters.reading.families import reader_for
from pm_app.adapters.reading.html import text_of
from pm_app.adapters.reading.page import Page, Source, Task, Unreadable
from pm_app.adapters.reading.wording import split_pages

_DEEPEST = 3
_MOST_ATTACHMENTS = 100
_HEADERS = ("Subject", "From", "To", "Cc", "Date")


@dataclass(frozen=True)
class _Letter:
    """A mail in either format, as far as it is read."""

    headers: list[tuple[str, str]]
    body: str
    attachments: list[tuple[str, bytes]]


def pages(source: Source, task: Task) -> Iterator[Page]:
    """Yield the message, then the pages of its attachments, each under the name of the attachment."""
    letter = _outlook(source.content) if source.media_type == MSG else _internet(source.content)
    lines = [f"{name}: {value}" for name, value in letter.headers if value]
    names = ", ".join(name for name, _ in letter.attachments)
    if names:
        lines.append(f"Attachments: {names}")
    sheets = split_pages("\n".join([*lines, "", letter.body])) or [""]
    task.expect(len(sheets))
    for sheet in sheets:
        yield Page(sheet)
    number = len(sheets)
    for name, content in letter.attachments:
        read = 0
        for page in _attachment_pages(name, content, task):
            read = max(read, page.number or read + 1)
            yield Page(page.text, page.method, number + (page.number or read))
        number += read


def _attachment_pages(name: str, content: bytes, task: Task) -> Iterator[Page]:
    if task.depth >= _DEEPEST:
        task.lacks("Mails within mails were read three deep, no deeper.")
        return
    task.depth += 1
    before, remark = len(task.missing), task.remark
    try:
        media_type = media_type_in(io.BytesIO(content), name)
        for page in reader_for(media_type)(Source(content, name, media_type), task):
            text = f"{name}\n{page.text}" if page.number in (0, 1) else page.text
            yield Page(text, page.method, page.number)
    except Unreadable as refusal:
        task.lacks(str(refusal))
    except MemoryError:
        raise
    except Exception:
        # one broken attachment must not cost the letter and the attachments after it
        task.lacks("It is damaged, or not what its name says.")
    finally:
        task.depth -= 1
        task.remark = remark
        task.missing[before:] = [f"Attachment {name}: {sentence}" for sentence in task.missing[before:]]


def _outlook(content: bytes) -> _Letter:
    message = OutlookMessage.load(content)
    to = "; ".join(f"{each.name} <{each.email_address}>" for each in message.recipients)
    sent = message.sent_date.isoformat(" ", "minutes") if message.sent_date else ""
    body = message.body or text_of(message.html_body or "")
    files = [
        (_plain_name(each.file_name or "attachment"), each.file_bytes or b"")
        for each in list(message.attachments)[:_MOST_ATTACHMENTS]
    ]
    headers = [("Subject", message.subject or ""), ("From", message.sender or ""), ("To", to), ("Date", sent)]
    return _Letter(headers, body, files)


def _internet(content: bytes) -> _Letter:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        content = decoded(content).encode()
    # the parser takes blank lines at the start for the end of the headers
    message = email.message_from_bytes(content.lstrip(b"\r\n \t\xef\xbb\xbf"), policy=modern)
    leaves = list(_leaves(message))
    attached = [part for part in leaves if _is_attached(part)][:_MOST_ATTACHMENTS]
    shown = [part for part in leaves if not _is_attached(part)]
    plain = [decoded(_bytes(part)) for part in shown if part.get_content_type() == "text/plain"]
    marked = [text_of(decoded(_bytes(part))) for part in shown if part.get_content_type() == "text/html"]
    body = "\n".join(plain) if any(text.strip() for text in plain) else "\n".join(marked)
    return _Letter(
        [(name, _header(message, name)) for name in _HEADERS],
        body,
        [(_file_name(part), _bytes(part)) for part in attached],
    )


def _leaves(message: Message) -> Iterator[Message]:
    """Yield the parts that hold something, in order; a mail within the mail is one part."""
    waiting: list[Message] = [message]
    while waiting:
        part = waiting.pop()
        if part.get_content_maintype() == "multipart" and isinstance(part.get_payload(), list):
            waiting += reversed([each for each in part.get_payload() if isinstance(each, Message)])
        else:
            yield part


def _is_attached(part: Message) -> bool:
    """Pictures set into the text are mostly logos of signatures: not read."""
    if part.get_content_type() == EML or part.get_content_disposition() == "attachment":
        return True
    if part.get_content_maintype() == "image":
        return part.get_content_disposition() != "inline" and not part.get("Content-ID")
    return part.get_content_type() not in ("text/plain", "text/html")


def _bytes(part: Message) -> bytes:
    """Return what the part holds, its text as UTF-8."""
    payload = part.get_payload()
    if isinstance(payload, list):
        return b"".join(each.as_bytes() for each in payload if isinstance(each, Message))
    content = part.get_payload(decode=True)
    content = content if isinstance(content, bytes) else str(payload).encode(errors="replace")
    if part.get_content_maintype() != "text":
        return content
    return _as_utf_8(content, str(part.get_content_charset("") or ""))


def _as_utf_8(content: bytes, charset: str) -> bytes:
    try:
        return content.decode(charset).encode() if charset else content
    except (LookupError, UnicodeError):
        return content


def _file_name(part: Message) -> str:
    try:
        name = part.get_filename("") or ""
    except (ValueError, IndexError, AttributeError, TypeError):
        name = ""
    fallback = "message.eml" if part.get_content_type() == EML else "attachment"
    return _plain_name(name or fallback)


def _plain_name(name: str) -> str:
    return " ".join(str(name).replace("\\", "/").rsplit("/", 1)[-1].split())[:200] or "attachment"


def _header(message: Message, name: str) -> str:
    # a header may be too broken for the modern rules; what was written is better than nothing
    try:
        value = message.get(name)
    except (ValueError, IndexError, AttributeError, TypeError):
        value = dict(message.raw_items()).get(name)
    return " ".join(str(value or "").split())
