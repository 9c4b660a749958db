"""Adding files: a place to drop them, the progress of each, and what was refused and why."""

from typing import Any

import reflex as rx

from pm_app.ui.parts.accepted import Handler, Text
from pm_app.ui.parts.library import library
from pm_app.ui.paths import DOCUMENTS

_LIBRARY = library("uploader.jsx")


class _Uploader(rx.Component):
    library = _LIBRARY
    tag = "Uploader"
    url: rx.Var[str]
    params: rx.Var[dict[str, Any]]
    accept: rx.Var[str]
    hint: rx.Var[str]
    documents: rx.Var[str]
    compact: rx.Var[bool]
    on_done: rx.EventHandler[rx.event.passthrough_event_spec(list)]


def uploader(
    url: Text,
    *,
    params: dict[str, Any] | None = None,
    on_done: Handler = None,
    accept: str = "",
    hint: Text = "",
    compact: bool = False,
) -> rx.Component:
    """A place to drop files; each is sent by itself as the raw body of a POST to `url` with `params` as its query.

    Headers: `X-Filename` (percent-encoded) and `X-Requested-With: property-desk`. The answer is JSON: `document_id`,
    `title` and perhaps `note` when it is stored, `error` with a sentence when it is refused.
    on_done hears the ids of the stored documents once no file is left to send.
    """
    handlers = {} if on_done is None else {"on_done": on_done}
    return _Uploader.create(
        url=url, params=params or {}, accept=accept, hint=hint, documents=DOCUMENTS, compact=compact, **handlers
    )
