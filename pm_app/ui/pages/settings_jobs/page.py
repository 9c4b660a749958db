"""The page of jobs: what is wrong first, then every job, the runs of one, and the work that waits."""

import reflex as rx

from pm_app.ui.pages.settings_jobs.lines import DeadLine, JobLine, ProblemLine, QueueLine, RunLine
from pm_app.ui.pages.settings_jobs.state import JobsState
from pm_app.ui.parts.accepted import is_empty
from pm_app.ui.parts.address import address_link
from pm_app.ui.parts.badge import status_badge
from pm_app.ui.parts.button import button
from pm_app.ui.parts.page import empty, page_head, section
from pm_app.ui.parts.page import page as parts_page
from pm_app.ui.parts.table import Column, actions_cell, cell, data_table, link_cell, table_row


def page() -> rx.Component:
    """Return the page."""
    s = JobsState
    again = button("Look again", on_click=s.load, kind="ghost")
    return parts_page(
        page_head("Jobs", sub="What the clock starts, what came of it, and the work that waits", primary=again),
        rx.cond(~is_empty(s.problems), section("What is wrong", _problems())),
        rx.cond(s.chosen != "", section("Runs of " + s.chosen_name, _runs(), beside=_all_jobs())),
        section("Every job", _jobs()),
        section("Waiting work", _queues()),
        rx.cond(~is_empty(s.given_up), section("Given up", _given_up())),
        rx.cond(~is_empty(s.past), section("What was wrong before", _past())),
    )


def _all_jobs() -> rx.Component:
    return address_link("Close", set_={"job": ""}, class_name="pd-link pd-small")


def _problems() -> rx.Component:
    return data_table(
        "Problems of the running system that stand",
        [Column("How bad"), Column("What", fill=True), Column("Since")],
        JobsState.problems,
        lambda line: _problem_row(line, cell(line.since)),
    )


def _past() -> rx.Component:
    return data_table(
        "Problems of the running system that are over",
        [Column("How bad"), Column("What", fill=True), Column("Since", hide=True), Column("Until")],
        JobsState.past,
        lambda line: _problem_row(line, cell(line.since, hide=True), cell(line.until)),
    )


def _problem_row(line: ProblemLine, *moments: rx.Component) -> rx.Component:
    return table_row(
        cell(status_badge(line.severity, line.tone)), cell(line.title, fill=True, title=line.title), *moments
    )


def _jobs() -> rx.Component:
    return data_table(
        "The jobs, when each runs, and its last run",
        [
            Column("Job"),
            Column("Last run"),
            Column("Outcome"),
            Column("Took", num=True),
            Column("What it did", fill=True, hide=True),
            Column("Next run"),
            Column("Actions", quiet=True),
        ],
        JobsState.jobs,
        _job_row,
        loaded=JobsState.loaded,
        placeholders=12,
    )


def _job_row(line: JobLine) -> rx.Component:
    now = button(
        "Run now",
        on_click=JobsState.submit_run(line.key),
        kind="quiet",
        small=True,
        aria_label=f"Run now: {line.name}",
    )
    return table_row(
        link_cell(
            line.name,
            line.href,
            under=rx.fragment(
                line.when, rx.cond(line.summary != "", rx.el.span(line.summary, class_name="pd-under pd-show-md"))
            ),
        ),
        cell(line.started),
        cell(rx.cond(line.status == "", rx.fragment(), status_badge(line.status, line.tone))),
        cell(line.took, num=True),
        cell(line.summary, fill=True, muted=True, hide=True, title=line.summary),
        cell(line.next_run),
        actions_cell(rx.cond(JobsState.may_run & ~line.running, now)),
    )


def _runs() -> rx.Component:
    return data_table(
        "The latest runs of this job",
        [Column("Started"), Column("Outcome"), Column("Took", num=True), Column("What it did", fill=True)],
        JobsState.runs,
        _run_row,
        loaded=JobsState.loaded,
        empty=empty("It has not run yet", "It runs by itself when it is its turn."),
        placeholders=3,
    )


def _run_row(line: RunLine) -> rx.Component:
    return table_row(
        cell(line.started),
        cell(status_badge(line.status, line.tone)),
        cell(line.took, num=True),
        cell(line.summary, fill=True, muted=True, title=line.summary),
    )


def _queues() -> rx.Component:
    return data_table(
        "Work that waits, by kind",
        [Column("Kind"), Column("Waiting", num=True), Column("Tried before", num=True), Column("Given up", num=True)],
        JobsState.queues,
        _queue_row,
        loaded=JobsState.loaded,
        placeholders=1,
    )


def _queue_row(line: QueueLine) -> rx.Component:
    return table_row(
        cell(line.kind, strong=True),
        cell(line.waiting, num=True),
        cell(line.retrying, num=True),
        cell(line.dead, num=True),
    )


def _given_up() -> rx.Component:
    return data_table(
        "Work that was given up",
        [
            Column("Kind"),
            Column("Given up"),
            Column("After"),
            Column("Problem", fill=True),
            Column("Actions", quiet=True),
        ],
        JobsState.given_up,
        _dead_row,
    )


def _dead_row(line: DeadLine) -> rx.Component:
    again = button("Try again", on_click=JobsState.submit_retry(line.queued_work_id), kind="quiet", small=True)
    return table_row(
        cell(line.kind, strong=True),
        cell(line.dead),
        cell(line.attempts),
        cell(line.problem, fill=True, muted=True),
        actions_cell(rx.cond(JobsState.may_run, again)),
    )
