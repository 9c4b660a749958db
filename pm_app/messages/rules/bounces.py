"""Mail that comes back: the address it comes back to, which only we can make, and what a report about it says."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message as Letter
from uuid import UUID

from pm_app.messages.rules.sealing import LETTERS, sealed, unsealed

_WHAT_FOR = "mail that comes back"
_TOKEN = re.compile(rf"\+({LETTERS})@", re.IGNORECASE)
_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})\b")
# Where a server writes whom the report was delivered to.
_TO = ("to", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-delivered-to")
# Permanent answers that are about the text, the sender or the moment, not about the address (RFC 3463).
_NOT_THE_ADDRESS = re.compile(r"5\.(1\.[78]|2\.[23]|[0367]\.\d+|4\.(?!4$|1$)\d+|5\.\d+)")
MOST_BYTES = 5_000_000


@dataclass(frozen=True)
class Returned:
    """What a report says of one mail: whether it did not arrive for good, the numbers, and the server's words."""

    failed: bool
    status: str
    reason: str


def return_path(address: str, message_id: UUID, secret: str) -> str:
    """Return the address that reports about this message come back to; empty when the office has no such address."""
    local, at, domain = address.rpartition("@")
    if not at:
        return ""
    token = sealed(message_id, secret, what_for=_WHAT_FOR)
    return f"{local}+{token}@{domain}"


def message_in(addresses: Iterable[str], secret: str) -> UUID | None:
    """Return which message a report is about, from whom it was sent to; None unless we made that address."""
    words = (word for text in addresses for word in _TOKEN.findall(text))
    return next((one for word in words if (one := unsealed(word, secret, what_for=_WHAT_FOR))), None)


def sent_to(letter: Letter) -> list[str]:
    """Return every address a letter says that it was sent or delivered to."""
    return [str(value) for name in _TO for value in letter.get_all(name, [])]


def returned_in(letter: Letter) -> Returned | None:
    """Return what a delivery report (RFC 3464) says; None for any other letter, such as an automatic answer.

    A report that a mail is late, was delivered or passed on says that nothing failed.
    """
    if letter.get_content_type() != "multipart/report":
        return None
    groups = [
        group
        for part in letter.walk()
        if part.get_content_type() == "message/delivery-status"
        for group in _groups(part)
    ]
    told = [group for group in groups if group.get("action")]
    if not told:
        return None
    failed = next((group for group in told if _word(group, "action") == "failed"), None)
    group = failed or told[0]
    found = _STATUS.search(str(group.get("status", ""))) or _STATUS.search(str(group.get("diagnostic-code", "")))
    said = str(group.get("diagnostic-code", "")).partition(";")[2] or str(group.get("diagnostic-code", ""))
    status = found.group(0) if found else ""
    return Returned(failed is not None, status, " ".join((said or f"status {status}").split())[:300])


def letter_of(content: bytes) -> Letter:
    """Return a letter as it was sent, however it is broken."""
    return message_from_bytes(content, policy=policy.compat32)


def is_hard(status: str) -> bool:
    """Return whether a server's status says that the address itself does not exist or takes no mail any more."""
    return status.startswith("5.") and not _NOT_THE_ADDRESS.fullmatch(status)


def status_in(answer: str) -> str:
    """Return the status of RFC 3463 in a server's answer, empty when there is none."""
    found = _STATUS.search(answer)
    return found.group(0) if found else ""


def _groups(part: Letter) -> list[Letter]:
    """Return the blocks of a report: the first about the mail, the others about one recipient each."""
    if part.is_multipart():
        return [block for block in part.walk() if block is not part]
    return [message_from_bytes(block.encode()) for block in str(part.get_payload()).split("\n\n") if block.strip()]


def _word(group: Letter, name: str) -> str:
    return str(group.get(name, "")).split("(")[0].strip().lower()
