"""How the screen writes amounts, days and counts, and what it reads from what people type."""

from datetime import UTC, date, datetime, time

import pytest

from pm_app.kernel.errors import Refused
from pm_app.ui import format as words

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("cents", "shown"),
    [
        (1_234_56, "$1,234.56"),
        (-20_00, "−$20.00"),
        (0, "$0.00"),
        (5, "$0.05"),
        (10_000_000_00, "$10,000,000.00"),
        (None, "—"),
    ],
)
def test_amounts_are_written_with_both_cents_and_a_true_minus(cents, shown):
    assert words.dollars(cents) == shown


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("1,250", 1_250_00),
        ("$1250.00", 1_250_00),
        ("1250.5", 1_250_50),
        (" $ 1,250.05 ", 1_250_05),
        (".50", 50),
        ("7.", 7_00),
        ("0", 0),
        ("10,000,000.00", 10_000_000_00),
    ],
)
def test_amounts_are_read_the_ways_people_type_them(typed, cents):
    assert words.parse_dollars(typed, "amount") == cents


@pytest.mark.parametrize("typed", ["", "-5", "−5", "($5)", "$-5", "abc", "1,25", "12.345", "1.2.3", "1e3", "$", "٣"])
def test_what_is_no_amount_is_refused_beside_its_field(typed):
    with pytest.raises(Refused) as refusal:
        words.parse_dollars(typed, "amount")

    assert refusal.value.field == "amount"
    assert refusal.value.message.endswith(".")


@pytest.mark.parametrize("typed", ["10,000,000.01", "9" * 400])
def test_an_absurd_amount_is_refused_with_the_largest_that_is_read(typed):
    with pytest.raises(Refused, match=r"at most \$10,000,000\.00"):
        words.parse_dollars(typed)


def test_every_amount_that_is_written_is_read_back_the_same():
    for cents in (0, 1, 99, 100, 1_234_56, 999_999_99, 10_000_000_00):
        assert words.parse_dollars(words.dollars(cents)) == cents


def test_days_are_written_in_full():
    assert words.day(TODAY) == "Nov 20, 2026"
    assert words.day(date(2026, 5, 1)) == "May 1, 2026"
    assert words.day(None) == "—"
    assert words.short_day(TODAY) == "Nov 20"
    assert words.iso_day(TODAY) == "2026-11-20"
    assert words.iso_day(None) == ""


@pytest.mark.parametrize(
    "typed", ["2026-11-20", "11/20/2026", "Nov 20, 2026", "november 20 2026", "Nov. 20, 2026", " 2026-11-20 "]
)
def test_days_are_read_the_ways_people_type_them(typed):
    assert words.parse_day(typed, "received_on") == TODAY


def test_september_is_read_in_its_four_letters_too():
    assert words.parse_day("Sept 9, 2026") == date(2026, 9, 9)


@pytest.mark.parametrize(
    "typed", ["", "tomorrow", "20/11/2026", "2026-02-30", "11/20/26", "Nix 4, 2026", "1776-07-04", "2026-13-01"]
)
def test_what_is_no_day_is_refused_beside_its_field(typed):
    with pytest.raises(Refused) as refusal:
        words.parse_day(typed, "received_on")

    assert refusal.value.field == "received_on"
    assert refusal.value.message.endswith(".")


def test_a_month_is_written_with_its_year():
    assert words.month(TODAY) == "November 2026"


@pytest.mark.parametrize(
    ("day_on", "said", "tone"),
    [
        (date(2026, 11, 13), "7 days late", "overdue"),
        (date(2026, 11, 19), "1 day late", "overdue"),
        (TODAY, "Today", "soon"),
        (date(2026, 11, 21), "1 day left", "soon"),
        (date(2026, 11, 27), "7 days left", "soon"),
        (date(2026, 11, 28), "8 days left", ""),
    ],
)
def test_days_left_and_late_are_said_with_their_urgency(day_on, said, tone):
    assert words.days_left(day_on, TODAY) == said
    assert words.days_tone(day_on, TODAY) == tone


def test_moments_are_written_in_the_zone_of_the_office():
    evening = datetime(2026, 11, 20, 3, 4, tzinfo=UTC)

    assert words.moment(evening, "America/New_York") == "Nov 19, 2026 at 10:04 PM"
    assert words.moment(None, "America/New_York") == "—"


def test_counts_have_separators_and_nouns_agree():
    assert words.count(3611) == "3,611"
    assert words.plural(1, "unit") == "1 unit"
    assert words.plural(0, "unit") == "0 units"
    assert words.plural(1_200, "person", "people") == "1,200 people"


def test_shares_are_rounded_once_to_a_tenth_of_a_percent():
    assert words.percent(139, 148) == "93.9%"
    assert words.percent(148, 148) == "100.0%"
    assert words.percent(1, 0) == "—"


def test_file_sizes_are_short():
    assert words.file_size(640) == "640 bytes"
    assert words.file_size(82_400) == "82 kB"
    assert words.file_size(2_449_000) == "2.4 MB"


def test_initials_stand_for_a_name():
    assert words.initials("Dana Whitlow") == "DW"
    assert words.initials("Renee de la Castellano") == "RC"
    assert words.initials("dana") == "D"
    assert words.initials("  ") == "?"


@pytest.mark.parametrize(
    ("typed", "read"),
    [("2:30 PM", time(14, 30)), ("2 pm", time(14)), ("14:30", time(14, 30)), ("12:05 a.m.", time(0, 5))],
)
def test_a_time_of_the_day_is_read_as_it_is_typed(typed: str, read: time) -> None:
    assert words.parse_time(typed) == read
    assert words.parse_time(words.time_of_day(read)) == read


@pytest.mark.parametrize("typed", ["", "noon", "24:00", "0:30 PM", "13:00 PM", "9:60", "14"])
def test_what_is_no_time_of_the_day_is_refused(typed: str) -> None:
    with pytest.raises(Refused, match="2:30 PM") as refused:
        words.parse_time(typed, "happened_at")
    assert refused.value.field == "happened_at"
