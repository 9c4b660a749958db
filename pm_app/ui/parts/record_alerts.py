"""The dates of one record, beside everything else that is known of it."""

from datetime import date
from typing import Any
from uuid import UUID

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.listing import Listing
from pm_app.reminders.queries.agenda import IN_CALENDARS
from pm_app.reminders.queries.alerts import alert_rows
from pm_app.reminders.queries.narrowing import AlertFilter
from pm_app.runtime import run
from pm_app.ui.parts.accepted import Lines
from pm_app.ui.parts.alert_handling import freshened
from pm_app.ui.parts.alert_lines import AlertLine, alert_line
from pm_app.ui.parts.badge import days_text, status_badge
from pm_app.ui.parts.facts import line_list, list_line
from pm_app.ui.parts.link import link

SHOWN = 8


async def alerts_about(
    actor: Actor, today: date, *, tenancy_id: UUID | None = None, document_id: UUID | None = None
) -> list[AlertLine]:
    """Return the next dates of a household or a document that are not done with; none for who may not see dates."""
    if not actor.may(Permission.VIEW_ALERTS):
        return []
    await freshened()
    of_it = AlertFilter(IN_CALENDARS, tenancy_id=tenancy_id, document_id=document_id)
    found = await run(actor, alert_rows, listing=Listing(size=25), today=today, narrowed=of_it)
    return [alert_line(row, today, actor) for row in found.rows[:SHOWN]]


def alert_list(lines: Lines, nothing: str = "Nothing comes up.") -> rx.Component:
    """The dates, the next first, each a link to its page."""
    return line_list(lines, _line, rx.el.p(nothing, class_name="pd-hint"))


def _line(line: AlertLine) -> rx.Component:
    beside: Any = rx.cond(line.is_open, rx.fragment(), status_badge(line.state, line.state_tone))
    return list_line(
        rx.el.div(
            link(line.what, href=line.path, class_name="pd-ellipsis pd-quiet pd-strong"),
            rx.el.span(line.day, class_name="pd-under"),
            class_name="pd-two-lines",
        ),
        beside,
        end=days_text(line.days, line.days_tone),
    )
