"""/settings/billing: in which order money settles charges, and how rent is billed, at the level of the address."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.kernel.errors import Refused
from pm_app.leasing.enums import ProrationMethod
from pm_app.leasing.queries.tenancies import tenancy_place
from pm_app.portfolio.queries.properties import property_details
from pm_app.receivables.actions.billing_policies import remove_billing_policy, set_billing_policy
from pm_app.receivables.enums import ChargeKind
from pm_app.receivables.queries.billing import billing_terms, levels_set, terms_set
from pm_app.receivables.rules.billing import BillingTerms, checked_priority
from pm_app.runtime import run, services
from pm_app.ui import paths
from pm_app.ui.format import dollars, parse_dollars, parse_whole
from pm_app.ui.parts.address import Choice, query_of
from pm_app.ui.parts.button import button, text_link
from pm_app.ui.parts.form import (
    check_field,
    choice_field,
    errors_of,
    field_pair,
    form,
    long_field,
    money_field,
    number_field,
)
from pm_app.ui.parts.page import note_line, page_head, section
from pm_app.ui.parts.page import page as parts_page
from pm_app.ui.parts.toasts import said
from pm_app.ui.session import signed_in

PRORATIONS = [Choice(one.value, one.value.capitalize()) for one in ProrationMethod]
KINDS = ", ".join(kind.value for kind in ChargeKind)


@dataclass
class OwnTerms:
    """A property or household with terms of its own."""

    path: str
    name: str
    place: str


class BillingState(rx.State):
    """The terms of one level as a form; `opened` makes the form start anew with what was saved."""

    loaded: bool = False
    may_set: bool = False
    own: bool = False
    whose: str = ""
    since: str = ""
    version: int = 0
    opened: int = 0
    priority: str = ""
    deposits: bool = False
    nsf_fee: str = ""
    hold_days: str = ""
    advance_days: str = ""
    proration: str = ""
    others: list[OwnTerms] = []
    errors: dict[str, str] = {}

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        level = _level(query_of(self))
        self.whose = await _whose(actor, level)
        found = await run(actor, terms_set, **level)
        self.own, self.version = found is not None and found.stands, found.version if found else 0
        self._show(found.terms if found and found.stands else await _inherited(actor, level))
        self.since = _since(self.own, bool(level["property_id"] or level["tenancy_id"]))
        self.others = [
            OwnTerms(paths.billing_path(*level), name, "" if name == place else place)
            for level, name, place in await run(actor, levels_set)
        ]
        self.may_set, self.loaded, self.opened = actor.may(Permission.SET_POLICIES), True, self.opened + 1

    def _show(self, terms: BillingTerms) -> None:
        self.priority = "\n".join(", ".join(kind.value for kind in group) for group in terms.priority)
        self.deposits, self.nsf_fee = terms.deposits_automatic, dollars(terms.nsf_fee_cents)
        self.hold_days, self.advance_days = str(terms.refund_hold_days), str(terms.advance_days)
        self.proration = terms.proration.value

    @rx.event
    async def submit_terms(self, form: dict[str, str]):
        actor = await signed_in(self)
        level = _level(query_of(self))
        try:
            terms, now = _asked(form), services().clock.now()
            await run(actor, set_billing_policy, terms=terms, version=self.version, now=now, **level)
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        self.errors = {}
        return [BillingState.load, said("Saved. It counts for what is posted from now on.")]

    @rx.event
    async def submit_removal(self):
        actor = await signed_in(self)
        level = _level(query_of(self))
        try:
            await run(actor, remove_billing_policy, version=self.version, now=services().clock.now(), **level)
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        self.errors = {}
        return [BillingState.load, said("Removed. What is set above counts again.")]


def _level(query: Mapping[str, str]) -> dict[str, UUID | None]:
    """Read the level from the address; what makes no sense is the company."""
    tenancy_id, property_id = _id(query.get("tenancy_id", "")), _id(query.get("property_id", ""))
    return {"tenancy_id": tenancy_id, "property_id": None if tenancy_id else property_id}


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


async def _whose(actor: Any, level: Mapping[str, UUID | None]) -> str:
    if tenancy_id := level["tenancy_id"]:
        return (await run(actor, tenancy_place, tenancy_id=tenancy_id)).name
    if property_id := level["property_id"]:
        return (await run(actor, property_details, property_id=property_id)).name
    return ""


async def _inherited(actor: Any, level: Mapping[str, UUID | None]) -> BillingTerms:
    property_id = level["property_id"]
    if tenancy_id := level["tenancy_id"]:
        property_id = (await run(actor, tenancy_place, tenancy_id=tenancy_id)).property_id
    return await run(actor, billing_terms, property_id=property_id)


def _since(own: bool, below: bool) -> str:
    if own:
        return "These are its own." if below else ""
    return "Nothing is set here: this is what counts from above." if below else "Nothing is set: this is what we ship."


def _asked(form: Mapping[str, str]) -> BillingTerms:
    if form.get("proration", "") not in list(ProrationMethod):
        raise Refused("Choose how a part of a month is charged.", field="proration")
    lines = [[word.strip() for word in line.split(",") if word.strip()] for line in form["priority"].splitlines()]
    return BillingTerms(
        priority=checked_priority(lines),
        deposits_automatic=form.get("deposits", "") == "1",
        nsf_fee_cents=parse_dollars(form.get("nsf_fee", "") or "0", "nsf_fee"),
        refund_hold_days=parse_whole(form.get("refund_hold_days", ""), "refund_hold_days", example="10") or 0,
        advance_days=parse_whole(form.get("advance_days", ""), "advance_days", example="5") or 0,
        proration=ProrationMethod(form["proration"]),
    )


def page() -> rx.Component:
    """Return the page."""
    s = BillingState
    remove = button("Use what is set above", on_click=s.submit_removal)
    return parts_page(
        page_head(
            rx.cond(s.whose != "", "Billing of " + s.whose, "Billing"),
            sub=s.since,
            actions=[rx.cond(s.may_set & s.own & (s.whose != ""), remove)],
        ),
        note_line(
            "A property or a household can have terms of its own; the most specific ones count whole. "
            "Open them from the menu of the property or the lease."
        ),
        rx.cond(s.loaded, _form()),
        rx.cond(
            s.others.length() > 0,  # pyright: ignore[reportAttributeAccessIssue]
            section("With terms of their own", rx.el.ul(rx.foreach(s.others, _other), class_name="pd-lines")),
        ),
    )


def _other(one: OwnTerms) -> rx.Component:
    return rx.el.li(text_link(one.name, one.path), rx.cond(one.place != "", rx.text.span(" · ", one.place)))


def _form() -> rx.Component:
    s = BillingState
    return form(
        long_field(
            "Order in which money settles charges",
            "priority",
            s.priority,
            hint=f"One kind on a line, or several that count alike; then the oldest first. The kinds: {KINDS}.",
        ),
        check_field("Settle deposits by themselves, in that order", "deposits", s.deposits),
        field_pair(
            number_field("Post rent so many days ahead", "advance_days", s.advance_days, width="short"),
            choice_field("A part of a month", "proration", PRORATIONS, s.proration),
        ),
        field_pair(
            money_field("Fee for a returned payment", "nsf_fee", s.nsf_fee, width="short"),
            number_field(
                "Refund so many days after the deposit",
                "refund_hold_days",
                s.hold_days,
                width="short",
                hint="Until then a check may still be returned.",
            ),
        ),
        on_submit=s.submit_terms,
        errors=s.errors,
        submit="Save",
        key=s.opened,
    )
