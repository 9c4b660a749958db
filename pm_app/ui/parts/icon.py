"""Icons: one weight, one size; in the navigation and on buttons, never as decoration."""

from typing import Any

import reflex as rx


def icon(tag: str, size: int = 16, **props: Any) -> rx.Component:
    """A line icon that screen readers pass over; whatever carries it needs a name of its own."""
    return rx.icon(
        tag, size=size, stroke_width=1.6, class_name="pd-icon", custom_attrs={"aria-hidden": "true"}, **props
    )
