"""Links inside the app: the browser's own anchor, followed without loading the page anew."""

from typing import Any

import reflex as rx
from reflex_components_core.el.elements.inline import A
from reflex_components_core.react_router.dom import ReactRouterLink


def link(*content: Any, href: str | rx.Var[str], **props: Any) -> rx.Component:
    """A link without any look of its own."""
    return ReactRouterLink.create(*content, to=href, **props)


def saved_link(*content: Any, href: str | rx.Var[str], **props: Any) -> rx.Component:
    """A link to something the browser saves, without any look of its own.

    The browser fetches it by itself, for the app has no page there; and it does not leave the page for it, since
    leaving ends the socket, also where the answer turns out to be a download.
    """
    return ReactRouterLink.create(*content, to=href, reload_document=True, download=True, **props)


def shown_link(*content: Any, href: str | rx.Var[str], **props: Any) -> rx.Component:
    """A link to something the browser shows by itself, in a tab of its own: the page stays open beside it."""
    return A.create(*content, href=href, target="_blank", rel="noopener", **props)


def jump(*content: Any, to_id: str, **props: Any) -> rx.Component:
    """A jump to a place on the same page, which the browser itself makes."""
    return A.create(*content, href=f"#{to_id}", **props)
