"""The list of rules, the dialog that sets one, the preview of its mail, and what waits for somebody's word."""

import reflex as rx

from pm_app.ui.pages.settings_reminders.reading import (
    DOCUMENT_DATES,
    DOCUMENT_KINDS,
    READERS,
    ROLE_WORDS,
    ROLES,
    HeldLine,
    RuleLine,
)
from pm_app.ui.pages.settings_reminders.state import RemindersState
from pm_app.ui.parts.badge import tag
from pm_app.ui.parts.button import MenuItem, actions_menu, button
from pm_app.ui.parts.dialog import confirm_dialog, form_dialog
from pm_app.ui.parts.form import (
    check_field,
    choice_field,
    field_pair,
    form_note,
    number_field,
    text_field,
)
from pm_app.ui.parts.mail_preview import mail_preview
from pm_app.ui.parts.page import note_line, page_head
from pm_app.ui.parts.page import page as parts_page
from pm_app.ui.parts.table import Column, actions_cell, cell, data_table, table_row

_UNITS = "Days before the date; a minus is after it."
_UNHEARD = " If not acknowledged."


def page() -> rx.Component:
    """Return the page."""
    s = RemindersState
    return parts_page(
        page_head(
            "Reminders",
            sub=s.summary,
            primary=button("Rule for a kind of document", icon_="plus", on_click=s.open_adding),
        ),
        rx.foreach(s.held, _held),
        data_table(
            "Rules of reminders, by kind of date",
            [
                Column("Date"),
                Column("Days before", fill=True),
                Column("Told", hide=True),
                Column("If nobody acknowledges", hide=True),
                Column("Written to outside", hide=True),
                Column("Actions", quiet=True),
            ],
            s.lines,
            _row,
            loaded=s.loaded,
            placeholders=14,
        ),
        _editor(),
        _adding(),
        _preview(),
        _questions(),
    )


def _held(line: HeldLine) -> rx.Component:
    s = RemindersState
    return note_line(
        rx.el.strong(line.name),
        ": ",
        line.mails,
        " would go out at once, so they wait for you. ",
        button("Let it send " + line.mails, small=True, on_click=s.open_letting(line.rule_id)),
        button("Skip them", small=True, kind="quiet", on_click=s.open_skipping(line.rule_id)),
        tone="amber",
    )


def _row(line: RuleLine) -> rx.Component:
    s = RemindersState
    name = rx.el.span(line.name, class_name=rx.cond(line.of_document, "pd-under-rule", "pd-strong"))
    under = rx.el.span(line.under, class_name="pd-under pd-show-md pd-wraps")
    ladder = rx.cond(
        line.note != "",
        rx.el.span(line.note, class_name="pd-muted"),
        rx.el.span(rx.foreach(line.chips, tag), class_name="pd-tags"),
    )
    return table_row(
        cell(name, rx.cond(line.own, rx.el.span(" ", tag("Yours")), rx.fragment()), under),
        rx.el.td(ladder),
        cell(_wrapping(line.told), hide=True),
        cell(_wrapping(line.raised), hide=True),
        cell(_wrapping(line.outsider), hide=True),
        actions_cell(
            button(
                "Change", kind="quiet", small=True, on_click=s.open_rule(line.key), aria_label=f"Change: {line.name}"
            ),
            actions_menu(
                MenuItem("Preview the mail", on_click=s.open_preview(line.key), icon="mail"),
                MenuItem("Reset to shipped", on_click=s.open_reset(line.key), icon="rotate-ccw", shown=line.own),
                label=f"More: {line.name}",
            ),
        ),
    )


def _wrapping(words: str) -> rx.Component:
    return rx.el.span(words, class_name="pd-wraps")


def _editor() -> rx.Component:
    s, d = RemindersState, RemindersState.draft
    return form_dialog(
        text_field("Days of the ladder", "ladder", d.ladder, hint=d.ladder_hint, placeholder="60, 30, 7, 0, -7"),
        rx.cond(
            d.leads,
            number_field(
                "To be done before", "lead_days", d.lead_days, hint="Days before the real day.", width="short"
            ),
        ),
        _told(),
        _steps(),
        choice_field(
            "Text of the mail",
            "staff_template_id",
            s.staff_templates,
            d.staff_template,
            any="As shipped",
            optional=True,
        ),
        _outside(),
        form_note("What was told already stays told. A tenant under an eviction hold is never written to."),
        title="Reminders: " + d.name,
        submit="Save rule",
        wide=True,
        open_=s.changing,
        on_close=s.close_rule,
        on_submit=s.submit_rule,
        errors=s.errors,
    )


