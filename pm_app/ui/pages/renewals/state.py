"""What the page of renewals shows: the window, the step and the property that the address asks for."""

from collections.abc import Mapping

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.leasing.enums import RenewalStep
from pm_app.leasing.queries.renewals import RenewalRow, renewals
from pm_app.leasing.queries.tenancies import let_properties
from pm_app.runtime import run, services
from pm_app.ui import paths
from pm_app.ui.format import count, plural
from pm_app.ui.pages.renewals.lines import RenewalLine, renewal_line
from pm_app.ui.parts.address import Choice, query_of
from pm_app.ui.parts.attention import asked_property
from pm_app.ui.session import signed_in

WINDOWS: Mapping[str, int | None] = {"": 120, "90": 90, "60": 60, "30": 30, "over": None}
STEPS: Mapping[str, frozenset[RenewalStep]] = {
    "": frozenset(RenewalStep),
    "none": frozenset({RenewalStep.NO_OFFER}),
    "open": frozenset({RenewalStep.NOT_SENT, RenewalStep.OFFERED}),
    "lapsed": frozenset({RenewalStep.LAPSED, RenewalStep.DECLINED}),
    "renewed": frozenset({RenewalStep.RENEWED}),
    "leaving": frozenset({RenewalStep.LEAVING}),
}


class RenewalsState(rx.State):
    """The page. `chosen` are the households that are chosen on it, with commas between in `homes`."""

    loaded: bool = False
    may_offer: bool = False
    summary: str = ""
    lines: list[RenewalLine] = []
    total: int = 0
    counts: dict[str, str] = {name or "all": "" for name in STEPS}
    properties: list[Choice] = []
    chosen: list[str] = []
    words: str = ""
    homes: str = ""
    problems: list[str] = []

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        query, today = query_of(self), services().clock.today()
        self.may_offer = actor.may(Permission.CHANGE_LEASES)
        asked = paths.listing(query, sorts=("ends",), default_sort="ends")
        rows = await run(
            actor,
            renewals,
            today=today,
            within_days=WINDOWS.get(query.get("ends", ""), WINDOWS[""]),
            property_id=asked_property(query),
            search=asked.text,
        )
        self.properties = [Choice(str(key), name) for key, name in await run(actor, let_properties)]
        self.counts = {name or "all": count(sum(row.step in steps for row in rows)) for name, steps in STEPS.items()}
        shown = [row for row in rows if row.step in STEPS.get(query.get("step", ""), STEPS[""])]
        page = shown[asked.offset : asked.offset + asked.size]
        self.lines = [renewal_line(row, today, may_offer=self.may_offer) for row in page]
        self.total, self.summary = len(shown), _summary(rows)
        _choose(self, [])
        self.loaded = True

    @rx.event
    async def set_chosen(self, tenancy: str):
        await signed_in(self)
        others = [each for each in self.chosen if each != tenancy]
        is_new = tenancy not in self.chosen and tenancy in _offerable(self)
        _choose(self, [*others, tenancy] if is_new else others)

    @rx.event
    async def set_page(self):
        await signed_in(self)
        _choose(self, [] if len(self.chosen) == len(_offerable(self)) else _offerable(self))

    @rx.event
    async def close_choosing(self):
        await signed_in(self)
        _choose(self, [])


def _choose(state: RenewalsState, chosen: list[str]) -> None:
    state.chosen, state.homes = chosen, ",".join(chosen)
    state.words = f"{plural(len(chosen), 'household')} chosen"


def _offerable(state: RenewalsState) -> list[str]:
    return [line.tenancy for line in state.lines if line.tickable]


def _summary(rows: list[RenewalRow]) -> str:
    waiting = sum(row.step in STEPS["none"] for row in rows)
    return f"{plural(len(rows), 'household')}, {count(waiting)} without an offer" if rows else ""
