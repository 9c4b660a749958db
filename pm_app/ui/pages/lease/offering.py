"""The dialogs that make an offer of renewal and let it go out, by mail or on paper."""

import asyncio
from datetime import date, timedelta
from uuid import UUID

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.dates import add_months, day_after, first_of_month
from pm_app.kernel.errors import NotFound, Refused, Unavailable
from pm_app.leasing.actions.offers import make_offer
from pm_app.leasing.enums import SentHow
from pm_app.leasing.queries.details import TenancyDetails, tenancy_details
from pm_app.leasing.queries.offers import offers_of
from pm_app.leasing.rules import term_ends_on
from pm_app.leasing.rules.offers import RiseAnnouncedLate, TermOffered, last_day_to_announce, last_day_to_answer
from pm_app.offer_letters import announcing_now, put_out_on_paper, send_offer
from pm_app.runtime import run, services
from pm_app.ui import paths
from pm_app.ui.format import day, dollars, iso_day, parse_day, parse_dollars, plural
from pm_app.ui.pages.lease.frame import HouseholdState
from pm_app.ui.pages.lease.loading import LeaseState
from pm_app.ui.pages.lease.papers import EVERYBODY, parties_told, people_choices, recipients
from pm_app.ui.parts.address import Choice
from pm_app.ui.parts.button import paper_link
from pm_app.ui.parts.dialog import form_dialog
from pm_app.ui.parts.form import (
    check_field,
    choice_field,
    day_field,
    errors_of,
    field_pair,
    form_note,
    long_field,
    money_field,
)
from pm_app.ui.parts.toasts import said
from pm_app.ui.session import route_id, signed_in

USUAL_MONTHS = 12
USUAL_REPLY_DAYS = 30
LONGEST_NOTE = 1_000
WAYS = [Choice(SentHow.MAIL.value, "By e-mail, with the letter attached"), Choice(SentHow.PAPER.value, "On paper")]


class OfferingState(rx.State):
    """The dialogs: `opened` is "offer" or "send"; `asks_late` when a late rise is to be confirmed."""

    opened: str = ""
    errors: dict[str, str] = {}
    asks_late: bool = False
    starts: str = ""
    ends: str = ""
    rent: str = ""
    reply_by: str = ""
    rise_note: str = ""
    sending: str = ""
    letter: str = ""
    way: str = SentHow.MAIL.value
    people: list[Choice] = []
    today: str = ""

    @rx.event
    async def open_offer(self):
        actor = await signed_in(self)
        actor.must(Permission.CHANGE_LEASES)
        today = services().clock.today()
        found = await run(actor, tenancy_details, tenancy_id=route_id(self, "tenancy_id"), today=today)
        starts_on = next_start(found, today)
        announcing = await asyncio.to_thread(announcing_now, actor)
        rent = found.row.rent_cents
        last_on = last_day_to_announce(starts_on, announcing.notice_days)
        self.starts, self.ends = iso_day(starts_on), iso_day(term_ends_on(starts_on, USUAL_MONTHS))
        self.rent = dollars(rent).removeprefix("$") if rent is not None else ""
        self.reply_by = iso_day(min(today + timedelta(days=USUAL_REPLY_DAYS), last_day_to_answer(starts_on, today)))
        self.rise_note = (
            f"Now {dollars(rent)}. With {plural(announcing.notice_days, 'day')} of notice, the last day to announce a"
            f" rise is {day(last_on)}."
        )
        self.errors, self.asks_late, self.opened = {}, False, "offer"

    @rx.event
    async def open_sending(self, offer_id: str):
        actor = await signed_in(self)
        actor.must(Permission.CHANGE_LEASES)
        await _open_sending(self, actor, await _own_offer(self, actor, str(offer_id)))

    @rx.event
    async def close_dialog(self):
        self.opened = ""

    @rx.event
    async def submit_offer(self, form: dict[str, str]):
        actor = await signed_in(self)
        clock = services().clock
        try:
            announcing = await asyncio.to_thread(announcing_now, actor, confirmed=form.get("late_rise") == "1")
            offer_id = await run(
                actor,
                make_offer,
                request_key=request_key(form),
                tenancy_id=route_id(self, "tenancy_id"),
                term=_term(form),
                announcing=announcing,
                words=form.get("note", ""),
                today=clock.today(),
                now=clock.now(),
            )
        except Refused as refusal:
            self.errors = errors_of(refusal)
            self.asks_late = self.asks_late or isinstance(refusal, RiseAnnouncedLate)
            return None
        self.opened, self.errors = "", {}
        if actor.may(Permission.FILE_DOCUMENTS):
            await _open_sending(self, actor, offer_id)
        return [LeaseState.load, said("The offer is made. It is out once the letter was sent.")]

    @rx.event
    async def submit_sending(self, form: dict[str, str]):
        actor = await signed_in(self)
        try:
            offer_id = await _own_offer(self, actor, self.sending)
            sentence = await self._sent(actor, offer_id, form)
        except Refused as refusal:
            self.errors = errors_of(refusal)
            self.asks_late = self.asks_late or isinstance(refusal, RiseAnnouncedLate)
            return None
        except Unavailable as problem:
            self.errors = {"form": str(problem)}
            return None
        self.opened, self.errors = "", {}
        return [LeaseState.load, said(sentence)]

    async def _sent(self, actor: Actor, offer_id: UUID, form: dict[str, str]) -> str:
        more = {"request_key": request_key(form), "late_confirmed": form.get("late_rise") == "1"}
        if form.get("how") == SentHow.PAPER.value:
            handed_on = parse_day(form.get("handed_on", ""), "handed_on")
            await asyncio.to_thread(put_out_on_paper, actor, offer_id, handed_on=handed_on, **more)
            return "The letter is kept, and the offer is out."
        parties = await parties_told(actor, route_id(self, "tenancy_id"), services().clock.today())
        to = recipients(form.get("to", ""), parties)
        await asyncio.to_thread(send_offer, actor, offer_id, to=to, **more)
        return f"The offer goes out to {plural(len(to), 'person', 'people')} within a minute."


