"""How a household leaves: the dialogs that record a notice, withdraw it, end the lease, or cancel one to come."""

from datetime import date, timedelta
from uuid import UUID

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.errors import Refused
from pm_app.leasing.actions.leaving import end_lease, give_notice, withdraw_notice
from pm_app.leasing.actions.starting import cancel_lease
from pm_app.leasing.enums import NoticeGiver
from pm_app.leasing.queries.details import TenancyDetails, tenancy_details
from pm_app.receivables.queries.dispositions import disposition_sheet
from pm_app.runtime import run, services
from pm_app.ui.format import day, iso_day, parse_day
from pm_app.ui.pages.lease.frame import HouseholdState
from pm_app.ui.pages.lease.loading import LeaseState
from pm_app.ui.parts.address import Choice
from pm_app.ui.parts.dialog import confirm_dialog, form_dialog
from pm_app.ui.parts.form import choice_field, day_field, errors_of, field_pair, long_field, text_field
from pm_app.ui.parts.toasts import said
from pm_app.ui.paths import lease_path
from pm_app.ui.session import route_id, signed_in

GIVERS = [Choice(giver.value, giver.value.capitalize()) for giver in NoticeGiver]
USUAL_NOTICE_DAYS = 30


class LeavingState(rx.State):
    """The dialogs about leaving; `opened` names the one that is open."""

    opened: str = ""
    errors: dict[str, str] = {}
    today: str = ""
    move_out: str = ""
    moved_out: str = ""
    withdrawal: str = ""

    @rx.event
    async def open_notice(self):
        await _open(self, "notice")

    @rx.event
    async def open_withdrawal(self):
        await _open(self, "withdrawal")

    @rx.event
    async def open_end(self):
        await _open(self, "end")

    @rx.event
    async def open_cancel(self):
        await _open(self, "cancel")

    @rx.event
    async def close_dialog(self):
        self.opened = ""

    @rx.event
    async def submit_notice(self, form: dict[str, str]):
        actor = await signed_in(self)
        clock = services().clock
        try:
            move_out_on = parse_day(form.get("move_out_on", ""), "move_out_on")
            await run(
                actor,
                give_notice,
                tenancy_id=route_id(self, "tenancy_id"),
                given_by=_giver(form.get("given_by", "")),
                given_on=parse_day(form.get("given_on", ""), "given_on"),
                move_out_on=move_out_on,
                reason=form.get("reason", ""),
                today=clock.today(),
                now=clock.now(),
            )
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        return self._done(f"Notice recorded: they leave by {day(move_out_on)}.")

    @rx.event
    async def submit_withdrawal(self):
        actor = await signed_in(self)
        now = services().clock.now()
        await run(actor, withdraw_notice, tenancy_id=route_id(self, "tenancy_id"), now=now)
        return self._done("The notice is withdrawn.")

    @rx.event
    async def submit_end(self, form: dict[str, str]):
        actor = await signed_in(self)
        clock = services().clock
        try:
            moved_out_on = parse_day(form.get("moved_out_on", ""), "moved_out_on")
            await run(
                actor,
                end_lease,
                tenancy_id=route_id(self, "tenancy_id"),
                moved_out_on=moved_out_on,
                today=clock.today(),
                now=clock.now(),
            )
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        self.opened, self.errors = "", {}
        sentence = f"The lease ended on {day(moved_out_on)}."
        tenancy_id = route_id(self, "tenancy_id")
        if not await _deposit_waits(actor, tenancy_id):
            return [LeaseState.load, said(sentence)]
        to_settle = rx.redirect(lease_path(tenancy_id, "deposit"))
        return [LeaseState.load, said(f"{sentence} Now settle the deposit."), to_settle]

    @rx.event
    async def submit_cancel(self, form: dict[str, str]):
        actor = await signed_in(self)
        clock = services().clock
        try:
            await run(
                actor,
                cancel_lease,
                tenancy_id=route_id(self, "tenancy_id"),
                reason=form.get("reason", ""),
                today=clock.today(),
                now=clock.now(),
            )
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        return self._done("The lease is cancelled; the unit is free again.")

    def _done(self, sentence: str):
        self.opened, self.errors = "", {}
        return [LeaseState.load, said(sentence)]


