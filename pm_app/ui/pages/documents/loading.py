"""Loading the page of documents: the list, what was chosen of it, kept searches, and the filters with counts."""

import reflex as rx

from pm_app.ui.pages.documents.choosing import ChoosingState
from pm_app.ui.pages.documents.keeping import KeepingState
from pm_app.ui.pages.documents.narrowing import NarrowingState
from pm_app.ui.pages.documents.state import DocumentsState
from pm_app.ui.session import signed_in


class DocumentsPageState(rx.State):
    """Loads what the address asks for; holds nothing itself."""

    @rx.event
    async def load(self):
        await signed_in(self)
        return [DocumentsState.load, ChoosingState.load, KeepingState.load, NarrowingState.load]
