"""The page of the office's calendar: working days, closures, public holidays."""

import reflex as rx

from pm_app.calendars.rules import WEEKDAYS
from pm_app.ui.pages.settings_calendar.state import COUNTRIES, HOURS, ClosureLine, OfficeCalendarState
from pm_app.ui.parts.button import button
from pm_app.ui.parts.dialog import form_dialog
from pm_app.ui.parts.form import check_field, choice_field, day_field, field_pair, form, text_field
from pm_app.ui.parts.page import empty, page_head, section, skeleton_lines
from pm_app.ui.parts.page import page as parts_page
from pm_app.ui.parts.table import Column, actions_cell, cell, data_table, table_row


def page() -> rx.Component:
    """Return the page."""
    s = OfficeCalendarState
    return parts_page(
        page_head(
            "Office calendar",
            sub="Reminders and the digest go out on working days.",
            primary=button("Add closure", kind="primary", on_click=s.open_closure),
        ),
        section("Working days", rx.cond(s.loaded, _form(), skeleton_lines(5))),
        section("Closures", _closures()),
        section("Public holidays", _holidays(), beside=rx.el.span(s.holiday_note, class_name="pd-small pd-muted")),
        _dialog(),
    )


def _form() -> rx.Component:
    s = OfficeCalendarState
    days = [
        check_field(name, name.lower(), rx.Var.create(s.weekdays).to(list)[number].to(bool))
        for number, name in enumerate(WEEKDAYS)
    ]
    return form(
        rx.el.fieldset(rx.el.legend("The office works on"), *days, class_name="pd-week"),
        field_pair(
            choice_field(
                "Public holidays of", "country", COUNTRIES, s.country, any="No country: none are kept", width="name"
            ),
            choice_field("State or province", "subdivision", s.states, s.subdivision, any="Only nationwide ones"),
        ),
        choice_field("Hour of the digest", "digest_hour", HOURS, s.digest_hour, width="short"),
        on_submit=s.submit_week,
        on_preview=s.set_asked,
        errors=s.errors,
        label="Working days",
        key=s.opened,
    )


def _closures() -> rx.Component:
    s = OfficeCalendarState
    return data_table(
        "Days on which the office is closed",
        [
            Column("For", fill=True),
            Column("Days"),
            Column("Length", num=True, hide=True),
            Column("When", hide=True),
            Column("Added by", hide=True),
            Column("Actions", quiet=True),
        ],
        s.closures,
        _closure_row,
        loaded=s.loaded,
        placeholders=2,
        empty=empty(
            "No closures ahead",
            "Add the days on which nobody is there besides weekends and holidays. What would be sent on them goes out "
            "on the working day before.",
        ),
    )


def _closure_row(line: ClosureLine) -> rx.Component:
    remove = button(
        "Remove",
        on_click=OfficeCalendarState.submit_removal(line.closure_id),
        kind="quiet",
        small=True,
        aria_label=f"Remove the closure for {line.name}",
    )
    return table_row(
        cell(line.name, strong=True, fill=True),
        cell(line.days),
        cell(line.long, num=True, hide=True),
        cell(line.left, hide=True, muted=True),
        cell(line.added_by, hide=True, muted=True),
        actions_cell(remove),
    )


def _holidays() -> rx.Component:
    s = OfficeCalendarState
    return data_table(
        "Public holidays of this year and the next",
        [Column("Day"), Column("Weekday"), Column("Holiday", fill=True), Column("Note", hide=True)],
        s.holidays,
        lambda line: table_row(
            cell(line.day), cell(line.weekday), cell(line.name, fill=True), cell(line.off, hide=True, muted=True)
        ),
        loaded=s.loaded,
        compact=True,
        empty=empty("No public holidays are kept", "Choose a country above to keep its holidays."),
    )


def _dialog() -> rx.Component:
    s = OfficeCalendarState
    return form_dialog(
        text_field("Closed for", "name", max_length=80, auto_focus=True, placeholder="Staff training"),
        field_pair(
            day_field("First day", "starts_on", s.today),
            day_field("Last day", "ends_on", "", optional=True, hint="Empty: one day."),
        ),
        title="Close the office",
        submit="Add closure",
        open_=s.adding,
        on_close=s.close_closure,
        on_submit=s.submit_closure,
        errors=s.closure_errors,
    )
