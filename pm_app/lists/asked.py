"""What an export is asked for, and what a list must tell to be exported."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from pm_app.access.rules import Actor
from pm_app.kernel.dates import end_of_day, in_words, named_day
from pm_app.kernel.errors import Refused
from pm_app.kernel.listing import EVERYTHING, Listing
from pm_app.portfolio.queries.properties import property_details
from pm_app.ports import Cell, ColumnKind, SheetColumn
from pm_app.runtime import installed, run_now

K = TypeVar("K", bound=StrEnum)

_KINDS: Mapping[str, ColumnKind] = {"": "text", "count": "count", "money": "money", "day": "day"}
# How a paper says what narrows its rows: the names of the query that are days, and those that are words.
_DAYS = {"from": "From", "to": "Through", "known_on": "As known on"}
_WORDS = {
    "q": "Search",
    "status": "Status",
    "state": "Status",
    "kind": "Kind",
    "role": "Role",
    "ends": "Ends",
    "section": "Section",
    "age": "Shown",
    "by": "Aged by",
    "level": "Of",
}


@dataclass(frozen=True)
class Asked:
    """Who wants a list, and what the query of its page says."""

    actor: Actor
    query: Mapping[str, str]
    today: date

    @property
    def listing(self) -> Listing:
        """All rows that fit the search, in the order of the page."""
        sort = self.query.get("sort", "")
        return Listing(self.query.get("q", ""), sort.removeprefix("-"), sort.startswith("-"), page=1, size=EVERYTHING)

    def chosen(self, kinds: type[K], name: str) -> K | None:
        """The kind a name of the query asks for, or None when it asks for none there is."""
        return next((kind for kind in kinds if kind.value == self.query.get(name)), None)

    def record(self, name: str) -> UUID | None:
        """The id a name of the query holds; None without one, refused when it is no id."""
        written = self.query.get(name, "")
        try:
            return UUID(written) if written else None
        except ValueError:
            raise Refused("This address leads nowhere. Go back to the list and export again.") from None

    def day(self, name: str) -> date | None:
        """The day a name of the query holds; None without one, refused when it is no day."""
        written = self.query.get(name, "")
        try:
            return named_day(written) if written else None
        except ValueError:
            raise Refused("This address holds a day that is none. Go back to the list and export again.") from None

    def moment_after(self, name: str) -> datetime | None:
        """The last moment, in the office's time zone, of the day a name of the query holds; None without one."""
        day = self.day(name)
        return end_of_day(day, installed().settings.time_zone) if day else None

    def narrowed(self) -> Iterable[tuple[str, str]]:
        """Yield in words what narrows the rows: the day they are as of, then each filter of the page that is set."""
        yield "As of", in_words(self.day("as_of") or self.today)
        for name, label in _DAYS.items():
            day = self.day(name)
            if day:
                yield label, in_words(day)
        property_id = self.record("property")
        if property_id:
            yield "Property", run_now(self.actor, property_details, property_id=property_id).name
        for name, label in _WORDS.items():
            if self.query.get(name):
                yield label, self.query[name].capitalize() if name != "q" else f"“{self.query[name]}”"


def columns(text: str) -> tuple[SheetColumn, ...]:
    """The columns of "Name, Rent: money": labels in order, each with its kind where it is not text."""
    parted = [entry.partition(":") for entry in text.split(",")]
    return tuple(SheetColumn(label.strip(), _KINDS[kind.strip()]) for label, _, kind in parted)


def nothing_more(asked: Asked) -> Iterable[tuple[str, str]]:
    """Return that a list says no more about itself than what narrows it."""
    return ()


@dataclass(frozen=True)
class ExportedList:
    """A list that can be taken along.

    `totals` names the columns that are added up in the last row of the paper; `said` yields what is said of the list
    above it, before what narrows it; `optional` names the columns that are left out when no row has anything in them.
    """

    title: str
    columns: Sequence[SheetColumn]
    rows: Callable[[Asked], Iterable[Sequence[Cell]]]
    totals: Sequence[str] = ()
    said: Callable[[Asked], Iterable[tuple[str, str]]] = nothing_more
    optional: Sequence[str] = ()

    def filled(self, asked: Asked) -> "tuple[ExportedList, Iterable[Sequence[Cell]]]":
        """Return the list with the columns that have something in them, and its rows."""
        if not self.optional:
            return self, self.rows(asked)
        rows = list(self.rows(asked))
        kept = [
            place
            for place, column in enumerate(self.columns)
            if column.label not in self.optional or any(row[place] for row in rows)
        ]
        narrowed = replace(self, columns=[self.columns[place] for place in kept])
        return narrowed, [[row[place] for place in kept] for row in rows]

    def facts(self, asked: Asked) -> tuple[tuple[str, str], ...]:
        """Return what the paper says of itself above its rows."""
        return (*self.said(asked), *asked.narrowed())

    def totals_of(self, rows: Sequence[Sequence[Cell]]) -> list[Cell]:
        """Return the last row of the paper: "Total" and the sums; nothing when no column is added up."""
        if not self.totals:
            return []
        sums: list[Cell] = [_sum(row[place] for row in rows) if self._adds(place) else None for place in self._places]
        return ["Total", *sums[1:]] if sums and sums[0] is None else sums

    @property
    def _places(self) -> range:
        return range(len(self.columns))

    def _adds(self, place: int) -> bool:
        return self.columns[place].label in self.totals


def _sum(cells: Iterable[Cell]) -> int:
    return sum(cell for cell in cells if isinstance(cell, int))
