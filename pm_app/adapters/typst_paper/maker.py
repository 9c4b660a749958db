"""Draws papers: picks the template and adds the few words that depend on the amounts."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import pikepdf

from pm_app.adapters.typst_paper.columns import drawn
from pm_app.adapters.typst_paper.press import press, press_each
from pm_app.adapters.typst_paper.writing import dollars, written
from pm_app.correspondence.rules.letters import DrawnLetter, LetterSheet
from pm_app.kernel.dates import in_words
from pm_app.kernel.errors import Unavailable
from pm_app.messages.rules import Letterhead
from pm_app.ports import TableReport
from pm_app.receivables.rules.papers import (
    DepositSlip,
    DepositStatement,
    LateNotice,
    Paper,
    ReceiptPaper,
    RenewalLetter,
    Statement,
)

_TEMPLATE_OF: dict[type[Any], str] = {
    Statement: "statement.typ",
    ReceiptPaper: "receipt.typ",
    LateNotice: "late_notice.typ",
    DepositStatement: "deposit_statement.typ",
    DepositSlip: "deposit_slip.typ",
    RenewalLetter: "renewal_offer.typ",
}
_LETTER = "letter.typ"


class TypstPaper:
    """Draws papers with the templates beside this file."""

    def paper(self, letterhead: Letterhead, paper: Paper) -> bytes:
        """Return the paper as a PDF on the letterhead of the office."""
        return _pdf(_TEMPLATE_OF[type(paper)], letterhead, written(paper) | written(_words(paper)))

    def table(self, letterhead: Letterhead, report: TableReport) -> bytes:
        """Return the list as a PDF, its widest columns as wide as there is room."""
        return _pdf("table_report.typ", letterhead, drawn(report))

    def letters(self, letterhead: Letterhead, letters: Sequence[LetterSheet]) -> list[DrawnLetter]:
        """Return each letter as a PDF of its own."""
        pressed = press_each(_LETTER, [_letters(letterhead, [one]) for one in letters])
        return [DrawnLetter(pdf, _pages_of(pdf), unprinted) for pdf, unprinted in pressed]

    def together(self, papers: Sequence[bytes]) -> bytes:
        """Return these PDFs as one to print, one behind the other."""
        try:
            return _joined(papers)
        except pikepdf.PdfError as problem:
            raise Unavailable("One of these files cannot be opened. Print them one by one.") from problem


def _pdf(template: str, letterhead: Letterhead, paper: dict[str, Any]) -> bytes:
    return press(template, {"letterhead": written(letterhead), "paper": paper})


def _letters(letterhead: Letterhead, letters: Sequence[LetterSheet]) -> dict[str, Any]:
    on = letters[0].written_on
    made = [on.year, on.month, on.day]
    return {"letterhead": written(letterhead), "letters": written(letters), "made": made}


def _joined(parts: Sequence[bytes]) -> bytes:
    if len(parts) == 1:
        return parts[0]
    whole, out = pikepdf.new(), BytesIO()
    for part in parts:
        with pikepdf.open(BytesIO(part)) as opened:
            whole.pages.extend(opened.pages)
    whole.save(out)
    return out.getvalue()


def _pages_of(pdf: bytes) -> int:
    with pikepdf.open(BytesIO(pdf)) as opened:
        return len(opened.pages)


def _words(paper: Paper) -> dict[str, Any]:
    """Return what a template says beside the fields of the paper, or in their place."""
    match paper:
        case Statement():
            return _outcome(paper.balance_cents) | {
                "is_due": paper.balance_cents > 0,
                "period": f"{in_words(paper.starts_on)} – {in_words(paper.ends_on)}",
            }
        case ReceiptPaper():
            name = "Credit" if paper.balance_cents < 0 else "Balance"
            return {
                "outcome_name": f"{name} on {in_words(paper.balance_on)}",
                "outcome": dollars(abs(paper.balance_cents)),
                "prepaid": dollars(paper.prepaid_cents) if paper.prepaid_cents else "",
            }
        case DepositStatement():
            return _disposed(paper)
        case DepositSlip():
            count = len(paper.lines)
            return {"count": count, "count_words": "1 item" if count == 1 else f"{count:,} items"}
        case LateNotice() | RenewalLetter():
            return {}


def _outcome(balance_cents: int) -> dict[str, str]:
    if balance_cents < 0:
        return {"outcome_name": "Your credit", "outcome": dollars(-balance_cents)}
    return {"outcome_name": "Amount due" if balance_cents else "Nothing is due", "outcome": dollars(balance_cents)}


def _disposed(paper: DepositStatement) -> dict[str, Any]:
    held_cents = sum(one.amount_cents for one in paper.deposits) + paper.interest_cents
    return {
        "held": dollars(held_cents),
        "interest": dollars(paper.interest_cents) if paper.interest_cents else "",
        "is_due": paper.due_cents > 0,
        "outcome_name": "Left for you to pay" if paper.due_cents else "Your refund",
        "outcome": dollars(paper.due_cents or paper.refund_cents),
    }
