"""The pages of the day, of the portfolio and of leasing."""

from pm_app.access.enums import Permission
from pm_app.ui import paths
from pm_app.ui.pages import (
    leases,
    people,
    properties,
    task,
    tasks,
    units,
)
from pm_app.ui.pages.alert import page as alert
from pm_app.ui.pages.alerts import page as alerts
from pm_app.ui.pages.calendar import page as calendar
from pm_app.ui.pages.dashboard import page as dashboard
from pm_app.ui.pages.lease import page as lease
from pm_app.ui.pages.new_lease import page as new_lease
from pm_app.ui.pages.person import page as person
from pm_app.ui.pages.property import page as property_
from pm_app.ui.pages.property_import import page as property_import
from pm_app.ui.pages.recurring_dates import page as recurring_dates
from pm_app.ui.pages.recurring_dates.state import RecurringState
from pm_app.ui.pages.renewals.page import page as renewals_page
from pm_app.ui.pages.renewals.state import RenewalsState
from pm_app.ui.pages.rent_roll import page as rent_roll
from pm_app.ui.pages.rent_roll_import import page as rent_roll_import
from pm_app.ui.pages.rent_roll_import.state import RentRollImportState
from pm_app.ui.pages.unit import page as unit
from pm_app.ui.routes.entry import Page

PORTFOLIO: list[Page] = [
    Page(paths.HOME, "Dashboard", dashboard.page, dashboard.DashboardState.load, menu="Today", icon="house"),
    Page(
        paths.ALERTS,
        "Alerts",
        alerts.page,
        alerts.ChosenAlertsState.load,
        Permission.VIEW_ALERTS,
        menu="Today",
        icon="bell",
        count="alert_count",
    ),
    Page(
        paths.CALENDAR,
        "Calendar",
        calendar.page,
        calendar.CalendarState.load,
        Permission.VIEW_ALERTS,
        menu="Today",
        icon="calendar-days",
    ),
    Page(paths.ALERT, "Alert", alert.page, alert.AlertState.load, Permission.VIEW_ALERTS),
    Page(
        paths.TASKS,
        "Tasks",
        tasks.page,
        tasks.TasksPageState.load,
        Permission.VIEW_TASKS,
        menu="Today",
        icon="square-check",
        count="task_count",
    ),
    Page(paths.TASK, "Task", task.page, task.OpenedTaskState.load, Permission.VIEW_TASKS),
    Page(
        paths.RECURRING_DATES,
        "Recurring dates",
        recurring_dates.page,
        RecurringState.load,
        Permission.VIEW_TASKS,
        menu="Today",
        icon="calendar-sync",
    ),
    Page(paths.RECURRING_DATE, "Recurring date", recurring_dates.one_page, RecurringState.load, Permission.VIEW_TASKS),
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
    Page(
        paths.RENEWALS,
        "Renewals",
        renewals_page,
        RenewalsState.load,
        Permission.VIEW_LEASES,
        menu="Leasing",
        icon="file-pen",
    ),
    Page(
        paths.RENT_ROLL,
        "Rent roll",
        rent_roll.page,
        rent_roll.RentRollState.load,
        Permission.VIEW_LEDGER,
        menu="Leasing",
        icon="list",
    ),
    Page(paths.NEW_LEASE, "New lease", new_lease.page, new_lease.NewLeaseState.load, Permission.CHANGE_LEASES),
    Page(
        paths.RENT_ROLL_IMPORT,
        "Import a rent roll",
        rent_roll_import.page,
        RentRollImportState.load,
        Permission.IMPORT_PORTFOLIO,
    ),
    Page(paths.LEASE, "Lease", lease.page, lease.LeaseState.load, Permission.VIEW_LEASES),
]
