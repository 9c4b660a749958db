"""The figures beside what needs attention, and the months behind them; each leads to the list it is the sum of."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

import reflex as rx

from pm_app.receivables.queries.totals import MonthTotals
from pm_app.reports.queries.delinquency import Delinquency
from pm_app.reports.queries.figures import Figures, dashboard_figures
from pm_app.reports.rules.figures import DocumentsDue, LeasesEnding, Occupancy, RequiredDocuments
from pm_app.runtime import run, services
from pm_app.ui import paths
from pm_app.ui.format import count, dollars, month, percent, plural
from pm_app.ui.parts.accepted import is_empty
from pm_app.ui.parts.address import query_of
from pm_app.ui.parts.attention import asked_property
from pm_app.ui.parts.figures import BarPart, bar, stats
from pm_app.ui.parts.link import link
from pm_app.ui.parts.page import skeleton_lines
from pm_app.ui.session import signed_in


@dataclass
class PartLine:
    """A part of a figure: words, the figure, words after it; `color` is its key in the bar, `href` its own list."""

    href: str
    figure: str
    before: str = ""
    after: str = ""
    color: str = ""
    tone: str = ""


@dataclass
class FigureLine:
    """One figure, as text, and what it is made of."""

    label: str
    value: str
    href: str
    of: str = ""
    bar: list[BarPart] = field(default_factory=list)
    parts: list[PartLine] = field(default_factory=list)


@dataclass
class MonthLine:
    """One month, in whole dollars for the chart and as text for the table."""

    month: str
    charged: int
    collected: int
    name: str
    path: str
    charged_text: str
    collected_text: str
    share: str


class FiguresState(rx.State):
    """The figures one may see, and the last twelve months."""

    loaded: bool = False
    as_table: bool = False
    figures: list[FigureLine] = []
    months: list[MonthLine] = []
    charged: str = ""
    collected: str = ""
    share: str = ""

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        query, today = query_of(self), services().clock.today()
        within = asked_property(query)
        found = await run(actor, dashboard_figures, today=today, property_id=within)
        self.figures = _figures(found, within, today)
        self.months = [_month_line(one, within) for one in found.months]
        charged, collected = (
            sum(one.charged_cents for one in found.months),
            sum(one.collected_cents for one in found.months),
        )
        self.charged, self.collected = dollars(charged), dollars(collected)
        self.share = percent(collected, charged)
        self.as_table, self.loaded = query.get("chart") == "table", True


def _figures(found: Figures, within: UUID | None, today: date) -> list[FigureLine]:
    lines = [_occupancy(found.occupancy, within)]
    if found.months:
        lines.append(_collected(found.months[-1], within))
    if found.delinquency is not None:
        lines.append(_delinquent(found.delinquency, within))
    if found.leases_ending is not None:
        lines.append(_ending(found.leases_ending, within))
    if found.documents is not None:
        lines.append(_documents(found.documents, within))
    if found.required is not None:
        lines.append(_required(found.required, within))
    return lines


def _occupancy(found: Occupancy, within: UUID | None) -> FigureLine:
    def units(status: str) -> str:
        if within is None:
            return paths.with_query(paths.UNITS, status=status)
        return paths.with_query(f"{paths.PROPERTIES}/{within}", tab="units", status=status)

    parts = (
        (found.vacant, "vacant", "vacant", True),
        (found.vacant_ready, "ready", "ready", False),
        (found.vacant_not_ready, "not ready", "not-ready", False),
        (found.vacant_rented, "rented", "rented", False),
        (found.on_notice, "on notice", "notice", True),
    )
    return FigureLine(
        label="Occupancy",
        value=percent(found.occupied, found.rentable),
        of=f"{count(found.occupied)} of {count(found.rentable)}",
        href=units("rentable"),
        parts=[PartLine(units(word), count(n), after=after) for n, after, word, always in parts if n or always],
    )


def _collected(found: MonthTotals, within: UUID | None) -> FigureLine:
    path = _month_path(found.period, within)
    share = percent(found.collected_cents, found.charged_cents)
    whole = max(found.charged_cents, found.collected_cents, 1)
    missing = found.charged_cents - found.collected_cents
    rest = PartLine(path, dollars(abs(missing)), after="to come" if missing >= 0 else "more")
    return FigureLine(
        label=f"Collected, {month(found.period).split(' ')[0]}",
        value=dollars(found.collected_cents),
        href=path,
        bar=[BarPart("Collected", _share(found.collected_cents, whole), "accent")],
        parts=[PartLine(path, share, after=f"of {dollars(found.charged_cents)} charged"), rest],
    )


def _delinquent(found: Delinquency, within: UUID | None) -> FigureLine:
    owed = found.owed.past_due
    ages = (
        ("1–30", "1-30", owed.days_1_30_cents),
        ("31–60", "31-60", owed.days_31_60_cents),
        ("61–90", "61-90", owed.days_61_90_cents),
        ("Over 90", "over-90", owed.over_90_cents),
    )

    def households(age: str) -> str:
        return paths.with_query(paths.DELINQUENCY, age=age, property=str(within or ""))

    whole = max(owed.total_cents, 1)
    return FigureLine(
        label=f"Delinquent, {plural(found.households, 'household')}",
        value=dollars(owed.total_cents),
        href=households(""),
        bar=[BarPart(label, _share(n, whole), f"age-{place}") for place, (label, _, n) in enumerate(ages, 1) if n],
        parts=[
            PartLine(households(age), dollars(n), before=label, color=f"age-{place}")
            for place, (label, age, n) in enumerate(ages, 1)
        ],
    )


def _ending(found: LeasesEnding, within: UUID | None) -> FigureLine:
    def leases(ends: str) -> str:
        return paths.with_query(paths.LEASES, ends=ends, property=str(within or ""))

    windows = (("0–30", found.within_30), ("31–60", found.within_60), ("61–90", found.within_90))
    return FigureLine(
        label="Leases ending in 90 days",
        value=count(found.total),
        href=leases("0-90"),
        parts=[PartLine(leases(label.replace("–", "-")), count(n), before=f"{label} days") for label, n in windows],
    )


def _documents(found: DocumentsDue, within: UUID | None) -> FigureLine:
    def documents(**query: str) -> str:
        return paths.with_query(paths.DOCUMENTS, **query, property=str(within or ""))

    return FigureLine(
        label="Documents to deal with",
        value=count(found.total),
        href=documents(due="now"),
        parts=[
            PartLine(
                documents(state="expired"),
                count(found.expired),
                before="Expired",
                tone="overdue" if found.expired else "",
            ),
            PartLine(documents(due="30"), count(found.expiring), before="Expiring in 30 days"),
        ],
    )


def _required(found: RequiredDocuments, within: UUID | None) -> FigureLine:
    def documents(state: str) -> str:
        return paths.with_query(paths.COMPLIANCE, state=state, property=str(within or ""))

    parts = (
        (found.missing, "Missing", "missing", "overdue"),
        (found.expired, "Expired", "expired", "overdue"),
        (found.expiring, "Expiring", "expiring", ""),
        (found.no_date, "No date", "no date", ""),
        (found.in_inbox, "In the inbox", "in the inbox", ""),
    )
    return FigureLine(
        label="Required documents",
        value=count(found.total),
        of="to deal with",
        href=documents(""),
        parts=[
            PartLine(documents(state), count(n), before=word, tone=tone if n else "") for n, word, state, tone in parts
        ],
    )


def _month_path(period: date, within: UUID | None) -> str:
    return paths.with_query(paths.COLLECTED, month=f"{period:%Y-%m}", property=str(within or ""))


def _share(part: int, whole: int) -> str:
    return f"{max(0, part) * 100 / whole:.2f}"


def _month_line(found: MonthTotals, within: UUID | None) -> MonthLine:
    return MonthLine(
        month=f"{found.period:%b}",
        charged=found.charged_cents // 100,
        collected=found.collected_cents // 100,
        name=month(found.period),
        path=_month_path(found.period, within),
        charged_text=dollars(found.charged_cents),
        collected_text=dollars(found.collected_cents),
        share=percent(found.collected_cents, found.charged_cents),
    )


def panel() -> rx.Component:
    """Return the column of figures."""
    s = FiguresState
    return rx.cond(s.loaded, stats(rx.foreach(s.figures, _figure)), stats(skeleton_lines(5), skeleton_lines(5)))


def _figure(line: FigureLine) -> rx.Component:
    of = rx.cond(line.of != "", rx.el.span(" ", line.of, class_name="of"))
    head = link(
        rx.el.span(line.label, class_name="l"),
        rx.el.span(line.value, of, class_name="v"),
        href=line.href,
        class_name="pd-stat",
    )
    return rx.el.div(
        head,
        rx.cond(is_empty(line.bar), rx.fragment(), bar(line.bar)),
        rx.el.span(rx.foreach(line.parts, _part), class_name="pd-split"),
        class_name="pd-figure",
    )


def _part(line: PartLine) -> rx.Component:
    keyed = rx.fragment(
        rx.el.i(class_name="pd-key", custom_attrs={"data-color": line.color}, aria_hidden="true"),
        line.before,
        rx.el.br(),
        rx.el.b(line.figure),
    )
    plain = rx.fragment(line.before, " ", rx.el.b(line.figure), " ", line.after)
    return link(
        rx.cond(line.color != "", keyed, plain),
        href=line.href,
        class_name="pd-part",
        custom_attrs={"data-tone": line.tone},
    )
