"""The arrangements with a household, as text: what is held, what was promised, which notices were served."""

from dataclasses import dataclass
from datetime import date

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.documents.queries.rows import documents_of
from pm_app.receivables.enums import HoldKind, PlanState, PromiseState
from pm_app.receivables.queries.holds import holds_of
from pm_app.receivables.queries.plans import PlanRow, plans_of
from pm_app.receivables.queries.positions import tenancy_position
from pm_app.receivables.queries.served_notices import ServedNoticeRow, served_notices_of
from pm_app.receivables.rules.holds import Hold
from pm_app.runtime import run, services
from pm_app.ui import paths
from pm_app.ui.format import day, dollars
from pm_app.ui.parts.address import Choice
from pm_app.ui.session import route_id, signed_in

PLAN_TONES = {PlanState.ACTIVE: "blue", PlanState.KEPT: "green", PlanState.BROKEN: "red", PlanState.CANCELLED: "gray"}
PROMISE_TONES = {PromiseState.KEPT: "green", PromiseState.MISSED: "red", PromiseState.OPEN: "quiet"}


@dataclass
class HoldLine:
    """Something that is or was held, as text."""

    hold_id: str
    what: str
    why: str
    starts: str
    ends: str
    standing: str
    tone: str
    may_lift: bool


@dataclass
class PromiseLine:
    """One promise of a plan, as text; the first of a plan says what there is to say of the plan."""

    plan_id: str
    plan: str
    plan_tone: str
    agreed: str
    note: str
    due: str
    amount: str
    standing: str
    tone: str
    may_cancel: bool


@dataclass
class ServedLine:
    """A notice that was served, as text."""

    notice_id: str
    what: str
    served: str
    how: str
    demanded: str
    charges: str
    deadline: str
    proof_path: str
    standing: str
    tone: str
    may_withdraw: bool


class ArrangementsState(rx.State):
    """What the tab shows."""

    loaded: bool = False
    may_hold: bool = False
    may_evict: bool = False
    may_serve: bool = False
    evicting: bool = False
    plan_runs: bool = False
    plan_words: str = ""
    owed: str = ""
    holds: list[HoldLine] = []
    promises: list[PromiseLine] = []
    notices: list[ServedLine] = []
    documents: list[Choice] = []

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        tenancy_id, today = route_id(self, "tenancy_id"), services().clock.today()
        _allow(self, actor)
        holds = (await run(actor, holds_of, tenancy_id=tenancy_id)).get(tenancy_id, [])
        plans = await run(actor, plans_of, tenancy_id=tenancy_id, as_of=today)
        served = await run(actor, served_notices_of, tenancy_id=tenancy_id)
        stands = await run(actor, tenancy_position, tenancy_id=tenancy_id, as_of=today)
        self.holds = [_hold_line(hold, today, actor) for hold in holds]
        self.evicting = any(hold.kind == HoldKind.EVICTION and hold.holds_on(today) for hold in holds)
        self.promises = [line for plan in plans for line in _promise_lines(plan, self.may_hold)]
        self.plan_words, self.plan_runs = _plan_words(plans), any(_runs(plan) for plan in plans)
        self.owed = f"{dollars(stands.balance_cents)} is owed." if stands.balance_cents > 0 else ""
        self.notices = [_served_line(row, self.may_serve) for row in served]
        if actor.may(Permission.VIEW_DOCUMENTS):
            papers = await run(actor, documents_of, today=today, tenancy_id=tenancy_id)
            self.documents = [Choice(str(row.document_id), row.title) for row in papers]
        self.loaded = True


def _allow(state: ArrangementsState, actor: Actor) -> None:
    state.may_hold = actor.may(Permission.POST_CHARGES)
    state.may_evict = state.may_hold and actor.may(Permission.SET_POLICIES)
    state.may_serve = state.may_hold or actor.may(Permission.CHANGE_LEASES)


def _hold_line(hold: Hold, today: date, actor: Actor) -> HoldLine:
    holds, coming = hold.holds_on(today), hold.starts_on > today and hold.lifted_on is None
    needs = Permission.SET_POLICIES if hold.kind == HoldKind.EVICTION else Permission.POST_CHARGES
    ended_on = min((one for one in (hold.ends_on, hold.lifted_on) if one is not None), default=None)
    because = f"{hold.because.value.capitalize()}: " if hold.because else ""
    what = "Eviction hold" if hold.kind == HoldKind.EVICTION else hold.kind.value.capitalize()
    return HoldLine(
        hold_id=str(hold.hold_id),
        what=what,
        why=f"{because}{hold.reason}",
        starts=day(hold.starts_on),
        ends=day(ended_on) if ended_on else "Until lifted",
        standing="To come" if coming else "Holds" if holds else "Over",
        tone="blue" if coming else "amber" if holds else "gray",
        may_lift=(holds or coming) and hold.lifted_on is None and actor.may(needs),
    )


def _promise_lines(plan: PlanRow, may_change: bool) -> list[PromiseLine]:
    state = plan.standing.state
    grace = f", {plan.grace_days} days of grace" if plan.grace_days else ""
    return [
        PromiseLine(
            plan_id=str(plan.plan_id),
            plan=state.value.capitalize() if not place else "",
            plan_tone=PLAN_TONES[state],
            agreed=f"{day(plan.starts_on)}{grace}" if not place else "",
            note=plan.note if not place else "",
            due=day(promise.due_on),
            amount=dollars(promise.amount_cents),
            standing="Called off" if state == PlanState.CANCELLED else promise.state.value.capitalize(),
            tone="gray" if state == PlanState.CANCELLED else PROMISE_TONES[promise.state],
            may_cancel=may_change and not place and state in (PlanState.ACTIVE, PlanState.BROKEN),
        )
        for place, promise in enumerate(plan.promises)
    ]


def _runs(plan: PlanRow) -> bool:
    return plan.standing.state == PlanState.ACTIVE


def _plan_words(plans: list[PlanRow]) -> str:
    stands = next((plan.standing for plan in plans if plan.standing.state != PlanState.CANCELLED), None)
    if stands is None:
        return ""
    came = f"{dollars(stands.received_cents)} of {dollars(stands.promised_cents)} came in"
    if stands.state == PlanState.BROKEN:
        return f"Broken: what was promised for {day(stands.missed_on)} did not come in time. {came}."
    if stands.next_on is not None:
        return f"{came}; next {dollars(stands.next_cents)} by {day(stands.next_on)}. Late fees rest meanwhile."
    return f"{came}."


def _served_line(row: ServedNoticeRow, may_change: bool) -> ServedLine:
    charges = ", ".join(f"{item.kind.value} due {day(item.due_on)} {dollars(item.amount_cents)}" for item in row.items)
    return ServedLine(
        notice_id=str(row.notice_id),
        what=row.kind.value.capitalize(),
        served=day(row.served_on),
        how=" by ".join(part for part in (row.method, row.server) if part),
        demanded=dollars(row.demanded_cents) if row.demanded_cents else "—",
        charges=charges,
        deadline=day(row.deadline_on) if row.deadline_on else "—",
        proof_path=paths.document_path(row.document_id) if row.document_id else "",
        standing="Stands" if row.withdrawn_at is None else "Withdrawn",
        tone="amber" if row.withdrawn_at is None else "gray",
        may_withdraw=may_change and row.withdrawn_at is None,
    )
