"""What the page of mailed reports shows, and what is done on it: add, change, remove, have one now, end one's own."""

import asyncio
from uuid import UUID, uuid4

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.access.queries import colleagues
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotFound, Refused
from pm_app.mailed_reports import mail_report_now
from pm_app.portfolio.queries.properties import names_of, property_choices
from pm_app.reports.actions.schedules import add_schedule, change_schedule, remove_schedule, stop_receiving
from pm_app.reports.enums import ReportKind
from pm_app.reports.queries.schedules import schedule_row, schedule_rows
from pm_app.runtime import installed, run, services
from pm_app.ui.pages.settings_report_schedules.lines import (
    Asked,
    ReaderLine,
    ScheduleLine,
    asked_of,
    chosen,
    read_form,
    schedule_line,
)
from pm_app.ui.parts.address import Choice
from pm_app.ui.parts.form import errors_of
from pm_app.ui.parts.task_asking import typed_id
from pm_app.ui.parts.toasts import said
from pm_app.ui.session import signed_in

MOST_PROPERTIES = 500


class ReportSchedulesState(rx.State):
    """The reports that are mailed, and the dialogs that add, change and remove one."""

    loaded: bool = False
    may_set: bool = False
    lines: list[ScheduleLine] = []
    readers: list[ReaderLine] = []
    properties: list[Choice] = []
    asked: Asked = Asked()
    opened: bool = False
    removing: bool = False
    errors: dict[str, str] = {}
    _request_key: str = ""

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        self.lines = [schedule_line(row, actor.user_id) for row in await run(actor, schedule_rows)]
        self.may_set, self.loaded = actor.may(Permission.SET_POLICIES), True
        self._request_key = str(uuid4())

    @rx.event
    async def open_new(self):
        actor = await signed_in(self)
        actor.must(Permission.SET_POLICIES)
        await self._offer(actor, {actor.user_id}, None)
        self.asked, self.errors, self.opened = Asked(), {}, True

    @rx.event
    async def open_change(self, schedule_id: str):
        actor = await signed_in(self)
        actor.must(Permission.SET_POLICIES)
        row = await run(actor, schedule_row, schedule_id=_id(schedule_id))
        await self._offer(actor, {reader.user_id for reader in row.readers}, row.property_id)
        self.asked, self.errors, self.opened = asked_of(row), {}, True

    @rx.event
    async def close_dialog(self):
        self.opened = self.removing = False

    @rx.event
    async def submit_schedule(self, form: dict[str, str]):
        actor = await signed_in(self)
        clock = services().clock
        when = {"today": clock.today(), "now": clock.now(), "time_zone": installed().settings.time_zone}
        try:
            if self.asked.schedule_id:
                which = {"schedule_id": _id(self.asked.schedule_id), "version": int(self.asked.version)}
                await run(actor, change_schedule, **which, **read_form(form), **when)
            else:
                kind = chosen(ReportKind, form.get("kind", ""), "kind", "Choose a report.")
                key = typed_id(form.get("request_key", ""))
                await run(actor, add_schedule, request_key=key, kind=kind, **read_form(form), **when)
        except NotFound:
            raise
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        self.opened, self.errors = False, {}
        return [ReportSchedulesState.load, said("Saved.")]

    @rx.event
    async def open_remove(self, schedule_id: str):
        actor = await signed_in(self)
        actor.must(Permission.SET_POLICIES)
        self.asked = asked_of(await run(actor, schedule_row, schedule_id=_id(schedule_id)))
        self.removing = True

    @rx.event
    async def submit_remove(self):
        actor = await signed_in(self)
        self.removing = False
        await run(actor, remove_schedule, schedule_id=_id(self.asked.schedule_id), now=services().clock.now())
        return [ReportSchedulesState.load, said("The report is mailed no more.")]

    @rx.event
    async def submit_stop(self, schedule_id: str):
        actor = await signed_in(self)
        await run(actor, stop_receiving, schedule_id=_id(schedule_id), now=services().clock.now())
        return [ReportSchedulesState.load, said("You do not get this report any more.")]

    @rx.event
    async def submit_now(self, schedule_id: str):
        """Mail the report to who asks, as it is now; pressed twice it goes once."""
        actor = await signed_in(self)
        key, wanted = UUID(self._request_key or str(uuid4())), _id(schedule_id)
        await asyncio.to_thread(mail_report_now, actor, wanted, request_key=key)
        return [ReportSchedulesState.load, said(f"The report is on its way to {actor.email}.")]

    async def _offer(self, actor: Actor, readers: set[UUID | None], property_id: UUID | None) -> None:
        """Hold the people and properties to choose from; those that are chosen stand among them."""
        people = await run(actor, colleagues)
        found = await run(actor, property_choices, limit=MOST_PROPERTIES)
        named = await run(actor, names_of, property_ids=[property_id] if property_id else [])
        self.readers = [ReaderLine(str(user_id), name, user_id in readers) for user_id, name, _ in people]
        offered = {str(choice.id): choice.name for choice in found} | {str(one): name for one, name in named.items()}
        self.properties = [Choice(one, name) for one, name in offered.items()]


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except (ValueError, AttributeError, TypeError):
        raise NotFound("This report is not mailed any more, or it is not yours to see.") from None
