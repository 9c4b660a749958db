"""What is read when a household's page opens: its head, and the tab the address names."""

import reflex as rx

from pm_app.kernel.errors import NotFound
from pm_app.leasing.queries.tenancies import tenancy_place
from pm_app.runtime import run
from pm_app.ui.pages.lease.arrangements import ArrangementsState
from pm_app.ui.pages.lease.deposit import DepositState
from pm_app.ui.pages.lease.documents import HouseholdDocumentsState
from pm_app.ui.pages.lease.frame import HouseholdState
from pm_app.ui.pages.lease.history import HouseholdHistoryState
from pm_app.ui.pages.lease.joining import JoiningState
from pm_app.ui.pages.lease.ledger import LedgerState
from pm_app.ui.pages.lease.offers import OffersState
from pm_app.ui.pages.lease.overview import OverviewState
from pm_app.ui.pages.lease.people import HouseholdPeopleState
from pm_app.ui.pages.lease.terms import TermsState
from pm_app.ui.parts.communication import CommunicationState
from pm_app.ui.parts.following import FollowingState
from pm_app.ui.parts.record_tasks import RecordTasksState
from pm_app.ui.session import query, route_id, signed_in


class LeaseState(rx.State):
    """Loads what the address asks for; holds nothing itself."""

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        try:
            await run(actor, tenancy_place, tenancy_id=route_id(self, "tenancy_id"))
        except NotFound:
            return HouseholdState.load  # which says that it is missing
        tabs = {
            "ledger": [LedgerState.load],
            "deposit": [DepositState.load],
            "terms": [TermsState.load, OffersState.load],
            "arrangements": [ArrangementsState.load],
            "people": [HouseholdPeopleState.load, JoiningState.load],
            "communication": [CommunicationState.load],
            "documents": [HouseholdDocumentsState.load],
            "history": [HouseholdHistoryState.load],
        }
        shown = tabs.get(query(self, "tab"), [OverviewState.load])
        return [HouseholdState.load, FollowingState.load, RecordTasksState.load, *shown]
