"""The pages of the money."""

from pm_app.access.enums import Permission
from pm_app.ui import paths
from pm_app.ui.pages import (
    accounts,
    collected,
    receipts,
)
from pm_app.ui.pages.bank_deposits import page as bank_deposits
from pm_app.ui.pages.banking import page as banking
from pm_app.ui.pages.banking_import import page as banking_import
from pm_app.ui.pages.charges_run import page as charges_run
from pm_app.ui.pages.delinquency import page as delinquency
from pm_app.ui.pages.deposits import page as deposits
from pm_app.ui.pages.journal.page import page as journal_page
from pm_app.ui.pages.journal.state import JournalState
from pm_app.ui.pages.late_fees.page import page as late_fees
from pm_app.ui.pages.late_fees.state import LateFeesState
from pm_app.ui.pages.periods.page import page as periods_page
from pm_app.ui.pages.periods.state import PeriodsState
from pm_app.ui.pages.receipt_entry import page as receipt_entry
from pm_app.ui.routes.entry import Page

MONEY: list[Page] = [
    Page(
        paths.RECEIPTS,
        "Receipts",
        receipts.page,
        receipts.ReceiptsState.load,
        Permission.VIEW_LEDGER,
        "Money",
        "receipt",
    ),
    Page(
        paths.RECEIPT_ENTRY,
        "Enter checks",
        receipt_entry.page,
        receipt_entry.EntryState.load,
        Permission.RECORD_RECEIPTS,
    ),
    Page(
        paths.BANK_DEPOSITS,
        "Bank deposits",
        bank_deposits.page,
        bank_deposits.BankDepositsState.load,
        Permission.VIEW_LEDGER,
        menu="Money",
        icon="landmark",
    ),
    Page(
        paths.BANKING,
        "Banking",
        banking.page,
        banking.BankingState.load,
        Permission.VIEW_LEDGER,
        menu="Money",
        icon="arrow-right-left",
        count="bank_line_count",
    ),
    Page(
        paths.BANKING_IMPORT,
        "Import a bank statement",
        banking_import.page,
        banking_import.BankingImportState.load,
        Permission.RECORD_RECEIPTS,
    ),
    Page(
        paths.CHARGES_RUN,
        "Charges run",
        charges_run.page,
        charges_run.ChargesRunState.load,
        Permission.VIEW_LEDGER,
        menu="Money",
        icon="calendar-sync",
    ),
    Page(
        paths.COLLECTED,
        "Collected",
        collected.page,
        collected.CollectedState.load,
        Permission.VIEW_LEDGER,
        menu="Money",
        icon="chart-column",
    ),
    Page(
        paths.DEPOSITS,
        "Deposits held",
        deposits.page,
        deposits.DepositsState.load,
        Permission.VIEW_LEDGER,
        "Money",
        "vault",
    ),
    Page(
        paths.DELINQUENCY,
        "Delinquency",
        delinquency.page,
        delinquency.DelinquencyState.load,
        Permission.VIEW_LEDGER,
        menu="Money",
        icon="clock-alert",
    ),
    Page(paths.LATE_FEES, "Late fees", late_fees, LateFeesState.load, Permission.VIEW_LEDGER, "Money", "calendar-x"),
    Page(paths.JOURNAL, "Journal", journal_page, JournalState.load, Permission.VIEW_LEDGER, "Money", "book-open-text"),
    Page(
        paths.ACCOUNTS, "Accounts", accounts.page, accounts.AccountsState.load, Permission.VIEW_LEDGER, "Money", "scale"
    ),
    Page(paths.PERIODS, "Periods", periods_page, PeriodsState.load, Permission.VIEW_LEDGER, "Money", "calendar-check"),
]
