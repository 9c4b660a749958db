"""What is wrong with a row is said with its number and column; totals that differ are said too."""

import pytest

from pm_app.receivables.rules.rent_roll.reading import NoRentRoll
from tests.receivables.rent_roll.files import as_csv
from tests.receivables.rent_roll.reads import plan_of, problems_of, reading_of

HEADER = [
    "Property",
    "Unit",
    "Tenant",
    "Status",
    "Rent",
    "Deposit",
    "Move In",
    "Lease To",
    "Move Out",
    "Balance",
    "Prepaid",
]
GOOD = ["Maple Court", "101", "Ann Lee", "Current", "1,000.00", "500.00", "1/1/2025", "12/31/2026", "", "0.00", ""]


def row(**changes: str) -> list[str]:
    return [changes.get(name.lower().replace(" ", "_"), value) for name, value in zip(HEADER, GOOD, strict=True)]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"rent": "abc"}, "Row 2, column Rent: 'abc' is not an amount."),
        ({"rent": ""}, "Row 2: Ann Lee pays no rent."),
        ({"rent": "-5.00"}, "more than the rent"),
        ({"rent": "2,000,000.00"}, "Check the decimal point"),
        ({"deposit": "-500"}, "Row 2, column Deposit: a deposit that is held cannot be negative."),
        ({"move_in": "13/13/2025"}, "Row 2, column Move In: '13/13/2025' is not a day."),
        ({"move_in": ""}, "there is neither a move-in nor a lease start"),
        ({"lease_to": "12/31/2024"}, "the lease ends before it begins on Jan 1, 2025"),
        ({"move_out": "12/31/2024", "status": ""}, "moved out on Dec 31, 2024"),
        ({"tenant": ""}, "the status is Current, but no tenant is named"),
        ({"tenant": "", "status": "", "deposit": ""}, "somebody moved in, but no tenant is named"),
        ({"tenant": "VACANT", "status": "Vacant", "rent": ""}, "the unit is vacant, but has a deposit of $500.00"),
        ({"status": "Vacant"}, "the unit is marked vacant, but Ann Lee is named"),
        ({"status": "perhaps"}, "'perhaps' is not a status"),
        ({"property": ""}, "nothing says which property this is"),
        ({"balance": "-20.00", "prepaid": "30.00"}, "the balance is a credit of $20.00, but $30.00 is prepaid"),
        ({"unit": "1" * 50}, "the unit's name is longer than 40 characters"),
    ],
)
def test_a_row_that_cannot_be_is_refused_with_a_sentence(changes: dict[str, str], sentence: str) -> None:
    problems = problems_of([HEADER, row(**changes)])

    assert any(sentence in problem for problem in problems), problems


def test_a_row_without_a_unit_is_refused_where_its_property_has_others() -> None:
    assert problems_of([HEADER, GOOD, row(unit="")]) == ["Row 3: there is no unit. Fill in the unit's number."]


def test_every_wrong_row_of_a_file_is_told() -> None:
    rows = [row(unit=str(number), rent="abc" if number % 2 else "900.00") for number in range(1, 11)]

    problems = problems_of([HEADER, *rows])

    assert [problem.split(",")[0] for problem in problems] == ["Row 2", "Row 4", "Row 6", "Row 8", "Row 10"]


def test_a_total_that_differs_is_refused() -> None:
    total = ["Total", "", "", "", "1,900.00", "500.00", "", "", "", "", ""]

    assert problems_of([HEADER, GOOD, total]) == [
        "Row 3, column Rent: the file's total is $1,900.00, but the rows above it add up to $1,000.00. Check which "
        "column is which, or leave the total out of the file."
    ]


def test_a_total_over_a_cell_that_cannot_be_read_is_not_told_on_top() -> None:
    total = ["Total", "", "", "", "1,900.00", "500.00", "", "", "", "", ""]

    assert problems_of([HEADER, row(rent="abc"), total]) == [
        "Row 2, column Rent: 'abc' is not an amount. Write it like 1,250.00."
    ]


def test_a_count_of_units_that_differs_is_refused() -> None:
    assert problems_of([HEADER, GOOD, ["Total", "2 Units"]]) == [
        "Row 3: the file's total counts 2 units, but 1 are above it."
    ]


def test_two_households_in_a_unit_on_the_same_days_are_refused() -> None:
    [problem] = problems_of([HEADER, GOOD, row(tenant="Bo Roe", move_in="6/1/2025")])

    assert problem.startswith("Row 3: Maple Court, 101 is in row 2 already, with no move-out before")


def test_a_household_after_the_one_that_leaves_is_no_repetition() -> None:
    lines = [HEADER, row(move_out="3/31/2026"), row(tenant="Bo Roe", status="Future", move_in="4/1/2026")]

    plan = plan_of(as_csv(lines))

    assert (plan.refused, plan.totals.units, plan.totals.occupied, plan.totals.future) == ((), 1, 1, 1)


def test_a_household_that_left_owing_nothing_is_left_out_with_a_remark() -> None:
    reading = reading_of(as_csv([HEADER, GOOD, row(unit="102", status="Past", deposit="")]))

    assert (len(reading.units), reading.refused) == (1, ())
    assert reading.warnings == ("Row 3: this household is marked as moved out and owes nothing; it is left out.",)


def test_a_file_without_tenants_and_rents_is_no_rent_roll() -> None:
    with pytest.raises(NoRentRoll, match="no tenants and no rents"):
        reading_of(as_csv([["Property", "Unit", "Beds"], ["Maple Court", "101", "2"]]))


def test_a_model_unit_is_not_let() -> None:
    [unit] = plan_of(as_csv([HEADER, row(tenant="MODEL", status="", rent="", deposit="", move_in="")])).units

    assert (unit.entry.household, str(unit.entry.off_market)) == (None, "model")


def test_charges_on_rows_that_repeat_the_unit_are_its_lines() -> None:
    header = ["Property", "Unit", "Tenant", "Charge Code", "Amount", "Move In", "Balance"]
    lines = [
        header,
        ["Maple Court", "101", "Ann Lee", "rent", "1,000.00", "1/1/2025", "75.00"],
        ["Maple Court", "101", "Ann Lee", "pet", "25.00", "1/1/2025", "75.00"],
        ["Maple Court", "102", "Bo Roe", "rent", "900.00", "1/1/2025", "0.00"],
        ["Total", "", "", "", "1,925.00", "", "75.00"],
    ]

    plan = plan_of(as_csv(lines))

    assert (plan.refused, plan.totals.rent_cents, plan.totals.recurring_cents, plan.totals.owed_cents) == (
        (),
        1_900_00,
        25_00,
        75_00,
    )


def test_a_tenant_on_a_line_of_its_own_is_another_tenant_and_a_lone_word_goes_on() -> None:
    lines = [
        ["Unit", "Tenant", "Rent", "Move In"],
        ["Maple Court"],
        ["101", "Ann", "1,000.00", "1/1/2025"],
        ["", "Lee"],
    ]
    lines += [["", "Bo Roe"]]

    [unit] = plan_of(as_csv(lines)).units

    assert unit.entry.household is not None
    assert [one.name for one in unit.entry.household.tenants] == ["Ann Lee", "Bo Roe"]


def test_houses_without_units_are_properties_of_one() -> None:
    lines = [["Address", "Tenant", "Rent", "Move In"], ["9 Elm St", "Ann Lee", "1,000.00", "1/1/2025"]]

    [unit] = plan_of(as_csv(lines)).units

    assert (unit.entry.place.address_line, unit.entry.unit.unit) == ("9 Elm St", "1")
