"""The dialog that offers a renewal to several households at once: what each would be offered, then the offers."""

import asyncio
from hashlib import sha256
from uuid import UUID, uuid5

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.dates import add_months, day_before, first_of_month
from pm_app.kernel.errors import Refused
from pm_app.leasing.actions.offers import Announcing, make_offer
from pm_app.leasing.queries.renewals import RenewalRow, renewals
from pm_app.leasing.rules.offers import (
    TermOffered,
    Terms,
    check_terms,
    check_usual,
    is_announced_late,
    is_unusual,
    proposed_term,
)
from pm_app.offer_letters import announcing_now
from pm_app.runtime import run, services
from pm_app.ui.format import dollars, parse_percent, parse_whole, plural
from pm_app.ui.pages.renewals.lines import ProposedLine, can_be_ticked, proposed_line
from pm_app.ui.pages.renewals.state import RenewalsState
from pm_app.ui.parts.accepted import is_empty
from pm_app.ui.parts.dialog import form_dialog
from pm_app.ui.parts.form import check_field, errors_of, field_pair, form_note, long_field, number_field
from pm_app.ui.parts.table import Column, cell, data_table, money_cell, table_row
from pm_app.ui.parts.toasts import said, warned
from pm_app.ui.session import signed_in

FIRST = {"percent": "3", "months": "12", "reply_days": "30"}
FARTHEST_DAYS = 120
MOST_AT_ONCE = 200
LONGEST_NOTE = 1_000


class OfferingSeveralState(rx.State):
    """The dialog: `homes` are the households it is about, `proposed` what each would be offered as typed so far.

    `_seal` is the word of what was shown: nothing else is offered.
    """

    opened: bool = False
    homes: list[str] = []
    title: str = ""
    proposed: list[ProposedLine] = []
    outcome: str = ""
    late: bool = False
    unusual: bool = False
    _seal: str = ""
    errors: dict[str, str] = {}

    @rx.event
    async def open_offers(self, homes: str):
        actor = await signed_in(self)
        actor.must(Permission.CHANGE_LEASES)
        self.homes = [text for text in homes.split(",") if text][:MOST_AT_ONCE]
        if not self.homes:
            return warned("Tick at least one household.")
        self.title, self.errors = f"Offer {plural(len(self.homes), 'household')} a renewal", {}
        await self._show(FIRST)
        self.opened = True
        return None

    @rx.event
    async def close_offers(self):
        self.opened = False

    @rx.event
    async def set_preview(self, form: dict[str, str]):
        actor = await signed_in(self)
        actor.must(Permission.CHANGE_LEASES)
        try:
            await self._show(form)
        except Refused:
            return  # what is wrong is said when the form is sent, not at every key

    @rx.event
    async def submit_offers(self, form: dict[str, str]):
        actor = await signed_in(self)
        actor.must(Permission.CHANGE_LEASES)
        try:
            rows = await _rows(actor, self.homes)
            await self._must_be_shown(actor, rows, form)
            made, problems = await _made(actor, rows, form)
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        page = await self.get_state(RenewalsState)
        self.opened, self.errors, page.problems = False, {}, problems
        told = f"{plural(made, 'offer')} made. Each is out once its letter was sent."
        return [RenewalsState.load, said(told) if made else warned("Nothing was offered.")]

    async def _must_be_shown(self, actor: Actor, rows: list[RenewalRow], form: dict[str, str]) -> None:
        """Refuse to offer what is unusual and not confirmed, or other than what was shown; then it is shown."""
        terms = _terms(form)
        announcing = await asyncio.to_thread(announcing_now, actor)
        seal = _seal_of([(row, *_offer(row, terms, announcing)) for row in rows])
        if rows and seal != self._seal:
            await self._show(form)
            raise Refused(
                "What each would be offered is another than was shown. Look at it again, then make the offers."
            )
        check_usual(terms.bps, confirmed=form.get("unusual") == "1")

    async def _show(self, form: dict[str, str]) -> None:
        actor = await signed_in(self)
        terms = _terms(form)
        rows, announcing = await _rows(actor, self.homes), await asyncio.to_thread(announcing_now, actor)
        offers = [(row, *_offer(row, terms, announcing)) for row in rows]
        self.proposed = [proposed_line(row, term, late=late) for row, term, late in offers]
        self.late, self.unusual = any(late for *_, late in offers), is_unusual(terms.bps)
        self._seal = _seal_of(offers)
        before = sum(row.rent_cents or 0 for row in rows)
        after = sum(term.rent_cents for _, term, _ in offers)
        self.outcome = f"{dollars(before)} a month becomes {dollars(after)}, from the days of their new terms."
        if self.late:
            self.outcome += (
                f" With {plural(announcing.notice_days, 'day')} of notice some rises are announced late: check what the"
                " law asks."
            )
        self.homes = [str(row.tenancy_id) for row in rows] or self.homes
        self.title = f"Offer {plural(len(rows), 'household')} a renewal"


