"""The dialog that sets what staying on past the lease costs more."""

import reflex as rx

from pm_app.kernel.errors import Refused
from pm_app.leasing.actions.premiums import set_premiums
from pm_app.leasing.queries.details import tenancy_details
from pm_app.runtime import run, services
from pm_app.ui.format import parse_percent, typed_percent
from pm_app.ui.pages.lease.frame import HouseholdState
from pm_app.ui.pages.lease.loading import LeaseState
from pm_app.ui.parts.dialog import form_dialog
from pm_app.ui.parts.form import errors_of, field_pair, text_field
from pm_app.ui.parts.toasts import said
from pm_app.ui.session import route_id, signed_in


class StayingOnState(rx.State):
    """The dialog, with what is set now."""

    opened: bool = False
    month_to_month: str = ""
    holdover: str = ""
    errors: dict[str, str] = {}

    @rx.event
    async def open_premiums(self):
        actor = await signed_in(self)
        today = services().clock.today()
        found = await run(actor, tenancy_details, tenancy_id=route_id(self, "tenancy_id"), today=today)
        self.month_to_month = typed_percent(found.month_to_month_premium_bps)
        self.holdover = typed_percent(found.holdover_premium_bps)
        self.errors, self.opened = {}, True

    @rx.event
    async def close_premiums(self):
        self.opened = False

    @rx.event
    async def submit_premiums(self, form: dict[str, str]):
        actor = await signed_in(self)
        try:
            await run(
                actor,
                set_premiums,
                tenancy_id=route_id(self, "tenancy_id"),
                month_to_month_bps=parse_percent(form.get("month_to_month", "") or "0", "month_to_month"),
                holdover_bps=parse_percent(form.get("holdover", "") or "0", "holdover"),
                now=services().clock.now(),
            )
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        self.opened, self.errors = False, {}
        return [LeaseState.load, said("Saved. It counts for whoever stays on from now.")]


def dialogs() -> rx.Component:
    """The dialog of this module; the tab of the terms opens it."""
    s = StayingOnState
    return form_dialog(
        field_pair(
            text_field("Month to month, percent", "month_to_month", s.month_to_month, width="short"),
            text_field("Holdover, percent", "holdover", s.holdover, width="short"),
        ),
        title=f"Premium for staying on: {HouseholdState.name}",
        note="So much more than the rent is charged from the day after the lease ends, as long as they stay without a "
        "new term. Holdover counts where the lease does not go on month to month.",
        submit="Save",
        open_=s.opened,
        on_close=s.close_premiums,
        on_submit=s.submit_premiums,
        errors=s.errors,
    )
