"""Papers that expire: certificates of insurance, renters' policies, rental licenses."""

from collections.abc import Sequence
from datetime import date

from pm_app.demo.papers.layout import Sheet
from pm_app.demo.papers.parties import Home, Party, Policy
from pm_app.demo.papers.words import dollars, listed, long_day, short_day, whole_dollars


def liability_certificate(
    *,
    insured: Party,
    producer: Party,
    policy: Policy,
    workers: Policy | None = None,
    occurrence_cents: int = 1_000_000_00,
    aggregate_cents: int = 2_000_000_00,
    holder: Party,
    additional_insured: Sequence[str],
    work: str,
    issued_on: date,
    seed: int,
) -> bytes:
    """Return a certificate of liability insurance of two pages: the policies, and the endorsement behind them."""
    sheet = Sheet("Certificate of Liability Insurance", seed=seed, reference=f"Policy {policy.number}")
    sheet.title(f"Issued {long_day(issued_on)}")
    sheet.note(
        "This certificate tells the holder which policies were in force on the day it was issued. It changes nothing "
        "in them and gives the holder no rights of its own. Where the holder is to be an **additional insured**, the "
        "policy itself must say so, by its wording or by an endorsement."
    )
    sheet.facts(
        [
            ("Producer", f"**{producer.name}**\n{producer.address}"),
            ("Insured", f"**{insured.name}**\n{insured.address}"),
            ("Insurer A", policy.insurer),
            ("Insurer B", workers.insurer if workers else "None"),
        ]
    )
    rows = [*_liability(policy, occurrence_cents, aggregate_cents), *(_compensation(workers) if workers else [])]
    heads = ("Ins.", "Type of insurance", "Policy number", "Effective", "Expires", "Limits")
    sheet.table(heads, rows, (6, 24, 19, 12, 12, 31))
    _holder(sheet, holder, additional_insured, work)
    sheet.signatures([(producer.name, "Authorized representative")], issued_on)
    _endorsement(sheet, insured.name, policy, additional_insured)
    return sheet.pdf()


def _liability(policy: Policy, occurrence: int, aggregate: int) -> list[list[str]]:
    first, last = short_day(policy.effective_on), short_day(policy.expires_on)
    limits = f"Each occurrence {whole_dollars(occurrence)}\nGeneral aggregate {whole_dollars(aggregate)}"
    rest = "\nDamage to rented premises $100,000\nMedical expense $5,000"
    general = "**Commercial general liability**\nOccurrence form; aggregate applies per project"
    vehicles = "**Automobile liability**\nOwned, hired and borrowed vehicles"
    return [
        ["A", general, policy.number, first, last, limits + rest],
        ["A", vehicles, f"{policy.number}-A", first, last, "Combined single limit $1,000,000"],
    ]


def _compensation(policy: Policy) -> list[list[str]]:
    first, last = short_day(policy.effective_on), short_day(policy.expires_on)
    limits = "Statutory limits\nEach accident $500,000\nDisease, each employee $500,000"
    return [["B", "**Workers' compensation** and employer's liability", policy.number, first, last, limits]]


def _holder(sheet: Sheet, holder: Party, additional_insured: Sequence[str], work: str) -> None:
    verb = "is" if len(additional_insured) == 1 else "are"
    sheet.heading("Operations and locations")
    sheet.say(
        f"{work} {listed(additional_insured)} {verb} named as additional insured on the general liability policy with "
        "respect to work done for them, on a primary and non-contributory basis, where a written contract requires "
        "it. A waiver of subrogation applies in their favor."
    )
    sheet.facts(
        [
            ("Certificate holder", f"**{holder.name}**\n{holder.address}"),
            (
                "If a policy is cancelled",
                "Should a policy above be cancelled before it expires, notice is sent to the holder in the way and in "
                "the time that the policy provides.",
            ),
        ]
    )


def _endorsement(sheet: Sheet, insured: str, policy: Policy, names: Sequence[str]) -> None:
    sheet.new_page()
    sheet.heading("Endorsement: additional insured, owners and managers of premises")
    sheet.facts(
        [
            ("Policy", policy.number),
            ("Named insured", insured),
            ("Endorsement in force from", long_day(policy.effective_on)),
            ("Additional insured", listed(names)),
        ]
    )
    sheet.clause(
        "Who is added",
        "The persons and organizations named above are insured too, but only for injury or damage caused in whole or "
        f"in part by the work of {insured}, or by those who work on its behalf, at the places where that work goes on.",
    )
    sheet.clause(
        "What is not covered",
        "There is no coverage for injury or damage that happens after the work at a place has been completed and put "
        "to its use, or that is caused by the additional insured alone.",
    )
    sheet.clause(
        "Primary insurance",
        "Where a written contract made before the loss asks for it, this insurance comes first and does not ask the "
        "additional insured's own insurance to contribute.",
    )
    sheet.clause(
        "Limits",
        "Adding an insured does not raise the limits. The most that is paid is what the contract requires or what the "
        "certificate shows, whichever is less.",
    )


