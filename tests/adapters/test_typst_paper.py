"""Papers as PDF: what is on them, on how many pages, and that no name can be more than a name."""

import io
from dataclasses import replace
from datetime import date

import pytest
from pypdf import PdfReader

from pm_app.adapters.typst_paper.maker import TypstPaper
from pm_app.adapters.typst_paper.press import press
from pm_app.kernel.errors import Unavailable
from pm_app.messages.rules import Letterhead
from pm_app.ports import SheetColumn, TableReport
from pm_app.receivables.rules.papers import Addressee, Paper
from tests.papers.made_papers import (
    LETTERHEAD,
    RENEE,
    a_deposit_statement,
    a_late_notice,
    a_receipt_paper,
    a_slip,
    a_statement,
    pages_of,
    text_of,
)

EVERY_PAPER = [
    a_statement(),
    a_receipt_paper(),
    a_late_notice(),
    a_late_notice(rent_only=True),
    a_deposit_statement(),
    a_slip(),
]
HOSTILE = [
    'O\'Brien "the Rock" Nuñez',
    '#let x = 1; #panic("no") #sys.inputs #read("office.typ")',
    "$ x^2 $ and $$ and \\ and \\u{41} \\#",
    "*bold* _it_ `code` <label> @ref [content] {code} ~ -- --- ...",
    "// gone /* gone */ = Heading - item + item / term: x",
    "{{ jinja }} <script>alert(1)</script> %s %(name)s \\n",
]


def drawn(paper: Paper, letterhead: Letterhead = LETTERHEAD) -> str:
    return text_of(TypstPaper().paper(letterhead, paper))


def a_report(rows: int, **changed: object) -> TableReport:
    columns = [
        SheetColumn("Unit"),
        SheetColumn("Tenants"),
        SheetColumn("Lease end", "day"),
        SheetColumn("Rent", "money"),
    ]
    lines = [(f"U{number}", "Renee Castellano", date(2026, 6, 30), 1_234_56) for number in range(rows)]
    report = TableReport("Rent roll", (("As of", "Jan 15, 2026"), ("Property", "Alder Court")), columns, lines)
    return replace(report, **changed)  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize("paper", EVERY_PAPER, ids=lambda paper: type(paper).__name__)
def test_every_paper_carries_the_letterhead_and_its_page_number(paper: Paper):
    [page] = pages_of(TypstPaper().paper(LETTERHEAD, paper))

    for said in ("Riverton Property Management", "1420 Alder Street, Suite 300", "office@riverton.example"):
        assert said in page
    assert page.endswith("Licensed real estate broker, Ohio. Page 1 of 1")


def test_an_office_that_has_set_nothing_but_its_name_has_papers_too():
    assert "Plain Office" in drawn(a_statement(), Letterhead("Plain Office"))


def test_papers_are_us_letter_upright_and_lists_lie_across():
    upright = PdfReader(io.BytesIO(TypstPaper().paper(LETTERHEAD, a_statement()))).pages[0].mediabox
    across = PdfReader(io.BytesIO(TypstPaper().table(LETTERHEAD, a_report(1)))).pages[0].mediabox

    assert (upright.width, upright.height) == (612, 792)
    assert (across.width, across.height) == (792, 612)


def test_a_statement_says_what_was_charged_paid_and_is_due():
    text = drawn(a_statement(message="Rent is due on the first."))

    for said in (
        "Jan 1, 2026 – Jan 31, 2026",
        "Balance forward $250.00",
        "Jan 1, 2026 Row 0 $1,000.00 $1,250.00",
        "Jan 2, 2026 Row 1 $900.00 $350.00",
        "Total of this period $1,000.00 $900.00 $350.00",
        "Amount due $350.00",
        "0–30 days $22.00",
        "Over 90 days $55.00",
        "Rent is due on the first.",
        "Please detach this part",
        "Amount enclosed",
    ):
        assert said in text


@pytest.mark.parametrize(
    ("balance_cents", "said"), [(-20_00, "Your credit $20.00"), (0, "Nothing is due $0.00"), (5, "Amount due $0.05")]
)
def test_a_statement_names_a_credit_for_what_it_is(balance_cents: int, said: str):
    text = drawn(replace(a_statement(), balance_cents=balance_cents))

    assert said in text
    assert ("Please detach this part" in text) == (balance_cents > 0)


def test_a_long_statement_repeats_its_heading_and_counts_its_pages():
    pages = pages_of(TypstPaper().paper(LETTERHEAD, a_statement(rows=80)))

    assert len(pages) == 3
    for number, page in enumerate(pages, start=1):
        assert "DATE DESCRIPTION CHARGES PAYMENTS BALANCE" in page
        assert f"Page {number} of 3" in page
    assert pages[1].startswith("Statement of account · Renee Castellano · Jan 31, 2026 Riverton Property Management")
    assert "Please detach" in pages[-1]
    assert "Please detach" not in pages[0]


def test_a_receipt_says_from_whom_for_what_and_what_is_left():
    text = drawn(a_receipt_paper())

    for said in (
        "We received from Aunt Josephine the amount of $1,600.00.",
        "No. 1042",
        "Rent, January Jan 1, 2026 $1,450.00",
        "Kept as a prepayment for later charges $100.00",
        "Credit on Jan 15, 2026 $100.00",
    ):
        assert said in text


def test_a_receipt_that_was_taken_back_says_so_and_settles_nothing():
    text = drawn(a_receipt_paper(prepaid_cents=0, balance_cents=1_500_00, taken_back="It came back on Jan 9, 2026."))

    assert "It came back on Jan 9, 2026." in text
    assert "Balance on Jan 15, 2026 $1,500.00" in text
    assert "What it settled" not in text


