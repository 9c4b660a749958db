"""The templates of tasks, and the dialogs that add, change, start or remove one."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.access.queries import colleagues
from pm_app.documents.enums import DocumentKind
from pm_app.kernel.errors import NotFound, Refused
from pm_app.runtime import run, services
from pm_app.tasks.actions.templates import (
    add_task_template,
    change_task_template,
    remove_task_template,
    start_template,
)
from pm_app.tasks.enums import AssignTo, Priority, TaskEvent
from pm_app.tasks.queries.templates import TemplateRow, template_rows
from pm_app.tasks.rules.templates import EVENT_WORDS, TemplateFacts
from pm_app.ui import paths
from pm_app.ui.format import count, day, parse_whole, plural
from pm_app.ui.parts.address import Choice
from pm_app.ui.parts.form import errors_of
from pm_app.ui.parts.task_asking import typed_id, typed_priority, typed_steps
from pm_app.ui.parts.toasts import said
from pm_app.ui.parts.waiting import WaitingState
from pm_app.ui.session import signed_in

EVENTS = [Choice(event.value, words) for event, words in EVENT_WORDS.items()]
KINDS = [Choice(kind.value, kind.value[0].upper() + kind.value[1:]) for kind in DocumentKind]
RESPONSIBLE = "responsible"


@dataclass
class TemplateLine:
    """One template, as text; what the dialog begins with."""

    template_id: str = ""
    version: str = "0"
    title: str = ""
    event: str = TaskEvent.TENANT_MOVED_IN.value
    event_words: str = ""
    document_kind: str = ""
    notes: str = ""
    priority: str = Priority.NORMAL.value
    due_days: str = "0"
    due_words: str = ""
    who: str = RESPONSIBLE
    who_words: str = ""
    checklist: str = ""
    steps: str = ""
    since: str = ""
    started: str = ""


class TaskTemplatesState(rx.State):
    """The templates in use; `chosen` is the one in the dialog, one without an id is new."""

    loaded: bool = False
    summary: str = ""
    lines: list[TemplateLine] = []
    people: list[Choice] = []
    chosen: TemplateLine = TemplateLine()
    opened: str = ""
    errors: dict[str, str] = {}

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        actor.must(Permission.SET_POLICIES)
        rows = await run(actor, template_rows)
        self.lines = [_line(row) for row in rows]
        self.summary = plural(len(rows), "template")
        everybody = await run(actor, colleagues)
        manager = Choice(RESPONSIBLE, "The property's manager")
        self.people = [manager, *(Choice(str(user_id), name) for user_id, name, _ in everybody)]
        self.opened, self.loaded = "", True

    @rx.event
    async def open_new(self):
        await signed_in(self)
        self.chosen, self.errors, self.opened = TemplateLine(), {}, "form"

    @rx.event
    async def open_dialog(self, name: str, template_id: str):
        await signed_in(self)
        found = next((line for line in self.lines if line.template_id == template_id), None)
        if found is not None:
            self.chosen, self.errors = found, {}
            self.opened = name if name in {"form", "start", "remove"} else ""

    @rx.event
    async def close_dialog(self):
        self.opened = ""

    @rx.event
    async def submit_template(self, form: dict[str, str]):
        actor, clock = await signed_in(self), services().clock
        try:
            facts, template_id = _facts(form), form.get("template_id", "")
            if template_id:
                await run(
                    actor,
                    change_task_template,
                    task_template_id=typed_id(template_id),
                    version=_version(form),
                    facts=facts,
                    today=clock.today(),
                    now=clock.now(),
                )
            else:
                await run(actor, add_task_template, facts=facts, today=clock.today(), now=clock.now())
        except Refused as refusal:
            self.errors = _beside(errors_of(refusal))
            return None
        self.opened, self.errors = "", {}
        return [TaskTemplatesState.load, said("The template counts from now on.")]

    @rx.event
    async def submit_start(self, form: dict[str, str]):
        actor, clock = await signed_in(self), services().clock
        who = form.get("who", "")
        try:
            task_id = await run(
                actor,
                start_template,
                task_template_id=typed_id(form.get("template_id", "")),
                request_key=typed_id(form.get("request_key", "")),
                assigned_to_id=typed_id(who, "who") if who and who != RESPONSIBLE else None,
                today=clock.today(),
                now=clock.now(),
            )
        except Refused as refusal:
            self.errors = _beside(errors_of(refusal))
            return None
        self.opened, self.errors = "", {}
        return [rx.redirect(paths.task_path(task_id)), WaitingState.load, said("Task added.")]

    @rx.event
    async def submit_remove(self):
        actor = await signed_in(self)
        template_id, version = typed_id(self.chosen.template_id), int(self.chosen.version)
        now = services().clock.now()
        await run(actor, remove_task_template, task_template_id=template_id, version=version, now=now)
        self.opened = ""
        return [TaskTemplatesState.load, said("It starts no more tasks.")]


def _line(row: TemplateRow) -> TemplateLine:
    facts = row.facts
    kind = f": {facts.document_kind.value}" if facts.document_kind else ""
    by_hand = facts.event == TaskEvent.BY_HAND
    person = facts.assign_to == AssignTo.PERSON
    return TemplateLine(
        template_id=str(row.task_template_id),
        version=str(row.version),
        title=facts.title,
        event=facts.event.value,
        event_words=EVENT_WORDS[facts.event] + kind,
        document_kind=facts.document_kind.value if facts.document_kind else "",
        notes=facts.notes,
        priority=facts.priority.value,
        due_days=str(facts.due_days),
        due_words=f"{plural(facts.due_days, 'day')} later" if facts.due_days else "The same day",
        who=str(facts.assigned_to_id) if person else RESPONSIBLE,
        who_words=row.assigned_to if person else "Whoever starts it" if by_hand else "The property's manager",
        checklist="\n".join(facts.checklist),
        steps=plural(len(facts.checklist), "step") if facts.checklist else "",
        since="" if by_hand else day(row.in_use_since),
        started="" if by_hand else count(row.started),
    )


def _facts(form: Mapping[str, str]) -> TemplateFacts:
    event, kind, who = form.get("event", ""), form.get("document_kind", ""), form.get("who", "")
    if event not in list(TaskEvent):
        raise Refused("Choose what starts the task.", field="event")
    if kind and kind not in list(DocumentKind):
        raise NotFound("Choose a kind of document from the list.", field="document_kind")
    person: UUID | None = None if who in {"", RESPONSIBLE} else typed_id(who, "who")
    return TemplateFacts(
        event=TaskEvent(event),
        title=form.get("title", ""),
        document_kind=DocumentKind(kind) if kind else None,
        notes=form.get("notes", ""),
        priority=typed_priority(form.get("priority", "")),
        due_days=parse_whole(form.get("due_days", ""), "due_days", "3") or 0,
        assign_to=AssignTo.PERSON if person else AssignTo.RESPONSIBLE,
        assigned_to_id=person,
        checklist=typed_steps(form.get("checklist", "")),
    )


def _version(form: Mapping[str, str]) -> int:
    version = form.get("version", "")
    return int(version) if version.isdecimal() and len(version) < 10 else 0


def _beside(errors: dict[str, str]) -> dict[str, str]:
    """Return the errors beside the fields of this form: of the person it is `who`, of a step the checklist."""
    names = {"assigned_to_id": "who", "step": "checklist"}
    return {names.get(name, name): sentence for name, sentence in errors.items()}
