"""What every page begins with and is divided by: the head, sections, the alert line, empty places, placeholders."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from pm_app.ui.parts.accepted import Flag, Text
from pm_app.ui.parts.button import MenuItem, actions_menu, link_button
from pm_app.ui.parts.icon import icon
from pm_app.ui.parts.link import link as link_to


def page(*content: Any) -> rx.Component:
    """What stands inside the frame: the head and then the rest, in order."""
    return rx.fragment(*content)


def page_head(
    title: Text,
    *,
    crumbs: Sequence[tuple[Text, Text]] = (),
    badge: rx.Component | None = None,
    sub: Any = None,
    below: Any = None,
    actions: Sequence[rx.Component] = (),
    menu: Sequence[MenuItem] = (),
    primary: rx.Component | None = None,
    ready: Flag = True,
) -> rx.Component:
    """The head of a page.

    crumbs: (words, address) of what lies above; title: which thing this is; badge: its status; sub: one muted line of
    facts beside it (below: under it); actions: at most two outline buttons, then the dots menu, then the primary
    button. While `ready` is false a placeholder stands where the title will be.
    """
    heading = rx.el.h1(title, tab_index=-1)
    if ready is not True:
        heading = rx.cond(ready, heading, rx.el.h1(skeleton("220px", "20px"), tab_index=-1, aria_label="Loading"))
    return rx.fragment(
        _crumbs(crumbs) if crumbs else rx.fragment(),
        rx.el.header(
            heading,
            *([badge] if badge is not None else []),
            *([rx.el.span(sub, class_name="pd-sub-line")] if sub is not None else []),
            rx.el.div(
                *actions,
                *([actions_menu(*menu)] if menu else []),
                *([primary] if primary is not None else []),
                class_name="pd-actions",
            ),
            *([rx.el.div(below, class_name="pd-sub")] if below is not None else []),
            class_name="pd-head",
        ),
    )


def section(
    title: Text, *content: Any, beside: Any = None, link: tuple[Text, Text] | None = None, count: Any = None
) -> rx.Component:
    """A part of a page with its heading; beside: controls after the heading; link: (words, address) at the far end."""
    return rx.el.section(
        rx.el.header(
            rx.el.h2(title, *([rx.el.span(count, class_name="n")] if count is not None else [])),
            *([beside] if beside is not None else []),
            *([link_to(link[0], href=link[1], class_name="pd-link end")] if link else []),
        ),
        *content,
        class_name="pd-section",
    )


def alert_line(*content: Any) -> rx.Component:
    """The red line: only for what must be known before anything else on the page."""
    return rx.el.div(icon("circle-alert"), rx.el.span(*content), class_name="pd-alertline", role="alert")


def note_line(*content: Any, tone: str = "blue") -> rx.Component:
    """A line that explains the state of the page: blue to know, amber to act on."""
    return rx.el.div(
        icon("info"), rx.el.span(*content), class_name="pd-noteline", role="note", custom_attrs={"data-tone": tone}
    )


def empty(title: Text, why: Text, action: rx.Component | None = None) -> rx.Component:
    """Where nothing is: what would be here, why it is empty, one button."""
    return rx.el.div(rx.el.h2(title), rx.el.p(why), *([action] if action is not None else []), class_name="pd-empty")


def missing_page(what: Text, back: Text, label: Text) -> rx.Component:
    """A page whose thing is not there, or not for this person, with the way back to the list."""
    return rx.el.div(
        rx.el.h1(what, tab_index=-1),
        rx.el.p("It may have been archived or belong to a property you do not look after."),
        link_button(label, back),
        class_name="pd-empty page",
    )


def not_yours(shown: Flag, content: rx.Component) -> rx.Component:
    """The content for those who may see it; for the others the sentence that it is not for their role."""
    return rx.cond(shown, content, empty("Not for your role", "Ask an administrator when you need to see this."))


def skeleton(width: str = "60%", height: str = "10px") -> rx.Component:
    """A gray bar where words will be."""
    return rx.el.span(class_name="pd-skel", style={"width": width, "height": height}, aria_hidden="true")


def skeleton_lines(count: int = 4) -> rx.Component:
    """Bars where a paragraph or a list of facts will be."""
    widths = ("82%", "64%", "91%", "57%", "74%", "68%")
    return rx.el.div(*[skeleton(widths[n % len(widths)]) for n in range(count)], class_name="pd-skel-lines")


def _crumbs(crumbs: Sequence[tuple[Text, Text]]) -> rx.Component:
    parts: list[rx.Component] = []
    for place, (words, href) in enumerate(crumbs):
        if place:
            parts.append(rx.el.span("/", aria_hidden="true"))
        parts.append(link_to(words, href=href))
    return rx.el.nav(*parts, class_name="pd-crumbs", aria_label="Breadcrumb")
