"""The page of required documents and of expirations: what its address asks for, as text."""

from dataclasses import dataclass
from datetime import date

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.documents.enums import ComplianceState
from pm_app.documents.queries.compliance import SORTS, compliance_rows
from pm_app.documents.queries.expirations import CANCEL_BY, ExpirationRow, expiration_rows
from pm_app.documents.queries.requirements import requirement_rows
from pm_app.documents.rules.requirements import TO_DO
from pm_app.kernel.listing import Listing
from pm_app.portfolio.queries.properties import property_choices
from pm_app.runtime import run, services
from pm_app.ui import paths
from pm_app.ui.format import count, day, days_left, days_tone, plural
from pm_app.ui.pages.compliance.asked import asked_compliance, asked_expirations
from pm_app.ui.parts.address import Choice, query_of
from pm_app.ui.parts.required_lines import RequiredLine, required_lines
from pm_app.ui.session import signed_in

MOST_PROPERTIES = 500


@dataclass
class ExpirationLine:
    """One day of one document, as text."""

    path: str
    document_id: str
    title: str
    kind: str
    kind_value: str
    belongs: str
    what: str
    on: str
    left: str
    left_tone: str


class CompliancePageState(rx.State):
    """The rows the address asks for: `lines` on the first tab, `days` on the second."""

    loaded: bool = False
    tab: str = ""
    lines: list[RequiredLine] = []
    days: list[ExpirationLine] = []
    total: int = 0
    counts: dict[str, str] = {state.value: "" for state in ComplianceState}
    to_do: str = ""
    kinds: list[Choice] = []
    properties: list[Choice] = []
    has_rules: bool = False
    may_set: bool = False
    may_file: bool = False
    summary: str = ""
    export_query: str = ""

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        query, today = query_of(self), services().clock.today()
        self.tab = "expirations" if query.get("tab") == "expirations" else ""
        rules = await run(actor, requirement_rows)
        kinds = sorted({row.rule.kind.value for row in rules})
        self.kinds = [Choice(kind, kind[0].upper() + kind[1:]) for kind in kinds]
        self.has_rules, self.may_set = bool(rules), actor.may(Permission.SET_POLICIES)
        self.may_file = actor.may(Permission.FILE_DOCUMENTS)
        if actor.may(Permission.VIEW_PORTFOLIO):
            places = await run(actor, property_choices, search="", limit=MOST_PROPERTIES)
            self.properties = [Choice(str(place.id), place.name) for place in places]
        self.export_query = paths.export_query(query)
        if self.tab:
            asked = paths.listing(query, sorts=("day", "title", "kind"), default_sort="day")
            narrowed = asked_expirations(query, today)
            found = await run(actor, expiration_rows, listing=_listing(asked), narrowed=narrowed)
            self.days, self.lines = [_day_line(row, today) for row in found.rows], []
            self.total, self.summary = found.total, plural(found.total, "expiration")
        else:
            asked = paths.listing(query, sorts=SORTS, default_sort="state")
            listing, narrowed = _listing(asked), asked_compliance(query)
            told = await run(actor, compliance_rows, listing=listing, today=today, narrowed=narrowed)
            self.lines, self.days = required_lines(told.rows, actor, today), []
            self.counts = {state.value: count(told.counts.get(state, 0)) for state in ComplianceState}
            pressing = sum(told.counts.get(state, 0) for state in TO_DO)
            self.to_do, self.total = count(pressing), told.total
            self.summary = f"{plural(pressing, 'required document')} to deal with" if rules else ""
        self.loaded = True


def _listing(asked: paths.Listing) -> Listing:
    return Listing(asked.text, asked.sort, asked.descending, asked.page, asked.size)


def _day_line(row: ExpirationRow, today: date) -> ExpirationLine:
    what = "Cancel by" if row.what == CANCEL_BY else "Renews itself" if row.auto_renews else "Expires"
    return ExpirationLine(
        path=paths.document_path(row.document_id),
        document_id=str(row.document_id),
        title=row.title,
        kind=row.kind.value[0].upper() + row.kind.value[1:],
        kind_value=row.kind.value,
        belongs=", ".join(link.name for link in row.links[:2]),
        what=what,
        on=day(row.on),
        left=days_left(row.on, today),
        left_tone=days_tone(row.on, today),
    )
