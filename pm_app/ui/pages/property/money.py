"""The money of a property: what is owed today, and what was charged and collected month by month."""

from dataclasses import dataclass

import reflex as rx

from pm_app.receivables.queries.totals import MonthTotals, collected_by_month
from pm_app.reports.queries.delinquency import delinquency
from pm_app.reports.rules.delinquency import Owed
from pm_app.runtime import run, services
from pm_app.ui.format import UNKNOWN, dollars, month, percent, plural
from pm_app.ui.parts.figures import AgingCell, aging_strip, key_figure, key_figures, month_chart
from pm_app.ui.parts.page import section
from pm_app.ui.parts.table import Column, cell, data_table, money_cell, table_row
from pm_app.ui.session import route_id, signed_in

MONTHS = 12


@dataclass
class MonthLine:
    """One month, as text."""

    month: str
    charged: str
    collected: str
    share: str


@dataclass
class MonthBar:
    """One month of the chart, in dollars; a picture of the table, so that cents do not matter."""

    month: str
    charged: int
    collected: int


class PropertyMoneyState(rx.State):
    """What the tab shows."""

    loaded: bool = False
    lines: list[MonthLine] = []
    bars: list[MonthBar] = []
    aging: list[AgingCell] = []
    charged: str = ""
    collected: str = ""
    overdue: str = ""
    overdue_tone: str = ""
    overdue_of: str = ""
    charged_year: str = ""
    collected_year: str = ""

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        today, place = services().clock.today(), route_id(self, "property_id")
        months = await run(actor, collected_by_month, today=today, months=MONTHS, property_id=place)
        found = await run(actor, delinquency, as_of=today, property_id=place)
        self.lines = [_line(one) for one in reversed(months)]
        self.bars = [
            MonthBar(f"{one.period:%b}", one.charged_cents // 100, one.collected_cents // 100) for one in months
        ]
        self.charged, self.collected = dollars(months[-1].charged_cents), dollars(months[-1].collected_cents)
        overdue_cents = found.owed.past_due.total_cents
        self.overdue, self.overdue_tone = dollars(overdue_cents), "overdue" if overdue_cents else "zero"
        self.overdue_of = plural(found.households, "household")
        self.charged_year = dollars(sum(one.charged_cents for one in months))
        self.collected_year = dollars(sum(one.collected_cents for one in months))
        self.aging = _cells(found.owed)
        self.loaded = True


def _line(one: MonthTotals) -> MonthLine:
    share = percent(max(0, one.collected_cents), one.charged_cents) if one.charged_cents > 0 else UNKNOWN
    return MonthLine(month(one.period), dollars(one.charged_cents), dollars(one.collected_cents), share)


def _cells(owed: Owed) -> list[AgingCell]:
    buckets = {
        "Not yet due": owed.not_yet_due_cents,
        "0–30 days": owed.days_0_30_cents,
        "31–60 days": owed.days_31_60_cents,
        "61–90 days": owed.days_61_90_cents,
        "Over 90 days": owed.over_90_cents,
        "Unpaid deposits": owed.deposits_unpaid_cents,
        "Prepaid": owed.prepaid_cents,
    }
    late = {"31–60 days", "61–90 days", "Over 90 days"}
    cells = [
        AgingCell(words, dollars(cents), "zero" if not cents else "overdue" if words in late else "")
        for words, cents in buckets.items()
        if cents or words != "Unpaid deposits"
    ]
    return [*cells, AgingCell("Balance", dollars(owed.balance_cents), "total")]


def _row(line: MonthLine) -> rx.Component:
    return table_row(
        cell(line.month, fill=True),
        money_cell(line.charged),
        money_cell(line.collected),
        cell(line.share, num=True, muted=True),
    )


def panel() -> rx.Component:
    """Return the tab."""
    s = PropertyMoneyState
    return rx.fragment(
        key_figures(
            key_figure("Charged this month", s.charged),
            key_figure("Collected this month", s.collected),
            key_figure("Overdue", s.overdue, tone=s.overdue_tone, beside=s.overdue_of),
        ),
        section("Balances by age", aging_strip(s.aging)),  # pyright: ignore[reportArgumentType]
        section(
            "Charged and collected by month",
            month_chart(
                s.bars,
                [("charged", "Charged", "var(--gray-6)"), ("collected", "Collected", "var(--iris-9)")],
                label="Charged and collected by month; the table below has the figures",
            ),
            data_table(
                "Charged and collected by month",
                [
                    Column("Month", fill=True),
                    Column("Charged", num=True),
                    Column("Collected", num=True),
                    Column("Collected of charged", num=True),
                ],
                s.lines,
                _row,
                loaded=s.loaded,
                compact=True,
                totals=[
                    cell("Twelve months", fill=True),
                    cell(s.charged_year, num=True),
                    cell(s.collected_year, num=True),
                    cell(),
                ],
            ),
        ),
    )