async def _rows(actor: Actor, homes: list[str]) -> list[RenewalRow]:
    """Return those of the households that can be offered something with others."""
    today, wanted = services().clock.today(), set(homes)
    near = await run(actor, renewals, today=today, within_days=FARTHEST_DAYS)
    over = await run(actor, renewals, today=today, within_days=None)
    return [row for row in (*near, *over) if str(row.tenancy_id) in wanted and can_be_ticked(row)]


async def _made(actor: Actor, rows: list[RenewalRow], form: dict[str, str]) -> tuple[int, list[str]]:
    """Make the offers one by one, so that one household's refusal is nobody else's; return how many, and what went
    wrong.
    """
    try:
        key = UUID(form.get("request_key", ""))
    except ValueError:
        raise Refused("This form was not sent as a whole. Close it and open it again.") from None
    terms, clock = _terms(form), services().clock
    announcing = await asyncio.to_thread(announcing_now, actor, confirmed=form.get("late_rise") == "1")
    made, problems = 0, list[str]()
    for row in rows:
        try:
            await run(
                actor,
                make_offer,
                request_key=uuid5(key, str(row.tenancy_id)),
                tenancy_id=row.tenancy_id,
                term=_offer(row, terms, announcing)[0],
                announcing=announcing,
                words=form.get("note", ""),
                today=clock.today(),
                now=clock.now(),
            )
        except Refused as refusal:
            problems.append(f"{row.name}: {refusal.message}")
        else:
            made += 1
    return made, problems


def _offer(row: RenewalRow, terms: Terms, announcing: Announcing) -> tuple[TermOffered, bool]:
    """Return what a household would be offered, and whether that is a rise announced late."""
    today = services().clock.today()
    ends_on = row.ends_on
    if ends_on is None or ends_on < today:  # what is over goes on until the month after next begins
        ends_on = day_before(add_months(first_of_month(today), 2))
    term = proposed_term(ends_on, row.rent_cents or 0, terms, today)
    late = is_announced_late(
        term, rent_now_cents=row.rent_cents, announced_on=today, notice_days=announcing.notice_days
    )
    return term, late


def _seal_of(offers: list[tuple[RenewalRow, TermOffered, bool]]) -> str:
    """Return a word that is another one as soon as anybody would be offered anything else."""
    lines = sorted(f"{row.tenancy_id} {row.rent_cents} {term} {late}" for row, term, late in offers)
    return sha256("\n".join(lines).encode()).hexdigest()


def _terms(form: dict[str, str]) -> Terms:
    terms = Terms(
        months=parse_whole(form.get("months", ""), "months", "12"),
        bps=parse_percent(form.get("percent", ""), "percent"),
        reply_days=parse_whole(form.get("reply_days", ""), "reply_days", "30") or 0,
    )
    check_terms(terms)
    return terms


def dialogs() -> rx.Component:
    """The dialog of this module; the bar of the page opens it."""
    s = OfferingSeveralState
    return form_dialog(
        rx.el.div(
            field_pair(
                number_field("Rent change in percent", "percent", FIRST["percent"], auto_focus=True),
                number_field("Months", "months", FIRST["months"], hint="Empty: month-to-month."),
                number_field("Days to answer", "reply_days", FIRST["reply_days"]),
            ),
            class_name="pd-spread",
        ),
        rx.cond(~is_empty(s.proposed), _proposed()),
        form_note(s.outcome),
        long_field("Note in the letters", "note", optional=True, max_length=LONGEST_NOTE),
        rx.cond(s.late, check_field("Offer the late ones all the same", "late_rise")),
        rx.cond(s.unusual, check_field("Offer this unusual change all the same", "unusual")),
        title=s.title,
        note="Each rent is rounded to a whole dollar. Nothing changes for a household until it accepts.",
        submit="Make the offers",
        busy="Making offers…",
        wide=True,
        open_=s.opened,
        on_close=s.close_offers,
        on_submit=s.submit_offers,
        on_preview=s.set_preview,
        errors=s.errors,
    )


def _proposed() -> rx.Component:
    return data_table(
        "What each would be offered",
        [
            Column("Household"),
            Column("Term", hide=True),
            Column("Now", num=True),
            Column("Offered", num=True),
            Column("Change", num=True),
            Column("Note"),
        ],
        OfferingSeveralState.proposed,
        lambda line: table_row(
            cell(
                rx.el.span(line.household, class_name="pd-wraps-any"),
                rx.el.span(line.place, class_name="pd-under pd-wraps-any"),
            ),
            cell(line.term, hide=True),
            money_cell(line.rent_now),
            money_cell(line.rent),
            cell(line.change, num=True),
            cell(line.note, muted=True),
        ),
        compact=True,
    )
