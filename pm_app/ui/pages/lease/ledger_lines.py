"""The rows of a ledger as text, and what a row opens to."""

from dataclasses import dataclass, field

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.books.queries.entries import EntryRow
from pm_app.books.rules import ACCOUNTS
from pm_app.receivables.enums import ChargeKind, ReceiptMethod, ReversalKind
from pm_app.receivables.queries.ledger_items import LedgerItem, SettlementRow
from pm_app.receivables.rules.aging import Position
from pm_app.receivables.rules.allocation import DEPOSIT_KINDS
from pm_app.receivables.rules.ledger import LedgerRow, RowKind
from pm_app.ui.format import day, dollars, moment
from pm_app.ui.parts.figures import AgingCell
from pm_app.ui.theme import tone_of

REVERSALS = {
    RowKind.CHARGE_REVERSAL: "Charge reversed",
    RowKind.RECEIPT_REVERSAL: "Receipt reversed",
    RowKind.CREDIT_REVERSAL: "Credit reversed",
}
_ENDS = {
    ReversalKind.VOID: ("Receipt voided", "Void"),
    ReversalKind.RETURNED: ("Payment returned", "Returned"),
}
_BANKS = {one.number: one.name.lower() for one in ACCOUNTS}


@dataclass
class SettledLine:
    """The other side of a row: a charge it settles, or a receipt that settles it."""

    what: str
    state: str
    amount: str


@dataclass
class JournalText:
    """One line of an entry; `entry` heads the first line of each."""

    entry: str
    account: str
    debit: str
    credit: str


@dataclass
class RowMay:
    """What can be done with a row by whoever looks at it."""

    reverse: bool = False
    void: bool = False
    returned: bool = False
    move: bool = False
    waive: bool = False
    write_off: bool = False
    mail: bool = False


@dataclass
class RowDetail:
    """What a row opens to."""

    title: str = ""
    settled: list[SettledLine] = field(default_factory=list)
    nothing: str = ""
    journal: list[JournalText] = field(default_factory=list)
    recorded: str = ""
    deposit: str = ""
    why: str = ""
    reversal: str = ""
    reversal_recorded: str = ""
    may: RowMay = field(default_factory=RowMay)


@dataclass
class LedgerLine:
    """One row. `key` names the row on the page, `source` the charge or receipt behind it."""

    key: str
    source: str
    is_receipt: bool
    on: str
    kind: str
    description: str
    badge: str
    tone: str
    charge: str
    payment: str
    struck: str
    balance: str
    may_reverse: bool = False
    opened: bool = False
    detail: RowDetail = field(default_factory=RowDetail)


def ledger_line(row: LedgerRow, actor: Actor) -> LedgerLine:
    """Return a row of the ledger as text."""
    is_receipt = row.row_kind in {RowKind.RECEIPT, RowKind.RECEIPT_REVERSAL}
    takes_back = row.row_kind in REVERSALS
    ended, badge = _ENDS.get(row.how, (REVERSALS.get(row.row_kind, ""), "Reversed")) if row.how else ("", "")
    kind = ended if takes_back else "Receipt" if is_receipt else _capital(row.kind)
    return LedgerLine(
        key=f"{row.source_id} {row.row_kind.value}",
        source=str(row.source_id),
        is_receipt=is_receipt,
        on=day(row.shown_on),
        kind=kind,
        description=_capital(", ".join(part for part in (_method(row), row.description) if part)),
        badge=badge if row.reversed else "",
        tone=tone_of(badge),
        charge=dollars(row.charge_cents) if row.charge_cents else "",
        payment=dollars(row.payment_cents) if row.payment_cents else "",
        struck="struck" if row.reversed else "",
        balance=dollars(row.balance_cents),
        may_reverse=not row.reversed and not takes_back and actor.may(Permission.REVERSE_ENTRIES),
    )


def _method(row: LedgerRow) -> str:
    return row.kind if row.row_kind == RowKind.RECEIPT else ""


def _capital(text: str) -> str:
    """Return the text with its first letter large; `NSF fee` stays as it is."""
    return text[:1].upper() + text[1:]


def row_detail(item: LedgerItem, actor: Actor, *, takes_back: bool, zone: str) -> RowDetail:
    """Return what a row opens to; for a reversal, only its own entry and who recorded it."""
    reversal = item.reversal
    shown = [entry for entry in item.entries if not takes_back or entry.lines]
    return RowDetail(
        title="What it settled" if item.row_kind != RowKind.CHARGE else "Settled by",
        settled=[] if takes_back else _settled(item),
        nothing=_nothing(item, takes_back),
        journal=_journal(shown[-_taking_back(item) :] if takes_back else shown),
        recorded=f"{reversal.recorded_by}, {moment(reversal.recorded_at, zone)}"
        if takes_back and reversal
        else f"{item.recorded_by}, {moment(item.recorded_at, zone)}",
        deposit="" if takes_back else _deposit(item),
        why=f"Taken in spite of a hold: {item.taken_because}" if item.taken_because else "",
        may=RowMay() if takes_back else _may(item, actor),
        reversal="" if takes_back else _reversed(item),
        reversal_recorded=f"By {reversal.recorded_by}, {moment(reversal.recorded_at, zone)}"
        if reversal and not takes_back
        else "",
    )


