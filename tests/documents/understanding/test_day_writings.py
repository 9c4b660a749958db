"""Every usual way of writing a day."""

from datetime import date

import pytest

from pm_app.documents.rules.understanding.day_writings import days_in, writes_day_first
from tests.documents.understanding.papers import TODAY, a_sheet

MARCH_14 = date(2025, 3, 14)


@pytest.mark.parametrize(
    "written",
    [
        *("March 14, 2025", "Mar. 14, 2025", "MARCH 14TH, 2025", "March 14 2025", "14 March 2025", "14-Mar-25"),
        *("03/14/2025", "3/14/25", "3-14-2025", "03 / 14 / 2025", "2025-03-14", "2025/3/14", "14.03.2025", "14.03.25"),
        *("the 14th day of March, 2025", "this fourteenth day of March, 2025", "14 de marzo de 2025", "14. März 2025"),
        *("14 mars 2025", "14 maart 2025", "March\n14, 2025", "14 Mar 2025"),
        *("O3/l4/2O25", "March l4, 2025", "03/14/2O25"),
    ],
)
def test_a_day_is_found_as_it_is_written(written: str) -> None:
    found = days_in(a_sheet(f"Dated {written} at Riverton"), TODAY)

    assert [one.day for one in found] == [MARCH_14]
    assert found[0].sheet.text[found[0].first : found[0].last] in written


@pytest.mark.parametrize(
    "written",
    [
        *("section 5.1.12", "version 1.2.3", "(425) 111-1111", "13/45/2025", "February 30, 2025", "2025-13-01"),
        *("April i, July 1 or October", "4111-1111-1111-1111", "10.0.0.1", "1/2", "may 12 tenants", "$1,250.00"),
    ],
)
def test_what_only_looks_like_a_day_is_none(written: str) -> None:
    assert days_in(a_sheet(written), TODAY) == []


@pytest.mark.parametrize(("written", "year"), [("1/2/98", 1998), ("1/2/26", 2026), ("1/2/45", 2045), ("1/2/60", 1960)])
def test_two_digits_of_a_year_are_at_most_thirty_years_ahead(written: str, year: int) -> None:
    assert days_in(a_sheet(written), TODAY)[0].day.year == year


def test_a_range_without_blanks_is_two_days() -> None:
    found = days_in(a_sheet("01.05.2014-31.05.2014 and 01/01/2025-12/31/2025"), TODAY)

    assert [one.day.isoformat() for one in found] == ["2014-05-01", "2014-05-31", "2025-01-01", "2025-12-31"]


def test_days_before_months_are_read_so_where_the_paper_shows_it() -> None:
    sheet = a_sheet("Issued 27/06/2018, due 03/07/2018")

    assert writes_day_first([sheet])
    assert [one.day.isoformat() for one in days_in(sheet, TODAY, day_first=True)] == ["2018-06-27", "2018-07-03"]


def test_papers_that_write_both_ways_are_read_the_american_way() -> None:
    assert not writes_day_first([a_sheet("27/06/2018"), a_sheet("06/27/2018")])
