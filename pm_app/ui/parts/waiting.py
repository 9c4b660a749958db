"""How much work waits: the counts beside the lines of the menu, counted anew after each change of them."""

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.banking.queries.lines import open_line_count
from pm_app.documents.queries.inbox import inbox_count
from pm_app.reminders.queries.alerts import open_alert_count
from pm_app.runtime import run, services
from pm_app.tasks.queries.tasks import open_task_count
from pm_app.ui.session import signed_in


class WaitingState(rx.State):
    """Dates that need attention, open tasks of who is signed in, bank lines to confirm, papers to file."""

    alert_count: int = 0
    task_count: int = 0
    bank_line_count: int = 0
    inbox_count: int = 0

    @rx.event
    async def load(self):
        """Count what waits for who is signed in."""
        actor = await signed_in(self)
        today = services().clock.today()
        self.alert_count = await run(actor, open_alert_count, today=today) if actor.may(Permission.VIEW_ALERTS) else 0
        self.task_count = await run(actor, open_task_count) if actor.may(Permission.VIEW_TASKS) else 0
        self.bank_line_count = await run(actor, open_line_count) if actor.may(Permission.RECORD_RECEIPTS) else 0
        self.inbox_count = await run(actor, inbox_count) if actor.may(Permission.FILE_DOCUMENTS) else 0