async def _deposit_waits(actor: Actor, tenancy_id: UUID) -> bool:
    """Return whether the person may settle a deposit, and one is held."""
    if not actor.may(Permission.POST_CHARGES):
        return False
    sheet = await run(actor, disposition_sheet, tenancy_id=tenancy_id)
    return bool(sheet.held) and sheet.record is None


async def _open(state: LeavingState, dialog: str) -> None:
    actor = await signed_in(state)
    today = services().clock.today()
    found = await run(actor, tenancy_details, tenancy_id=route_id(state, "tenancy_id"), today=today)
    planned_on = found.place.move_out_planned_on
    state.today, state.errors = iso_day(today), {}
    state.move_out = iso_day(planned_on or _usual_last_day(found, today))
    state.moved_out = iso_day(min(planned_on or today, today))
    state.withdrawal = (
        f"{found.place.name} stay: the plan to leave by {day(planned_on)} is dropped, and rent goes on being charged."
    )
    state.opened = dialog


def _usual_last_day(found: TenancyDetails, today: date) -> date:
    """The end of the lease when it is at least a usual notice away, else a usual notice from today."""
    soonest_on = today + timedelta(days=USUAL_NOTICE_DAYS)
    ends_on = found.row.lease_ends_on
    return ends_on if ends_on is not None and ends_on >= soonest_on else soonest_on


def _giver(word: str) -> NoticeGiver:
    if word not in list(NoticeGiver):
        raise Refused("Choose who gave notice.", field="given_by")
    return NoticeGiver(word)


def dialogs() -> rx.Component:
    """The dialogs of this module; the head of the page opens them."""
    return rx.fragment(_notice(), _withdrawal(), _end(), _cancel())


def _notice() -> rx.Component:
    return form_dialog(
        field_pair(
            choice_field("Given by", "given_by", GIVERS, NoticeGiver.TENANT.value, width="day"),
            day_field("Given on", "given_on", LeavingState.today),
        ),
        day_field("Last day", "move_out_on", LeavingState.move_out, hint="The unit can be let from the day after."),
        text_field("Reason", "reason", optional=True, max_length=1_000),
        title=f"Record notice for {HouseholdState.name}",
        note="Notice periods are set by the lease and by law; this records what was given.",
        submit="Record notice",
        open_=LeavingState.opened == "notice",
        on_close=LeavingState.close_dialog,
        on_submit=LeavingState.submit_notice,
        errors=LeavingState.errors,
    )


def _withdrawal() -> rx.Component:
    return confirm_dialog(
        title="Withdraw the notice?",
        body=LeavingState.withdrawal,
        confirm="Withdraw notice",
        open_=LeavingState.opened == "withdrawal",
        on_confirm=LeavingState.submit_withdrawal,
        on_close=LeavingState.close_dialog,
    )


def _end() -> rx.Component:
    return form_dialog(
        day_field(
            "Moved out on", "moved_out_on", LeavingState.moved_out, hint="The last day in possession of the unit."
        ),
        title=f"End the lease of {HouseholdState.name}",
        note="Nothing is charged for later days. The ledger stays open for what is still to be settled.",
        submit="End lease",
        tone="danger",
        open_=LeavingState.opened == "end",
        on_close=LeavingState.close_dialog,
        on_submit=LeavingState.submit_end,
        errors=LeavingState.errors,
    )


def _cancel() -> rx.Component:
    return form_dialog(
        long_field("Reason", "reason", optional=True, max_length=1_000),
        title=f"Cancel the lease of {HouseholdState.name}",
        note="It never takes effect and nothing is charged. It stays readable under Past.",
        submit="Cancel lease",
        tone="danger",
        open_=LeavingState.opened == "cancel",
        on_close=LeavingState.close_dialog,
        on_submit=LeavingState.submit_cancel,
        errors=LeavingState.errors,
    )
