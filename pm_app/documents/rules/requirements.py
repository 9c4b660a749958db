"""Which documents must be there for what, by when, and where one thing stands with one of them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from pm_app.documents.enums import ComplianceState, DocumentKind, KindLevel, RequirementCondition
from pm_app.documents.rules.kinds import KindFacts
from pm_app.documents.rules.naming import LinkTarget
from pm_app.kernel.dates import day_after, days_from
from pm_app.kernel.errors import Refused

LONGEST_REASON = 500
LONGEST_NOTE = 300
MOST_DAYS = 3_650
FIRST_YEAR, LAST_YEAR = 1500, 2200
# What somebody has to do something about.
TO_DO = (
    ComplianceState.EXPIRED,
    ComplianceState.MISSING,
    ComplianceState.NO_DATE,
    ComplianceState.IN_INBOX,
    ComplianceState.EXPIRING,
)
# What is about a household alone.
_OF_LEASES = (RequirementCondition.HAS_PET, RequirementCondition.INSURANCE_ASKED)
# Where a document may be required. Applicants are people without records of their own here.
LEVELS = (
    KindLevel.PROPERTY,
    KindLevel.UNIT,
    KindLevel.LEASE,
    KindLevel.OWNER,
    KindLevel.VENDOR,
    KindLevel.COMPANY,
)
_OF_BUILDINGS = (KindLevel.PROPERTY, KindLevel.UNIT, KindLevel.LEASE)
_OF_ONE_PROPERTY = (*_OF_BUILDINGS, KindLevel.OWNER)


class RequirementRefused(Refused):
    """A rule that cannot be meant: of no such level, with a condition that cannot be true there."""


@dataclass(frozen=True)
class Requirement:
    """A kind of document that must be there for everything of a level that the condition is true of.

    `condition_value` is the year before which a building was built, or the kind of property; empty otherwise.
    It is due `within_days` after the lease starts, or the property, unit or person was added; of the company, the rule.
    """

    kind: DocumentKind
    level: KindLevel
    condition: RequirementCondition = RequirementCondition.ALWAYS
    condition_value: str = ""
    within_days: int = 0
    property_id: UUID | None = None
    note: str = ""


@dataclass(frozen=True)
class Concerned:
    """What a rule looks at in a thing: since when it is there, its building, and whether a pet lives there.

    `property_ids` are the property it is or is in; of an owner, the properties owned now. `insurance_asked`: its
    property asks for renter's insurance.
    """

    level: KindLevel
    since_on: date
    property_ids: frozenset[UUID] = frozenset()
    year_built: int | None = None
    property_kind: str = ""
    has_pet: bool = False
    insurance_asked: bool = False


@dataclass(frozen=True)
class PaperFacts:
    """A document of the kind that belongs to the thing, in use, and not yet taken over by the one replacing it.

    `undated`: its kind expires, and it has no last day.
    """

    document_id: UUID
    valid_from: date | None
    valid_through: date | None
    reviewed: bool

    undated: bool = False

    def holds_on(self, day: date) -> bool:
        """Return whether somebody looked at it and it is in force on the day, which without its date nobody knows."""
        return self._begun_on(day) and not self.undated and (self.valid_through is None or self.valid_through >= day)

    def lacks_its_date_on(self, day: date) -> bool:
        """Return whether somebody looked at it and it has begun by the day, but nobody wrote down until when it is."""
        return self._begun_on(day) and self.undated

    def _begun_on(self, day: date) -> bool:
        return self.reviewed and (self.valid_from is None or self.valid_from <= day)


@dataclass(frozen=True)
class Compliance:
    """Where a thing stands with a required document, the document that decides it, and the last day it is covered."""

    state: ComplianceState
    document_id: UUID | None = None
    through: date | None = None


USUAL_REQUIREMENTS: tuple[Requirement, ...] = (
    Requirement(
        DocumentKind.LEAD_PAINT_DISCLOSURE,
        KindLevel.LEASE,
        RequirementCondition.BUILT_BEFORE,
        "1978",
        note="Federal law for homes built before 1978.",
    ),
    Requirement(DocumentKind.MOVE_IN_INSPECTION, KindLevel.LEASE, within_days=14),
    Requirement(DocumentKind.PET_RECORD, KindLevel.LEASE, RequirementCondition.HAS_PET, within_days=30),
    Requirement(
        DocumentKind.RENTERS_INSURANCE,
        KindLevel.LEASE,
        RequirementCondition.INSURANCE_ASKED,
        note="Where the facts of the property say that it is asked for.",
    ),
    Requirement(DocumentKind.PROPERTY_INSURANCE, KindLevel.PROPERTY),
    Requirement(DocumentKind.RENTAL_LICENSE, KindLevel.PROPERTY, within_days=30),
    Requirement(DocumentKind.MANAGEMENT_AGREEMENT, KindLevel.PROPERTY),
    Requirement(
        DocumentKind.FIRE_SAFETY_INSPECTION, KindLevel.PROPERTY, RequirementCondition.PROPERTY_KIND, "apartments"
    ),
    Requirement(DocumentKind.SMOKE_DETECTOR_TEST, KindLevel.UNIT, within_days=30),
    Requirement(DocumentKind.CERTIFICATE_OF_INSURANCE, KindLevel.VENDOR),
    Requirement(DocumentKind.TAX_FORM, KindLevel.VENDOR, note="W-9, before the first payment."),
    Requirement(DocumentKind.TAX_FORM, KindLevel.OWNER, note="W-9 or W-8, before the first payment."),
    Requirement(DocumentKind.COMPANY_LICENSE, KindLevel.COMPANY, note="Business license, broker license, E&O."),
)


def applies(rule: Requirement, thing: Concerned) -> bool:
    """Return whether the document is required of the thing (domain rules §19, requirement rules).

    A building whose year nobody knows was not built before any year.
    """
    if rule.level is not thing.level or not (rule.property_id is None or rule.property_id in thing.property_ids):
        return False
    if rule.condition is RequirementCondition.BUILT_BEFORE:
        return thing.year_built is not None and thing.year_built < int(rule.condition_value)
    if rule.condition is RequirementCondition.PROPERTY_KIND:
        return thing.property_kind == rule.condition_value
    if rule.condition is RequirementCondition.INSURANCE_ASKED:
        return thing.insurance_asked
    return rule.condition is RequirementCondition.ALWAYS or thing.has_pet


def due_on(rule: Requirement, thing: Concerned) -> date:
    """Return the last day on which it may still be missing."""
    return thing.since_on + timedelta(days=rule.within_days)


def compliance(papers: Collection[PaperFacts], *, due: date, waived: bool, today: date, window_days: int) -> Compliance:
    """Return where a thing stands with a required document, given its documents of that kind in use.

    A waiver counts before all. A document that follows on the one in force without a gap counts with it. What would
    not be in order has no date while a document is there whose last day nobody wrote down, and else is in the inbox
    while one waits to be looked at.
    """
    held = [paper for paper in papers if paper.holds_on(today)]
    best = max(held, key=lambda paper: (_last(paper), paper.document_id), default=None)
    through = _covered_through(best, papers, today) if best else None
    if waived:
        return Compliance(ComplianceState.WAIVED, best.document_id if best else None, through)
    if best and (through is None or days_from(today, through) > window_days):
        return Compliance(ComplianceState.IN_ORDER, best.document_id, through)
    undated = [paper.document_id for paper in papers if paper.lacks_its_date_on(today)]
    if undated:
        return Compliance(ComplianceState.NO_DATE, max(undated), through)
    waiting = [paper.document_id for paper in papers if not paper.reviewed]
    if waiting:
        return Compliance(ComplianceState.IN_INBOX, max(waiting), through)
    if best:
        return Compliance(ComplianceState.EXPIRING, best.document_id, through)
    return _without(papers, due, today)


def _without(papers: Collection[PaperFacts], due: date, today: date) -> Compliance:
    """Where a thing stands that no document covers."""
    lapsed = [paper for paper in papers if paper.valid_through is not None and paper.valid_through < today]
    if lapsed:
        last = max(lapsed, key=lambda paper: (_last(paper), paper.document_id))
        return Compliance(ComplianceState.EXPIRED, last.document_id, last.valid_through)
    return Compliance(ComplianceState.NOT_YET_DUE if due >= today else ComplianceState.MISSING)


def _covered_through(best: PaperFacts, papers: Collection[PaperFacts], today: date) -> date | None:
    coming = [
        (paper.valid_from, _last(paper))
        for paper in papers
        if paper.reviewed and not paper.undated and paper.valid_from is not None and paper.valid_from > today
    ]
    last = _last(best)
    if coming and last < date.max:
        begins, ends = min(coming, key=lambda days: (days[0], -days[1].toordinal()))
        last = max(last, ends) if begins <= day_after(last) else last
    return None if last == date.max else last


def _last(paper: PaperFacts) -> date:
    return paper.valid_through or date.max


def checked_requirement(rule: Requirement, facts: Mapping[DocumentKind, KindFacts]) -> Requirement:
    """Return the rule as it can be kept; refuses (`RequirementRefused`) one that could never be true."""
    if rule.level not in LEVELS:
        raise RequirementRefused("Choose a property, unit, lease, owner, vendor or the company.", field="level")
    if rule.level not in facts[rule.kind].levels:
        raise RequirementRefused(
            f"This kind of document is not kept for a {rule.level.value}. Choose another, or change what the kind is "
            "about in the settings of kinds.",
            field="level",
        )
    if not 0 <= rule.within_days <= MOST_DAYS:
        raise RequirementRefused(f"Give the days as a number from 0 to {MOST_DAYS:,}.", field="within_days")
    if rule.property_id is not None and rule.level not in _OF_ONE_PROPERTY:
        raise RequirementRefused("A vendor or the company is of no single property. Leave it out.", field="property_id")
    _check_condition(rule)
    return rule


def check_waived_thing(level: KindLevel, target: LinkTarget) -> None:
    """Refuse (`RequirementRefused`) to waive a rule for a thing of another level, or for the company."""
    if level is KindLevel.COMPANY:
        raise RequirementRefused("The company has this rule for itself alone. Remove the rule instead.")
    of_people = level in (KindLevel.OWNER, KindLevel.VENDOR)
    named = {
        KindLevel.PROPERTY: target.property_id,
        KindLevel.UNIT: target.unit_id,
        KindLevel.LEASE: target.tenancy_id,
    }.get(level, target.person_id if of_people else None)
    if named is None:
        raise RequirementRefused(f"This document is required of a {level.value}. Choose one to waive it for.")


def requirement_words(rule: Requirement) -> str:
    """Say what a rule asks for: "Rental license, every property of the kind apartments"."""
    value = rule.condition_value
    where = {
        RequirementCondition.ALWAYS: "",
        RequirementCondition.BUILT_BEFORE: f" in buildings built before {value}",
        RequirementCondition.PROPERTY_KIND: f" of the kind {value}",
        RequirementCondition.HAS_PET: " with a pet",
        RequirementCondition.INSURANCE_ASKED: " in properties that ask for renter's insurance",
    }[rule.condition]
    if rule.condition is RequirementCondition.BUILT_BEFORE and rule.level is KindLevel.PROPERTY:
        where = f" built before {value}"
    if rule.condition is RequirementCondition.PROPERTY_KIND and rule.level is not KindLevel.PROPERTY:
        where = f" in properties of the kind {value}"
    whose = "the company" if rule.level is KindLevel.COMPANY else f"every {rule.level.value}"
    return f"{rule.kind.value[0].upper()}{rule.kind.value[1:]}, {whose}{where}"


def _check_condition(rule: Requirement) -> None:
    condition = rule.condition
    if condition in _OF_LEASES and rule.level is not KindLevel.LEASE:
        what = "has a pet" if condition is RequirementCondition.HAS_PET else "has renter's insurance"
        raise RequirementRefused(f"Only a lease {what}. Choose the lease, or another condition.", field="condition")
    if condition in (RequirementCondition.BUILT_BEFORE, RequirementCondition.PROPERTY_KIND):
        if rule.level not in _OF_BUILDINGS:
            raise RequirementRefused("Only properties, units and leases are of a building.", field="condition")
    elif rule.condition_value:
        raise RequirementRefused("This condition needs nothing more. Leave the field empty.", field="condition_value")
    if condition is RequirementCondition.BUILT_BEFORE and not _is_year(rule.condition_value):
        raise RequirementRefused("Give the year as four digits, such as 1978.", field="condition_value")
    if condition is RequirementCondition.PROPERTY_KIND and not rule.condition_value:
        raise RequirementRefused("Choose the kind of property.", field="condition_value")


def _is_year(written: str) -> bool:
    return len(written) == 4 and written.isascii() and written.isdigit() and FIRST_YEAR <= int(written) <= LAST_YEAR
