"""The page of mailed reports: the list, and the dialogs that add, change and remove one."""

import reflex as rx

from pm_app.ui.pages.settings_report_schedules.lines import FORMATS, HOURS, KINDS, RHYTHMS, ReaderLine, ScheduleLine
from pm_app.ui.pages.settings_report_schedules.state import ReportSchedulesState
from pm_app.ui.parts.button import MenuItem, actions_menu, button, icon_button
from pm_app.ui.parts.dialog import confirm_dialog, form_dialog
from pm_app.ui.parts.form import choice_field, field_pair, form_note
from pm_app.ui.parts.page import empty, page_head
from pm_app.ui.parts.page import page as parts_page
from pm_app.ui.parts.table import Column, actions_cell, cell, data_table, table_row


def page() -> rx.Component:
    """Return the page."""
    s = ReportSchedulesState
    new = rx.cond(s.may_set, button("Add report", kind="primary", on_click=s.open_new))
    return parts_page(
        page_head("Mailed reports", sub="Each person gets what they may see, once for each day", primary=new),
        data_table(
            "Reports that are mailed",
            [
                Column("Report"),
                Column("When"),
                Column("To", fill=True),
                Column("Last sent"),
                Column("Next"),
                Column("Actions", quiet=True),
            ],
            s.lines,
            _row,
            loaded=s.loaded,
            placeholders=3,
            empty=empty(
                "No report is mailed",
                "The rent roll, the delinquency, required documents and expirations can come by mail on their own.",
                rx.cond(s.may_set, button("Add report", on_click=s.open_new)),
            ),
        ),
        _dialog(),
        _remove_dialog(),
    )


def _row(line: ScheduleLine) -> rx.Component:
    s = ReportSchedulesState
    menu = actions_menu(
        MenuItem("Send it to me now", on_click=s.submit_now(line.schedule_id), icon="send"),
        MenuItem("Change…", on_click=s.open_change(line.schedule_id), icon="pencil", shown=s.may_set),
        MenuItem("Send me no more", on_click=s.submit_stop(line.schedule_id), icon="bell-off", shown=line.mine),
        MenuItem(
            "Remove…",
            on_click=s.open_remove(line.schedule_id),
            icon="trash-2",
            danger=True,
            separate=True,
            shown=s.may_set,
        ),
        label=f"Actions for {line.name}",
        trigger=icon_button("ellipsis", f"Actions for {line.name}", kind="ghost", small=True),
    )
    problem = rx.el.span(line.problem, class_name="pd-under", custom_attrs={"data-tone": "amber"}, title=line.problem)
    return table_row(
        cell(line.name, rx.el.span(line.of, class_name="pd-under"), strong=True),
        cell(line.when),
        cell(line.readers, rx.cond(line.problem == "", rx.fragment(), problem), fill=True, title=line.readers),
        cell(line.last),
        cell(line.next_day),
        actions_cell(menu),
    )


def _dialog() -> rx.Component:
    s, asked = ReportSchedulesState, ReportSchedulesState.asked
    known = asked.schedule_id != ""
    return form_dialog(
        rx.cond(known, rx.fragment(), choice_field("Report", "kind", KINDS, asked.kind)),
        field_pair(
            choice_field("How often", "rhythm", RHYTHMS, asked.rhythm),
            choice_field("At", "at_hour", HOURS, asked.at_hour),
        ),
        field_pair(
            choice_field("As", "file_format", FORMATS, asked.file_format),
            choice_field("Property", "property_id", s.properties, asked.property_id, any="Every property they see"),
        ),
        rx.el.fieldset(
            rx.el.legend("To", class_name="pd-strong"),
            form_note("Each person gets a mail of their own, with what they may see."),
            rx.el.div(
                rx.foreach(s.readers, _reader),
                style={
                    "display": "grid",
                    "gap": "6px",
                    "max-height": "220px",
                    "overflow": "auto",
                    "padding": "8px 2px",
                },
            ),
            style={"border": "0", "padding": "0", "margin": "0", "min-width": "0"},
        ),
        title=rx.cond(known, "Change the " + asked.name + " that is mailed", "Mail a report"),
        open_=s.opened,
        on_close=s.close_dialog,
        on_submit=s.submit_schedule,
        errors=s.errors,
    )


def _reader(line: ReaderLine) -> rx.Component:
    return rx.el.label(
        rx.el.input(type="checkbox", name="user_ids", value=line.user_id, default_checked=line.chosen),
        line.name,
        class_name="pd-check",
    )


def _remove_dialog() -> rx.Component:
    s = ReportSchedulesState
    return confirm_dialog(
        title="Remove the " + s.asked.name + " that is mailed",
        body="Nobody gets it any more. What was mailed stays on record.",
        confirm="Remove",
        open_=s.removing,
        on_confirm=s.submit_remove,
        on_close=s.close_dialog,
        danger=True,
    )
