"""What each row of a report is: a unit, a further line of it, a heading, a total, or nothing that counts."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from pm_app.portfolio.rules.mapping import Mapping
from pm_app.receivables.rules.rent_roll.fields import VACANT_WORDS, state_of
from pm_app.receivables.rules.rent_roll.sheet import RollRow, RollSheet

_NOISE = re.compile(
    r"(page \d+( of \d+)?|(printed|created|generated|report|run|prepared|as of|date|exported|powered)\b.*|"
    r"\d{1,2}/\d{1,2}/\d{2,4}.*)",
    re.IGNORECASE,
)
_TOTAL = re.compile(r"(?i)(grand |sub-? ?)?totals?\b.*|.*\btotals?:?|\d[\d,]* units?\b.*")
_LABELLED = re.compile(r"(?i)(?:property|properties|building|community)(?: name)?\s*[:=]\s*(.+)")
_END = re.compile(r"(?i)summary\b.*|occupancy summary\b.*")
_UNIT_LIKE = re.compile(r"(?i)(?:unit|apt\.?|apartment|suite|ste\.?|#)?\s*(?=[\w-]*\d)[\w-]{1,10}")
_SECTION = re.compile(r"(?i)(residents?|tenants?|applicants?|leases?|units?|households?)\b")
_OWN_LINE = ("rent", "market_rent", "move_in", "lease_start", "lease_end", "balance", "status", "amount")


@dataclass
class UnitPart:
    """A row that is about a unit, the further rows about it, and the heading and section it stands under.

    `alone` says that no other row is about the same property: a house that is let as one.
    """

    row: RollRow
    heading: str
    section: str
    further: list[RollRow] = field(default_factory=list[RollRow])
    alone: bool = False

    @property
    def rows(self) -> list[RollRow]:
        """Return all rows about the unit, in order."""
        return [self.row, *self.further]


@dataclass(frozen=True)
class TotalPart:
    """A total row: which parts before it may be meant, from where on, nearest first; `within` sums one unit's rows."""

    row: RollRow
    label: str
    starts: tuple[int, ...]
    end: int
    within: bool = False


@dataclass
class Layout:
    """A report with every row in its place. `left_out` are rows that were taken for nothing that counts."""

    units: list[UnitPart] = field(default_factory=list[UnitPart])
    totals: list[TotalPart] = field(default_factory=list[TotalPart])
    left_out: list[RollRow] = field(default_factory=list[RollRow])


class Columns:
    """The cells of a row by the field they fill."""

    def __init__(self, mapping: Mapping) -> None:
        self.sources = {source.field: source for source in mapping.sources}

    def written(self, row: RollRow, name: str) -> str:
        """Return what fills the field in this row: the first column that is filled, or what is the same for all."""
        source = self.sources.get(name)
        if source is None:
            return ""
        cells = (row.cells.get(column, "") for column in source.columns)
        return next((cell for cell in cells if cell.strip()), source.constant)

    def has(self, name: str) -> bool:
        """Tell whether a column of the file fills the field."""
        return name in self.sources and bool(self.sources[name].columns)

    def named(self, name: str) -> tuple[str, ...]:
        """Return the columns that fill the field."""
        return self.sources[name].columns if name in self.sources else ()

    def place(self, row: RollRow, name: str) -> str:
        """Return how a problem with this field names its place."""
        source = self.sources.get(name)
        return f"Row {row.number}, {source.label}" if source else f"Row {row.number}"


def laid_out(sheet: RollSheet, mapping: Mapping) -> Layout:
    """Return the report with its rows told apart; headings and sections hold until the next one."""
    return _Reader(sheet, Columns(mapping)).layout()


