"""Leases and what changes them: the lease itself, its renewal, an increase of the rent."""

from collections.abc import Sequence
from datetime import date, timedelta

from pm_app.demo.papers.closing_clauses import CLOSING
from pm_app.demo.papers.layout import Sheet
from pm_app.demo.papers.lease_clauses import OPENING
from pm_app.demo.papers.parties import Home, Party, Terms
from pm_app.demo.papers.words import dollars, listed, long_day, ordinal

BY_LANDLORD = ("heat, water and trash removal", "water, sewer and trash removal", "heat, hot water and common lighting")
BY_TENANT = ("electricity, gas and internet", "electricity, telephone and internet", "gas, electricity and cable")


def residential_lease(
    *,
    landlord: str,
    manager: Party,
    tenants: Sequence[str],
    home: Home,
    terms: Terms,
    signed_on: date,
    occupants: Sequence[str] = (),
    parking: str = "",
    pets: str = "",
    seed: int,
) -> bytes:
    """Return a signed residential lease of four to six pages. `pets` and `parking` are whole sentences, if any."""
    sheet = Sheet("Residential Lease Agreement", seed=seed, reference=f"{home.property_name}, {home.unit}")
    sheet.initials = True
    sheet.title(f"{home.property_name} · {home.unit}")
    sheet.say(
        f"This lease is made on {long_day(signed_on)} between **{landlord}** (the landlord), represented by "
        f"{manager.name}, and **{listed(tenants)}** ({'the tenant' if len(tenants) == 1 else 'together the tenant'})."
    )
    sheet.facts(_facts(tenants, home, terms))
    _due_at_move_in(sheet, terms)
    values = {
        "landlord": landlord,
        "occupants": f", with {listed(occupants)}" if occupants else "",
        "parking": parking or "Parking is unassigned and open to residents, one vehicle for each household.",
        "pets": pets or "No pets are kept in the dwelling without a signed pet addendum.",
        **_values(manager, tenants, home, terms),
        **_services(sheet),
    }
    for title, wordings in (*OPENING, *CLOSING):
        sheet.clause(title, sheet.random.choice(wordings).format_map(values))
    _received(sheet)
    sheet.room_for(170)
    sheet.heading("Signatures")
    sheet.say("Each of the undersigned has read this lease, has had time to ask questions, and has received a copy.")
    sheet.signatures([*((name, "Tenant") for name in tenants), (manager.name, f"Agent for {landlord}")], signed_on)
    return sheet.pdf()


def _facts(tenants: Sequence[str], home: Home, terms: Terms) -> list[tuple[str, str]]:
    grace = ordinal(terms.due_day + terms.grace_days - 1)
    return [
        ("Premises", f"{home.unit}, {home.address}"),
        ("Tenant", listed(tenants)),
        ("Term begins", long_day(terms.starts_on)),
        ("Term ends", long_day(terms.ends_on)),
        ("Monthly rent", dollars(terms.rent_cents)),
        ("Security deposit", dollars(terms.deposit_cents)),
        ("Rent is due", f"On the {ordinal(terms.due_day)} of each month"),
        ("Late fee", f"{dollars(terms.late_fee_cents)} after the {grace}"),
    ]


def _due_at_move_in(sheet: Sheet, terms: Terms) -> None:
    sheet.heading("To be paid before the keys are handed over")
    rows = [
        ["Rent for the first month", dollars(terms.rent_cents)],
        ["Security deposit, held in trust", dollars(terms.deposit_cents)],
        ["**Together**", f"**{dollars(terms.rent_cents + terms.deposit_cents)}**"],
    ]
    sheet.table(("Item", "Amount"), rows, (75, 25), right=(1,))


def _values(manager: Party, tenants: Sequence[str], home: Home, terms: Terms) -> dict[str, str]:
    return {
        "manager": manager.name,
        "manager_address": manager.address,
        "tenants": listed(tenants),
        "property_name": home.property_name,
        "address": home.address,
        "unit": home.unit,
        "rent": dollars(terms.rent_cents),
        "deposit": dollars(terms.deposit_cents),
        "late_fee": dollars(terms.late_fee_cents),
        "starts_on": long_day(terms.starts_on),
        "ends_on": long_day(terms.ends_on),
        "due_day": ordinal(terms.due_day),
        "grace_day": ordinal(terms.due_day + terms.grace_days - 1),
        "notice_days": str(terms.notice_days),
    }


def _received(sheet: Sheet) -> None:
    sheet.room_for(150)
    sheet.heading("Received with this lease")
    papers = (
        "House rules",
        "Move-in inspection checklist",
        "Emergency telephone numbers",
        "Disclosures that the law requires",
    )
    sheet.table(("", "Paper"), [["[x]", paper] for paper in papers], (7, 93))


