"""What the sample office has to do: tasks with checklists, templates that start them, dates that come again."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid5

from pm_app.access.rules import SCHEDULER, Actor
from pm_app.demo.staff import Staff, at
from pm_app.demo.stays import KEYS, Stay
from pm_app.documents.enums import DocumentKind
from pm_app.kernel.dates import add_months
from pm_app.runtime import run_now
from pm_app.tasks.actions.checklists import tick_checklist_item
from pm_app.tasks.actions.completing import complete_task
from pm_app.tasks.actions.recurring import add_recurring_date, mark_recurring_done
from pm_app.tasks.actions.tasks import add_task
from pm_app.tasks.actions.templates import add_task_template
from pm_app.tasks.enums import AssignTo, Priority, TaskEvent, TaskSubject
from pm_app.tasks.queries.details import task_page
from pm_app.tasks.queries.recurring import recurring_date_details
from pm_app.tasks.queries.templates import tasks_to_start
from pm_app.tasks.rules.recurring_dates import RecurringFacts
from pm_app.tasks.rules.tasks import Repeating, Subject
from pm_app.tasks.rules.templates import TaskToStart, TemplateFacts

# Whatever a template started so long ago has been done.
_DONE_AFTER = timedelta(days=9)
_MOVE_OUT = (
    "Agree on the day of the walk-through",
    "Ask for the forwarding address",
    "Read the meters",
    "Take back all keys",
)
_INSPECTION = ("Photos of every room", "Compare with the move-in report", "List what is charged", "Order the repairs")


def add_chores(people: Staff, stays: Sequence[Stay], property_ids: Mapping[str, UUID], today: date) -> None:
    """Add what is to be done, with what was done of it since."""
    _add_tasks(people, stays, property_ids, today)
    _add_recurring_dates(people, property_ids, today)
    _add_templates(people, today)
    for task in run_now(SCHEDULER, tasks_to_start, today=today):
        _start(people, task, today)


def _add_tasks(people: Staff, stays: Sequence[Stay], property_ids: Mapping[str, UUID], today: date) -> None:
    stay = stays[2]
    household = Subject(TaskSubject.TENANCY, stay.tenancy_id)
    quarry = Subject(TaskSubject.PROPERTY, property_ids["Quarry House"])
    alder = Subject(TaskSubject.PROPERTY, property_ids["Alder Court"])
    name = stay.household.names[0]
    manager, leasing, accounting = people.manager, people.leasing, people.accounting
    linden = Subject(TaskSubject.PROPERTY, property_ids["Linden Flats"])
    signing = ("Read the changes", "Sign both copies", "Send one to the owner")
    _add(people.administrator, "Call the Okoro Family Trust about the roof", today, days=1, about=linden)
    _add(people.administrator, "Sign the new management agreement", today, days=6, about=quarry, checklist=signing)
    _add(manager, f"Call {name} about the renewal", today, about=household, priority=Priority.HIGH)
    _add(leasing, f"Call {name} about the renewal", today, about=household, priority=Priority.HIGH)
    bids = ("Three bids", "Look at them with Brightwater", "Tell the owner")
    _add(manager, "Get bids for drying out 101", today, days=5, about=alder, checklist=bids, ticked=1)
    _add(manager, "Walk the boiler room with Brightwater", today, days=9, about=alder, priority=Priority.LOW)
    papers = ("Form and fee", "Insurance certificate", "Photos of the exits")
    _add(leasing, "Renew the rental license", today, days=2, about=quarry, priority=Priority.HIGH, checklist=papers)
    monthly = Repeating("FREQ=MONTHLY;BYMONTHDAY=-1")
    closing = ("Bank statement in", "Deposits matched", "Late fees looked at", "Period locked")
    last = add_months(today.replace(day=1), 1) - timedelta(days=1)
    _add(accounting, "Close the month", last, repeating=monthly, checklist=closing, ticked=2)
    _add(manager, "Show the vacant units to the leasing team", today, days=-2, repeating=Repeating("FREQ=WEEKLY"))


def _add(
    actor: Actor, title: str, day: date, *, days: int = 0, checklist: Sequence[str] = (), ticked: int = 0, **more: Any
) -> None:
    now = at(day - timedelta(days=31) if days < 0 else day - timedelta(days=2))
    task_id = run_now(
        actor,
        add_task,
        request_key=uuid5(KEYS, f"{title} {actor.name}"),
        title=title,
        due_on=day + timedelta(days=days),
        checklist=checklist,
        now=now,
        **more,
    )
    for step in run_now(actor, task_page, task_id=task_id).steps[:ticked]:
        run_now(
            actor, tick_checklist_item, task_id=task_id, checklist_item_id=step.checklist_item_id, done=True, now=now
        )


def _add_recurring_dates(people: Staff, property_ids: Mapping[str, UUID], today: date) -> None:
    alder, harbor, linden = (property_ids[name] for name in ("Alder Court", "Harbor Lofts", "Linden Flats"))
    alarm = RecurringFacts(
        "Fire alarm test",
        "FREQ=MONTHLY;INTERVAL=6",
        add_months(today, -12) - timedelta(days=2),
        from_last_done=True,
        notes="Tell the households the day before. The panel is in the boiler room.",
        property_id=alder,
    )
    _recurring(people, alarm, today, done=("All panels rang.", "Unit 12 replaced a detector."))
    backflow = RecurringFacts(
        "Backflow preventer test", "FREQ=YEARLY", add_months(today, -11), ladder=(60, 30, 7, 0, -7), property_id=harbor
    )
    _recurring(people, backflow, today, done=("Passed. Report is with the water department.",))
    filters = RecurringFacts(
        "Change the furnace filters",
        "FREQ=MONTHLY;INTERVAL=3",
        add_months(today, -6),
        ladder=(7, 0, -7),
        property_id=linden,
    )
    _recurring(people, filters, today, done=("", ""))
    pests = RecurringFacts(
        "Pest control visit", "FREQ=MONTHLY;BYDAY=2TU", add_months(today, -2), ladder=(3, 0), property_id=alder
    )
    _recurring(people, pests, today, done=("",))
    insurance = RecurringFacts(
        "Review the office's insurance with the broker", "FREQ=YEARLY", add_months(today, 2), ladder=(30, 7, 0)
    )
    _recurring(people, insurance, today)


def _recurring(people: Staff, facts: RecurringFacts, today: date, done: Sequence[str] = ()) -> None:
    now = at(min(facts.starts_on, today) - timedelta(days=3))
    key = uuid5(KEYS, f"recurring {facts.title}")
    date_id = run_now(people.manager, add_recurring_date, request_key=key, facts=facts, now=now)
    due_on: date | None = facts.starts_on
    for note in done:
        due_on = _mark_done(people, date_id, today, note)
        if due_on is None or due_on > today:
            break


def _mark_done(people: Staff, date_id: UUID, today: date, note: str) -> date | None:
    due_on = run_now(people.manager, recurring_date_details, recurring_date_id=date_id).row.next_on
    if due_on is None or due_on >= today:
        return due_on
    done_on = min(due_on + timedelta(days=1), today)
    return run_now(
        people.manager,
        mark_recurring_done,
        recurring_date_id=date_id,
        due_on=due_on,
        done_on=done_on,
        note=note,
        today=done_on,
        now=at(done_on),
    )


def _add_templates(people: Staff, today: date) -> None:
    since = today - timedelta(days=45)
    leasing = people.leasing.user_id
    person = {"assign_to": AssignTo.PERSON, "assigned_to_id": leasing}
    welcome = (
        "Hand over the keys",
        "Walk through with the move-in report",
        "Read the meters",
        "Explain how rent is paid",
    )
    templates = (
        TemplateFacts(TaskEvent.TENANT_MOVED_IN, "Welcome the household", due_days=1, checklist=welcome, **person),
        TemplateFacts(TaskEvent.NOTICE_GIVEN, "Plan the move-out", due_days=3, checklist=_MOVE_OUT),
        TemplateFacts(
            TaskEvent.TENANT_MOVED_OUT,
            "Inspect the unit and settle the deposit",
            priority=Priority.HIGH,
            due_days=2,
            checklist=_INSPECTION,
        ),
        TemplateFacts(TaskEvent.LEASE_EXPIRING, "Offer the renewal", due_days=14, **person),
        TemplateFacts(
            TaskEvent.DOCUMENT_EXPIRED,
            "Ask for the new certificate",
            document_kind=DocumentKind.CERTIFICATE_OF_INSURANCE,
            due_days=3,
        ),
        TemplateFacts(TaskEvent.BY_HAND, "Show a unit", due_days=1, checklist=("Confirm by phone", "Key from the box")),
    )
    for facts in templates:
        run_now(people.manager, add_task_template, facts=facts, today=since, now=at(since))


def _start(people: Staff, task: TaskToStart, today: date) -> None:
    started = task.due_on - timedelta(days=1)
    now = at(min(started, today))
    task_id = run_now(
        SCHEDULER,
        add_task,
        request_key=task.request_key,
        title=task.title,
        notes=task.notes,
        priority=task.priority,
        due_on=task.due_on,
        about=task.about,
        assigned_to_id=task.assigned_to_id,
        checklist=task.checklist,
        task_template_id=task.task_template_id,
        now=now,
    )
    if task.due_on < today - _DONE_AFTER:
        run_now(people.manager, complete_task, task_id=task_id, today=task.due_on, now=at(task.due_on))
