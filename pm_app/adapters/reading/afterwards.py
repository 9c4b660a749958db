"""What a reader does once the text is told: what the text means, and how the file looks. It may fail unnoticed."""

import importlib
import sys
import traceback
from collections.abc import Callable, Sequence
from typing import Any

from pm_app.adapters.reading.converting import CONVERTIBLE
from pm_app.adapters.reading.families import READ_AS_PICTURES
from pm_app.adapters.reading.limits import OutOfTime, at_most
from pm_app.adapters.reading.page import Source, Task
from pm_app.documents.rules.texts import PageText

_SECONDS_TO_UNDERSTAND = 10.0
_SECONDS_TO_SHOW = 75.0

Tell = Callable[[list[tuple[object, ...]]], None]


def go_on(source: Source, task: Task, pages: Sequence[PageText], tell: Tell) -> None:
    """Tell the findings, then leave the picture and the PDF; neither keeps the other from being tried.

    A file without a single page was refused, or is damaged: nothing more is tried with it.
    """
    if not pages:
        return
    _try(lambda: _understand(source, pages, tell), _SECONDS_TO_UNDERSTAND)
    # what brought the reader down once would do so again
    if task.workplace and not task.careful and _has_looks(source, task):
        _try(lambda: _loaded("pm_app.adapters.reading.appearance").leave_appearance(source, task), _SECONDS_TO_SHOW)


def _try(step: Callable[[], None], seconds: float) -> None:
    try:
        with at_most(seconds):
            step()
    except OutOfTime:
        sys.stderr.write("a step after the reading took too long\n")
    except Exception:
        # the text is told: a library that fails on a bad file now costs no more than what it was to make
        traceback.print_exc(limit=-4)


def _has_looks(source: Source, task: Task) -> bool:
    return source.media_type in READ_AS_PICTURES or bool(task.converter and source.media_type in CONVERTIBLE)


def _understand(source: Source, pages: Sequence[PageText], tell: Tell) -> None:
    understood = _loaded("pm_app.documents.rules.understanding.reading").understood
    findings = understood(sorted(pages, key=lambda page: page.number), source.filename)
    tell(
        [
            (one.kind.value, one.value, one.shown, one.page, one.first, one.last, one.confidence, one.reason)
            for one in findings
        ]
    )


def _loaded(name: str) -> Any:
    # only once the text is told: loading takes longer than reading most files
    return importlib.import_module(name)
