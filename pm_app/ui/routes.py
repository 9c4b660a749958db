"""The pages of the app: address, title, what it shows, who may open it, and where it stands in the menu."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.ui import paths
from pm_app.ui.pages import (
    accounts,
    alerts,
    collected,
    documents,
    leases,
    people,
    properties,
    receipts,
    settings_billing,
    settings_deadlines,
    settings_jobs,
    settings_mail,
    settings_office,
    settings_profile,
    tasks,
    units,
)
from pm_app.ui.pages.bank_deposits import page as bank_deposits
from pm_app.ui.pages.banking import page as banking
from pm_app.ui.pages.banking_import import page as banking_import
from pm_app.ui.pages.dashboard import page as dashboard
from pm_app.ui.pages.delinquency import page as delinquency
from pm_app.ui.pages.deposits import page as deposits
from pm_app.ui.pages.document import page as document
from pm_app.ui.pages.journal.page import page as journal_page
from pm_app.ui.pages.journal.state import JournalState
from pm_app.ui.pages.late_fees.page import page as late_fees
from pm_app.ui.pages.late_fees.state import LateFeesState
from pm_app.ui.pages.lease import page as lease
from pm_app.ui.pages.new_lease import page as new_lease
from pm_app.ui.pages.periods.page import page as periods_page
from pm_app.ui.pages.periods.state import PeriodsState
from pm_app.ui.pages.person import page as person
from pm_app.ui.pages.property import page as property_
from pm_app.ui.pages.property_import import page as property_import
from pm_app.ui.pages.receipt_entry import page as receipt_entry
from pm_app.ui.pages.rent_roll_import import page as rent_roll_import
from pm_app.ui.pages.rent_roll_import.state import RentRollImportState
from pm_app.ui.pages.settings_late_fees.page import page as late_fee_settings
from pm_app.ui.pages.settings_late_fees.state import LateFeeSettingsState
from pm_app.ui.pages.settings_users.page import page as users_page
from pm_app.ui.pages.settings_users.state import UsersState
from pm_app.ui.pages.unit import page as unit
from pm_app.ui.parts.waiting import WaitingState
from pm_app.ui.shell import AddItem, NavItem


@dataclass(frozen=True)
class Page:
    """One page. `needs`: None lets in everybody who is signed in. `menu`: its group, "" keeps it out of the menu.

    Groups and their lines stand in the order of PAGES; the group "-" stands alone at the foot.
    `count`: the name of the variable of `WaitingState` that stands beside its label, or "".
    """

    path: str
    title: str
    page: Callable[[], rx.Component]
    on_load: Any
    needs: Permission | None = None
    menu: str = ""
    icon: str = ""
    label: str = ""
    count: str = ""


# Pages stand in the order of the menu; a page without a menu stands below the list it is opened from.
PAGES: list[Page] = [
    Page(paths.HOME, "Dashboard", dashboard.page, dashboard.DashboardState.load, menu="Today", icon="house"),
    Page(
        paths.ALERTS,
        "Alerts",
        alerts.page,
        alerts.AttentionState.load,
        Permission.VIEW_ALERTS,
        menu="Today",
        icon="bell",
        count="alert_count",
    ),
    Page(
        paths.TASKS,
        "Tasks",
        tasks.page,
        tasks.TasksState.load,
        Permission.VIEW_TASKS,
        menu="Today",
        icon="square-check",
        count="task_count",
    ),
    Page(
        paths.PROPERTIES,
        "Properties",
        properties.page,
        properties.PropertiesState.load,
        Permission.VIEW_PORTFOLIO,
        menu="Portfolio",
        icon="building-2",
    ),
    Page(
        paths.PROPERTY_IMPORT,
        "Import properties",
        property_import.page,
        property_import.PropertyImportState.load,
        Permission.IMPORT_PORTFOLIO,
    ),
    Page(paths.PROPERTY, "Property", property_.page, property_.PropertyPageState.load, Permission.VIEW_PORTFOLIO),
    Page(paths.UNITS, "Units", units.page, units.UnitsState.load, Permission.VIEW_PORTFOLIO, "Portfolio", "door-open"),
    Page(paths.UNIT, "Unit", unit.page, unit.UnitPageState.load, Permission.VIEW_PORTFOLIO),
    Page(paths.PEOPLE, "People", people.page, people.PeopleState.load, Permission.VIEW_PEOPLE, "Portfolio", "users"),
    Page(paths.PERSON, "Person", person.page, person.PersonPageState.load, Permission.VIEW_PEOPLE),
    Page(paths.LEASES, "Leases", leases.page, leases.LeasesState.load, Permission.VIEW_LEASES, "Leasing", "file-text"),
    Page(paths.NEW_LEASE, "New lease", new_lease.page, new_lease.NewLeaseState.load, Permission.CHANGE_LEASES),
    Page(
        paths.RENT_ROLL_IMPORT,
        "Import a rent roll",
        rent_roll_import.page,
        RentRollImportState.load,
        Permission.IMPORT_PORTFOLIO,
    ),
    Page(paths.LEASE, "Lease", lease.page, lease.LeaseState.load, Permission.VIEW_LEASES),
    Page(
        paths.RECEIPTS,
        "Receipts",
        receipts.page,
        receipts.ReceiptsState.load,
        Permission.VIEW_LEDGER,
        menu="Money",
        icon="receipt",
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
    ),
    Page(
        paths.BANKING_IMPORT,
        "Import a bank statement",
        banking_import.page,
        banking_import.BankingImportState.load,
        Permission.RECORD_RECEIPTS,
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
        menu="Money",
        icon="vault",
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
        paths.ACCOUNTS,
        "Accounts",
        accounts.page,
        accounts.AccountsState.load,
        Permission.VIEW_LEDGER,
        menu="Money",
        icon="scale",
    ),
    Page(paths.PERIODS, "Periods", periods_page, PeriodsState.load, Permission.VIEW_LEDGER, "Money", "calendar-check"),
    Page(
        paths.DOCUMENTS,
        "Documents",
        documents.page,
        documents.DocumentsState.load,
        Permission.VIEW_DOCUMENTS,
        menu="Documents",
        icon="files",
        label="All",
    ),
    Page(paths.DOCUMENT, "Document", document.page, document.DocumentPageState.load, Permission.VIEW_DOCUMENTS),
    Page(
        paths.USERS, "Users", users_page, UsersState.load, Permission.MANAGE_USERS, menu="Settings", icon="users-round"
    ),
    Page(
        paths.OFFICE,
        "Office",
        settings_office.page,
        settings_office.OfficeState.load,
        Permission.SET_POLICIES,
        menu="Settings",
        icon="building",
    ),
    Page(
        paths.LATE_FEE_SETTINGS,
        "Late-fee settings",
        late_fee_settings,
        LateFeeSettingsState.load,
        Permission.SET_POLICIES,
        menu="Settings",
        icon="calendar-x",
        label="Late fees",
    ),
    Page(
        paths.DEPOSIT_DEADLINES,
        "Deposit deadlines",
        settings_deadlines.page,
        settings_deadlines.DeadlinesState.load,
        Permission.VIEW_LEDGER,
        menu="Settings",
        icon="calendar-clock",
    ),
    Page(
        paths.BILLING,
        "Billing",
        settings_billing.page,
        settings_billing.BillingState.load,
        Permission.VIEW_LEDGER,
        menu="Settings",
        icon="sliders-horizontal",
    ),
    Page(
        paths.MAIL,
        "Mail",
        settings_mail.page,
        settings_mail.MailState.load,
        Permission.VIEW_MAIL,
        menu="Settings",
        icon="mail",
    ),
    Page(
        paths.JOBS,
        "Jobs",
        settings_jobs.page,
        settings_jobs.JobsState.load,
        Permission.VIEW_JOBS,
        menu="Settings",
        icon="clock",
    ),
    Page(paths.PROFILE, "Your sign-ins", settings_profile.page, settings_profile.ProfileState.load),
]

# What the + of the frame offers: an address whose page opens its dialog (`/leases?add=1`).
ADDS: list[AddItem] = [
    AddItem("Receipt", f"{paths.HOME}?add=receipt", "receipt", Permission.RECORD_RECEIPTS.value),
    AddItem("Lease", paths.NEW_LEASE, "file-text", Permission.CHANGE_LEASES.value),
    AddItem("Document", paths.DOCUMENTS, "files", Permission.FILE_DOCUMENTS.value),
    AddItem("Person", f"{paths.PEOPLE}?add=1", "users", Permission.CHANGE_PEOPLE.value),
    AddItem("Property", f"{paths.PROPERTIES}?add=1", "building-2", Permission.CHANGE_PORTFOLIO.value),
    AddItem("Task", f"{paths.TASKS}?add=1", "square-check", Permission.CHANGE_TASKS.value),
]


def navigation() -> list[NavItem]:
    """Return the lines of the menu: the pages that name a group, with what waits behind them."""
    return [
        NavItem(
            label=page.label or page.title,
            path=page.path,
            icon=page.icon,
            group="" if page.menu == "-" else page.menu,
            permission=page.needs.value if page.needs else "",
            count=getattr(WaitingState, page.count) if page.count else None,
        )
        for page in PAGES
        if page.menu
    ]