def renters_insurance(
    *,
    policy: Policy,
    insurer_address: str,
    insured: Sequence[str],
    home: Home,
    interested_party: str,
    contents_cents: int = 25_000_00,
    liability_cents: int = 100_000_00,
    deductible_cents: int = 500_00,
    premium_cents: int,
    issued_on: date,
    seed: int,
) -> bytes:
    """Return the declaration page of a renter's policy."""
    sheet = Sheet(
        "Renter's Policy Declarations",
        seed=seed,
        issuer=policy.insurer,
        issuer_address=insurer_address,
        reference=policy.number,
    )
    sheet.title()
    _insured_home(sheet, policy, insured, home, interested_party)
    sheet.note(f"Issued {long_day(issued_on)}.")
    rows = [
        ["Personal property, replacement cost", whole_dollars(contents_cents)],
        ["Loss of use, actual loss sustained up to", whole_dollars(contents_cents * 3 // 10)],
        ["Personal liability, each occurrence", whole_dollars(liability_cents)],
        ["Medical payments to others, each person", "$1,000"],
        ["Deductible, each loss", whole_dollars(deductible_cents)],
        ["Premium for the policy period", dollars(premium_cents)],
    ]
    sheet.table(("Coverage", "Limit or amount"), rows, (70, 30), right=(1,))
    _renters_conditions(sheet, interested_party)
    return sheet.pdf()


def _insured_home(sheet: Sheet, policy: Policy, insured: Sequence[str], home: Home, interested_party: str) -> None:
    sheet.facts(
        [
            ("Policy number", f"**{policy.number}**"),
            (
                "Policy period",
                f"**{short_day(policy.effective_on)} to {short_day(policy.expires_on)}**\n12:01 a.m. standard time at "
                "the residence",
            ),
            ("Named insured", "\n".join(insured)),
            ("Residence premises", f"{home.unit}\n{home.address}"),
            ("Interested party", interested_party),
            ("Kind of policy", "Renter's, form HO-4"),
        ]
    )


def _renters_conditions(sheet: Sheet, interested_party: str) -> None:
    sheet.heading("Forms and conditions")
    sheet.say(
        "Fire, smoke, theft, vandalism and the sudden escape of water are insured perils. Flood, surface water and the "
        "slow seepage of water over weeks are not. Jewelry is covered up to $1,500 for theft unless it is listed.",
        f"The interested party, {interested_party}, is told when this policy is cancelled or not renewed. It is not an "
        "insured and has no share in a claim.",
        "Please keep this page. Your property manager may ask for it when you move in and at every renewal.",
    )


def rental_license(
    *,
    city: str,
    license_number: str,
    owner: str,
    property_name: str,
    address: str,
    unit_count: int,
    issued_on: date,
    expires_on: date,
    fee_cents: int,
    inspector: str,
    seed: int,
) -> bytes:
    """Return a city's license to rent out a property."""
    sheet = Sheet(
        "Rental Dwelling License",
        seed=seed,
        issuer=f"City of {city}",
        issuer_address="Department of Housing and Inspections, City Hall, Room 114",
        reference=license_number,
    )
    sheet.title(f"License number {license_number}")
    sheet.box(
        f"**{property_name}**, {address}, with {unit_count} dwelling units, is licensed for rental use from "
        f"{long_day(issued_on)} through **{long_day(expires_on)}**."
    )
    sheet.terms(
        [
            ("Owner", owner),
            ("Dwelling units", str(unit_count)),
            ("Issued", long_day(issued_on)),
            ("Expires", long_day(expires_on)),
            ("Fee received", dollars(fee_cents)),
            ("Inspected by", inspector),
        ]
    )
    _license_conditions(sheet)
    sheet.signatures([(inspector, "Housing inspector")], issued_on)
    return sheet.pdf()


def _license_conditions(sheet: Sheet) -> None:
    sheet.heading("Conditions")
    sheet.bullets(
        (
            "A copy of this license is posted at the main entrance or in the laundry room, where every tenant can "
            "read it.",
            "The license is for the owner named above. A new owner applies within thirty days of the transfer of "
            "title.",
            "Units are kept to the housing maintenance code at all times; the city may inspect after reasonable "
            "notice.",
            "Renting without a valid license is a violation for each day and each unit. Apply for renewal no later "
            "than sixty days before expiry.",
        )
    )
