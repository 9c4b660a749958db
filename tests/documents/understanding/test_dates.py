"""What the days of a paper are, by the words around them; ends of terms and deadlines of notices."""

import pytest

from pm_app.documents.enums import FindingKind as Kind
from tests.documents.understanding.papers import the, told


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Expiration date: 11/20/2026", Kind.EXPIRES_ON),
        ("This policy expires on November 20, 2026.", Kind.EXPIRES_ON),
        ("Valid through 2026-11-20", Kind.EXPIRES_ON),
        ("Next inspection due\nNovember 20, 2026", Kind.EXPIRES_ON),
        ("Gültig bis 20.11.2026", Kind.EXPIRES_ON),
        ("Effective Date: 11/20/2026", Kind.EFFECTIVE_ON),
        ("rent at the new rate commencing on November 20, 2026", Kind.EFFECTIVE_ON),
        ('is made as of November 20, 2026 (the "Effective Date")', Kind.EFFECTIVE_ON),
        ("Date signed: 11/20/2026", Kind.SIGNED_ON),
        ("IN WITNESS WHEREOF the parties signed this 20th day of November, 2026", Kind.SIGNED_ON),
        ("You must vacate the premises on or before November 20, 2026.", Kind.NOTICE_ON),
        ("Invoice date: 11/20/2026", Kind.DATED_ON),
        ("Rechnungsdatum: 20.11.2026", Kind.DATED_ON),
        ("The tenancy\nNovember 20, 2026\nDear tenants", Kind.DATED_ON),
    ],
)
def test_the_words_before_a_day_say_what_it_is(text: str, kind: Kind) -> None:
    assert told(kind, text)[0] == "2026-11-20"


@pytest.mark.parametrize("text", ["Due date: 11/20/2026", "Date of birth: 11/20/1980", "Form W-9 (Rev. 11/20/2018)"])
def test_days_that_say_nothing_of_the_paper_are_left_out(text: str) -> None:
    assert all(told(kind, text) == [] for kind in (Kind.EXPIRES_ON, Kind.EFFECTIVE_ON, Kind.DATED_ON, Kind.SIGNED_ON))


def test_the_commission_of_a_notary_is_no_expiration() -> None:
    assert told(Kind.EXPIRES_ON, "Notary Public. My Commission Expires: July 6, 1999") == []


def test_two_days_under_a_heading_are_the_first_and_the_last() -> None:
    text = "POLICY NUMBER POLICY EFF POLICY EXP LIMITS\nGL-4471902 11/14/2026 11/14/2027 1,000,000"

    assert told(Kind.EFFECTIVE_ON, text) == ["2026-11-14"]
    assert told(Kind.EXPIRES_ON, text) == ["2027-11-14"]


def test_a_range_is_surer_when_it_is_called_a_period() -> None:
    called = the(Kind.EXPIRES_ON, "Policy period\n06/01/2026 to 06/01/2027")
    bare = the(Kind.EXPIRES_ON, "06/01/2026 to 06/01/2027")

    assert called.value == bare.value == "2027-06-01"
    assert called.confidence > bare.confidence


def test_a_printed_expiration_of_insurance_is_told_as_printed() -> None:
    text = "CERTIFICATE OF LIABILITY INSURANCE\nPolicy number GL-1\nExpiration date: 11/14/2027"

    assert told(Kind.EXPIRES_ON, text) == ["2027-11-14"]


@pytest.mark.parametrize(
    ("text", "ends_on"),
    [
        ("The term of this lease is twelve (12) months commencing on April 1, 2025.", "2026-03-31"),
        ("for a term of one year from the Effective Date. Effective Date: July 1, 1998", "1999-06-30"),
        ("This Agreement is dated as of October 24, 2005. The initial term of this Agreement shall be for a period of "
         "five (5) years from the date first set forth above", "2010-10-23"),
        ("The lease term shall be 24 months beginning February 29, 2024", "2026-02-27"),
    ],
)  # fmt: skip
def test_the_end_of_a_term_is_computed(text: str, ends_on: str) -> None:
    found = the(Kind.EXPIRES_ON, text)

    assert found.value == ends_on
    assert " from " in found.reason


def test_a_term_that_renews_says_so() -> None:
    text = (
        "Effective Date: January 21, 2005. The term shall be five (5) years, beginning on the Effective Date; "
        "it shall automatically renew for terms of three (3) years each."
    )

    assert "renews automatically" in the(Kind.EXPIRES_ON, text).reason
    assert told(Kind.EXPIRES_ON, text) == ["2010-01-20"]


def test_the_last_day_for_a_notice_is_counted_back_from_the_end() -> None:
    text = (
        "The lease ends on May 31, 2027. Either party may give written notice of non-renewal "
        "no less than sixty (60) days prior to the expiration of the term."
    )

    assert told(Kind.NOTICE_ON, text) == ["2027-04-01"]


def test_the_date_beside_a_signature_is_that_of_signing() -> None:
    text = "Agreed.\n" + "words of the agreement " * 40 + "\nBy: /s/ Jane Roe\nTitle: Manager\nDate: 03/02/2026"

    assert told(Kind.SIGNED_ON, text) == ["2026-03-02"]


def test_a_label_in_a_column_of_its_own_finds_its_day() -> None:
    text = "INVOICE\nJan 1, 2022\nJan 31, 2022\n$127.50\nDate:\nDue Date:\nBalance Due:"

    assert told(Kind.DATED_ON, text) == ["2022-01-01"]
    assert told(Kind.TOTAL, text) == ["12750"]
