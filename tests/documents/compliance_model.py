"""A random office of properties, leases and papers, and a slow model of which required documents it has."""

from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from itertools import chain
from random import Random
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import Session

from pm_app.access.rules import CONSOLE
from pm_app.documents.actions.requirements import add_requirement, waive_requirement
from pm_app.documents.enums import DocumentKind, KindLevel, RequirementCondition
from pm_app.documents.rules.naming import LinkTarget
from pm_app.documents.rules.requirements import Requirement
from pm_app.documents.tables.documents import Document, DocumentLink
from pm_app.leasing.enums import RentLineKind
from pm_app.leasing.tables import Tenancy
from pm_app.people.enums import PersonRole
from pm_app.portfolio.enums import PropertyKind
from tests.conftest import NOON
from tests.factories.leasing import a_rent_line, a_tenancy
from tests.factories.people import a_person
from tests.factories.portfolio import a_property, a_unit

TODAY = date(2026, 1, 15)
K, L = DocumentKind, KindLevel
RULES = (
    Requirement(K.LEAD_PAINT_DISCLOSURE, L.LEASE, RequirementCondition.BUILT_BEFORE, "1978"),
    Requirement(K.MOVE_IN_INSPECTION, L.LEASE, within_days=14),
    Requirement(K.PET_RECORD, L.LEASE, RequirementCondition.HAS_PET, within_days=30),
    Requirement(K.RENTERS_INSURANCE, L.LEASE, RequirementCondition.INSURANCE_ASKED),
    Requirement(K.RENTAL_LICENSE, L.PROPERTY),
    Requirement(K.RENTAL_LICENSE, L.UNIT, within_days=900),
    Requirement(K.FIRE_SAFETY_INSPECTION, L.PROPERTY, RequirementCondition.PROPERTY_KIND, "apartments"),
    Requirement(K.CERTIFICATE_OF_INSURANCE, L.VENDOR),
    Requirement(K.TAX_FORM, L.VENDOR),
    Requirement(K.TAX_FORM, L.OWNER),
    Requirement(K.COMPANY_LICENSE, L.COMPANY),
)
WINDOWS = {K.LEAD_PAINT_DISCLOSURE: 60, K.MOVE_IN_INSPECTION: 60, K.PET_RECORD: 30, K.RENTAL_LICENSE: 90}
WINDOWS |= {K.RENTERS_INSURANCE: 30}
WINDOWS |= {K.FIRE_SAFETY_INSPECTION: 60, K.CERTIFICATE_OF_INSURANCE: 60, K.TAX_FORM: 60, K.COMPANY_LICENSE: 120}
# What is good for ever without a last day.
FOR_EVER = {K.LEAD_PAINT_DISCLOSURE, K.MOVE_IN_INSPECTION}


@dataclass
class Paper:
    """A document as the model sees it."""

    kind: DocumentKind
    things: list[Any]
    first: date | None
    last: date | None
    reviewed: bool
    in_use: bool
    replaced_by: "Paper | None" = None

    def counts(self) -> bool:
        """Whether it is there, and nothing that replaces it has taken over."""
        heir = self.replaced_by
        over = heir and heir.in_use and heir.reviewed and (heir.first is None or heir.first <= TODAY)
        return self.in_use and not over

    def undated(self) -> bool:
        return self.last is None and self.kind not in FOR_EVER

    def begun(self) -> bool:
        return self.reviewed and (self.first or TODAY) <= TODAY

    def holds(self) -> bool:
        return self.begun() and not self.undated() and (self.last or TODAY) >= TODAY


