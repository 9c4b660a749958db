"""One of each paper of the sample office, from fixed values, for the tests to read."""

from datetime import date

from pm_app.demo.papers.addenda import Pet, house_rules, lead_disclosure, pet_addendum
from pm_app.demo.papers.certificates import liability_certificate, rental_license, renters_insurance
from pm_app.demo.papers.contracts import ManagementTerms, management_agreement, vendor_contract
from pm_app.demo.papers.inspections import (
    boiler_inspection,
    elevator_inspection,
    fire_alarm_inspection,
    move_in_inspection,
)
from pm_app.demo.papers.leases import lease_renewal, rent_increase_notice, residential_lease
from pm_app.demo.papers.notices import late_rent_notice, notice_to_enter, notice_to_vacate
from pm_app.demo.papers.office import invoice, vendor_information
from pm_app.demo.papers.parties import Home, Inspection, InvoiceLine, Party, Policy, Terms

OFFICE = Party("Harrow & Pine Management", "215 Mercer Avenue, Riverton, OH 43099", "(555) 010-2200")
OWNER = Party("Alder Court Holdings LLC", "88 Commerce Way, Riverton, OH 43099")
VENDOR = Party("Brightwater Plumbing LLC", "609 Foundry Road, Riverton, OH 43098", "(555) 010-7716")
HOME = Home("Unit 204", "1420 Alder Street, Riverton, OH 43099", "Alder Court")
TENANTS = ("Renée Castellano", "Owen Castellano")
TERMS = Terms(1_485_00, 1_400_00, date(2026, 6, 1), date(2027, 5, 31))
POLICY = Policy("Meridian Casualty Company", "GL-4471902-06", date(2026, 11, 14), date(2027, 11, 14))
WORKERS = Policy("Ohio Trades Mutual", "WC-55-30712", date(2026, 7, 1), date(2027, 7, 1))
CHECKED = Inspection(
    Party("Sentry Fire & Alarm", "12 Depot Street, Riverton, OH 43097"),
    "Marcus Dell",
    date(2026, 3, 9),
    date(2027, 3, 9),
    "FA-20931",
)
LINES = (InvoiceLine("Rebuild shower valve, unit 204", 1, 385_00), InvoiceLine("Labor, hours", 3, 95_00))


def a_lease(seed: int) -> bytes:
    return residential_lease(
        landlord=OWNER.name,
        manager=OFFICE,
        tenants=TENANTS,
        home=HOME,
        terms=TERMS,
        occupants=("Mia Castellano",),
        signed_on=date(2026, 5, 12),
        seed=seed,
    )


def a_renewal(seed: int) -> bytes:
    return lease_renewal(
        manager=OFFICE,
        tenants=TENANTS,
        home=HOME,
        old_rent_cents=1_420_00,
        terms=TERMS,
        written_on=date(2026, 3, 2),
        reply_by=date(2026, 4, 1),
        seed=seed,
    )


def an_increase(seed: int) -> bytes:
    return rent_increase_notice(
        manager=OFFICE,
        tenants=TENANTS,
        home=HOME,
        old_rent_cents=1_420_00,
        new_rent_cents=1_485_00,
        effective_on=date(2026, 6, 1),
        written_on=date(2026, 3, 2),
        seed=seed,
    )


def a_certificate(seed: int) -> bytes:
    return liability_certificate(
        insured=VENDOR,
        producer=Party("Tamarack Insurance Services", "88 Commerce Way, Suite 210, Riverton, OH 43099"),
        policy=POLICY,
        workers=WORKERS,
        holder=OFFICE,
        additional_insured=(OWNER.name, OFFICE.name),
        work="Plumbing repair and installation at 1420 Alder Street (Alder Court).",
        issued_on=date(2026, 11, 19),
        seed=seed,
    )


def a_renters_policy(seed: int) -> bytes:
    return renters_insurance(
        policy=Policy("Tri-River Mutual", "HO4-118-2207", date(2026, 6, 1), date(2027, 6, 1)),
        insurer_address="400 Canal Street, Columbus, OH 43004",
        insured=TENANTS,
        home=HOME,
        interested_party=OFFICE.name,
        premium_cents=184_00,
        issued_on=date(2026, 5, 20),
        seed=seed,
    )


def a_license(seed: int) -> bytes:
    return rental_license(
        city="Riverton",
        license_number="RD-2026-0417",
        owner=OWNER.name,
        property_name=HOME.property_name,
        address=HOME.address,
        unit_count=24,
        issued_on=date(2026, 3, 1),
        expires_on=date(2027, 2, 28),
        fee_cents=600_00,
        inspector="Lenora Hobbs",
        seed=seed,
    )


def a_move_in(seed: int) -> bytes:
    return move_in_inspection(
        manager=OFFICE,
        tenants=TENANTS,
        home=HOME,
        inspector="Dana Whitlow",
        inspected_on=date(2026, 6, 1),
        seed=seed,
    )


