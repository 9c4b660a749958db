"""Links inside the app: the browser's own anchor, followed without loading the page anew."""

from typing import Any

import reflex as rx
from reflex_components_core.react_router.dom import ReactRouterLink


def link(*content: Any, href: str | rx.Var[str], **props: Any) -> rx.Component:
    """A link without any look of its own."""
    return ReactRouterLink.create(*content, to=href, **props)