def _taking_back(item: LedgerItem) -> int:
    """Return how many entries took an item back: a return is one more, out of the bank."""
    return 2 if item.reversal is not None and item.reversal.kind == ReversalKind.RETURNED else 1


def _reversed(item: LedgerItem) -> str:
    if item.reversal is None:
        return "Not reversed"
    words = {ReversalKind.VOID: "Voided", ReversalKind.RETURNED: "Returned by the bank"}
    how = words.get(item.reversal.kind, "Reversed")
    return f"{how} on {day(item.reversal.reversed_on)}: {item.reversal.reason}"


def _deposit(item: LedgerItem) -> str:
    """Say where a receipt is: in which deposit, or on hand."""
    if item.row_kind != RowKind.RECEIPT:
        return ""
    lies = item.deposited
    if lies is None:
        return "" if item.reversal else "On hand, not deposited yet"
    bank = _BANKS.get(lies.bank_account, str(lies.bank_account))
    return f"Deposit {lies.number} on {day(lies.deposited_on)}, {bank}"


def _may(item: LedgerItem, actor: Actor) -> RowMay:
    if item.reversal is not None:
        return RowMay()
    reverse, credit = actor.may(Permission.REVERSE_ENTRIES), actor.may(Permission.GIVE_CREDITS)
    moves = actor.may(Permission.RECORD_RECEIPTS)
    if item.row_kind == RowKind.RECEIPT:
        deposited = item.deposited is not None
        cash = item.kind == ReceiptMethod.CASH
        returned = reverse and deposited and not cash
        mails = actor.may(Permission.FILE_DOCUMENTS)
        return RowMay(void=reverse and not deposited, returned=returned, move=moves, mail=mails)
    if item.row_kind == RowKind.CREDIT:
        return RowMay(reverse=reverse, move=moves and not item.forgives)
    forgivable = credit and item.kind not in {*DEPOSIT_KINDS, ChargeKind.REFUND}
    settled_cents = sum(one.amount_cents for one in item.settlements)
    return RowMay(reverse=reverse, waive=forgivable, write_off=forgivable and settled_cents < item.amount_cents)


def _settled(item: LedgerItem) -> list[SettledLine]:
    lines = [
        SettledLine(_charge_words(one), _left(one), dollars(one.amount_cents))
        if item.row_kind != RowKind.CHARGE
        else SettledLine(_receipt_words(one), day(one.shown_on), dollars(one.amount_cents))
        for one in item.settlements
    ]
    if item.row_kind != RowKind.CHARGE and item.prepaid_cents:
        lines.append(SettledLine("Prepaid", "settles nothing yet", dollars(item.prepaid_cents)))
    return lines


def _charge_words(one: SettlementRow) -> str:
    return ", ".join(part for part in (_capital(one.kind), one.description or f"due {day(one.shown_on)}") if part)


def _receipt_words(one: SettlementRow) -> str:
    return " ".join(part for part in (_capital(one.kind), one.description) if part)


def _left(one: SettlementRow) -> str:
    return f"{dollars(one.left_cents)} left" if one.left_cents else "paid in full"


def _nothing(item: LedgerItem, takes_back: bool) -> str:
    if item.reversal is not None or takes_back:
        return "Nothing any more: it was reversed."
    return "Nothing yet." if not item.settlements and not item.prepaid_cents else ""


def _journal(entries: list[EntryRow]) -> list[JournalText]:
    return [
        JournalText(
            entry=f"Entry {entry.number}, {day(entry.posted_on)}" if place == 0 else "",
            account=f"{line.account} {line.account_name}",
            debit=dollars(line.debit_cents) if line.debit_cents else "—",
            credit=dollars(line.credit_cents) if line.credit_cents else "—",
        )
        for entry in entries
        for place, line in enumerate(entry.lines)
    ]


def aging_cells(stands: Position) -> list[AgingCell]:
    """Return the strip of a balance by age; late sums are red, nothing is muted."""
    ages = stands.aging
    older = (ages.days_31_60_cents, ages.days_61_90_cents, ages.over_90_cents)
    late_lately = stands.overdue_cents > sum(older)
    cells = [AgingCell("Not yet due", dollars(ages.not_yet_due_cents), _tone(ages.not_yet_due_cents))]
    cells.append(AgingCell("0–30 days", dollars(ages.days_0_30_cents), _tone(ages.days_0_30_cents, late_lately)))
    names = ("31–60 days", "61–90 days", "Over 90 days")
    cells += [AgingCell(name, dollars(cents), _tone(cents, True)) for name, cents in zip(names, older, strict=True)]
    cells.append(AgingCell("Prepaid", dollars(ages.prepaid_cents), _tone(ages.prepaid_cents)))
    return [*cells, AgingCell("Balance", dollars(ages.balance_cents), "total")]


def _tone(cents: int, late: bool = False) -> str:
    if not cents:
        return "zero"
    return "overdue" if late else ""
