"""What banks write as an amount, as whole cents."""

import pytest

from pm_app.banking.rules.amounts import AmountUnreadable, cents_of, decimal_mark


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("1234.5", 1_234_50),
        ("1,234.50", 1_234_50),
        ("£500.00", 500_00),
        ("$ -12.00", -12_00),
        ("-$12.00", -12_00),
        ("US$1,000", 1_000_00),
        ("12.00 USD", 12_00),
        ("EUR5.00", 5_00),
        ("(1,234.50)", -1_234_50),
        ("12.00-", -12_00),
        ("−12.00", -12_00),
        ("+12", 12_00),
        ("12.00 CR", 12_00),
        ("12.00DR", -12_00),
        ("1'234.50", 1_234_50),
        (".5", 50),
        ("5.", 5_00),
        ("5.1000", 5_10),
        ("0", 0),
    ],
)
def test_amounts_in_the_ways_banks_write_them(text: str, cents: int) -> None:
    assert cents_of(text) == cents


@pytest.mark.parametrize(
    "text",
    ["", " ", "ten", "1,23", "1.005", "--5", "(-5)", "-5-", "5-DR", "1,2345.00", "1.2.3", "1e5", "NaN", "9" * 20, "٣"],
)
def test_what_is_no_amount_is_told(text: str) -> None:
    with pytest.raises(AmountUnreadable):
        cents_of(text)


def test_a_decimal_comma_is_found_out_from_all_amounts_together() -> None:
    assert decimal_mark(["1.250,00", "80,5", "7"]) == ","
    assert decimal_mark(["1,250.00", "1,234"]) == "."
    assert cents_of("1.250,00", mark=",") == 1_250_00
    assert cents_of("1.250", mark=",") == 1_250_00
