"""How the list of recurring dates looks, and the page of one."""

import reflex as rx

from pm_app.tasks.enums import RecurringView
from pm_app.ui import paths
from pm_app.ui.pages.recurring_dates.dialogs import dialogs
from pm_app.ui.pages.recurring_dates.lines import DoneLine, RecurringLine
from pm_app.ui.pages.recurring_dates.state import RecurringState
from pm_app.ui.parts.accepted import Flag
from pm_app.ui.parts.address import Tab, filter_bar, search_field, segments
from pm_app.ui.parts.badge import badge, days_text
from pm_app.ui.parts.button import MenuItem, actions_menu, button, icon_button
from pm_app.ui.parts.facts import fact, facts, line_list, list_line, timeline
from pm_app.ui.parts.link import link
from pm_app.ui.parts.page import empty, missing_page, page_head, section
from pm_app.ui.parts.page import page as parts_page
from pm_app.ui.parts.table import Column, actions_cell, cell, data_table, day_cell, link_cell, table_row


def page() -> rx.Component:
    """Return the list."""
    s = RecurringState
    add = button("Add recurring date", kind="primary", icon_="plus", on_click=s.open_add)
    return parts_page(
        page_head("Recurring dates", sub=s.summary, primary=rx.cond(s.may_change, add)),
        filter_bar(
            segments(
                Tab("Coming"),
                Tab("Late", RecurringView.LATE.value, count=s.late),
                Tab("Ended", RecurringView.ENDED.value),
                Tab("Removed", RecurringView.REMOVED.value),
                param="view",
                label="Which recurring dates",
            ),
            search_field("Find date, note or property"),
        ),
        _table(),
        dialogs(),
    )


def one_page() -> rx.Component:
    """Return the page of one."""
    s = RecurringState
    return rx.cond(
        s.missing,
        missing_page("This recurring date is not here", paths.RECURRING_DATES, "All recurring dates"),
        parts_page(_head(), rx.el.div(_aside(), rx.el.div(_dones(), _history()), class_name="pd-prop"), dialogs()),
    )


def _table() -> rx.Component:
    s = RecurringState
    return data_table(
        "Recurring dates",
        [
            Column("What", fill=True, sort="title"),
            Column("Next", sort="next_on"),
            Column("Where", sort="property", hide=True),
            Column("Who", hide=True),
            Column("Last done", hide=True),
            Column("Actions", quiet=True),
        ],
        s.lines,
        _row,
        loaded=s.loaded,
        total=s.total,
        noun="dates",
        default_sort="next_on",
        empty=empty(
            "No recurring dates here",
            "Tests, services and inspections that come again stand here, the next one first.",
            rx.cond(s.may_change, button("Add recurring date", on_click=s.open_add)),
        ),
    )


def _row(line: RecurringLine) -> rx.Component:
    s = RecurringState
    done = button(
        "Done",
        on_click=s.open_dialog("done", line.date_id),
        kind="quiet",
        small=True,
        aria_label="Done: " + line.title,
    )
    restore = button("Restore", on_click=s.submit_restore(line.date_id), kind="quiet", small=True)
    place = rx.cond(line.place_path != "", link(line.place, href=line.place_path, class_name="pd-quiet"), line.place)
    return table_row(
        link_cell(line.title, line.path, under=rx.fragment(line.repeats, _narrow(line)), fill=True, title=line.title),
        day_cell(line.next_on, line.left, line.tone),
        cell(place, hide=True),
        cell(line.who, muted=True, hide=True),
        cell(line.last_done, muted=True, hide=True),
        actions_cell(
            rx.cond(
                s.may_change,
                rx.cond(
                    line.removed,
                    restore,
                    rx.fragment(rx.cond(line.next_iso != "", done), _menu(line, small=True, comes=line.next_iso != "")),
                ),
            )
        ),
    )


def _narrow(line: RecurringLine) -> rx.Component:
    """Where, who and when it was last done, where there is no room for their columns."""
    return rx.el.span(
        rx.cond(line.place != "", line.place + " · ", ""),
        line.who,
        rx.cond(line.last_done != "", " · Last done " + line.last_done, ""),
        class_name="pd-under pd-show-md",
    )


def _menu(line: RecurringLine, *, small: bool, comes: Flag) -> rx.Component:
    s = RecurringState
    return actions_menu(
        MenuItem("Change", on_click=s.open_change(line.date_id), icon="pencil"),
        MenuItem("Skip once…", on_click=s.open_dialog("skip", line.date_id), icon="skip-forward", shown=comes),
        MenuItem("Remove…", on_click=s.open_dialog("remove", line.date_id), icon="trash-2", danger=True, separate=True),
        label="More",
        trigger=icon_button("ellipsis", "More", kind="quiet" if small else "", small=small),
    )


def _head() -> rx.Component:
    s, one = RecurringState, RecurringState.line
    done = button("Mark done", kind="primary", icon_="check", on_click=s.open_dialog("done", one.date_id))
    restore = button("Restore", kind="primary", on_click=s.submit_restore(one.date_id))
    here = rx.Var.create(s.may_change).to(bool) & ~rx.Var.create(one.removed).to(bool)
    return page_head(
        one.title,
        crumbs=[("Recurring dates", paths.RECURRING_DATES)],
        badge=rx.cond(one.removed, badge("Archived"), rx.cond(one.next_iso == "", badge("Ended"))),
        sub=one.repeats,
        ready=s.loaded,
        actions=[rx.cond(here, _menu(one, small=False, comes=one.next_iso != ""))],
        primary=rx.cond(here, rx.cond(one.next_iso != "", done), rx.cond(s.may_change, restore)),
    )


def _aside() -> rx.Component:
    s, one = RecurringState, RecurringState.line
    return rx.el.aside(
        facts(
            fact("Next", one.next_on, " ", days_text(one.left, one.tone)),
            fact("Comes", one.repeats),
            fact("Where", link(one.place, href=one.place_path, class_name="pd-link"), shown=one.place != ""),
            fact("Who", one.who),
            fact("Last done", rx.cond(one.last_done != "", one.last_done, "Not yet")),
            fact("Reminders", s.ladder),
            fact("Since", s.starts),
        ),
        rx.cond(s.notes != "", section("Note", rx.el.p(s.notes, class_name="pd-prewrap"))),
        section("Next five", line_list(s.coming, _coming, rx.el.p("It has come to its end.", class_name="pd-muted"))),
    )


def _coming(day: str) -> rx.Component:
    return list_line(day)


def _dones() -> rx.Component:
    return section(
        "When it was done",
        data_table(
            "When it was done",
            [Column("Done on"), Column("For"), Column("By"), Column("Note", fill=True), Column("Actions", quiet=True)],
            RecurringState.dones,
            _done,
            empty=empty("Not done yet", "Each time it is marked done stands here with its day and note."),
            compact=True,
        ),
    )


def _done(line: DoneLine) -> rx.Component:
    s = RecurringState
    undo = button(
        "Take back",
        on_click=s.submit_undo(s.line.date_id, line.due_iso),
        kind="quiet",
        small=True,
        aria_label="Take back: done for " + line.due,
    )
    shown = rx.Var.create(s.may_change).to(bool) & rx.Var.create(line.may_undo).to(bool)
    return table_row(
        cell(line.done),
        cell(line.due, muted=True),
        cell(line.who),
        cell(line.note, fill=True),
        actions_cell(rx.cond(shown, undo)),
    )


def _history() -> rx.Component:
    s = RecurringState
    return rx.cond(s.sees_history, section("History", timeline(s.history)))
