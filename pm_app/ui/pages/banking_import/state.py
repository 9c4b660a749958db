"""What the page that takes a statement in shows and does."""

import asyncio
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from uuid import UUID

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.banking.actions.importing import import_statement
from pm_app.banking.queries.statements import known_accounts
from pm_app.banking.rules.fingerprints import labels
from pm_app.banking.rules.keeping import kept_statement
from pm_app.banking.rules.statements import BankFile, BankLine
from pm_app.books.rules import OPERATING_BANK
from pm_app.kernel.errors import NotFound, Refused
from pm_app.runtime import bank_statements, run, services
from pm_app.ui import paths
from pm_app.ui.format import count, day, dollars, plural
from pm_app.ui.parts.address import query_of
from pm_app.ui.parts.form import errors_of
from pm_app.ui.parts.toasts import said
from pm_app.ui.session import signed_in

SHOWN = 200
TABLES = ("csv", "qif")
DAY_FIRST = {"day": True, "month": False}


class FileGone(Refused):
    """The file is not kept any more."""


@dataclass
class ReadLine:
    """A movement as the file says it, as text."""

    posted: str
    payee: str
    memo: str
    amount: str
    tone: str


@dataclass(frozen=True)
class _Read:
    file: BankFile
    sha256: str


class BankingImportState(rx.State):
    """A file, what was understood of it, and what came of taking it in."""

    loaded: bool = False
    gone: str = ""
    file_id: str = ""
    file_name: str = ""
    understood: bool = False
    is_table: bool = False
    said_format: str = ""
    accounts: str = ""
    account: str = str(OPERATING_BANK)
    line_count: str = ""
    credits: str = ""
    debits: str = ""
    lost: str = ""
    lines: list[ReadLine] = []
    more: str = ""
    problems: list[str] = []
    done: str = ""
    errors: dict[str, str] = {}
    _form: dict[str, str] = {}

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        actor.must(Permission.RECORD_RECEIPTS)
        query = query_of(self)
        if query.get("file", "") != self.file_id or not self.file_id:
            self.reset()
            if file_id := query.get("file", ""):
                self.file_id, self.file_name = file_id, query.get("name", "") or "the file"
                await self._look(actor, {})
        self.loaded = True

    @rx.event
    async def submit_file(self, done: str, filename: str):
        await signed_in(self)
        return rx.redirect(paths.with_query(paths.BANKING_IMPORT, file=str(done), name=str(filename)[:200]))

    @rx.event
    async def submit_check(self, form: dict[str, str]):
        actor = await signed_in(self)
        await self._look(actor, {name: str(value) for name, value in form.items()})

    @rx.event
    async def submit_import(self, form: dict[str, str]):
        actor = await signed_in(self)
        try:
            read = await asyncio.to_thread(_read, actor, self.file_id, dict(self._form))
            imported = await run(
                actor,
                import_statement,
                file=read.file,
                sha256=read.sha256,
                filename=self.file_name,
                now=services().clock.now(),
                bank_account=_account(form.get("account", "")),
            )
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        await asyncio.to_thread(services().store.delete, kept_statement(actor.user_id, self.file_id))
        self.errors, self.done = {}, imported.sentence
        return said("The statement is taken in.")

    async def _look(self, actor: Actor, form: dict[str, str]) -> None:
        self.understood, self.errors, self._form = False, {}, form
        try:
            read = await asyncio.to_thread(_read, actor, self.file_id, form)
        except FileGone as refusal:
            self.gone, self.file_id = refusal.message, ""
        except Refused as refusal:
            self.is_table, self.errors = True, errors_of(Refused(refusal.message, field="columns"))
        else:
            known = await run(actor, known_accounts, labels=_labels(read.file))
            _show(self, read.file, known)


def _labels(file: BankFile) -> list[str]:
    return labels([statement.account for statement in file.statements])


def _read(actor: Actor, file_id: str, form: Mapping[str, str]) -> _Read:
    """Read a file this person sent, as the form says; refuses any other."""
    columns = [part for part in re.split(r"\s*[,;\n]\s*", form.get("columns", "").strip()) if part]
    digest = hashlib.sha256()
    try:
        key = kept_statement(actor.user_id, str(UUID(file_id)))
        with NamedTemporaryFile() as copy:
            for piece in services().store.chunks(key):
                digest.update(piece)
                copy.write(piece)
            copy.flush()
            read = bank_statements.read(
                Path(copy.name), columns=columns, day_first=DAY_FIRST.get(form.get("dates", ""))
            )
            return _Read(read, digest.hexdigest())
    except (ValueError, NotFound):
        raise FileGone("This file is no longer kept. Choose it again.") from None


def _account(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else None


def _show(page: BankingImportState, file: BankFile, known: Mapping[str, int]) -> None:
    lines = [line for statement in file.statements for line in statement.lines]
    shown = _labels(file)
    page.understood, page.is_table, page.done = True, file.format in TABLES, ""
    page.said_format = file.format if "." in file.format else file.format.upper()
    page.accounts = ", ".join(
        f"{label} {statement.currency}".strip() for label, statement in zip(shown, file.statements, strict=True)
    )
    page.account = str(known.get(shown[0], OPERATING_BANK)) if shown else str(OPERATING_BANK)
    page.line_count, page.lost = count(len(lines)), count(file.lost_count)
    page.credits = dollars(sum(statement.credits_cents for statement in file.statements))
    page.debits = dollars(sum(statement.debits_cents for statement in file.statements))
    page.lines = [_line(line) for line in lines[:SHOWN]]
    left = len(lines) - SHOWN
    page.more = f"And {plural(left, 'more line')}." if left > 0 else ""
    page.problems = [problem.sentence for problem in file.problems[:1_000]]


def _line(line: BankLine) -> ReadLine:
    words = (line.reference, line.check_number, line.memo if line.payee else "")
    return ReadLine(
        posted=day(line.posted_on),
        payee=line.payee or line.memo,
        memo=" · ".join(word for word in words if word),
        amount=dollars(line.amount_cents),
        tone="" if line.amount_cents > 0 else "zero",
    )
