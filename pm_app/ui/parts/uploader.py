"""Adding files: places to drop them, and the tray that shows their progress on every page until they are filed."""

from typing import Any

import reflex as rx

from pm_app.ui.parts.accepted import Handler, Text
from pm_app.ui.parts.library import library
from pm_app.ui.paths import DOCUMENTS

_LIBRARY = library("uploader.jsx")
_TRAY = library("upload_tray.jsx")
for _beside in ("upload_queue.js", "upload_sending.js"):
    library(_beside)


class _Uploader(rx.Component):
    library = _LIBRARY
    tag = "Uploader"
    url: rx.Var[str]
    params: rx.Var[dict[str, Any]]
    accept: rx.Var[str]
    hint: rx.Var[str]
    compact: rx.Var[bool]
    on_done: rx.EventHandler[rx.event.passthrough_event_spec(list)]


class _UploadTray(rx.Component):
    library = _TRAY
    tag = "UploadTray"
    documents: rx.Var[str]
    places: rx.Var[list[str]]


def upload_tray(*places: str) -> rx.Component:
    """What is on its way, at the foot of every page: it goes on while pages are left, and can be made small.

    places: beginnings of addresses whose pages take dropped files though they have no `uploader`.
    """
    return _UploadTray.create(documents=DOCUMENTS, places=list(places))


def uploader(
    url: Text,
    *,
    params: dict[str, Any] | None = None,
    on_done: Handler = None,
    accept: str = "",
    hint: Text = "",
    compact: bool = False,
) -> rx.Component:
    """A place for files: those dropped anywhere on the page, folders too, are sent from here, by way of the tray.

    Each is sent by itself with `params` as the query: straight to the store where that takes files itself, else as the
    raw body of a POST to `url`. Headers: `X-Filename` (percent-encoded) and `X-Requested-With: property-desk`. The
    answer is JSON: `document_id`, `title` and perhaps `note` when it is filed, `error` with a sentence when it is not.
    on_done hears the ids of the documents filed from here, from time to time and at the end.
    """
    handlers = {} if on_done is None else {"on_done": on_done}
    return _Uploader.create(url=url, params=params or {}, accept=accept, hint=hint, compact=compact, **handlers)
