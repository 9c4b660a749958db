"""Amounts in cents, and the numbers papers are known by."""

import pytest

from pm_app.documents.enums import FindingKind as Kind
from tests.documents.understanding.papers import findings, the, told


@pytest.mark.parametrize(
    ("written", "cents"),
    [
        *(("$1,250.00", "125000"), ("$ 1250.00", "125000"), ("1,250.00", "125000"), ("$1,250", "125000")),
        *(("€ 717,97", "71797"), ("1.234,50 EUR", "123450"), ("CHF 3'949.75", "394975"), ("USD 45.10", "4510")),
        ("CHF 3 949.75", "394975"),
    ],
)
def test_amounts_are_read_in_cents_however_they_are_written(written: str, cents: str) -> None:
    assert told(Kind.TOTAL, f"Invoice\nTotal {written}") == [cents]


def test_what_is_due_comes_before_the_total_and_the_subtotal_is_none() -> None:
    text = "INVOICE\nSUBTOTAL $100.00\nSALES TAX $10.00\nTOTAL $110.00\nPREVIOUS BALANCE $500.00\nTOTAL DUE $610.00"

    assert told(Kind.TOTAL, text) == ["61000", "11000"]


def test_figures_without_a_mark_of_money_are_no_total() -> None:
    assert told(Kind.TOTAL, "Invoice\nTotal QTY: 4\nTotal 51 units, page 3 of 4, 50 % total") == []


def test_a_lease_tells_its_rent_and_deposit_and_no_total() -> None:
    text = "RESIDENTIAL LEASE\nMonthly rent\n$1,485.00\nSecurity deposit: $1,400.00\nTotal $9,999.00"

    assert told(Kind.AMOUNT, text) == ["148500", "140000"]
    assert all(one.confidence < 50 for one in findings(text) if one.kind is Kind.TOTAL)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Invoice No: #INV03051", "INV03051"),
        ("INVOICE\n# 23413561D", "23413561D"),
        ("Invoice INV/2023/03/0008", "INV/2023/03/0008"),
        ("Invoice\nNumber BW-10442", "BW-10442"),
        ("Factuurnummer: 993548900", "993548900"),
        ("Policy number\nHO4-118-2207", "HO4-118-2207"),
        ("License # RD-2026-0417", "RD-2026-0417"),
        ("Claim # SF-1008", "SF-1008"),
        ("Case Number: 24CV001882", "24CV001882"),
    ],
)
def test_numbers_are_found_after_the_word_that_names_them(text: str, number: str) -> None:
    assert the(Kind.REFERENCE, text).value == number


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Social Security Number: 123-45-6789",
            "Policy number",
            "Invoice 2024",
            "account of the tenant",
            "lease no later",
        ),
        *("Phone no. 555-010-2200", "License expires 03/14/2025"),
    ],
)
def test_words_years_and_numbers_of_persons_are_no_numbers_of_papers(text: str) -> None:
    assert told(Kind.REFERENCE, text) == []
