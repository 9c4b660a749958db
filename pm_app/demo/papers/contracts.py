"""Contracts of the office: with vendors for their work, with owners for looking after a property."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pm_app.demo.papers.layout import Sheet
from pm_app.demo.papers.parties import Party
from pm_app.demo.papers.words import dollars, listed, long_day, percent


def vendor_contract(
    *,
    manager: Party,
    vendor: Party,
    trade: str,
    duties: Sequence[str],
    property_names: Sequence[str],
    monthly_cents: int,
    hourly_cents: int,
    starts_on: date,
    ends_on: date,
    notice_days: int = 60,
    seed: int,
) -> bytes:
    """Return a signed service contract; `trade` is like `Snow removal`, `duties` are sentences."""
    sheet = Sheet(f"Service Contract: {trade}", seed=seed, reference=vendor.name)
    sheet.title(f"{manager.name} and {vendor.name}")
    sheet.facts(
        [
            ("Customer", f"**{manager.name}**\n{manager.address}"),
            ("Contractor", f"**{vendor.name}**\n{vendor.address}"),
            ("Term", f"{long_day(starts_on)} through {long_day(ends_on)}"),
            ("Properties", listed(property_names)),
        ]
    )
    sheet.clause("Services", f"The contractor provides {trade.lower()} at the properties named above:")
    sheet.bullets(duties)
    sheet.clause(
        "Price",
        f"The customer pays **{dollars(monthly_cents)}** a month for these services. Work beyond them is done only on "
        f"a written work order and costs {dollars(hourly_cents)} an hour, materials at cost plus ten percent. Invoices "
        "name the property and the work order and are due in thirty days.",
    )
    _vendor_term(sheet, ends_on, notice_days)
    _vendor_clauses(sheet, vendor)
    sheet.signatures([(vendor.name, "Contractor"), (manager.name, "Customer")], starts_on)
    return sheet.pdf()


def _vendor_term(sheet: Sheet, ends_on: date, notice_days: int) -> None:
    sheet.clause(
        "Renewal and notice",
        f"The contract runs through {long_day(ends_on)} and renews for one year at a time unless one side gives "
        f"written notice at least **{notice_days} days** before the end of the term. For a serious breach that is not "
        "cured within ten days it can be ended at once.",
    )


def _vendor_clauses(sheet: Sheet, vendor: Party) -> None:
    sheet.clause(
        "Insurance",
        "Before the first day of work and at each renewal the contractor sends a certificate of insurance that shows "
        "general liability of at least $1,000,000 for each occurrence and workers' compensation as the law requires, "
        "with the customer and the owners of the properties as additional insured. Without a valid certificate nobody "
        "is let on site and no invoice is paid.",
    )
    sheet.clause(
        "People on site",
        "Everyone the contractor sends wears a badge, is covered by its insurance and has been checked as the law "
        "allows. Tenants are treated with courtesy. Keys are signed for and never left in a vehicle overnight.",
    )
    sheet.clause(
        "Safety and damage",
        "Halls and walks are kept passable. The contractor reports injuries and damage on the same day, repairs what "
        "it has broken, and holds the customer harmless from claims that come from its work.",
    )
    sheet.clause(
        "Independent contractor",
        f"{vendor.name} is not an employee of the customer, pays its own taxes, and hands in a completed taxpayer "
        "information sheet before the first payment.",
    )


@dataclass(frozen=True)
class ManagementTerms:
    """What a management agreement says in numbers; `fee_bps` is taken of collected rent."""

    starts_on: date
    ends_on: date
    fee_bps: int = 800
    leasing_fee_bps: int = 5_000
    reserve_cents: int = 5_000_00
    repair_limit_cents: int = 750_00
    notice_days: int = 60


def management_agreement(
    *,
    owner: Party,
    manager: Party,
    property_name: str,
    address: str,
    unit_count: int,
    terms: ManagementTerms,
    signed_on: date,
    seed: int,
) -> bytes:
    """Return a signed management agreement of two to three pages."""
    sheet = Sheet("Property Management Agreement", seed=seed, reference=property_name)
    sheet.initials = True
    sheet.title(f"{property_name}, {unit_count} units")
    sheet.say(
        f"Made on {long_day(signed_on)} between **{owner.name}**, {owner.address} (the owner), and **{manager.name}**, "
        f"{manager.address} (the manager), for the property at {address}."
    )
    sheet.terms(
        [
            ("Term", f"{long_day(terms.starts_on)} through {long_day(terms.ends_on)}"),
            ("Management fee", f"{percent(terms.fee_bps)} of the rent collected in the month"),
            ("Leasing fee", f"{percent(terms.leasing_fee_bps)} of one month's rent for each new lease"),
            ("Reserve kept for the property", dollars(terms.reserve_cents)),
            ("Repairs without asking", f"Up to {dollars(terms.repair_limit_cents)} each"),
        ]
    )
    _duties(sheet, terms)
    _money(sheet, terms)
    _end(sheet, terms)
    sheet.signatures([(owner.name, "Owner"), (manager.name, "Manager")], signed_on)
    return sheet.pdf()


def _duties(sheet: Sheet, terms: ManagementTerms) -> None:
    sheet.clause(
        "Appointment",
        "The owner appoints the manager as the only agent to rent, operate and maintain the property. The manager "
        "accepts and works with the care of a prudent professional in the owner's interest.",
    )
    sheet.clause(
        "Leasing",
        "The manager advertises vacant units, shows them, screens applicants by the same written criteria for "
        "everyone, signs leases in the owner's name for terms of up to one year, and renews them. Fair housing law is "
        "observed without exception.",
    )
    sheet.clause(
        "Maintenance and repairs",
        f"Repairs up to **{dollars(terms.repair_limit_cents)}** are ordered without asking. Anything above needs the "
        "owner's approval, except in an emergency, where the manager first makes things safe and tells the owner "
        "within two hours. At least two bids are obtained for work expected to cost more than $5,000.",
    )
    sheet.clause(
        "Vendors",
        "Contractors must show valid insurance and the licenses of their trade before they are let on site. The "
        "manager has no share in the prices of vendors and passes on every discount.",
    )


def _money(sheet: Sheet, terms: ManagementTerms) -> None:
    sheet.clause(
        "Rents, deposits and trust accounts",
        "All rent goes into an operating trust account, and all security deposits into a separate trust account. The "
        "owner's money is never mixed with the manager's own, and one owner's money is never used for another's "
        "property.",
    )
    sheet.clause(
        "Reserve and distributions",
        f"A reserve of **{dollars(terms.reserve_cents)}** stays with the property. What is available above it, after "
        "bills, fees and liabilities to tenants, is paid out to the owner by the fifteenth of the following month.",
    )
    sheet.clause(
        "Statements",
        "By the tenth of each month the owner receives a statement of the month before on a cash basis: beginning "
        "balance, what came in, what was spent with copies of the bills, the fee, what was paid out, ending balance.",
    )
    sheet.clause(
        "Fees",
        f"The management fee is **{percent(terms.fee_bps)}** of the rent and other income that tenants really paid, "
        "not of what was billed; deposits do not count. Late fees belong to the owner.",
    )


def _end(sheet: Sheet, terms: ManagementTerms) -> None:
    sheet.clause(
        "Insurance of the property",
        "The owner keeps property and liability insurance in force with the manager as additional insured and sends "
        "the declaration page at every renewal. The manager carries errors and omissions coverage and a fidelity "
        "bond.",
    )
    sheet.clause(
        "Renewal and termination",
        f"After {long_day(terms.ends_on)} the agreement renews for a year at a time unless either side gives written "
        f"notice **{terms.notice_days} days** before. On a sale it ends with the transfer of title.",
    )
    sheet.clause(
        "Hand-over",
        "At the end the manager hands over leases, deposits, keys and records within thirty days and settles the "
        "accounts with a final statement.",
    )
