"""What is read when a property's page opens: its head, and the tab the address names."""

from typing import Any

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.ui.pages.property.documents import PropertyDocumentsState
from pm_app.ui.pages.property.head import PropertyState
from pm_app.ui.pages.property.history import PropertyHistoryState
from pm_app.ui.pages.property.leases import PropertyLeasesState
from pm_app.ui.pages.property.mail import PropertyMailState
from pm_app.ui.pages.property.money import PropertyMoneyState
from pm_app.ui.pages.property.overview import PropertyOverviewState
from pm_app.ui.pages.property.units import PropertyUnitsState
from pm_app.ui.parts.following import FollowingState
from pm_app.ui.parts.record_tasks import RecordTasksState
from pm_app.ui.session import query, signed_in

TABS: dict[str, tuple[Permission, Any]] = {
    "units": (Permission.VIEW_PORTFOLIO, PropertyUnitsState.load),
    "leases": (Permission.VIEW_LEASES, PropertyLeasesState.load),
    "documents": (Permission.VIEW_DOCUMENTS, PropertyDocumentsState.load),
    "money": (Permission.VIEW_LEDGER, PropertyMoneyState.load),
    "mail": (Permission.VIEW_MAIL, PropertyMailState.load),
    "history": (Permission.VIEW_HISTORY, PropertyHistoryState.load),
}
FIRST = (Permission.VIEW_PORTFOLIO, PropertyOverviewState.load)


class PropertyPageState(rx.State):
    """Loads what the address asks for; holds nothing itself."""

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        needed, load = TABS.get(query(self, "tab"), FIRST)
        head = [PropertyState.load, FollowingState.load, RecordTasksState.load]
        return [*head, load] if actor.may(needed) else head
