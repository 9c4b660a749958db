"""The papers of the buildings and of the vendors: licenses, inspections, insurance, contracts, invoices."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from pm_app.demo.buildings import BUILDINGS, Building
from pm_app.demo.papers.addenda import house_rules
from pm_app.demo.papers.certificates import liability_certificate, rental_license
from pm_app.demo.papers.contracts import ManagementTerms, management_agreement, vendor_contract
from pm_app.demo.papers.inspections import boiler_inspection, elevator_inspection, fire_alarm_inspection
from pm_app.demo.papers.office import invoice, vendor_information
from pm_app.demo.papers.parties import Inspection, InvoiceLine, Party, Policy
from pm_app.demo.papers.scans import as_scan
from pm_app.demo.papers_of_stays import OFFICE, Paper
from pm_app.documents.enums import DocumentKind
from pm_app.documents.rules.kinds import insurance_valid_through
from pm_app.documents.rules.naming import LinkTarget
from pm_app.kernel.dates import add_months

BROKER = Party("Tamarack Insurance Services", "88 Commerce Way, Suite 210, Riverton, OH 43099", "(555) 010-4482")


@dataclass(frozen=True)
class Vendor:
    """A vendor, what it does, and in how many days its certificate of insurance expires (negative: it has)."""

    party: Party
    trade: str
    duties: tuple[str, ...]
    insured_for_days: int


VENDORS = (
    Vendor(
        Party("Brightwater Plumbing LLC", "609 Foundry Road, Riverton, OH 43098", "(555) 010-7716"),
        "Plumbing",
        ("Answer emergency calls within two hours", "Repair leaks, drains and water heaters"),
        -7,
    ),
    Vendor(
        Party("Sentry Fire & Alarm", "12 Depot Street, Riverton, OH 43097", "(555) 010-3155"),
        "Fire protection",
        ("Test alarms, sprinklers and extinguishers every year", "Keep the log book at the panel"),
        30,
    ),
    Vendor(
        Party("Nordhaven Electric Co.", "44 Mill Street, Riverton, OH 43096", "(555) 010-2290"),
        "Electrical work",
        ("Repair wiring and fixtures", "Replace common-area lighting"),
        58,
    ),
    Vendor(
        Party("Greenway Grounds Care", "7 Orchard Row, Riverton, OH 43094", "(555) 010-8841"),
        "Landscaping and snow removal",
        ("Mow every week from April to October", "Clear snow before seven in the morning"),
        143,
    ),
    Vendor(
        Party("Summit Elevator Service Inc.", "300 Tower Road, Columbus, OH 43004", "(555) 010-6407"),
        "Elevator maintenance",
        ("Inspect and lubricate every month", "Free trapped passengers within one hour"),
        211,
    ),
)


def papers_of_buildings(property_ids: dict[str, UUID], today: date) -> Iterator[Paper]:
    """Yield what is on file about every building, with days behind and ahead."""
    for place, building in enumerate(BUILDINGS):
        to = (LinkTarget(property_id=property_ids[building.name]),)
        yield _license(building, to, today + timedelta(days=(100, 11, 63, 190, -3, 320)[place]), place)
        yield _fire_alarm(building, to, today + timedelta(days=(-2, 45, 120, 27, 88, 240)[place]), place)
        yield _agreement(building, to, today, place)
        if building.storeys >= 5:
            yield _elevator(building, to, today + timedelta(days=25), place)
        if building.year_built < 1980:
            yield _boiler(building, to, today + timedelta(days=(52, 170, 0, 0, 14, 133)[place]), place)
        if place < 2:
            yield _rules(building, to, add_months(today, -20), place)


def papers_of_owners(owner_ids: dict[str, UUID], today: date) -> Iterator[Paper]:
    """Yield the taxpayer sheets of the owners; of one the office still waits for it."""
    for place, (name, owner_id) in enumerate(list(owner_ids.items())[:-1]):
        party = Party(name, f"{40 + 7 * place} Court Square, Riverton, OH 43099", f"(555) 010-{6_100 + place}")
        yield _taxpayer(party, "Owner", (LinkTarget(person_id=owner_id),), add_months(today, -25), 20 + place)


def papers_of_vendors(vendor_ids: dict[str, UUID], property_ids: dict[str, UUID], today: date) -> Iterator[Paper]:
    """Yield certificates, contracts, taxpayer sheets and invoices of the vendors."""
    for place, vendor in enumerate(VENDORS):
        to = (LinkTarget(person_id=vendor_ids[vendor.party.name]),)
        yield _certificate(vendor, to, today, place)
        if place % 2 == 0:
            yield _contract(vendor, to, today, place)
        if place < 3:
            yield _taxpayer(vendor.party, "Vendor", to, add_months(today, -11), place)
        building = BUILDINGS[place % len(BUILDINGS)]
        yield _invoice(vendor, building, (*to, LinkTarget(property_id=property_ids[building.name])), today, place)


def _license(building: Building, to: tuple[LinkTarget, ...], expires_on: date, seed: int) -> Paper:
    issued_on = add_months(expires_on, -12)
    content = rental_license(
        city="Riverton",
        license_number=f"RD-{issued_on.year}-{417 + seed}",
        owner=building.owner,
        property_name=building.name,
        address=building.address,
        unit_count=len(building.units),
        issued_on=issued_on,
        expires_on=expires_on,
        fee_cents=25_00 * len(building.units),
        inspector="Lenora Hobbs",
        seed=seed,
    )
    title = f"Rental license, {building.name}"
    name = f"Rental license {building.name}.pdf"
    return Paper(content, name, title, DocumentKind.RENTAL_LICENSE, to, issued_on, issued_on, expires_on, ("city",))


def _checked(company: int, inspector: str, next_due_on: date, number: str) -> Inspection:
    return Inspection(VENDORS[company].party, inspector, add_months(next_due_on, -12), next_due_on, number)


def _fire_alarm(building: Building, to: tuple[LinkTarget, ...], due_on: date, seed: int) -> Paper:
    checked = _checked(1, "Marcus Dell", due_on, f"FA-{20_931 + seed}")
    content = fire_alarm_inspection(
        inspection=checked,
        property_name=building.name,
        address=building.address,
        device_count=8 + 4 * len(building.units),
        deficiencies=("Strobe on the top floor, east stair, does not flash.",) if seed % 2 == 0 else (),
        seed=seed,
    )
    if seed == 4:
        content = as_scan(content, angle=0.9, seed=seed)
    title = f"Fire alarm inspection, {building.name}"
    kind = DocumentKind.FIRE_SAFETY_INSPECTION
    name = f"FA-{20_931 + seed}.pdf"
    return Paper(content, name, title, kind, to, checked.inspected_on, checked.inspected_on, due_on, ("safety",))


def _elevator(building: Building, to: tuple[LinkTarget, ...], due_on: date, seed: int) -> Paper:
    checked = _checked(4, "Iris Calloway", due_on, f"EV-{5_510 + seed}")
    content = elevator_inspection(
        inspection=checked,
        property_name=building.name,
        address=building.address,
        certificate_number=f"EL-{7_719 + seed}-A",
        car_count=2,
        seed=seed,
    )
    title = f"Elevator certificate, {building.name}"
    kind = DocumentKind.ELEVATOR_OR_BOILER_CERTIFICATE
    name = f"Elevator {building.name}.pdf"
    return Paper(content, name, title, kind, to, checked.inspected_on, checked.inspected_on, due_on, ("safety",))


def _boiler(building: Building, to: tuple[LinkTarget, ...], due_on: date, seed: int) -> Paper:
    checked = _checked(0, "Pete Rourke", due_on, f"BO-{880 + seed}")
    content = boiler_inspection(
        inspection=checked,
        property_name=building.name,
        address=building.address,
        boiler="Kestrel Cast Iron 40, gas",
        year_installed=2009,
        seed=seed,
    )
    title = f"Boiler inspection, {building.name}"
    kind = DocumentKind.ELEVATOR_OR_BOILER_CERTIFICATE
    name = f"BO-{880 + seed}.pdf"
    return Paper(content, name, title, kind, to, checked.inspected_on, checked.inspected_on, due_on, ("safety",))


def _agreement(building: Building, to: tuple[LinkTarget, ...], today: date, seed: int) -> Paper:
    starts_on = add_months(today.replace(day=1), -(2 + seed * 3))
    ends_on = add_months(starts_on, 24) - timedelta(days=1)
    content = management_agreement(
        owner=Party(building.owner, "88 Commerce Way, Riverton, OH 43099"),
        manager=OFFICE,
        property_name=building.name,
        address=building.address,
        unit_count=len(building.units),
        terms=ManagementTerms(starts_on, ends_on),
        signed_on=starts_on,
        seed=seed,
    )
    title = f"Management agreement, {building.name}"
    name = f"Management agreement {building.name}.pdf"
    return Paper(content, name, title, DocumentKind.MANAGEMENT_AGREEMENT, to, starts_on, starts_on, ends_on)


def _rules(building: Building, to: tuple[LinkTarget, ...], effective_on: date, seed: int) -> Paper:
    content = house_rules(
        manager=OFFICE,
        property_name=building.name,
        emergency_phone="(555) 010-2299",
        effective_on=effective_on,
        seed=seed,
    )
    title = f"House rules, {building.name}"
    return Paper(content, f"House rules {building.name}.pdf", title, DocumentKind.OTHER, to, effective_on)


def _certificate(vendor: Vendor, to: tuple[LinkTarget, ...], today: date, seed: int) -> Paper:
    expires_on = today + timedelta(days=vendor.insured_for_days + 1)
    effective_on = add_months(expires_on, -12)
    content = liability_certificate(
        insured=vendor.party,
        producer=BROKER,
        policy=Policy("Meridian Casualty Company", f"GL-{4_471_902 + seed}-06", effective_on, expires_on),
        workers=Policy("Ohio Trades Mutual", f"WC-55-{30_712 + seed}", effective_on, expires_on),
        holder=OFFICE,
        additional_insured=("Alder Court Holdings LLC", OFFICE.name),
        work=f"{vendor.trade} at the properties managed by {OFFICE.name}.",
        issued_on=effective_on,
        seed=seed,
    )
    title = f"Certificate of insurance, {vendor.party.name}"
    kind = DocumentKind.CERTIFICATE_OF_INSURANCE
    last_good_day = insurance_valid_through(expires_on)
    name = f"COI {vendor.party.name}.pdf"
    return Paper(content, name, title, kind, to, effective_on, effective_on, last_good_day, ("insurance",))


def _contract(vendor: Vendor, to: tuple[LinkTarget, ...], today: date, seed: int) -> Paper:
    starts_on = add_months(today.replace(day=1), -8 - seed)
    ends_on = add_months(starts_on, 12) - timedelta(days=1)
    content = vendor_contract(
        manager=OFFICE,
        vendor=vendor.party,
        trade=vendor.trade,
        duties=vendor.duties,
        property_names=[building.name for building in BUILDINGS],
        monthly_cents=640_00 + 120_00 * seed,
        hourly_cents=95_00,
        starts_on=starts_on,
        ends_on=ends_on,
        seed=seed,
    )
    title = f"Service contract, {vendor.party.name}"
    name = f"Contract {vendor.party.name}.pdf"
    return Paper(content, name, title, DocumentKind.VENDOR_CONTRACT, to, starts_on, starts_on, ends_on)


def _taxpayer(party: Party, role: str, to: tuple[LinkTarget, ...], signed_on: date, seed: int) -> Paper:
    content = vendor_information(
        manager=OFFICE,
        vendor=party,
        legal_name=party.name,
        tax_class=_tax_class(party.name),
        tax_number_ending=f"{4_410 + seed}",
        signer="Ilse Brandt",
        signed_on=signed_on,
        seed=seed,
        role=role,
    )
    title = f"Taxpayer information, {party.name}"
    return Paper(content, f"Taxpayer {party.name}.pdf", title, DocumentKind.TAX_FORM, to, signed_on)


def _tax_class(name: str) -> str:
    if " and " in name:
        return "Individual or sole proprietor"
    return "Trust or estate" if "Trust" in name else "Limited liability company"


def _invoice(vendor: Vendor, building: Building, to: tuple[LinkTarget, ...], today: date, seed: int) -> Paper:
    invoiced_on = today - timedelta(days=9 + 6 * seed)
    content = invoice(
        vendor=vendor.party,
        bill_to=OFFICE,
        number=f"{2_291 + seed * 13}",
        invoiced_on=invoiced_on,
        due_on=invoiced_on + timedelta(days=30),
        site=building.address,
        lines=(InvoiceLine(vendor.duties[0], 1, 385_00 + 40_00 * seed), InvoiceLine("Labor, hours", 3, 95_00)),
        remark="Thank you for your business.",
        seed=seed,
    )
    title = f"Invoice {2_291 + seed * 13}, {vendor.party.name}"
    return Paper(content, f"Invoice {2_291 + seed * 13}.pdf", title, DocumentKind.INVOICE, to, invoiced_on)