def next_start(found: TenancyDetails, today: date) -> date:
    """The day after the lease ends; for one that rolled on or has no end, the first of the month after next."""
    ends_on = found.row.lease_ends_on
    if ends_on is None or ends_on < today:
        return add_months(first_of_month(today), 2)
    return day_after(ends_on)


def request_key(form: dict[str, str]) -> UUID:
    """Return the key a form was sent with; refuses one that is none."""
    try:
        return UUID(form.get("request_key", ""))
    except ValueError:
        raise Refused("This form was not sent as a whole. Close it and open it again.") from None


async def own_offer(tenancy_id: UUID, actor: Actor, text: str) -> UUID:
    """Return the id of an offer of this household; refuses (`NotFound`) what is none of its offers."""
    found = await run(actor, offers_of, tenancy_id=tenancy_id, today=services().clock.today())
    for row in found:
        if str(row.offer_id) == text:
            return row.offer_id
    raise NotFound("This offer is not here any more. Reload the page and look again.")


async def _own_offer(state: OfferingState, actor: Actor, text: str) -> UUID:
    return await own_offer(route_id(state, "tenancy_id"), actor, text)


async def _open_sending(state: OfferingState, actor: Actor, offer_id: UUID) -> None:
    today = services().clock.today()
    parties = await parties_told(actor, route_id(state, "tenancy_id"), today)
    state.people = people_choices(parties)
    state.way = (SentHow.MAIL if any(party.email for party in parties) else SentHow.PAPER).value
    state.sending, state.letter = str(offer_id), paths.renewal_letter_path(offer_id)
    state.today, state.errors, state.asks_late, state.opened = iso_day(today), {}, False, "send"


def _term(form: dict[str, str]) -> TermOffered:
    ends = form.get("ends_on", "")
    return TermOffered(
        starts_on=parse_day(form.get("starts_on", ""), "starts_on"),
        ends_on=parse_day(ends, "ends_on") if ends.strip() else None,
        rent_cents=parse_dollars(form.get("rent", ""), "rent"),
        reply_by=parse_day(form.get("reply_by", ""), "reply_by"),
    )


def dialogs() -> rx.Component:
    """The dialogs of this module; the page opens them."""
    return rx.fragment(_offer(), _sending())


def _offer() -> rx.Component:
    s = OfferingState
    return form_dialog(
        field_pair(
            day_field("New term begins", "starts_on", s.starts),
            day_field("Last day", "ends_on", s.ends, hint="Empty: month-to-month."),
        ),
        field_pair(
            money_field("Rent a month", "rent", s.rent, auto_focus=True),
            day_field("Answer by", "reply_by", s.reply_by),
        ),
        form_note(s.rise_note),
        long_field(
            "Note in the letter", "note", optional=True, max_length=LONGEST_NOTE, placeholder="Thank you for staying."
        ),
        rx.cond(s.asks_late, check_field("Offer it all the same", "late_rise")),
        title=f"Offer {HouseholdState.name} a renewal",
        note="Nothing changes for the household until they accept. An offer that is still open gives way to this one.",
        submit="Make offer",
        open_=s.opened == "offer",
        on_close=s.close_dialog,
        on_submit=s.submit_offer,
        errors=s.errors,
    )


def _sending() -> rx.Component:
    s = OfferingState
    return form_dialog(
        choice_field("How", "how", WAYS, s.way),
        field_pair(
            choice_field("Mail it to", "to", s.people, EVERYBODY),
            day_field("Handed over on", "handed_on", s.today, hint="Counts when it goes out on paper."),
        ),
        form_note(
            "The letter is kept with the household. ", paper_link("Look at it first, or print it", s.letter), "."
        ),
        rx.cond(s.asks_late, check_field("Send it all the same", "late_rise")),
        title=f"Send the offer to {HouseholdState.name}",
        submit="Send offer",
        busy="Sending…",
        open_=s.opened == "send",
        on_close=s.close_dialog,
        on_submit=s.submit_sending,
        errors=s.errors,
    )