def _services(sheet: Sheet) -> dict[str, str]:
    landlord_pays, tenant_pays = sheet.random.choice(BY_LANDLORD), sheet.random.choice(BY_TENANT)
    return {
        "paid_by_landlord": landlord_pays,
        "paid_by_landlord_capital": landlord_pays.capitalize(),
        "paid_by_tenant": tenant_pays,
        "paid_by_tenant_capital": tenant_pays.capitalize(),
    }


def lease_renewal(
    *,
    manager: Party,
    tenants: Sequence[str],
    home: Home,
    old_rent_cents: int,
    terms: Terms,
    written_on: date,
    reply_by: date,
    signed: bool = True,
    seed: int,
) -> bytes:
    """Return a renewal agreement for `terms`, signed by everyone or still open."""
    sheet = Sheet(
        "Lease Renewal Agreement", seed=seed, issuer=manager.name, issuer_address=manager.address, reference=home.unit
    )
    sheet.title(f"{home.unit}, {home.address}")
    sheet.say(f"Dear {listed(tenants)},", _renewal_greeting(sheet, home, terms))
    sheet.terms(
        [
            ("New term", f"{long_day(terms.starts_on)} through {long_day(terms.ends_on)}"),
            ("Rent until now", f"{dollars(old_rent_cents)} a month"),
            ("Rent from the new term", f"{dollars(terms.rent_cents)} a month"),
            ("Security deposit", f"{dollars(terms.deposit_cents)}, carried over to the new term"),
            ("Please reply by", long_day(reply_by)),
        ]
    )
    _renewal_clauses(sheet, terms, reply_by)
    signers = [*((name, "Tenant") for name in tenants), (manager.name, "Property manager")]
    sheet.signatures(signers, written_on if signed else None)
    return sheet.pdf()


def _renewal_greeting(sheet: Sheet, home: Home, terms: Terms) -> str:
    return sheet.random.choice(
        (
            f"Your lease at {home.property_name} ends on {long_day(terms.starts_on - timedelta(days=1))}. We would be "
            "glad to have you stay and offer to renew it on the terms below.",
            f"Thank you for making {home.property_name} your home. The current term is coming to its end, and this "
            "agreement extends it; everything in the lease that is not named here stays as it is.",
        )
    )


def _renewal_clauses(sheet: Sheet, terms: Terms, reply_by: date) -> None:
    sheet.clause(
        "Renewal",
        "The lease between the parties is renewed for the new term. It is one tenancy that goes on, with one account "
        "and one deposit.",
    )
    sheet.clause(
        "If you would rather go month to month",
        f"A month-to-month tenancy is possible at {dollars(terms.rent_cents + 150_00)} a month and can be ended by "
        "either side with thirty days' written notice.",
    )
    sheet.clause(
        "Renter's insurance",
        "Please send the declaration page of your renewed renter's policy together with this agreement, so that the "
        "office's file stays current.",
    )
    sheet.clause(
        "No reply",
        f"If we have not heard from you by {long_day(reply_by)}, we will assume that you intend to leave at the end of "
        "the term and will call to arrange a move-out inspection.",
    )


def rent_increase_notice(
    *,
    manager: Party,
    tenants: Sequence[str],
    home: Home,
    old_rent_cents: int,
    new_rent_cents: int,
    effective_on: date,
    written_on: date,
    seed: int,
) -> bytes:
    """Return a one-page letter that raises the rent from a day on."""
    sheet = Sheet(
        "Notice of Rent Increase", seed=seed, issuer=manager.name, issuer_address=manager.address, reference=home.unit
    )
    sheet.letter_to(tenants, (home.unit, *home.address.split(", ", 1)), written_on)
    sheet.title()
    more = new_rent_cents - old_rent_cents
    sheet.say(
        f"Beginning **{long_day(effective_on)}** the monthly rent of your dwelling will be "
        f"**{dollars(new_rent_cents)}**. Until then it remains {dollars(old_rent_cents)}; the difference is "
        f"{dollars(more)} a month.",
        sheet.random.choice(
            (
                "Property taxes, insurance and the price of heating fuel have all gone up since your rent was last "
                "set. We compared rents for similar homes in the neighborhood before deciding on this amount.",
                "The increase helps to pay for the new roof, the boiler and the higher premium of the building's "
                "insurance. We looked at what comparable units nearby are asking and stayed below it.",
            )
        ),
        "All other terms of your tenancy stay the same. If you pay through the online payment page or by standing "
        "order, please change the amount in time; the office cannot change it for you.",
        "If you do not wish to continue at the new rent, give us written notice of moving out within the period named "
        "in your lease. If anything is unclear, please call the office on any working day.",
    )
    sheet.signatures([(manager.name, "Property manager")], written_on)
    return sheet.pdf()
