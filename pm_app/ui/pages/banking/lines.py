"""A line of a bank statement as text: what the bank says, what is proposed or was decided."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from pm_app.banking.queries.lines import BankLineRow, Decision
from pm_app.banking.queries.statements import StatementRow
from pm_app.banking.rules.matching import Proposal, ProposalKind, sure
from pm_app.kernel.errors import Refused
from pm_app.ui import paths
from pm_app.ui.format import day, day_of, dollars, plural

ACCOUNTS = {1000: "Operating bank", 1010: "Deposit bank"}
_ACTS = {
    ProposalKind.LEASE: "Confirm",
    ProposalKind.RECEIPT: "It is this receipt",
    ProposalKind.DEPOSIT: "It is this deposit",
}


@dataclass
class BankingLine:
    """One line. `choice` is the proposal that Confirm means, empty when none is sure; the keys press its buttons."""

    line_id: str
    posted: str
    account: str
    payee: str
    memo: str
    amount: str
    tone: str
    title: str
    path: str
    detail: str
    why: str
    choice: str
    act: str
    key: str = ""
    other_key: str = ""
    no_key: str = ""


@dataclass
class StatementLine:
    """One statement that was taken in."""

    filename: str
    account: str
    period: str
    closing: str
    lines: str
    taken_in: str


@dataclass(frozen=True)
class Chosen:
    """What a person says a line is."""

    kind: ProposalKind
    about_id: UUID
    payer_id: UUID | None


def choice_of(one: Proposal) -> str:
    """Return a proposal as the text that travels with a button or a form."""
    return f"{one.kind.value}:{one.about_id}:{one.payer_id or ''}"


def chosen(text: str) -> Chosen:
    """Read what `choice_of` wrote; refuses anything else."""
    kind, _, rest = text.partition(":")
    about, _, payer = rest.partition(":")
    try:
        return Chosen(ProposalKind(kind), UUID(about), UUID(payer) if payer else None)
    except ValueError:
        raise Refused("Choose what this money is.", field="choice") from None


def proposal_words(one: Proposal) -> str:
    """Return a proposal as one line of a list of choices."""
    return f"{one.title} · {one.detail}" + (f" ({one.reasons[0]})" if one.reasons else "")


def line_of(row: BankLineRow, proposals: Sequence[Proposal], zone: str) -> BankingLine:
    """Return a line with what is proposed for it, or with what was decided."""
    money, best = row.money, sure(proposals)
    words = _decided(row.decision, zone) if row.decision else _proposed(proposals)
    title, path, detail, why = words
    return BankingLine(
        line_id=str(money.line_id),
        posted=day(money.posted_on),
        account=f"{ACCOUNTS.get(money.bank_account, '')} {row.account_label}".strip(),
        payee=money.payee or money.memo or money.reference or "No name",
        memo=" · ".join(word for word in (money.reference, money.memo if money.payee else "") if word),
        amount=dollars(money.amount_cents),
        tone="" if money.amount_cents > 0 else "zero",
        title=title,
        path=path,
        detail=detail,
        why=why,
        choice=choice_of(best) if best else "",
        act=_ACTS[best.kind] if best else "",
    )


def give_keys(lines: Sequence[BankingLine]) -> None:
    """Let the keys act on the first line, and the one that confirms on the first line that is sure."""
    for line in lines[:1]:
        line.other_key, line.no_key = "o", "n"
    for line in [line for line in lines if line.choice][:1]:
        line.key = "c"


def _proposed(proposals: Sequence[Proposal]) -> tuple[str, str, str, str]:
    if not proposals:
        return "Nothing fits", "", "Choose the lease yourself.", ""
    best = proposals[0]
    more = f" {plural(len(proposals) - 1, 'other')} would fit as well." if not sure(proposals) and proposals[1:] else ""
    path = paths.lease_path(best.about_id, "ledger") if best.kind is ProposalKind.LEASE else ""
    return best.title, path, best.detail, " ".join(best.reasons) + more


def _decided(decision: Decision, zone: str) -> tuple[str, str, str, str]:
    by = f"{decision.decided_by}, {day_of(decision.decided_at, zone)}"
    if decision.dismissed:
        return "Not a receipt", "", decision.dismissed, by
    if decision.tenancy_id:
        return decision.tenancy_name, paths.lease_path(decision.tenancy_id, "ledger"), "Receipt", by
    return f"Deposit {decision.deposit_number}", "", "Made before", by


def statement_line(row: StatementRow, zone: str) -> StatementLine:
    """Return a statement as text."""
    return StatementLine(
        filename=row.filename,
        account=f"{ACCOUNTS.get(row.bank_account, '')} {row.account_label}".strip(),
        period=f"{day(row.starts_on)} – {day(row.ends_on)}" if row.starts_on else "",
        closing=dollars(row.closing_cents),
        lines=f"{row.line_count:,}",
        taken_in=f"{row.imported_by}, {day_of(row.imported_at, zone)}",
    )
