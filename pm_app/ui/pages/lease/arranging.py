"""What the dialogs of the arrangements do: holds set and lifted, plans agreed on and called off, notices served."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import reflex as rx

from pm_app.kernel.errors import Refused
from pm_app.receivables.actions.holding import add_hold, lift_hold
from pm_app.receivables.actions.notices import NewNotice, serve_notice, withdraw_served_notice
from pm_app.receivables.actions.plans import agree_plan, cancel_plan
from pm_app.receivables.enums import ChargeKind, HoldKind, NoticeKind, SuspensionReason
from pm_app.receivables.queries.served_notices import NoticeItem, demandable
from pm_app.receivables.rules.plans import Promise
from pm_app.runtime import run, services
from pm_app.ui.format import day, dollars, iso_day, parse_day, parse_dollars, parse_whole
from pm_app.ui.pages.lease.loading import LeaseState
from pm_app.ui.pages.lease.sent import id_of, key_of
from pm_app.ui.parts.form import errors_of
from pm_app.ui.parts.toasts import said, warned
from pm_app.ui.session import route_id, signed_in

PROMISES = 12
RENTS = frozenset({ChargeKind.RENT, ChargeKind.PREMIUM})


@dataclass
class DemandLine:
    """A charge that a notice can demand, as text."""

    charge: str
    what: str
    open: str


@dataclass(frozen=True)
class _Here:
    """The household, the day and the moment of a form, and the record it is about."""

    tenancy_id: UUID
    today: date
    now: datetime
    about: str


class ArrangingState(rx.State):
    """The dialogs; `dialog` names the one that is open, `about` the record it is about."""

    dialog: str = ""
    about: str = ""
    today: str = ""
    charges: list[DemandLine] = []
    demanded: str = ""
    errors: dict[str, str] = {}

    @rx.event
    async def open_dialog(self, dialog: str, about: str = ""):
        await signed_in(self)
        self.errors, self.today, self.about = {}, iso_day(services().clock.today()), str(about)
        self.dialog = str(dialog)

    @rx.event
    async def open_notice(self):
        today = services().clock.today()
        self.charges = [_demand_line(item) for item in await _demandable(self, today)]
        self.errors, self.today, self.demanded, self.dialog = {}, iso_day(today), "", "notice"

    @rx.event
    async def set_notice(self, form: dict[str, str]):
        try:
            served_on = parse_day(form.get("served_on", ""), "served_on")
            items = await _demandable(self, served_on)
        except Refused:
            self.demanded = ""
            return
        wanted = _wanted(form, items)
        cents = sum(item.amount_cents for item in items if item.charge_id in wanted)
        self.demanded = f"Demands {dollars(cents)}, as it was open on {day(served_on)}." if cents else ""

    @rx.event
    async def close_dialog(self):
        self.dialog = ""

    @rx.event
    async def submit_hold(self, form: dict[str, str]):
        return await _do(self, add_hold, _hold, form, "The hold is set.")

    @rx.event
    async def submit_lift(self):
        return await _do(self, lift_hold, _lifted, {}, "The hold is lifted.")

    @rx.event
    async def submit_plan(self, form: dict[str, str]):
        return await _do(
            self, agree_plan, _plan, form, "The payment plan is agreed on. Late fees rest while it is kept."
        )

    @rx.event
    async def submit_cancellation(self):
        return await _do(self, cancel_plan, _cancelled, {}, "The payment plan is called off.")

    @rx.event
    async def submit_notice(self, form: dict[str, str]):
        await signed_in(self)
        try:
            items = await _demandable(self, parse_day(form.get("served_on", ""), "served_on"))
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        wanted = _wanted(form, items)
        return await _do(self, serve_notice, lambda sent, at: _notice(sent, at, wanted), form, "The notice is entered.")

    @rx.event
    async def submit_withdrawal(self):
        return await _do(self, withdraw_served_notice, _withdrawn, {}, "The notice is withdrawn.")


async def _do(
    state: ArrangingState,
    action: Any,
    read: Callable[[Mapping[str, str], _Here], dict[str, Any]],
    form: Mapping[str, str],
    sentence: str,
) -> Any:
    """Do what a form asks for; a refusal stands beside its field, else the dialog closes and the page is read anew."""
    actor = await signed_in(state)
    clock = services().clock
    here = _Here(route_id(state, "tenancy_id"), clock.today(), clock.now(), state.about)
    try:
        await run(actor, action, **read(form, here))
    except Refused as refusal:
        if not form:  # a question, which has no field to say it beside
            state.dialog = ""
            return warned(refusal.message)
        state.errors = errors_of(refusal)
        return None
    state.dialog, state.errors = "", {}
    return [LeaseState.load, said(sentence)]


async def _demandable(state: ArrangingState, served_on: date) -> list[NoticeItem]:
    actor = await signed_in(state)
    return await run(actor, demandable, tenancy_id=route_id(state, "tenancy_id"), served_on=served_on)


def _demand_line(item: NoticeItem) -> DemandLine:
    kind = item.kind.value[:1].upper() + item.kind.value[1:]
    what = f"{kind}, {item.description}" if item.description else kind
    return DemandLine(str(item.charge_id), f"{what}, due {day(item.due_on)}", dollars(item.amount_cents))


def _wanted(form: Mapping[str, str], items: list[NoticeItem]) -> list[UUID]:
    """Return the charges that are ticked; or, by the shortcut, all rent and nothing else."""
    if form.get("rent_only") == "1":
        return [item.charge_id for item in items if item.kind in RENTS]
    return [id_of(text, "charges") for text in form.get("charges", "").split(",") if text]


def _hold(form: Mapping[str, str], at: _Here) -> dict[str, Any]:
    if form.get("kind", "") not in list(HoldKind):
        raise Refused("Choose what is held.", field="kind")
    because = form.get("because", "")
    return {
        "tenancy_id": at.tenancy_id,
        "kind": HoldKind(form["kind"]),
        "because": SuspensionReason(because) if because in list(SuspensionReason) else None,
        "reason": form.get("reason", ""),
        "starts_on": parse_day(form.get("starts_on", ""), "starts_on"),
        "ends_on": _day_or_none(form, "ends_on"),
        "today": at.today,
        "now": at.now,
    }


def _lifted(_form: Mapping[str, str], at: _Here) -> dict[str, Any]:
    return {"hold_id": id_of(at.about), "today": at.today, "now": at.now}


def _plan(form: Mapping[str, str], at: _Here) -> dict[str, Any]:
    rows = [(form.get(f"day_{n}", "").strip(), form.get(f"amount_{n}", "").strip()) for n in range(PROMISES)]
    promises = [_promise(*row) for row in rows if any(row)]
    return {
        "request_key": key_of(form),
        "tenancy_id": at.tenancy_id,
        "promises": promises,
        "grace_days": parse_whole(form.get("grace_days", ""), "grace_days", "3") or 0,
        "note": form.get("note", ""),
        "today": at.today,
        "now": at.now,
    }


def _promise(typed_day: str, amount: str) -> Promise:
    if not typed_day or not amount:
        raise Refused("Each promise needs a day and an amount.", field="promises")
    return Promise(parse_day(typed_day, "promises"), parse_dollars(amount, "promises"))


def _cancelled(_form: Mapping[str, str], at: _Here) -> dict[str, Any]:
    return {"plan_id": id_of(at.about), "today": at.today, "now": at.now}


def _notice(form: Mapping[str, str], at: _Here, charge_ids: list[UUID]) -> dict[str, Any]:
    if form.get("kind", "") not in list(NoticeKind):
        raise Refused("Choose which notice was served.", field="kind")
    proof = form.get("document_id", "")
    notice = NewNotice(
        kind=NoticeKind(form["kind"]),
        served_on=parse_day(form.get("served_on", ""), "served_on"),
        method=form.get("method", ""),
        server=form.get("server", ""),
        charge_ids=charge_ids,
        deadline_on=_day_or_none(form, "deadline_on"),
        document_id=id_of(proof, "document_id") if proof else None,
    )
    asked = {"request_key": key_of(form), "tenancy_id": at.tenancy_id, "notice": notice}
    return asked | {"today": at.today, "now": at.now}


def _withdrawn(_form: Mapping[str, str], at: _Here) -> dict[str, Any]:
    return {"notice_id": id_of(at.about), "now": at.now}


def _day_or_none(form: Mapping[str, str], field: str) -> date | None:
    typed = form.get(field, "").strip()
    return parse_day(typed, field) if typed else None
