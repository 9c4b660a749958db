"""Papers with made-up households, and how a test reads a paper back."""

import io
from datetime import date, timedelta

from pypdf import PdfReader

from pm_app.messages.rules import Letterhead
from pm_app.receivables.rules.papers import (
    Addressee,
    AgingStrip,
    DeductionLine,
    DepositSlip,
    DepositStatement,
    HeldLine,
    LateNotice,
    OverdueLine,
    ReceiptPaper,
    SettledLine,
    SlipLine,
    Statement,
    StatementRow,
)

LETTERHEAD = Letterhead(
    "Riverton Property Management",
    ("1420 Alder Street, Suite 300", "Riverton, OH 43099"),
    "(614) 555-0142",
    "office@riverton.example",
    "riverton.example",
    "Licensed real estate broker, Ohio.",
)
RENEE = Addressee("Renee Castellano", ("88 Alder Court, Unit 204", "Riverton, OH 43099"), "Alder Court, Unit 204")
LEFT = Addressee("Renee Castellano", ("12 Harbor Lane", "Portsmouth, OH 45662"), "Alder Court, Unit 204")


def a_statement(*, rows: int = 2, addressee: Addressee = RENEE, message: str = "") -> Statement:
    """A statement with rows of a thousand dollars, every second one a payment of nine hundred."""
    lines: list[StatementRow] = []
    balance_cents = 250_00
    for number in range(rows):
        charge, payment = (1_000_00, None) if number % 2 == 0 else (None, 900_00)
        balance_cents += (charge or 0) - (payment or 0)
        day = date(2026, 1, 1) + timedelta(days=number)
        lines.append(StatementRow(day, f"Row {number}", charge, payment, balance_cents))
    return Statement(
        addressee=addressee,
        account="9F3A-27C1",
        issued_on=date(2026, 1, 31),
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 1, 31),
        brought_forward_cents=250_00,
        rows=tuple(lines),
        charged_cents=sum(line.charge_cents or 0 for line in lines),
        paid_cents=sum(line.payment_cents or 0 for line in lines),
        balance_cents=balance_cents,
        aging=AgingStrip(11_00, 22_00, 33_00, 44_00, 55_00, 66_00),
        message=message,
    )


def a_receipt_paper(*, prepaid_cents: int = 100_00, balance_cents: int = -100_00, taken_back: str = "") -> ReceiptPaper:
    """A receipt of $1,600 that settled rent and a late fee."""
    return ReceiptPaper(
        addressee=RENEE,
        account="9F3A-27C1",
        received_from="Aunt Josephine",
        received_on=date(2026, 1, 5),
        amount_cents=1_600_00,
        method="Check",
        reference="No. 1042",
        memo="January and more",
        settled=(
            SettledLine("Rent, January", date(2026, 1, 1), 1_450_00),
            SettledLine("Late fee", date(2026, 1, 4), 50_00),
        ),
        prepaid_cents=prepaid_cents,
        balance_cents=balance_cents,
        balance_on=date(2026, 1, 15),
        taken_back=taken_back,
    )


def a_late_notice(*, rent_only: bool = False) -> LateNotice:
    """A notice of rent and, unless it is to be rent alone, a late fee."""
    lines = [OverdueLine("Rent, January", date(2026, 1, 1), 11, 1_450_00, 1_200_00)]
    if not rent_only:
        lines.append(OverdueLine("Late fee", date(2026, 1, 6), 6, 50_00, 50_00))
    total_cents = sum(line.open_cents for line in lines)
    return LateNotice(
        RENEE, "9F3A-27C1", date(2026, 1, 12), tuple(lines), total_cents, rent_only, pay_by=date(2026, 1, 19)
    )


def a_deposit_statement(*, deducted_cents: int = 648_00, addressee: Addressee = LEFT) -> DepositStatement:
    """A deposit of $1,764.53 with its interest, of which one deduction is taken."""
    left_cents = 1_764_53 - deducted_cents
    return DepositStatement(
        addressee=addressee,
        account="9F3A-27C1",
        issued_on=date(2026, 7, 14),
        moved_out_on=date(2026, 6, 30),
        returned_on=date(2026, 7, 1),
        deposits=(HeldLine("Security deposit", date(2024, 7, 1), 1_750_00),),
        interest_cents=14_53,
        deductions=(DeductionLine("Carpet", "Stains beyond normal wear", "Photo 7", deducted_cents),),
        deducted_cents=deducted_cents,
        refund_cents=max(0, left_cents),
        due_cents=max(0, -left_cents),
        payees=("Renee Castellano", "Theo Marsh") if left_cents > 0 else (),
    )


def a_slip(*, receipts: int = 3) -> DepositSlip:
    """A deposit slip of checks of a hundred dollars each."""
    lines = tuple(
        SlipLine(f"Payer {number}", f"Alder Court, Unit {number}", "Check", str(1000 + number), 100_00)
        for number in range(receipts)
    )
    return DepositSlip(
        "First National Bank", "Account ending in 4410", date(2026, 1, 6), "D-14", lines, 100_00 * receipts
    )


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page, its lines joined by single blanks."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def text_of(pdf: bytes) -> str:
    """The text of the whole paper."""
    return " ".join(pages_of(pdf))
