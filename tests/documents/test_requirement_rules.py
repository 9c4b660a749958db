"""Which documents are required of what, by when, and where a thing stands: worked examples, and what always holds."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pm_app.documents.enums import ComplianceState, DocumentKind, KindLevel, RequirementCondition
from pm_app.documents.rules.kinds import KIND_FACTS
from pm_app.documents.rules.naming import LinkTarget
from pm_app.documents.rules.requirements import (
    USUAL_REQUIREMENTS,
    Compliance,
    Concerned,
    PaperFacts,
    Requirement,
    RequirementRefused,
    applies,
    check_waived_thing,
    checked_requirement,
    compliance,
    due_on,
    requirement_words,
)

TODAY = date(2026, 1, 15)
HOUSE = uuid4()
LEAD = Requirement(DocumentKind.LEAD_PAINT_DISCLOSURE, KindLevel.LEASE, RequirementCondition.BUILT_BEFORE, "1978")
PETS = Requirement(DocumentKind.PET_RECORD, KindLevel.LEASE, RequirementCondition.HAS_PET)
ALARM = Requirement(
    DocumentKind.FIRE_SAFETY_INSPECTION, KindLevel.PROPERTY, RequirementCondition.PROPERTY_KIND, "apartments"
)


def a_lease(year_built: int | None = 1965, *, has_pet: bool = False) -> Concerned:
    return Concerned(KindLevel.LEASE, TODAY, frozenset({HOUSE}), year_built, "apartments", has_pet)


def a_paper(first: int | None, last: int | None, *, reviewed: bool = True, expires: bool = False) -> PaperFacts:
    """A document that is valid from and through so many days from today; `expires`: as all of its kind should."""
    days = [None if days is None else TODAY + timedelta(days=days) for days in (first, last)]
    return PaperFacts(uuid4(), days[0], days[1], reviewed, undated=expires and last is None)


def standing(*papers: PaperFacts, due: int = -1, waived: bool = False) -> Compliance:
    return compliance(papers, due=TODAY + timedelta(days=due), waived=waived, today=TODAY, window_days=60)


@pytest.mark.parametrize(("year_built", "required"), [(1977, True), (1978, False), (2004, False), (None, False)])
def test_a_lead_disclosure_is_required_of_leases_in_buildings_built_before_1978(year_built: int | None, required: bool):
    assert applies(LEAD, a_lease(year_built)) is required


def test_a_rule_holds_at_its_level_where_its_condition_is_true():
    house = Concerned(KindLevel.PROPERTY, TODAY, frozenset({HOUSE}), 1965, "apartments")

    assert applies(PETS, a_lease(has_pet=True))
    assert not applies(PETS, a_lease())
    assert applies(ALARM, house)
    assert not applies(ALARM, replace(house, property_kind="condo"))
    assert not applies(ALARM, a_lease())


def test_a_rule_of_one_property_holds_there_alone():
    elsewhere = replace(LEAD, property_id=uuid4())

    assert applies(replace(LEAD, property_id=HOUSE), a_lease())
    assert not applies(elsewhere, a_lease())


def test_a_move_in_inspection_is_due_so_many_days_after_the_start():
    inspection = Requirement(DocumentKind.MOVE_IN_INSPECTION, KindLevel.LEASE, within_days=14)

    assert due_on(inspection, a_lease()) == date(2026, 1, 29)


@pytest.mark.parametrize(
    ("papers", "due", "expected", "through"),
    [
        ([], 0, "not yet due", None),
        ([], -1, "missing", None),
        ([(-10, None)], -1, "in order", None),
        ([(-300, 61)], -1, "in order", 61),
        ([(-300, 60)], -1, "expiring", 60),
        ([(-300, 0)], -1, "expiring", 0),
        ([(-300, -1)], -1, "expired", -1),
        ([(-300, -1)], 30, "expired", -1),
        ([(-300, -90), (-100, 200)], -1, "in order", 200),
        ([(5, 300)], -1, "missing", None),
        # What follows on the one in force counts with it; after a gap it does not.
        ([(-300, 20), (21, 386)], -1, "in order", 386),
        ([(-300, 20), (22, 386)], -1, "expiring", 20),
        ([(-300, 20), (10, 30)], -1, "expiring", 30),
    ],
)
def test_where_a_thing_stands(
    papers: list[tuple[int | None, int | None]], due: int, expected: str, through: int | None
):
    told = standing(*(a_paper(*days) for days in papers), due=due)

    assert told.state.value == expected
    assert told.through == (None if through is None else TODAY + timedelta(days=through))


def test_what_waits_to_be_looked_at_is_in_the_inbox_unless_all_is_in_order():
    unread, expired, good = a_paper(None, None, reviewed=False), a_paper(-300, -1), a_paper(-300, 200)

    assert standing(unread) == Compliance(ComplianceState.IN_INBOX, unread.document_id)
    assert standing(expired, unread).state is ComplianceState.IN_INBOX
    assert standing(good, unread).state is ComplianceState.IN_ORDER


def test_what_expires_but_has_no_last_day_is_not_in_order():
    undated, unread = a_paper(-10, None, expires=True), a_paper(None, None, reviewed=False)
    told = Compliance(ComplianceState.NO_DATE, undated.document_id)

    assert standing(undated) == standing(undated, unread) == standing(a_paper(-300, -1), undated) == told
    assert standing(undated, a_paper(-300, 200)).state is ComplianceState.IN_ORDER
    assert standing(undated, a_paper(-300, 20)) == replace(told, through=TODAY + timedelta(days=20))
    assert standing(undated, waived=True).state is ComplianceState.WAIVED
    # What has not begun covers nothing yet, and without its last day it is not known how long it will.
    assert standing(a_paper(5, None, expires=True)).state is ComplianceState.MISSING
    assert standing(a_paper(-300, 20), a_paper(21, None, expires=True)).state is ComplianceState.EXPIRING


def test_renters_insurance_is_required_where_the_property_asks_for_it():
    [rule] = [rule for rule in USUAL_REQUIREMENTS if rule.kind is DocumentKind.RENTERS_INSURANCE]

    assert applies(rule, replace(a_lease(), insurance_asked=True))
    assert not applies(rule, a_lease())
    assert requirement_words(rule) == "Renter's insurance, every lease in properties that ask for renter's insurance"
    with pytest.raises(RequirementRefused) as refused:
        checked_requirement(replace(rule, level=KindLevel.PROPERTY, kind=DocumentKind.RENTAL_LICENSE), KIND_FACTS)
    assert refused.value.field == "condition"


def test_a_waiver_counts_before_all():
    assert standing(waived=True).state is ComplianceState.WAIVED
    assert standing(a_paper(-300, -1), waived=True).state is ComplianceState.WAIVED


_days = st.one_of(st.none(), st.integers(-90, 120))
_papers = st.lists(
    st.builds(
        lambda first, more, reviewed: a_paper(
            first, None if more is None else (first or 0) + abs(more), reviewed=reviewed
        ),
        _days,
        _days,
        st.booleans(),
    ),
    max_size=6,
)


@given(_papers, st.integers(-20, 20))
def test_more_papers_never_make_it_worse_once_all_is_in_order(papers: list[PaperFacts], due: int):
    before = standing(*papers, due=due)
    after = standing(*papers, a_paper(-10, None), due=due)

    assert after.state is ComplianceState.IN_ORDER
    if before.state is ComplianceState.IN_ORDER:
        assert before.document_id in {paper.document_id for paper in papers if paper.holds_on(TODAY)}


@given(_papers, st.integers(-20, 20))
def test_the_order_of_the_papers_changes_nothing(papers: list[PaperFacts], due: int):
    assert standing(*papers, due=due) == standing(*reversed(papers), due=due)


@given(_papers, st.integers(-20, 20))
def test_nothing_is_missing_while_somebody_could_show_a_paper(papers: list[PaperFacts], due: int):
    told = standing(*papers, due=due)
    covered = any(paper.holds_on(TODAY) for paper in papers)

    assert (told.state in {ComplianceState.MISSING, ComplianceState.NOT_YET_DUE}) <= (not covered)
    assert (told.state is ComplianceState.IN_ORDER) <= covered
    assert told.state is not ComplianceState.MISSING or due < 0


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"level": KindLevel.APPLICANT}, "level"),
        ({"level": KindLevel.VENDOR}, "level"),
        ({"condition_value": "seventy"}, "condition_value"),
        ({"condition_value": ""}, "condition_value"),
        ({"condition_value": "12"}, "condition_value"),
        ({"condition": RequirementCondition.ALWAYS}, "condition_value"),
        ({"condition": RequirementCondition.PROPERTY_KIND, "condition_value": ""}, "condition_value"),
        ({"within_days": -1}, "within_days"),
        ({"within_days": 3_651}, "within_days"),
    ],
)
def test_a_rule_that_could_never_be_true_is_refused(changed: dict[str, object], field: str):
    with pytest.raises(RequirementRefused) as refusal:
        checked_requirement(replace(LEAD, **changed), KIND_FACTS)  # pyright: ignore[reportArgumentType]

    assert refusal.value.field == field


@pytest.mark.parametrize(
    "rule",
    [
        Requirement(DocumentKind.PROPERTY_INSURANCE, KindLevel.PROPERTY, RequirementCondition.HAS_PET),
        Requirement(DocumentKind.TAX_FORM, KindLevel.VENDOR, RequirementCondition.BUILT_BEFORE, "1978"),
        Requirement(DocumentKind.TAX_FORM, KindLevel.VENDOR, property_id=HOUSE),
    ],
)
def test_a_condition_that_means_nothing_at_its_level_is_refused(rule: Requirement):
    with pytest.raises(RequirementRefused):
        checked_requirement(rule, KIND_FACTS)


def test_the_usual_rules_can_all_be_kept_and_say_what_they_ask():
    words = [requirement_words(checked_requirement(rule, KIND_FACTS)) for rule in USUAL_REQUIREMENTS]

    assert words[:2] == [
        "Lead-based-paint disclosure, every lease in buildings built before 1978",
        "Move-in inspection, every lease",
    ]
    assert "Company license or bond, the company" in words
    assert len({(rule.kind, rule.level) for rule in USUAL_REQUIREMENTS}) == len(USUAL_REQUIREMENTS)


@pytest.mark.parametrize(
    ("level", "target"),
    [
        (KindLevel.LEASE, LinkTarget(unit_id=HOUSE)),
        (KindLevel.VENDOR, LinkTarget(property_id=HOUSE)),
        (KindLevel.PROPERTY, LinkTarget(person_id=HOUSE)),
        (KindLevel.COMPANY, LinkTarget(person_id=HOUSE)),
    ],
)
def test_a_rule_is_waived_for_a_thing_of_its_level_alone(level: KindLevel, target: LinkTarget):
    with pytest.raises(RequirementRefused):
        check_waived_thing(level, target)


def test_a_vendor_and_an_owner_are_people_to_waive_for():
    person = LinkTarget(person_id=UUID(int=1))

    for level in (KindLevel.VENDOR, KindLevel.OWNER):
        check_waived_thing(level, person)
