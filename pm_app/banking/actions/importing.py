"""Taking a bank statement in: each movement once, however often its file comes."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel import Session, col, select

from pm_app.access.actions.audit import record_audit
from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.banking.queries.statements import known_accounts
from pm_app.banking.rules.fingerprints import fingerprints, labels
from pm_app.banking.rules.statements import BankAccountStatement, BankFile, BankLine, StatementRefused
from pm_app.banking.tables import BankStatement, BankStatementLine
from pm_app.books.rules import OPERATING_BANK
from pm_app.kernel.listing import cleaned
from pm_app.kernel.tables import new_id
from pm_app.receivables.actions.bank_deposits import check_trust_bank

LONGEST_FILENAME = 200
_AT_ONCE = 1_000
_ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtext('bank statement import'))")


@dataclass(frozen=True)
class Imported:
    """What came of a file: its statements, how many lines are new, were known before, and moved nothing."""

    statement_ids: tuple[UUID, ...]
    new: int
    known: int
    empty: int

    @property
    def sentence(self) -> str:
        """Return the counts as a person reads them."""
        moved = f", {self.empty} without an amount" if self.empty else ""
        count = self.new + self.known + self.empty
        return f"{count:,} line{'' if count == 1 else 's'}: {self.new:,} new, {self.known:,} known before{moved}"


def import_statement(
    session: Session,
    actor: Actor,
    *,
    file: BankFile,
    sha256: str,
    filename: str,
    now: datetime,
    bank_account: int | None = None,
) -> Imported:
    """Keep what a bank's file says; the same file again, or one that overlaps, adds only what is new.

    `bank_account` is the account of the chart it is about; None takes what the same account was before, else the
    operating bank. Of several accounts in one file those known before keep theirs, and a file that was taken in before
    keeps all of its own. Refuses a file without any line and an account that is no trust bank.
    """
    actor.must(Permission.RECORD_RECEIPTS)
    if bank_account is not None:
        check_trust_bank(bank_account)
    if not any(statement.lines for statement in file.statements):
        raise StatementRefused("Nothing moved in this statement, so there is nothing to take in.")
    session.connection().execute(_ONE_AT_A_TIME)
    shown = labels([statement.account for statement in file.statements])
    accounts = _accounts(session, actor, shown, bank_account, sha256)
    made: list[UUID] = []
    new = known = 0
    for label, statement, marks in zip(shown, file.statements, _marks(file, accounts, shown), strict=True):
        moving = [(line, mark) for line, mark in zip(statement.lines, marks, strict=True) if line.amount_cents]
        before = _known(session, [mark for _, mark in moving])
        fresh = [(line, mark) for line, mark in moving if mark not in before]
        row = _statement(session, actor, file.format, statement, label, accounts[label], (sha256, filename), now)
        made.append(row.id)
        _add(session, row, fresh)
        new, known = new + len(fresh), known + len(moving) - len(fresh)
    total = sum(len(statement.lines) for statement in file.statements)
    imported = Imported(tuple(made), new, known, total - new - known)
    _note(session, actor, imported, filename, now)
    return imported


def _accounts(session: Session, actor: Actor, shown: Sequence[str], chosen: int | None, sha256: str) -> dict[str, int]:
    """Return the bank account of the chart for each account of the file; a file taken in before keeps its own."""
    rows = session.exec(
        select(BankStatement.account_label, BankStatement.bank_account).where(BankStatement.sha256 == sha256)
    )
    taken = dict(rows.all())
    if chosen is not None and len(shown) == 1:
        return {shown[0]: taken.get(shown[0], chosen)}
    known = known_accounts(session, actor, labels=set(shown)) | taken
    return {label: known.get(label, chosen or OPERATING_BANK) for label in shown}


def _marks(file: BankFile, accounts: Mapping[str, int], shown: Sequence[str]) -> list[list[str]]:
    """Return the fingerprints of each statement's lines; pages of one account are counted together."""
    names = [one.account or f"bank {accounts[label]}" for label, one in zip(shown, file.statements, strict=True)]
    lines: dict[str, list[BankLine]] = {}
    for name, statement in zip(names, file.statements, strict=True):
        lines.setdefault(name, []).extend(statement.lines)
    marks = {name: iter(fingerprints(name, of_account)) for name, of_account in lines.items()}
    return [[next(marks[name]) for _ in one.lines] for name, one in zip(names, file.statements, strict=True)]


def _known(session: Session, marks: Sequence[str]) -> Collection[str]:
    found: set[str] = set()
    for begin in range(0, len(marks), _AT_ONCE):
        part = marks[begin : begin + _AT_ONCE]
        found.update(
            session.exec(
                select(BankStatementLine.fingerprint).where(col(BankStatementLine.fingerprint).in_(part))
            ).all()
        )
    return found


def _statement(
    session: Session,
    actor: Actor,
    file_format: str,
    statement: BankAccountStatement,
    label: str,
    bank_account: int,
    origin: tuple[str, str],
    now: datetime,
) -> BankStatement:
    sha256, filename = origin
    before = session.exec(
        select(BankStatement).where(BankStatement.sha256 == sha256, BankStatement.account_label == label)
    ).first()
    if before is not None:
        return before
    row = BankStatement(
        id=new_id(),
        sha256=sha256,
        filename=cleaned(filename, longest=10 * LONGEST_FILENAME)[:LONGEST_FILENAME],
        format=file_format,
        account_label=label,
        bank_account=bank_account,
        starts_on=statement.starts_on,
        ends_on=statement.ends_on,
        opening_cents=statement.opening_cents,
        closing_cents=statement.closing_cents,
        imported_at=now,
        imported_by=actor.name,
    )
    session.add(row)
    session.flush()
    return row


def _add(session: Session, statement: BankStatement, fresh: Sequence[tuple[BankLine, str]]) -> None:
    for begin in range(0, len(fresh), _AT_ONCE):
        session.add_all(
            BankStatementLine(
                bank_statement_id=statement.id,
                position=line.number,
                fingerprint=mark,
                posted_on=line.posted_on,
                amount_cents=line.amount_cents,
                payee=line.payee,
                reference=line.reference or line.check_number,
                memo=line.memo,
            )
            for line, mark in fresh[begin : begin + _AT_ONCE]
        )
        session.flush()


def _note(session: Session, actor: Actor, imported: Imported, filename: str, now: datetime) -> None:
    record_audit(
        session,
        actor,
        did="took in a bank statement",
        about_kind="bank statement",
        about_id=imported.statement_ids[0],
        about_name=filename[:LONGEST_FILENAME],
        now=now,
        details={"new lines": imported.new, "known before": imported.known},
    )