def test_a_late_notice_lists_each_open_charge_with_its_days():
    text = drawn(a_late_notice())

    assert "Rent, January Jan 1, 2026 11 $1,450.00 $1,200.00" in text
    assert "Late fee Jan 6, 2026 6 $50.00 $50.00" in text
    assert "Please pay by Jan 19, 2026 $1,250.00" in text


def test_a_notice_of_rent_alone_says_that_it_is():
    text = drawn(a_late_notice(rent_only=True))

    assert "The amounts are rent alone" in text
    assert "Rent past due $1,200.00" in text


def test_a_deposit_statement_adds_interest_and_takes_deductions():
    text = drawn(a_deposit_statement())

    for said in (
        "12 Harbor Lane",
        "Interest $14.53",
        "Held in all $1,764.53",
        "Carpet Stains beyond normal wear Photo 7 $648.00",
        "Taken in all −$648.00",
        "Your refund $1,116.53",
        "made out to Renee Castellano and Theo Marsh.",
    ):
        assert said in text


def test_a_deposit_that_was_not_enough_asks_for_the_rest_and_an_unknown_address_is_asked_for():
    nowhere = Addressee("Renee Castellano", (), "Alder Court, Unit 204")
    text = drawn(a_deposit_statement(deducted_cents=2_000_00, addressee=nowhere))

    assert "Left for you to pay $235.47" in text
    assert "We have no forwarding address for you." in text
    assert "made out to" not in text


def test_a_deposit_slip_counts_and_adds_up_over_pages():
    pages = pages_of(TypstPaper().paper(LETTERHEAD, a_slip(receipts=60)))

    assert len(pages) == 2
    assert all("NO. RECEIVED FROM HOME METHOD CHECK NO. AMOUNT" in page for page in pages)
    assert "60 Payer 59 Alder Court, Unit 59 Check 1059 $100.00 60 items $6,000.00" in pages[1]


@pytest.mark.parametrize("name", HOSTILE)
def test_whatever_a_name_holds_comes_out_as_text(name: str):
    who = Addressee(name, (name, "Riverton"), "Unit 1")
    said = " ".join(name.split())

    assert drawn(a_statement(addressee=who, message=name)).count(said) >= 3
    assert said in drawn(replace(a_receipt_paper(), received_from=name))
    assert said in drawn(a_statement(), Letterhead(name))
    assert said in text_of(TypstPaper().table(LETTERHEAD, replace(a_report(0), rows=[(name, "x", None, 1)])))


def test_letters_of_other_writings_are_kept_and_none_turns_the_line_around():
    text = drawn(replace(a_statement(), addressee=replace(RENEE, name="שלום Łukasz\u202e Müller Ωμέγα")))

    assert "שלום" in text
    assert "Łukasz Müller Ωμέγα" in text


@pytest.mark.parametrize(
    "name", ["👩‍👩‍👧 Family 😀", "محمد", "李小龙", "\x00\x07 bell", "\ud800 half", "tab\tand\nline"]
)
def test_no_letter_stops_a_paper(name: str):
    assert "Amount due" in drawn(a_statement(addressee=replace(RENEE, name=name)))


def test_a_word_as_long_as_a_line_is_broken_not_cut():
    name = "x" * 200
    [page] = pages_of(TypstPaper().paper(LETTERHEAD, a_statement(addressee=replace(RENEE, name=name))))

    assert page.replace(" ", "").replace("\u200b", "").count(name) >= 1


def test_the_same_paper_is_the_same_bytes():
    assert TypstPaper().paper(LETTERHEAD, a_statement()) == TypstPaper().paper(LETTERHEAD, a_statement())


def test_a_list_says_what_it_is_and_ends_with_its_totals():
    [page] = pages_of(TypstPaper().table(LETTERHEAD, a_report(2, totals=("Total", None, None, 2_469_12))))

    assert page.startswith("Rent roll As of Jan 15, 2026 Property Alder Court Riverton Property Management 2 rows")
    assert "U0 Renee Castellano 06/30/2026 1,234.56" in page
    assert "Total 2,469.12" in page


def test_a_list_of_a_thousand_rows_repeats_its_heading_on_every_page():
    pages = pages_of(TypstPaper().table(LETTERHEAD, a_report(1_000)))

    assert len(pages) > 20
    assert all("Unit Tenants Lease end Rent" in page for page in pages)
    assert sum(page.count("Renee Castellano") for page in pages) == 1_000


def test_an_empty_list_is_a_paper_too():
    [page] = pages_of(TypstPaper().table(LETTERHEAD, a_report(0)))

    assert "0 rows" in page


def test_a_list_with_very_many_columns_gets_a_wider_sheet():
    columns = [SheetColumn(f"Amount {number}", "money") for number in range(22)]
    report = TableReport("Wide", (), columns, [[-1_234_567_89] * 22])

    [page] = PdfReader(io.BytesIO(TypstPaper().table(LETTERHEAD, report))).pages

    assert page.mediabox.width == 14 * 72
    assert page.extract_text().count("−1,234,567.89") == 22


def test_what_cannot_be_drawn_is_said_and_brings_nothing_down(caplog: pytest.LogCaptureFixture):
    with pytest.raises(Unavailable, match="could not be drawn"):
        press("statement.typ", {"letterhead": {}, "paper": {}})

    assert caplog.records[-1].message == "a paper could not be drawn"