def _steps() -> rx.Component:
    """From which step on a mail goes alone, and from which managers and administrators hear of it."""
    d = RemindersState.draft
    return field_pair(
        text_field(
            "A mail of its own from",
            "alone_from",
            d.alone_from,
            optional=True,
            hint=_UNITS + " Else in the digest.",
        ),
        text_field("Managers from", "escalate_manager_at", d.manager_at, optional=True, hint=_UNITS + _UNHEARD),
        text_field("Administrators from", "escalate_admin_at", d.admin_at, optional=True, hint=_UNITS + _UNHEARD),
    )


def _outside() -> rx.Component:
    """Whoever outside the office is written to, on which days, and with which text."""
    s, d = RemindersState, RemindersState.draft
    return field_pair(
        choice_field("Also write to", "outsider", d.outsiders, d.outsider, any="Nobody outside"),
        text_field(
            "On which days", "outsider_rungs", d.outsider_rungs, optional=True, placeholder="30, 7", hint=_UNITS
        ),
        choice_field(
            "Text of that mail",
            "outsider_template_id",
            s.outsider_templates,
            d.outsider_template,
            any="The shipped template",
        ),
    )


def _told() -> rx.Component:
    d = RemindersState.draft
    roles = [check_field(ROLE_WORDS[role].capitalize(), name, d.roles[name]) for role, name in ROLES.items()]
    return rx.el.fieldset(
        rx.el.legend("Told in the office", class_name="pd-label"),
        rx.el.div(check_field("Who answers for it", "responsible", d.responsible), *roles, class_name="pd-checks"),
        class_name="pd-kind-levels",
    )


def _adding() -> rx.Component:
    s = RemindersState
    return form_dialog(
        choice_field("Date", "kind", DOCUMENT_DATES, DOCUMENT_DATES[0].value),
        choice_field("Kind of document", "document_kind", DOCUMENT_KINDS, "", any="Choose"),
        title="A rule for a kind of document",
        note="It counts before the rule for all documents.",
        submit="Go on",
        open_=s.adding,
        on_close=s.close_adding,
        on_submit=s.submit_adding,
        errors=s.errors,
    )


def _preview() -> rx.Component:
    s, t = RemindersState, RemindersState.tried
    return form_dialog(
        choice_field("As it goes to", "to", READERS, t.reader),
        rx.cond(
            t.problem != "",
            note_line(t.problem, tone="amber"),
            rx.fragment(rx.el.p(t.about, class_name="pd-small pd-muted"), mail_preview(t.subject, t.html, t.text)),
        ),
        title="The mail: " + t.name,
        submit="Close",
        wide=True,
        open_=s.trying,
        on_close=s.close_preview,
        on_submit=s.submit_preview,
        on_preview=s.set_preview,
        errors=s.errors,
    )


def _questions() -> rx.Component:
    s = RemindersState
    return rx.fragment(
        confirm_dialog(
            title="Reset this rule?",
            body="What is shipped counts again for " + s.draft.name + ". What was told stays told.",
            confirm="Reset",
            open_=s.resetting,
            on_confirm=s.submit_reset,
            on_close=s.close_reset,
        ),
        confirm_dialog(
            title="Let this rule write?",
            body=s.asking.mails + " go out to people outside the office: " + s.asking.name + ".",
            confirm="Let it send " + s.asking.mails,
            open_=s.letting,
            on_confirm=s.submit_letting,
            on_close=s.close_asking,
        ),
        confirm_dialog(
            title="Skip these mails?",
            body=s.asking.mails + " are never sent: " + s.asking.name + ". The rule goes on with what comes up next.",
            confirm="Skip them",
            danger=True,
            open_=s.skipping,
            on_confirm=s.submit_skipping,
            on_close=s.close_asking,
        ),
    )