class _Reader:
    """Goes through the rows from top to bottom, remembering what it stands under."""

    def __init__(self, sheet: RollSheet, columns: Columns) -> None:
        self.sheet, self.columns = sheet, columns
        self.found = Layout()
        self.heading = title_property(sheet.titles)
        self.section = ""
        self.section_start = self.after_total = 0

    def layout(self) -> Layout:
        for row in self.sheet.rows:
            filled = [cell for cell in row.cells.values() if cell]
            if len(filled) <= 3 and _END.fullmatch(filled[0]) and self.found.units:
                break
            self._take(row, filled)
        self._find_alone()
        return self.found

    def _find_alone(self) -> None:
        places = [
            (part.heading, *(self.columns.written(part.row, name) for name in ("property_code", "address_line")))
            for part in self.found.units
        ]
        times = Counter(places)
        for part, place in zip(self.found.units, places, strict=True):
            part.alone = times[place] == 1

    def _take(self, row: RollRow, filled: list[str]) -> None:
        if len(filled) <= 3 and _NOISE.fullmatch(" ".join(filled)):
            return
        if label := self._total(row, filled):
            self._close(row, label)
        elif (named := _LABELLED.fullmatch(" ".join(filled))) and not self.columns.written(row, "unit"):
            self._head(named[1])
        elif len(filled) == 1 and not self._is_unit_alone(row, filled[0]):
            self._take_single(row, filled[0])
        elif self._is_further(row):
            self.found.units[-1].further.append(row)
        else:
            self.heading = self.columns.written(row, "property") or self.heading
            self.found.units.append(UnitPart(row, self.heading, self.section))

    def _total(self, row: RollRow, filled: list[str]) -> str:
        """Return the words of a total row, or nothing when the row is none."""
        words = [self.columns.written(row, name) for name in ("property", "unit", "tenant", "charge_code")]
        label = next((one for one in (filled[0], *words) if _TOTAL.fullmatch(one)), "")
        dated = any(self.columns.written(row, name) for name in ("move_in", "lease_start", "lease_end"))
        return "" if dated else label

    def _close(self, row: RollRow, label: str) -> None:
        if self._is_total_of_unit(row):
            self.found.totals.append(TotalPart(row, label, (len(self.found.units) - 1,), len(self.found.units), True))
            return
        starts = dict.fromkeys((self.after_total, self.section_start, 0))
        self.found.totals.append(TotalPart(row, label, tuple(starts), len(self.found.units)))
        self.after_total = len(self.found.units)

    def _is_total_of_unit(self, row: RollRow) -> bool:
        return bool(self.found.units) and bool(_TOTAL.fullmatch(self.columns.written(row, "charge_code")))

    def _take_single(self, row: RollRow, text: str) -> None:
        state = _section_state(text)
        if state:
            self.section, self.section_start = state, len(self.found.units)
        elif self._is_more_of_tenant(row):
            self.found.units[-1].further.append(row)
        elif not self.columns.has("property") and not self.columns.has("address_line"):
            self._head(text)
        elif not self.columns.written(row, "property"):
            self.found.left_out.append(row)
        else:
            self._head(text)

    def _head(self, text: str) -> None:
        self.heading, self.section_start = text.strip(), len(self.found.units)

    def _is_unit_alone(self, row: RollRow, text: str) -> bool:
        return self.columns.written(row, "unit") == text and bool(_UNIT_LIKE.fullmatch(text))

    def _is_more_of_tenant(self, row: RollRow) -> bool:
        first = next(iter(self.sheet.headers))
        return bool(self.found.units) and bool(self.columns.written(row, "tenant")) and not row.cells.get(first)

    def _is_further(self, row: RollRow) -> bool:
        """Tell whether the row says more about the unit before it: another charge, another tenant."""
        if not self.found.units or not self.columns.has("unit"):
            return False
        before = self.found.units[-1].row
        unit, tenant = self.columns.written(row, "unit"), self.columns.written(row, "tenant")
        if unit and self.columns.has("charge_code"):
            return (
                self._same(row, before, "unit")
                and self._same(row, before, "property")
                and (not tenant or self._same(row, before, "tenant"))
                and bool(self.columns.written(row, "charge_code"))
            )
        own = any(self.columns.written(row, name) for name in _OWN_LINE)
        return not unit and not (tenant and own)

    def _same(self, row: RollRow, before: RollRow, name: str) -> bool:
        now = self.columns.written(row, name)
        return not now or now == self.columns.written(before, name)


def title_property(titles: Sequence[str]) -> str:
    """Return the property a line above the table names, such as `Property: Maple Court`; nothing when all are meant."""
    found = (match[1].strip() for title in titles if (match := _LABELLED.fullmatch(title)))
    return next((name for name in found if name.casefold() not in {"all", "all properties"}), "")


def _section_state(text: str) -> str:
    """Return the state a section of residents is in: `Future Residents/Applicants`, `Current/Notice/Vacant`."""
    words = [word for word in re.split(r"[^a-z-]+", text.casefold()) if word]
    states = {state for word in words if (state := state_of(word))}
    others = [word for word in words if not state_of(word) and not _SECTION.fullmatch(word) and word != "and"]
    if not states or others or text.casefold() in VACANT_WORDS:
        return ""
    return "current" if "current" in states or len(states) > 1 else states.pop()
