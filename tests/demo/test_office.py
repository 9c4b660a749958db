"""The sample office: made by the actions of the app, so that loading it is a test of them all."""

from datetime import date

from pm_app.access.rules import CONSOLE
from pm_app.books.actions.entries import open_books
from pm_app.books.enums import EntryKind
from pm_app.books.queries.findings import book_findings
from pm_app.books.queries.journal import journal_page
from pm_app.books.queries.narrowing import JournalFilter
from pm_app.books.rules import DEPOSIT_BANK, OPERATING_BANK
from pm_app.demo.office import load
from pm_app.documents.enums import DocumentState
from pm_app.documents.queries.rows import DocumentFilter, document_rows
from pm_app.kernel.listing import Listing
from pm_app.leasing.enums import LeaseState, UnitState
from pm_app.leasing.queries.occupancy import unit_occupancy
from pm_app.receivables.enums import ReceiptState
from pm_app.receivables.queries.bank_deposit_rows import bank_deposit_rows
from pm_app.receivables.queries.findings import findings
from pm_app.receivables.queries.receipt_rows import receipt_rows
from pm_app.receivables.queries.totals import collected_by_month
from pm_app.runtime import Runtime, run_now

TODAY = date(2026, 1, 15)


def test_the_sample_office_looks_like_a_real_one_and_its_books_hold(runtime: Runtime):
    told: list[str] = []
    run_now(CONSOLE, open_books)

    load(told.append)

    units = run_now(CONSOLE, unit_occupancy, today=TODAY)
    states = {unit.tenancy_state for unit in units}
    listing = Listing()
    documents = run_now(CONSOLE, document_rows, listing=listing, today=TODAY)
    expired = DocumentFilter(state=DocumentState.EXPIRED)
    months = run_now(CONSOLE, collected_by_month, today=TODAY)
    assert told[0] == "Buildings"
    assert len(units) == 60
    assert {UnitState.OCCUPIED, UnitState.ON_NOTICE_RENTED, UnitState.VACANT_READY} <= {unit.state for unit in units}
    assert {LeaseState.ACTIVE, LeaseState.EXPIRING, LeaseState.MONTH_TO_MONTH, LeaseState.HOLDOVER} <= states
    assert documents.total > 80
    assert run_now(CONSOLE, document_rows, listing=listing, today=TODAY, narrowed=expired).total > 3
    assert all(month.charged_cents > 0 and month.collected_cents > 0 for month in months)
    receipts = run_now(CONSOLE, receipt_rows, listing=listing).counts
    assert min(receipts[state] for state in (ReceiptState.ON_HAND, ReceiptState.DEPOSITED, ReceiptState.RETURNED)) > 0
    assert run_now(CONSOLE, bank_deposit_rows, listing=listing, bank_account=OPERATING_BANK).total > 50
    assert run_now(CONSOLE, bank_deposit_rows, listing=listing, bank_account=DEPOSIT_BANK).total > 5
    for kind in (EntryKind.BANK_RETURN, EntryKind.CREDIT, EntryKind.REFUND):
        assert run_now(CONSOLE, journal_page, listing=listing, asked=JournalFilter(kind=kind)).total > 0
    assert run_now(CONSOLE, book_findings) == []
    assert run_now(CONSOLE, findings, as_of=TODAY) == []