@dataclass
class Portfolio:
    """A random office in the database, and the same as plain lists."""

    session: Session
    dice: Random
    properties: list[Any] = field(default_factory=list)
    units: list[Any] = field(default_factory=list)
    tenancies: list[Any] = field(default_factory=list)
    vendors: list[Any] = field(default_factory=list)
    owners: list[Any] = field(default_factory=list)
    pets: set[UUID] = field(default_factory=set)
    papers: list[Paper] = field(default_factory=list)
    waived: set[tuple[int, UUID]] = field(default_factory=set)
    rule_ids: list[UUID] = field(default_factory=list)
    ids: dict[int, UUID] = field(default_factory=dict)

    def fill(self) -> None:
        self.rule_ids = [add_requirement(self.session, CONSOLE, rule=rule, now=NOON) for rule in RULES]
        for _ in range(3):
            self._building()
        self.vendors = [a_person(self.session, role=PersonRole.VENDOR) for _ in range(3)]
        self.owners = [a_person(self.session, role=PersonRole.OWNER) for _ in range(2)]
        for thing in (*self.units, *self.vendors, *self.properties):
            if self.dice.random() < 0.1:
                thing.archived_at = NOON
        for _ in range(70):
            self._file()
        for _ in range(6):
            self._waive()
        self.session.flush()

    def _building(self) -> None:
        place = a_property(self.session)
        place.year_built = self.dice.choice([None, 1920, 1977, 1978, 2010])
        place.kind = self.dice.choice([PropertyKind.APARTMENTS, PropertyKind.CONDO])
        place.requires_renters_insurance = self.dice.random() < 0.5
        self.properties.append(place)
        for _ in range(3):
            unit = a_unit(self.session, place)
            self.units.append(unit)
            began = TODAY - timedelta(days=self.dice.choice([0, 14, 15, 40, 300]))
            gone = self.dice.choice([None, None, None, TODAY, TODAY - timedelta(days=1)])
            home = a_tenancy(self.session, unit, starts_on=began, moved_out_on=gone and max(gone, began))
            home.cancelled_at = NOON if self.dice.random() < 0.1 else None
            self.tenancies.append(home)
            if self.dice.random() < 0.5:
                a_rent_line(self.session, home, kind=RentLineKind.PET_RENT, amount_cents=25_00)
                self.pets.add(home.id)

    def _file(self) -> None:
        rule = self.dice.choice(RULES)
        things = [self._thing(rule.level) for _ in range(self.dice.choice([1, 1, 2]))]
        if rule.level is L.COMPANY:
            things = self.dice.choice([[], [], [self.dice.choice(self.vendors)]])
        first = self.dice.choice([None, -200, -1, 0, 1, 31, 40])
        last = self.dice.choice([None, -30, -1, 0, 30, 31, 60, 61, 90, 120, 121, 400])
        if first is not None and last is not None and last < first:
            last = first + 30
        days = [None if one is None else TODAY + timedelta(days=one) for one in (first, last)]
        paper = Paper(rule.kind, things, days[0], days[1], self.dice.random() < 0.8, self.dice.random() < 0.85)
        targets = dict.fromkeys(target_of(thing) for thing in things)
        earlier = self._replaced(paper)
        row = Document(
            request_key=uuid4(), title="A paper", kind=rule.kind, valid_from=days[0], valid_through=days[1],
            filed_at=NOON, filed_by="Jo",
        )  # fmt: skip
        row.reviewed_at = NOON if paper.reviewed else None
        if not paper.in_use:
            row.archived_at, row.trashed_at = self.dice.choice([(NOON, None), (None, NOON)])
        if earlier:
            row.replaces_id, earlier.replaced_by = self.ids[id(earlier)], paper
        self.session.add(row)
        self.session.flush()
        self.session.add_all(DocumentLink(document_id=row.id, **asdict(target)) for target in targets)
        self.ids[id(paper)] = row.id
        self.papers.append(paper)

    def _replaced(self, paper: Paper) -> Paper | None:
        before = [one for one in self.papers if one.kind == paper.kind and one.replaced_by is None]
        return self.dice.choice(before) if before and self.dice.random() < 0.3 else None

    def _thing(self, level: KindLevel) -> Any:
        of = {L.PROPERTY: self.properties, L.UNIT: [*self.units, *self.tenancies], L.LEASE: self.tenancies}
        return self.dice.choice({**of, L.VENDOR: self.vendors, L.OWNER: self.owners}.get(level, self.vendors))

    def _waive(self) -> None:
        place = self.dice.randrange(len(RULES) - 1)
        thing = self._thing(RULES[place].level)
        if (place, thing.id) in self.waived or (RULES[place].level is L.UNIT and isinstance(thing, Tenancy)):
            return
        waive_requirement(
            self.session,
            CONSOLE,
            requirement_id=self.rule_ids[place],
            target=target_of(thing),
            reason="Not here",
            now=NOON,
        )
        self.waived.add((place, thing.id))

    def expected(self) -> Counter[tuple[UUID, UUID | None, str, date | None]]:
        """Every required document with its state and the last day covered, thing by thing."""
        told = chain.from_iterable(self._of_rule(place, rule) for place, rule in enumerate(RULES))
        return Counter(told)

    def _of_rule(self, place: int, rule: Requirement) -> Any:
        for thing, since_on in self._things(rule):
            state, through = self._state(place, rule, thing, since_on + timedelta(days=rule.within_days))
            yield self.rule_ids[place], thing.id if thing else None, state, through

    def _things(self, rule: Requirement) -> list[tuple[Any, date]]:
        if rule.level is L.COMPANY:
            return [(None, TODAY)]
        if rule.level in (L.VENDOR, L.OWNER):
            people = self.vendors if rule.level is L.VENDOR else self.owners
            return [(one, one.created_at.date()) for one in people if not one.archived_at]
        houses = {one.id: one for one in self.properties if not one.archived_at and self._meets(rule, one)}
        if rule.level is L.PROPERTY:
            return [(one, one.created_at.date()) for one in houses.values()]
        if rule.level is L.UNIT:
            return [(u, u.created_at.date()) for u in self.units if u.property_id in houses and not u.archived_at]
        homes = [one for one in self._live() if one.property_id in houses]
        with_pet = rule.condition is RequirementCondition.HAS_PET
        return [(one, one.starts_on) for one in homes if not with_pet or one.id in self.pets]

    def _meets(self, rule: Requirement, house: Any) -> bool:
        if rule.condition is RequirementCondition.BUILT_BEFORE:
            return house.year_built in (1920, 1977)
        if rule.condition is RequirementCondition.INSURANCE_ASKED:
            return house.requires_renters_insurance
        return rule.condition is not RequirementCondition.PROPERTY_KIND or house.kind is PropertyKind.APARTMENTS

    def _live(self) -> list[Any]:
        return [t for t in self.tenancies if not t.cancelled_at and (t.moved_out_on or TODAY) >= TODAY]

    def _state(self, place: int, rule: Requirement, thing: Any, due: date) -> tuple[str, date | None]:
        papers = [one for one in self.papers if one.kind is rule.kind and one.counts() and self._about(one, thing)]
        lasts = [one.last or date.max for one in papers if one.holds()]
        through = max(lasts, default=None)
        ahead = sorted(
            (one.first, -(one.last or date.max).toordinal())
            for one in papers
            if one.reviewed and one.first and one.first > TODAY and not one.undated()
        )
        if through and through < date.max and ahead and ahead[0][0] <= through + timedelta(days=1):
            through = max(through, date.fromordinal(-ahead[0][1]))
        gone = max((one.last for one in papers if one.reviewed and one.last and one.last < TODAY), default=None)
        shown = None if through == date.max else through or gone
        if thing and (place, thing.id) in self.waived:
            return "waived", shown
        if through and (through - TODAY).days > WINDOWS[rule.kind]:
            return "in order", shown
        if any(one.begun() and one.undated() for one in papers):
            return "no date", shown
        if any(not one.reviewed for one in papers):
            return "in the inbox", shown
        if through:
            return "expiring", shown
        return ("expired", shown) if gone else ("not yet due" if due >= TODAY else "missing", None)

    def _about(self, paper: Paper, thing: Any) -> bool:
        if thing is None:
            return not paper.things
        live = [one for one in self._live() if one.unit_id == thing.id]
        return any(one.id in {thing.id, *(home.id for home in live)} for one in paper.things)


def target_of(thing: Any) -> LinkTarget:
    """Return how a document or a waiver names a row."""
    name = {"Property": "property_id", "Unit": "unit_id", "Tenancy": "tenancy_id"}.get(
        type(thing).__name__, "person_id"
    )
    return LinkTarget(**{name: thing.id})
