"""Hands a paper to the typesetter in a process of its own, with limits on time and memory."""

import json
import logging
import os
import subprocess
import sys
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from pm_app.kernel.errors import Unavailable

logger = logging.getLogger(__name__)

_ROOT = Path(__file__).resolve().parents[3]
_PROGRAM = (sys.executable, "-P", "-m", "pm_app.adapters.typst_paper")
_SECONDS = 120
# Each takes a processor and, for a long list, a few hundred megabytes.
_AT_ONCE = BoundedSemaphore(2)


def press(template: str, content: dict[str, Any]) -> bytes:
    """Return the PDF a template makes of the content; raises `Unavailable` when it takes too long or too much."""
    asked = json.dumps({"template": template, "data": json.dumps(content)}).encode()
    with _AT_ONCE:
        try:
            done = subprocess.run(  # noqa: S603 — the program is ours, and the request goes in on its input
                _PROGRAM, input=asked, capture_output=True, timeout=_SECONDS, cwd="/", env=_environment(), check=False
            )
        except subprocess.TimeoutExpired as late:
            raise Unavailable("The paper took too long to draw. Try again, or choose less for it.") from late
    if done.returncode != 0 or not done.stdout.startswith(b"%PDF-"):
        logger.error("a paper could not be drawn", extra={"template": template, "said": done.stderr[-2_000:].decode()})
        raise Unavailable("The paper could not be drawn. Try again, or choose less for it.")
    return done.stdout


def _environment() -> dict[str, str]:
    """What the program needs to know of this one: where it is, and no secrets."""
    return {"PATH": os.defpath, "PYTHONPATH": str(_ROOT), "PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8"}
