"""All pages of the app in their order, the menu they make, and what the + of the frame offers."""

from pm_app.access.enums import Permission
from pm_app.ui import paths
from pm_app.ui.parts.tasks import TasksState
from pm_app.ui.parts.waiting import WaitingState
from pm_app.ui.routes.entry import Page
from pm_app.ui.routes.mailing import MAILING
from pm_app.ui.routes.money import MONEY
from pm_app.ui.routes.office import OFFICE
from pm_app.ui.routes.portfolio import PORTFOLIO
from pm_app.ui.shell import AddItem, NavItem

# Pages stand in the order of the menu; a page without a menu stands below the list it is opened from.
PAGES: list[Page] = [*PORTFOLIO, *MAILING, *MONEY, *OFFICE]

# What the + of the frame offers: an address whose page opens its dialog (`/leases?add=1`).
ADDS: list[AddItem] = [
    AddItem("Receipt", f"{paths.HOME}?add=receipt", "receipt", Permission.RECORD_RECEIPTS.value),
    AddItem("Lease", paths.NEW_LEASE, "file-text", Permission.CHANGE_LEASES.value),
    AddItem("Document", paths.DOCUMENTS, "files", Permission.FILE_DOCUMENTS.value),
    AddItem("Person", f"{paths.PEOPLE}?add=1", "users", Permission.CHANGE_PEOPLE.value),
    AddItem("Property", f"{paths.PROPERTIES}?add=1", "building-2", Permission.CHANGE_PORTFOLIO.value),
    AddItem("Task", f"{paths.TASKS}?add=1", "square-check", Permission.CHANGE_TASKS.value, TasksState.open_here),
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
