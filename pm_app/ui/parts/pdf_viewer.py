"""The viewer of PDF documents: pages with selectable text, thumbnails, zoom, rotation, finding words."""

from typing import Any

import reflex as rx

from pm_app.ui.parts.accepted import Handler, Text
from pm_app.ui.parts.library import library

_LIBRARY = library("pdf_viewer.jsx")
for _beside in ("pdf_bar.jsx", "pdf_find.js", "pdf_files.js"):
    library(_beside)


class _PdfViewer(rx.NoSSRComponent):
    library = _LIBRARY
    tag = "PdfViewer"
    lib_dependencies = ["react-pdf@10.5.0"]
    url: rx.Var[str]
    page: rx.Var[int]
    query: rx.Var[str]
    title: rx.Var[str]
    on_page_count: rx.EventHandler[rx.event.passthrough_event_spec(int)]
    on_page_change: rx.EventHandler[rx.event.passthrough_event_spec(int)]
    on_hits: rx.EventHandler[lambda count, first: [count, first]]


def pdf_viewer(
    url: Text,
    *,
    title: Text,
    page: int | rx.Var[int] = 1,
    query: Text = "",
    on_page_count: Handler = None,
    on_page_change: Handler = None,
    on_hits: Handler = None,
) -> rx.Component:
    """The pages of the PDF at `url`, fetched in ranges with the person's own cookie.

    page: which one is in view first; query: words that are marked, the first hit from that page on in view.
    The page that is read is kept in the address as `page`. on_hits: how many there are, and on which page the first.
    """
    given = {"on_page_count": on_page_count, "on_page_change": on_page_change, "on_hits": on_hits}
    handlers: dict[str, Any] = {name: handler for name, handler in given.items() if handler is not None}
    return _PdfViewer.create(url=url, title=title, page=page, query=query, **handlers)


def document_layout(viewer: rx.Component, *side: Any) -> rx.Component:
    """A document as it is read: the viewer, and beside it what is known of the document (`side_block`)."""
    return rx.el.div(
        viewer, rx.el.aside(*side, class_name="pd-side", aria_label="About this document"), class_name="pd-doc"
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
