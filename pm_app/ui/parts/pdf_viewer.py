"""The viewer of PDF documents and pictures: thumbnails, zoom, rotation, finding words, several panes, printing."""

from typing import Any

import reflex as rx

from pm_app.ui.parts.accepted import Handler, Text
from pm_app.ui.parts.library import library

_LIBRARY = library("pdf_viewer.jsx")
for _beside in (
    "pdf_bar.jsx",
    "pdf_find.js",
    "pdf_files.js",
    "viewer_pages.jsx",
    "viewer_places.js",
    "viewer_sheet.jsx",
):
    library(_beside)
_PRINTING = library("print_button.jsx")
_AHEAD = library("viewer_ahead.jsx")


class _PdfViewer(rx.NoSSRComponent):
    library = _LIBRARY
    tag = "PdfViewer"
    lib_dependencies = ["react-pdf@10.5.0"]
    url: rx.Var[str]
    hits_url: rx.Var[str]
    page: rx.Var[int]
    query: rx.Var[str]
    title: rx.Var[str]
    pane: rx.Var[str]
    label: rx.Var[str]
    on_page_count: rx.EventHandler[rx.event.passthrough_event_spec(int)]
    on_page_change: rx.EventHandler[rx.event.passthrough_event_spec(int)]
    on_hits: rx.EventHandler[lambda count, first: [count, first]]


class _PictureViewer(_PdfViewer):
    tag = "PictureViewer"


class _PrintButton(rx.Component):
    library = _PRINTING
    tag = "PrintButton"
    url: rx.Var[str]
    title: rx.Var[str]


class _ViewerAhead(rx.Component):
    library = _AHEAD
    tag = "ViewerAhead"


def viewer_ahead() -> rx.Component:
    """Fetch the viewer while the page is asked for; shows nothing."""
    return _ViewerAhead.create()


def pdf_viewer(
    url: Text,
    *,
    title: Text,
    hits_url: Text = "",
    page: int | rx.Var[int] = 1,
    query: Text = "",
    pane: str = "",
    label: Text = "",
    on_page_count: Handler = None,
    on_page_change: Handler = None,
    on_hits: Handler = None,
) -> rx.Component:
    """The pages of the PDF at `url`, fetched in ranges with the person's own cookie.

    page: which one is in view first; query: words that are marked, the first hit from that page on in view.
    hits_url: where it is told which pages say what is searched for, and where; without it the file alone is searched.
    The page that is read is kept in the address as `page`. on_hits: how many there are, and on which page the first.
    pane: two viewers beside each other, "first" and "second", scroll, zoom and turn together; `label` names each.
    """
    given = {"on_page_count": on_page_count, "on_page_change": on_page_change, "on_hits": on_hits}
    handlers: dict[str, Any] = {name: handler for name, handler in given.items() if handler is not None}
    return _PdfViewer.create(
        url=url, hits_url=hits_url, title=title, page=page, query=query, pane=pane, label=label, **handlers
    )


def picture_viewer(
    url: Text, *, title: Text, hits_url: Text = "", query: Text = "", pane: str = "", label: Text = ""
) -> rx.Component:
    """The picture at `url`, zoomed, turned and searched as the pages of a PDF are."""
    return _PictureViewer.create(url=url, hits_url=hits_url, title=title, query=query, pane=pane, label=label, page=1)


def print_button(url: Text, *, title: Text) -> rx.Component:
    """A button that prints the PDF at `url`; without one it prints the picture or text that is shown. Its key is p."""
    return _PrintButton.create(url=url, title=title)


def document_layout(viewer: rx.Component, *side: Any, wide: Any = False) -> rx.Component:
    """A document as it is read: the viewer, and beside it what is known of the document (`side_block`).

    wide: the viewer takes the whole width, and what is known of the document is left out.
    """
    return rx.el.div(
        viewer,
        rx.el.aside(*side, class_name="pd-side", aria_label="About this document"),
        class_name=rx.cond(wide, "pd-doc pd-wide", "pd-doc"),
    )


def side_block(title: Text, *content: Any, count: Any = None, link: Any = None) -> rx.Component:
    """One titled block beside the document."""
    return rx.el.section(
        rx.el.h2(
            title,
            *([rx.el.span(count, class_name="pd-small pd-muted")] if count is not None else []),
            *([rx.el.span(class_name="pd-grow"), link] if link is not None else []),
        ),
        *content,
    )