def a_fire_alarm_report(seed: int) -> bytes:
    return fire_alarm_inspection(
        inspection=CHECKED,
        property_name=HOME.property_name,
        address=HOME.address,
        device_count=64,
        deficiencies=("Strobe on the third floor, east stair, does not flash.",),
        seed=seed,
    )


def an_elevator_certificate(seed: int) -> bytes:
    return elevator_inspection(
        inspection=CHECKED,
        property_name=HOME.property_name,
        address=HOME.address,
        certificate_number="EL-7719-A",
        car_count=2,
        seed=seed,
    )


def a_boiler_report(seed: int) -> bytes:
    return boiler_inspection(
        inspection=CHECKED,
        property_name=HOME.property_name,
        address=HOME.address,
        boiler="Kestrel Cast Iron 40, gas",
        year_installed=2009,
        seed=seed,
    )


def an_entry(seed: int) -> bytes:
    return notice_to_enter(
        manager=OFFICE,
        tenants=TENANTS,
        home=HOME,
        written_on=date(2026, 10, 5),
        enter_on=date(2026, 10, 8),
        window="between 9 a.m. and noon",
        reason="Brightwater Plumbing will replace the shut-off valves under the kitchen sink.",
        seed=seed,
    )


def a_late_notice(seed: int) -> bytes:
    return late_rent_notice(
        manager=OFFICE,
        tenants=TENANTS,
        home=HOME,
        rent_cents=1_485_00,
        late_fee_cents=50_00,
        paid_cents=856_60,
        due_on=date(2026, 11, 1),
        written_on=date(2026, 11, 7),
        pay_by=date(2026, 11, 14),
        seed=seed,
    )


def a_notice_of_leaving(seed: int) -> bytes:
    return notice_to_vacate(
        manager=OFFICE,
        tenants=TENANTS,
        home=HOME,
        written_on=date(2027, 3, 15),
        move_out_on=date(2027, 5, 31),
        forwarding_address="9 Larch Lane, Dunmore, OH 43044",
        seed=seed,
    )


def a_vendor_contract(seed: int) -> bytes:
    return vendor_contract(
        manager=OFFICE,
        vendor=Party("North Yard Services", "71 Quarry Road, Riverton, OH 43096"),
        trade="Snow removal",
        duties=(
            "Walks, stairs and ramps are cleared before 7 a.m. whenever more than one inch has fallen.",
            "Sand or a salt that is safe for concrete is spread on ice without being asked.",
        ),
        property_names=("Alder Court", "Mill Row"),
        monthly_cents=640_00,
        hourly_cents=85_00,
        starts_on=date(2026, 11, 1),
        ends_on=date(2027, 10, 31),
        seed=seed,
    )


def a_management_agreement(seed: int) -> bytes:
    return management_agreement(
        owner=OWNER,
        manager=OFFICE,
        property_name=HOME.property_name,
        address=HOME.address,
        unit_count=24,
        terms=ManagementTerms(date(2025, 7, 1), date(2027, 6, 30), fee_bps=750),
        signed_on=date(2025, 6, 20),
        seed=seed,
    )


def a_pet_addendum(seed: int) -> bytes:
    return pet_addendum(
        manager=OFFICE,
        tenants=TENANTS,
        home=HOME,
        pet=Pet("Biscuit", "Dog, beagle", 24, "OH-55190", date(2027, 4, 30)),
        pet_rent_cents=35_00,
        pet_deposit_cents=250_00,
        signed_on=date(2026, 5, 12),
        seed=seed,
    )


def a_lead_disclosure(seed: int) -> bytes:
    return lead_disclosure(
        landlord=OWNER.name,
        manager=OFFICE,
        tenants=TENANTS,
        home=HOME,
        year_built=1964,
        signed_on=date(2026, 5, 12),
        seed=seed,
    )


def a_set_of_house_rules(seed: int) -> bytes:
    return house_rules(
        manager=OFFICE,
        property_name=HOME.property_name,
        emergency_phone="(555) 010-9911",
        effective_on=date(2026, 1, 1),
        seed=seed,
    )


def an_invoice(seed: int) -> bytes:
    return invoice(
        vendor=VENDOR,
        bill_to=OFFICE,
        number="BW-10442",
        invoiced_on=date(2026, 10, 9),
        due_on=date(2026, 11, 8),
        site=f"{HOME.unit}, {HOME.address}",
        lines=LINES,
        tax_bps=725,
        remark="The old valve was corroded through and could not be repaired.",
        seed=seed,
    )


def a_vendor_sheet(seed: int) -> bytes:
    return vendor_information(
        manager=OFFICE,
        vendor=VENDOR,
        legal_name="Brightwater Plumbing LLC",
        tax_class="Limited liability company",
        tax_number_ending="4417",
        signer="Ilse Brandt",
        signed_on=date(2026, 2, 3),
        seed=seed,
    )
