"""The log: one JSON object per line, each with the reference of what was going on, and no secret in any of them."""

import json
import logging
import re
import secrets
import sys
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, TextIO

REMOVED = "***removed***"
LONGEST_TEXT = 8_000
_KEPT_OUT = (
    r"(?:[\w-]*(?:password|passwd|secret|token|cookie|api[_-]?key|access[_-]?key|signature)[\w-]*"
    r"|(?:proxy-)?authorization)"
)
_SECRETS = (
    # 'cookie': 'a=b; c=d' and "password": "x", as in the text of a dictionary or of JSON
    re.compile(rf"""(?i)(['"]{_KEPT_OUT}['"]\s*:\s*)(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^\s,}}\]]+)"""),
    # Cookie: a=b; c=d  and  Authorization: Bearer x, as in a header: to the end of the line
    re.compile(r"(?im)(\b(?:set-)?cookie:\s*|\b(?:proxy-)?authorization:\s*)[^\r\n]+"),
    # password=x, ?token=x, as in an address or the text of an object
    re.compile(rf"""(?i)(\b{_KEPT_OUT}=)(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^\s&;,)'"]+)"""),
    # the cookies of a sign-in, wherever they stand
    re.compile(r"((?:__Host-)?property-desk=)[^\s;,'\"]+"),
    # links that work once, and the passwords in addresses of servers
    re.compile(r"(/invitation/)[\w-]{8,}"),
    # the address of somebody's calendar
    re.compile(r"(/calendar/)[\w-]{8,}"),
    re.compile(r"(\w://[^\s:/@]*:)[^\s@/]+(?=@)"),
)
# What a browser sent with an event is personal: forms, searches. Reflex logs it whole when an event has no handler.
_PAYLOAD = re.compile(
    r"(?s)(\bpayload=|'payload': |\"payload\": ?)\{.*?\}(?=, ?(?:router_data|'router_data'|\"router_data\")|\)|$)"
)
_PLAIN = frozenset(logging.LogRecord("", 0, "", 0, "", None, None).__dict__) | {"message", "asctime", "taskName"}

reference: ContextVar[str] = ContextVar("reference", default="")


def new_reference() -> str:
    """Return eight characters a person can read out on the telephone."""
    return secrets.token_hex(4)


@contextmanager
def referenced(known: str = "") -> Generator[str]:
    """Give everything logged in the block one reference, `known` or a new one, and yield it."""
    value = known or new_reference()
    token = reference.set(value)
    try:
        yield value
    finally:
        reference.reset(token)


def redacted(text: str) -> str:
    """Return the text without cookies, passwords, tokens and what a browser sent with an event; cut when very long."""
    for pattern in _SECRETS:
        text = pattern.sub(rf"\g<1>{REMOVED}", text)
    text = _PAYLOAD.sub(rf"\g<1>{REMOVED}", text)
    return text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]}… ({len(text):,} characters)"


class RedactedRecord(logging.LogRecord):
    """A record whose message has lost its secrets before any handler, ours or another's, sees it."""

    def getMessage(self) -> str:
        return redacted(super().getMessage())


class JsonFormatter(logging.Formatter):
    """Writes a record as one line of JSON: moment, level, logger, message, reference, the extra facts, the stack."""

    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": redacted(record.getMessage()),
        }
        if known := reference.get():
            said["reference"] = known
        for name, value in record.__dict__.items():
            if name not in _PLAIN and not name.startswith("_"):
                said[name] = REMOVED if re.fullmatch(rf"(?i){_KEPT_OUT}", name) else _plain(value)
        if record.exc_info:
            said["stack"] = redacted(self.formatException(record.exc_info))
        return json.dumps(said, ensure_ascii=False)


def configure_logging(level: str, stream: TextIO | None = None) -> None:
    """Send everything logged in this process to the stream (standard error) as JSON; `level` is info, warning, ….

    Redaction also covers handlers that libraries attach themselves.
    """
    logging.setLogRecordFactory(RedactedRecord)
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    for old in list(root.handlers):
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level.upper())
    for noisy in ("apscheduler", "botocore", "urllib3", "alembic", "pypdf", "asyncio", "httpx"):
        logging.getLogger(noisy).setLevel(max(logging.WARNING, root.level))


def _plain(value: object) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, dict):
        return {
            str(key): REMOVED if re.fullmatch(rf"(?i){_KEPT_OUT}", str(key)) else _plain(item)
            for key, item in value.items()
        }
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    return redacted(str(value))
