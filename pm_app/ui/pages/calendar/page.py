"""/calendar: the critical dates of a month, a week or a day, and the address other calendars subscribe to."""

import reflex as rx

from pm_app.ui import paths
from pm_app.ui.pages.calendar.spans import DAY, MONTH, WEEK
from pm_app.ui.pages.calendar.state import CalendarState, DateLine, DayCell, WeekLine
from pm_app.ui.parts.accepted import Text
from pm_app.ui.parts.address import Tab, address_link, choice_filter, filter_bar, segments
from pm_app.ui.parts.badge import status_badge
from pm_app.ui.parts.button import link_button
from pm_app.ui.parts.feed_block import feed_button, feed_dialog
from pm_app.ui.parts.icon import icon
from pm_app.ui.parts.link import link
from pm_app.ui.parts.page import empty, page_head, skeleton_lines
from pm_app.ui.parts.page import page as parts_page
from pm_app.ui.parts.shortcuts import shortcuts

__all__ = ["CalendarState", "page"]

_SUNDAY_FIRST = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")


def page() -> rx.Component:
    """Return the page."""
    s = CalendarState
    month = rx.fragment(_grid(), rx.el.div(_list(), class_name="pd-cal-narrow"))
    return parts_page(
        page_head(
            "Calendar", sub=s.summary, actions=[link_button("Alerts", paths.ALERTS, icon_="bell"), feed_button()]
        ),
        _moving(),
        rx.cond(s.loaded, rx.cond(s.view == MONTH, month, _list()), skeleton_lines(12)),
        feed_dialog(),
        shortcuts(),
    )


def _moving() -> rx.Component:
    s = CalendarState
    return filter_bar(
        _step("chevron-left", "Previous", s.before, "p"),
        address_link("Today", set_={"on": ""}, class_name="pd-btn", aria_keyshortcuts="t"),
        _step("chevron-right", "Next", s.after, "n"),
        rx.el.h2(s.title, class_name="pd-cal-title", aria_live="polite"),
        segments(Tab("Month", ""), Tab("Week", WEEK), Tab("Day", DAY), param="view", label="How much is shown"),
        choice_filter("Kind", "kind", s.kinds),
        choice_filter("Property", "property", s.properties),
        choice_filter("Responsible", "who", s.people, any_="Anybody"),
    )


def _step(tag: str, label: str, to: Text, key: str) -> rx.Component:
    return address_link(
        icon(tag), set_={"on": to}, class_name="pd-btn icon", aria_label=label, title=label, aria_keyshortcuts=key
    )


def _grid() -> rx.Component:
    heads = [rx.el.th(name[:3], scope="col", abbr=name) for name in _SUNDAY_FIRST]
    return rx.el.table(
        rx.el.caption("Dates of the month", class_name="pd-sr"),
        rx.el.thead(rx.el.tr(*heads)),
        rx.el.tbody(rx.foreach(CalendarState.weeks, _week)),
        class_name="pd-cal",
    )


def _week(week: WeekLine) -> rx.Component:
    return rx.el.tr(rx.foreach(week.days, _day))


def _day(cell: DayCell) -> rx.Component:
    return rx.el.td(
        rx.el.div(
            _open_day(cell, cell.number, "n"),
            rx.el.span(cell.closed_why, class_name="why", title=cell.closed_why),
            class_name="head",
        ),
        rx.foreach(cell.lines, _short),
        rx.cond(cell.more != "", _open_day(cell, cell.more, "more")),
        custom_attrs={
            "data-outside": cell.outside,
            "data-closed": cell.closed,
            "data-today": cell.is_today,
        },
        aria_current=rx.cond(cell.is_today, "date", "false"),
    )


def _open_day(cell: DayCell, words: Text, class_name: str) -> rx.Component:
    return address_link(
        words,
        set_={"view": DAY, "on": cell.iso},
        mark="false",
        class_name=class_name,
        aria_label=f"{cell.name}: {words}",
    )


def _short(line: DateLine) -> rx.Component:
    return link(
        rx.el.span(class_name="dot", custom_attrs={"data-mark": line.mark}, aria_hidden="true"),
        rx.el.span(line.who, " ", rx.el.span(line.what, class_name="pd-muted"), class_name="t"),
        href=line.path,
        class_name="date",
        title=line.told,
        aria_label=line.told,
    )


def _list() -> rx.Component:
    s = CalendarState
    nothing = empty(
        "No dates here",
        "Nothing comes up in these days, or a filter leaves it out.",
        link_button("Show everything", paths.CALENDAR),
    )
    return rx.cond(s.nothing, nothing, rx.el.div(rx.foreach(s.days, _day_list), class_name="pd-cal-list"))


def _day_list(cell: DayCell) -> rx.Component:
    return rx.el.section(
        rx.el.h3(
            cell.name,
            rx.cond(cell.is_today, rx.el.span(" · Today", class_name="today")),
            rx.cond(cell.closed_why != "", rx.el.span(" · ", cell.closed_why, class_name="pd-muted")),
        ),
        rx.cond(
            cell.empty,
            rx.el.p("Nothing on this day.", class_name="pd-hint"),
            rx.el.ul(rx.foreach(cell.lines, _long), class_name="pd-line-list"),
        ),
        rx.cond(cell.more != "", _open_day(cell, cell.more, "pd-link")),
        custom_attrs={"data-today": cell.is_today, "data-closed": cell.closed},
    )


def _long(line: DateLine) -> rx.Component:
    beside = rx.cond(line.place != "", rx.fragment(" · ", line.place))
    return rx.el.li(
        rx.el.div(
            link(line.what, href=line.path, class_name="pd-quiet pd-strong"),
            rx.el.span(line.who, beside, class_name="pd-under"),
            class_name="pd-two-lines",
        ),
        rx.el.span(line.responsible, class_name="pd-muted pd-small pd-hide-md"),
        rx.el.span(status_badge(line.state, line.tone), class_name="end"),
    )
