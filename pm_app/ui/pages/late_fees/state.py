"""What the page of late fees shows: the tab, the filters and the page that the address asks for."""

from collections.abc import Mapping
from uuid import UUID

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.listing import Listing
from pm_app.leasing.queries.tenancies import let_properties
from pm_app.receivables.queries.late_fee_facts import Home
from pm_app.receivables.queries.late_fee_policies import late_fee_policies
from pm_app.receivables.queries.late_fee_rows import decided_rows
from pm_app.receivables.queries.late_fees import (
    LateFeeProposal,
    WaiverProposal,
    late_fee_proposals,
    waiver_proposals,
)
from pm_app.runtime import installed, run, services
from pm_app.ui import paths
from pm_app.ui.format import count, dollars, plural
from pm_app.ui.pages.late_fees.lines import (
    DecidedLine,
    FeeLine,
    WaiverLine,
    decided_line,
    fee_line,
    fees_in,
    key_text,
    waiver_line,
)
from pm_app.ui.parts.address import Choice, query_of
from pm_app.ui.parts.attention import asked_property
from pm_app.ui.session import signed_in

SORTS = {
    "household": lambda one: (one.home.name, one.fee.fee_on),
    "place": lambda one: (one.home.property_name, one.home.unit_name, one.fee.fee_on),
    "dated": lambda one: (one.fee.fee_on, one.home.name),
    "fee": lambda one: (one.fee.amount_cents, one.home.name),
}


class LateFeesState(rx.State):
    """The page. `ticked` are the fees that are chosen on it; `every` are those that the filters find on all pages."""

    loaded: bool = False
    tab: str = ""
    may_post: bool = False
    may_waive: bool = False
    may_set: bool = False
    is_set: bool = True
    summary: str = ""
    fee_count: str = ""
    waiver_count: str = ""
    fees: list[FeeLine] = []
    waivers: list[WaiverLine] = []
    decided: list[DecidedLine] = []
    total: int = 0
    ticked: list[str] = []
    every: list[str] = []
    chosen: str = ""
    all_words: str = ""
    form_key: str = ""
    tick_all: bool = True
    properties: list[Choice] = []
    problems: list[str] = []

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        query, today = query_of(self), services().clock.today()
        self.tab = query.get("tab", "")
        self.may_post, self.may_waive = actor.may(Permission.POST_CHARGES), actor.may(Permission.GIVE_CREDITS)
        self.may_set = actor.may(Permission.SET_POLICIES)
        fees = await run(actor, late_fee_proposals, today=today)
        waivers = await run(actor, waiver_proposals)
        self.is_set = bool(fees) or bool(await run(actor, late_fee_policies))
        self.properties = [Choice(str(key), name) for key, name in await run(actor, let_properties)]
        self.fee_count, self.waiver_count = count(len(fees)), count(len(waivers))
        self.summary = f"{plural(len(fees), 'fee')}, {_sum(fees)} to approve" if fees else ""
        await _show(self, actor, query, fees, waivers)
        self.loaded = True

    @rx.event
    async def set_ticked(self, form: dict[str, str]):
        await signed_in(self)
        self.ticked = [text for text in form.get("fees", "").split(",") if text]
        self.chosen = fees_words(self.ticked)

    @rx.event
    async def set_all(self):
        await signed_in(self)
        self.tick_all = not self.tick_all
        self.ticked = [line.key for line in self.fees] if self.tick_all else []
        self.chosen = fees_words(self.ticked)
        self.form_key = f"{self.form_key}'"


def fees_words(texts: list[str]) -> str:
    """Say how many fees there are and how much they are together."""
    cents = fees_in(texts)
    return f"{plural(len(cents), 'late fee')}, {dollars(sum(cents.values()))}"


async def _show(
    state: LateFeesState,
    actor: Actor,
    query: Mapping[str, str],
    fees: list[LateFeeProposal],
    waivers: list[WaiverProposal],
) -> None:
    asked = paths.listing(query, sorts=tuple(SORTS), default_sort="dated")
    property_id = asked_property(query)
    shown = slice(asked.offset, asked.offset + asked.size)
    state.fees, state.waivers, state.decided = [], [], []
    if state.tab == "decided":
        listing = Listing(asked.text, page=asked.page, size=asked.size)
        found = await run(actor, decided_rows, listing=listing, property_id=property_id)
        zone = installed().settings.time_zone
        state.decided, state.total = [decided_line(row, zone) for row in found.rows], found.total
    elif state.tab == "waivers":
        some = [one for one in waivers if _matches(one.home, asked.text, property_id)]
        state.waivers, state.total = [waiver_line(one) for one in some[shown]], len(some)
    else:
        some = [one for one in fees if _matches(one.home, asked.text, property_id)]
        some.sort(key=SORTS[asked.sort], reverse=asked.descending)
        _offer(state, some, shown)


def _offer(state: LateFeesState, fees: list[LateFeeProposal], shown: slice) -> None:
    """Show the fees of the page, all ticked, and offer those of every page where there are more."""
    state.every = [key_text(one.fee.key, one.fee.amount_cents) for one in fees]
    state.fees, state.total = [fee_line(one) for one in fees[shown]], len(fees)
    state.ticked, state.tick_all = [line.key for line in state.fees], True
    state.chosen = fees_words(state.ticked)
    state.all_words = fees_words(state.every) if len(state.every) > len(state.fees) else ""
    state.form_key = " ".join(line.key for line in state.fees)


def _matches(home: Home, text: str, property_id: UUID | None) -> bool:
    if property_id is not None and home.property_id != property_id:
        return False
    searched = f"{home.name} {home.property_name} {home.unit_name}".casefold()
    return text.casefold() in searched


def _sum(fees: list[LateFeeProposal]) -> str:
    return dollars(sum(one.fee.amount_cents for one in fees))
