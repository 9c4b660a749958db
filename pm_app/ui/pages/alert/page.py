"""/alerts/[alert_id]: one critical date, what it is about, what can be done, and everything that was said of it."""

import reflex as rx

from pm_app.ui import paths
from pm_app.ui.pages.alert.lines import TimelineLine
from pm_app.ui.pages.alert.state import AboutLine, AlertState, CycleLine
from pm_app.ui.parts.accepted import is_empty
from pm_app.ui.parts.alert_handling import HandlingState
from pm_app.ui.parts.attention_table import alert_dialogs
from pm_app.ui.parts.badge import days_text, status_badge
from pm_app.ui.parts.button import button, text_link
from pm_app.ui.parts.dialog import confirm_dialog
from pm_app.ui.parts.facts import fact, facts, line_list, list_line
from pm_app.ui.parts.figures import columns
from pm_app.ui.parts.link import link
from pm_app.ui.parts.page import missing_page, note_line, page_head, section, skeleton_lines
from pm_app.ui.parts.page import page as parts_page
from pm_app.ui.parts.record_task_list import record_tasks
from pm_app.ui.parts.rung_lines import ToldLine
from pm_app.ui.parts.task_form import task_dialog

__all__ = ["AlertState", "page"]


def page() -> rx.Component:
    """Return the page."""
    s = AlertState
    return rx.cond(
        s.missing,
        missing_page("This date is not there", paths.ALERTS, "All alerts"),
        parts_page(
            _head(),
            rx.cond(s.offer_refused != "", note_line(s.offer_refused, tone="amber")),
            rx.cond(s.loaded, columns(_facts(), _timeline()), skeleton_lines(8)),
            alert_dialogs(),
            task_dialog(),
            _offer(),
        ),
    )


def _head() -> rx.Component:
    s, h = AlertState, HandlingState
    about = f"{s.line.what}, {s.line.who}"
    acts = rx.cond(
        s.may_handle & ~s.line.is_over,
        rx.cond(
            s.line.is_open,
            rx.fragment(
                button(
                    "Snooze…",
                    on_click=h.open_snooze(s.line.key, about),
                    disabled=s.line.snooze_off != "",
                    title=s.line.snooze_off,
                ),
                button("Assign…", on_click=h.open_assign(s.line.key, about)),
                button("Mark as done…", on_click=h.open_resolve(s.line.key, about)),
            ),
            rx.fragment(
                rx.cond(s.line.state != "Resolved", button("Assign…", on_click=h.open_assign(s.line.key, about))),
                rx.cond(
                    s.line.state != "Resolved", button("Mark as done…", on_click=h.open_resolve(s.line.key, about))
                ),
                button("Reopen", on_click=h.submit_reopen(s.line.key)),
            ),
        ),
    )
    acknowledge = button("Acknowledge", kind="primary", on_click=h.submit_acknowledge(s.line.key))
    return page_head(
        s.line.what,
        crumbs=[("Alerts", paths.ALERTS)],
        badge=rx.cond(s.loaded, status_badge(s.line.state, s.line.state_tone)),
        sub=rx.cond(s.loaded, rx.fragment(s.line.who, rx.cond(s.note != "", rx.el.span(" · ", s.note)))),
        actions=[acts],
        primary=rx.cond(s.may_handle & s.line.is_open, acknowledge),
        ready=s.loaded,
    )


def _facts() -> rx.Component:
    s = AlertState
    return rx.el.div(
        section(
            "About",
            facts(
                fact("Date", s.line.day, " ", days_text(s.line.days, s.line.days_tone)),
                fact("Kind", s.kind),
                fact("Responsible", s.responsible),
                fact("Needs attention from", s.begins),
                fact("Found", s.raised),
                fact("Cycle", s.cycle, shown=s.cycle != ""),
            ),
            line_list(s.about, _about),
            rx.cond(
                is_empty(s.about) & (s.shown_path != ""),
                rx.el.p(text_link("Open what it is about", s.shown_path), class_name="pd-below-table"),
            ),
        ),
        record_tasks(),
        rx.cond(is_empty(s.cycles), rx.fragment(), section("Other cycles", line_list(s.cycles, _cycle))),
    )


def _about(line: AboutLine) -> rx.Component:
    return list_line(
        rx.el.span(line.label, class_name="pd-muted pd-small", style={"minWidth": "72px"}),
        link(line.name, href=line.path, class_name="pd-ellipsis pd-quiet pd-strong"),
    )


def _cycle(line: CycleLine) -> rx.Component:
    return list_line(
        rx.el.div(
            link(line.label, href=line.path, class_name="pd-quiet pd-strong"),
            rx.el.span(line.reason, class_name="pd-under"),
            class_name="pd-two-lines",
        ),
        end=status_badge(line.state, line.tone),
    )


def _timeline() -> rx.Component:
    s = AlertState
    return section("Timeline", rx.el.ol(rx.foreach(s.timeline, _moment), class_name="pd-line pd-rungs"))


def _moment(line: TimelineLine) -> rx.Component:
    return rx.el.li(
        rx.el.time(line.when),
        rx.el.div(
            rx.el.div(
                rx.cond(
                    is_empty(line.folded),
                    rx.el.span(line.title, class_name=rx.cond(line.planned, "pd-muted", "pd-strong")),
                    _folded(line),
                ),
                rx.cond(line.word != "", status_badge(line.word, line.tone)),
                class_name="pd-rung-head",
            ),
            rx.cond(line.detail != "", rx.el.div(line.detail, class_name="pd-small pd-muted")),
            rx.foreach(line.told, _told),
        ),
    )


def _folded(line: TimelineLine) -> rx.Component:
    return rx.el.details(
        rx.el.summary(line.title),
        rx.foreach(
            line.folded,
            lambda step: rx.el.div(step.when, ", ", step.who, ": ", step.detail, class_name="pd-small pd-muted"),
        ),
    )


def _told(line: ToldLine) -> rx.Component:
    return rx.el.div(
        rx.el.span(line.who),
        rx.el.span(" · ", line.how, class_name="pd-muted"),
        rx.cond(line.path != "", rx.fragment(" ", text_link("Mail", line.path, inline=True))),
        rx.cond(line.problem != "", rx.el.div(line.problem, class_name="pd-refusal")),
        class_name="pd-small",
    )


def _offer() -> rx.Component:
    s = AlertState
    return confirm_dialog(
        title=s.offered_words,
        body=f"{s.line.what}: {s.line.who}, {s.line.day}. Nothing has been done yet.",
        confirm=s.offered_words,
        open_=s.offered != "",
        on_confirm=s.submit_offered,
        on_close=s.close_offer,
    )
