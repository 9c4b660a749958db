"""The dialogs for what becomes of an offer of renewal: accepted, declined, withdrawn."""

from datetime import date

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.kernel.dates import day_after
from pm_app.kernel.errors import Refused
from pm_app.leasing.actions.offers import decline_offer, withdraw_offer
from pm_app.leasing.queries.offers import OfferRow, renewal_offer
from pm_app.receivables.actions.rents import accept_renewal_offer
from pm_app.receivables.queries.charged import rent_charged_through
from pm_app.runtime import run, services
from pm_app.ui.format import day, dollars, iso_day, parse_day
from pm_app.ui.pages.lease.frame import HouseholdState
from pm_app.ui.pages.lease.leaving import LeavingState
from pm_app.ui.pages.lease.loading import LeaseState
from pm_app.ui.pages.lease.offering import LONGEST_NOTE, own_offer
from pm_app.ui.pages.lease.offers import term_words
from pm_app.ui.parts.dialog import form_dialog
from pm_app.ui.parts.form import check_field, day_field, errors_of, field_pair, form_note, text_field
from pm_app.ui.parts.toasts import said
from pm_app.ui.session import route_id, signed_in


class AnsweringState(rx.State):
    """The dialogs: `opened` is "accept", "decline" or "withdraw", `offer` the one they are about."""

    opened: str = ""
    errors: dict[str, str] = {}
    offer: str = ""
    name: str = ""
    words: str = ""
    today: str = ""
    rent_from: str = ""

    @rx.event
    async def open_acceptance(self, offer_id: str):
        await _open(self, "accept", str(offer_id))

    @rx.event
    async def open_decline(self, offer_id: str):
        await _open(self, "decline", str(offer_id))

    @rx.event
    async def open_withdrawal(self, offer_id: str):
        await _open(self, "withdraw", str(offer_id))

    @rx.event
    async def close_dialog(self):
        self.opened = ""

    @rx.event
    async def submit_acceptance(self, form: dict[str, str]):
        actor = await signed_in(self)
        clock = services().clock
        try:
            await run(
                actor,
                accept_renewal_offer,
                offer_id=await own_offer(route_id(self, "tenancy_id"), actor, self.offer),
                accepted_on=parse_day(form.get("accepted_on", ""), "accepted_on"),
                rent_from=parse_day(form.get("effective_on", ""), "effective_on"),
                today=clock.today(),
                now=clock.now(),
            )
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        return self._done("The offer is accepted and the lease renewed.")

    @rx.event
    async def submit_decline(self, form: dict[str, str]):
        actor = await signed_in(self)
        clock = services().clock
        try:
            await run(
                actor,
                decline_offer,
                offer_id=await own_offer(route_id(self, "tenancy_id"), actor, self.offer),
                declined_on=parse_day(form.get("declined_on", ""), "declined_on"),
                reason=form.get("reason", ""),
                today=clock.today(),
                now=clock.now(),
            )
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        leaving = [LeavingState.open_notice] if form.get("leaving") == "1" else []
        return [*self._done("The offer is declined."), *leaving]

    @rx.event
    async def submit_withdrawal(self, form: dict[str, str]):
        actor = await signed_in(self)
        clock = services().clock
        try:
            await run(
                actor,
                withdraw_offer,
                offer_id=await own_offer(route_id(self, "tenancy_id"), actor, self.offer),
                reason=form.get("reason", ""),
                today=clock.today(),
                now=clock.now(),
            )
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        return self._done("The offer is withdrawn.")

    def _done(self, sentence: str) -> list:
        self.opened, self.errors = "", {}
        return [LeaseState.load, said(sentence)]


async def _open(state: AnsweringState, dialog: str, text: str) -> None:
    actor = await signed_in(state)
    actor.must(Permission.CHANGE_LEASES)
    today = services().clock.today()
    tenancy_id = route_id(state, "tenancy_id")
    offer = await run(actor, renewal_offer, offer_id=await own_offer(tenancy_id, actor, text), today=today)
    charged_on = await run(actor, rent_charged_through, tenancy_id=tenancy_id) if dialog == "accept" else None
    state.offer, state.name, state.errors, state.today = text, f"offer {offer.number}", {}, iso_day(today)
    state.words, state.rent_from = _words(offer, today), iso_day(_rent_from(offer, charged_on, today))
    state.opened = dialog


def _words(offer: OfferRow, today: date) -> str:
    late = f" The day to answer by was {day(offer.term.reply_by)}." if offer.term.reply_by < today else ""
    return f"{term_words(offer)}, {dollars(offer.term.rent_cents)} a month.{late}"


def _rent_from(offer: OfferRow, charged_on: date | None, today: date) -> date:
    """The first day the offered rent can count from: not gone by and not charged yet."""
    return max(offer.term.starts_on, today, day_after(charged_on) if charged_on else today)


def dialogs() -> rx.Component:
    """The dialogs of this module; the offers of the page open them."""
    return rx.fragment(_acceptance(), _decline(), _withdrawal())


def _acceptance() -> rx.Component:
    s = AnsweringState
    return form_dialog(
        form_note(s.words),
        field_pair(
            day_field("Accepted on", "accepted_on", s.today), day_field("New rent from", "effective_on", s.rent_from)
        ),
        title=f"{HouseholdState.name} accept " + s.name,
        note="A term is added. The household, its ledger and its papers go on.",
        submit="Renew the lease",
        open_=s.opened == "accept",
        on_close=s.close_dialog,
        on_submit=s.submit_acceptance,
        errors=s.errors,
    )


def _decline() -> rx.Component:
    s = AnsweringState
    return form_dialog(
        form_note(s.words),
        day_field("Declined on", "declined_on", s.today),
        text_field("Reason", "reason", optional=True, max_length=LONGEST_NOTE),
        check_field("They are leaving: record their notice next", "leaving"),
        title=f"{HouseholdState.name} decline " + s.name,
        note="The lease stays as it is, and another offer can be made.",
        submit="Record as declined",
        open_=s.opened == "decline",
        on_close=s.close_dialog,
        on_submit=s.submit_decline,
        errors=s.errors,
    )


def _withdrawal() -> rx.Component:
    s = AnsweringState
    return form_dialog(
        form_note(s.words),
        text_field("Reason", "reason", optional=True, max_length=LONGEST_NOTE),
        title="Withdraw " + s.name,
        note="It cannot be accepted any more. If it went out, tell the household.",
        submit="Withdraw offer",
        tone="danger",
        open_=s.opened == "withdraw",
        on_close=s.close_dialog,
        on_submit=s.submit_withdrawal,
        errors=s.errors,
    )
