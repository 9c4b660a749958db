"""Hands papers to the typesetter in a process of its own, with limits on time and memory."""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from pm_app.kernel.errors import Unavailable

logger = logging.getLogger(__name__)

_ROOT = Path(__file__).resolve().parents[3]
_PROGRAM = (sys.executable, "-P", "-m", "pm_app.adapters.typst_paper")
_SECONDS = 120
_PDF = b"%PDF-"
# Each takes a processor and, for a long list, a few hundred megabytes.
_AT_ONCE = BoundedSemaphore(2)


def press(template: str, content: dict[str, Any]) -> bytes:
    """Return the PDF a template makes of the content; raises `Unavailable` when it takes too long or too much."""
    made = _made({"template": template, "data": json.dumps(content)})
    if not made.startswith(_PDF):
        raise _cannot(template, b"")
    return made


def press_each(template: str, contents: Sequence[dict[str, Any]]) -> list[tuple[bytes, str]]:
    """Return for each content the PDF a template makes of it, and the characters of it that stay blank.

    Raises `Unavailable` when they take too long or too much together: then none is made.
    """
    if not contents:
        return []
    made = _made({"template": template, "papers": [json.dumps(one) for one in contents]})
    head, _, rest = made.partition(b"\n")
    told = json.loads(head)
    pressed: list[tuple[bytes, str]] = []
    at = 0
    for size, unprinted in zip(told["sizes"], told["unprinted"], strict=True):
        pressed.append((rest[at : at + size], unprinted))
        at += size
    if len(pressed) != len(contents) or not all(pdf.startswith(_PDF) for pdf, _ in pressed):
        raise _cannot(template, b"")
    return pressed


def _made(request: dict[str, Any]) -> bytes:
    asked = json.dumps(request).encode()
    with _AT_ONCE:
        try:
            done = subprocess.run(  # noqa: S603 — the program is ours, and the request goes in on its input
                _PROGRAM, input=asked, capture_output=True, timeout=_SECONDS, cwd="/", env=_environment(), check=False
            )
        except subprocess.TimeoutExpired as late:
            raise Unavailable("The paper took too long to draw. Try again, or choose less for it.") from late
    if done.returncode != 0:
        raise _cannot(request["template"], done.stderr)
    return done.stdout


def _cannot(template: str, said: bytes) -> Unavailable:
    logger.error("a paper could not be drawn", extra={"template": template, "said": said[-2_000:].decode()})
    return Unavailable("The paper could not be drawn. Try again, or choose less for it.")


def _environment() -> dict[str, str]:
    """What the program needs to know of this one: where it is, and no secrets."""
    return {"PATH": os.defpath, "PYTHONPATH": str(_ROOT), "PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8"}
