"""What stands above the tabs of a household: who and where, its state, the figures of its account."""

from datetime import date
from uuid import UUID

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotFound
from pm_app.leasing.enums import LeaseState
from pm_app.leasing.queries.details import TenancyDetails, tenancy_details
from pm_app.receivables.enums import HoldKind
from pm_app.receivables.queries.holds import holds_of
from pm_app.receivables.queries.positions import tenancy_position
from pm_app.receivables.queries.recurring import next_charge
from pm_app.receivables.queries.totals import deposit_held_cents, last_payment
from pm_app.receivables.rules.holds import held
from pm_app.runtime import run, services
from pm_app.ui import paths
from pm_app.ui.format import day, dollars
from pm_app.ui.parts.figures import key_figure, key_figures
from pm_app.ui.session import query, route_id, signed_in
from pm_app.ui.theme import tone_of

TABS = ("ledger", "deposit", "terms", "arrangements", "people", "communication", "documents", "history")
OVER = frozenset({LeaseState.ENDED, LeaseState.CANCELLED})


class HouseholdState(rx.State):
    """The head of a household's page."""

    loaded: bool = False
    missing: bool = False
    tab: str = ""
    asks_receipt: bool = False
    asks_offer: bool = False
    name: str = ""
    state: str = ""
    tone: str = ""
    place: str = ""
    unit_path: str = ""
    property_name: str = ""
    property_path: str = ""
    term: str = ""
    add_person_path: str = ""
    late_fees_path: str = ""
    letter_path: str = ""
    may_change: bool = False
    may_renew: bool = False
    may_cancel: bool = False
    under_notice: bool = False
    may_charge: bool = False
    may_receive: bool = False
    may_credit: bool = False
    may_refund: bool = False
    may_return: bool = False
    may_mail: bool = False
    may_log: bool = False
    shows_money: bool = False
    eviction: str = ""
    balance: str = ""
    overdue: str = ""
    overdue_tone: str = ""
    deposit: str = ""
    prepaid: str = ""
    last_amount: str = ""
    last_on: str = ""
    next_amount: str = ""
    next_on: str = ""

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        asked = query(self, "tab")
        today = services().clock.today()
        try:
            tenancy_id = route_id(self, "tenancy_id")
            found = await run(actor, tenancy_details, tenancy_id=tenancy_id, today=today)
        except NotFound:
            self.missing, self.loaded = True, True
            return
        self.tab = asked if asked in TABS else ""
        _show(self, found, actor, today)
        self.asks_receipt = query(self, "add") == "receipt" and self.may_receive
        self.asks_offer = query(self, "add") == "offer" and self.may_renew
        if actor.may(Permission.VIEW_LEDGER):
            await _show_money(self, actor, tenancy_id, today)
        self.missing, self.loaded = False, True


def _show(state: HouseholdState, found: TenancyDetails, actor: Actor, today: date) -> None:
    place = found.place
    word = found.state.value.capitalize()
    state.name, state.state, state.tone = place.name, word, tone_of(word)
    state.place = f"{place.property_name} {place.unit_name}"
    state.unit_path = paths.unit_path(place.unit_id)
    state.property_name, state.property_path = place.property_name, paths.property_path(place.property_id)
    state.term = f", unit {place.unit_name} · {_term(found)}"
    state.add_person_path = paths.lease_path(place.tenancy_id, "people") + "&add=1"
    may_set = actor.may(Permission.SET_POLICIES)
    state.late_fees_path = paths.late_fee_settings_path(tenancy_id=place.tenancy_id) if may_set else ""
    changeable = actor.may(Permission.CHANGE_LEASES) and found.state not in OVER
    state.under_notice = changeable and found.standing_notice is not None
    state.may_change = changeable
    state.may_mail = actor.may(Permission.VIEW_LEDGER) and actor.may(Permission.FILE_DOCUMENTS)
    state.may_log = actor.may(Permission.CHANGE_PEOPLE)
    state.letter_path = paths.new_letter_path(tenancy_id=place.tenancy_id)
    state.may_renew = changeable and found.standing_notice is None
    state.may_charge, state.may_receive = actor.may(Permission.POST_CHARGES), actor.may(Permission.RECORD_RECEIPTS)
    state.may_credit, state.may_refund = actor.may(Permission.GIVE_CREDITS), actor.may(Permission.PAY_REFUNDS)
    state.may_return = actor.may(Permission.REVERSE_ENTRIES)
    state.may_cancel = changeable and place.starts_on > today


def _term(found: TenancyDetails) -> str:
    row = found.row
    if row.moved_out_on is not None:
        return f"lived there {day(row.starts_on)} – {day(row.moved_out_on)}"
    if row.term_ends_on is None or found.state == LeaseState.MONTH_TO_MONTH:
        return f"month-to-month, there since {day(row.starts_on)}"
    return f"lease {day(row.term_starts_on)} – {day(row.term_ends_on)}"


async def _show_money(state: HouseholdState, actor: Actor, tenancy_id: UUID, today: date) -> None:
    stands = await run(actor, tenancy_position, tenancy_id=tenancy_id, as_of=today)
    deposit = await run(actor, deposit_held_cents, tenancy_id=tenancy_id, as_of=today)
    paid = await run(actor, last_payment, tenancy_id=tenancy_id, as_of=today)
    coming = await run(actor, next_charge, tenancy_id=tenancy_id, today=today)
    state.balance, state.prepaid, state.deposit = (
        dollars(stands.balance_cents),
        dollars(stands.prepaid_cents),
        dollars(deposit),
    )
    state.overdue, state.overdue_tone = dollars(stands.overdue_cents), "overdue" if stands.overdue_cents else ""
    state.last_amount = dollars(paid.amount_cents if paid else None)
    state.last_on = day(paid.received_on) if paid else ""
    state.next_amount = dollars(coming.amount_cents if coming else None)
    state.next_on = day(coming.due_on) if coming else ""
    holds = (await run(actor, holds_of, tenancy_id=tenancy_id)).get(tenancy_id, [])
    eviction = held(holds, HoldKind.EVICTION, today)
    since = f"Eviction hold since {day(eviction.starts_on)}: {eviction.reason}" if eviction else ""
    state.eviction = f"{since.rstrip('.')}. No money is taken without an override." if since else ""
    state.shows_money = True


def figures() -> rx.Component:
    """The figures of the account, for those who may see the ledger."""
    return rx.cond(
        HouseholdState.shows_money,
        key_figures(
            key_figure("Balance", HouseholdState.balance, big=True),
            key_figure("Overdue", HouseholdState.overdue, tone=HouseholdState.overdue_tone),
            key_figure("Deposit held", HouseholdState.deposit),
            key_figure("Prepaid", HouseholdState.prepaid),
            key_figure("Last payment", HouseholdState.last_amount, beside=HouseholdState.last_on),
            key_figure("Next charge", HouseholdState.next_amount, beside=HouseholdState.next_on),
        ),
    )
