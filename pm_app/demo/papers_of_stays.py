"""The papers of the households: leases, insurance, inspections, notices, as the office would have them on file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pm_app.demo.households import Story
from pm_app.demo.papers.addenda import Pet, lead_disclosure, pet_addendum
from pm_app.demo.papers.certificates import renters_insurance
from pm_app.demo.papers.inspections import move_in_inspection
from pm_app.demo.papers.leases import lease_renewal, residential_lease
from pm_app.demo.papers.notices import late_rent_notice, notice_to_enter, notice_to_vacate
from pm_app.demo.papers.parties import Home, Party, Policy, Terms
from pm_app.demo.papers.scans import as_scan
from pm_app.demo.stays import Stay
from pm_app.documents.enums import DocumentKind
from pm_app.documents.rules.kinds import insurance_valid_through
from pm_app.documents.rules.naming import LinkTarget
from pm_app.kernel.dates import add_months, first_of_month, last_of_month

OFFICE = Party("Harrow & Pine Management", "215 Mercer Avenue, Riverton, OH 43099", "(555) 010-2200")


@dataclass(frozen=True)
class Paper:
    """A file of the sample office and what is written on its folder; `filed_on` is when it came in."""

    content: bytes
    filename: str
    title: str
    kind: DocumentKind
    links: tuple[LinkTarget, ...]
    filed_on: date
    valid_from: date | None = None
    valid_through: date | None = None
    tags: tuple[str, ...] = ()


def papers_of_stays(stays: Sequence[Stay], today: date) -> Iterator[Paper]:
    """Yield the papers of the households, some of them scanned."""
    for place, stay in enumerate(stays):
        if place % 4 != 3:
            yield _lease(stay)
        if place % 3 == 0:
            yield _insurance(stay, today, place)
        if place % 6 == 1:
            yield _inspection(stay, as_scanned=place % 4 == 1)
        if place % 11 == 5:
            yield _pets(stay)
        if place % 9 != 2 and stay.household.building.year_built < 1978:
            yield _lead(stay)
        yield from _story_papers(stay, today)
    yield from _letters(stays, today)


def _home(stay: Stay) -> Home:
    home = stay.household
    return Home(f"Unit {home.unit.name}", home.building.address, home.building.name)


def _to(stay: Stay) -> tuple[LinkTarget, ...]:
    return (LinkTarget(tenancy_id=stay.tenancy_id),)


def _terms(stay: Stay) -> Terms:
    home = stay.household
    return Terms(home.rent_cents, home.rent_cents, home.starts_on, stay.ends_on)


def _who(stay: Stay) -> str:
    return f"{stay.household.names[0]}, {stay.household.building.name} {stay.household.unit.name}"


def _lease(stay: Stay) -> Paper:
    home = stay.household
    signed_on = home.starts_on - timedelta(days=18)
    content = residential_lease(
        landlord=home.building.owner,
        manager=OFFICE,
        tenants=home.names,
        home=_home(stay),
        terms=_terms(stay),
        occupants=(),
        signed_on=signed_on,
        seed=home.seed,
    )
    if home.seed % 13 == 4:
        content = as_scan(content, angle=0.6, seed=home.seed)
    name = f"Lease {home.building.name} {home.unit.name} {home.starts_on.year}.pdf"
    title = f"Lease, {_who(stay)}"
    return Paper(content, name, title, DocumentKind.LEASE, _to(stay), signed_on, home.starts_on, stay.ends_on)


def _insurance(stay: Stay, today: date, place: int) -> Paper:
    home = stay.household
    left = (-9, 4, 12, 26, 41, 88, 160, 230, 300)[place // 3 % 9]
    expires_on = today + timedelta(days=left + 1)
    effective_on = add_months(expires_on, -12)
    content = renters_insurance(
        policy=Policy("Tri-River Mutual", f"HO4-{118 + place}-2207", effective_on, expires_on),
        insurer_address="400 Canal Street, Columbus, OH 43004",
        insured=home.names,
        home=_home(stay),
        interested_party=OFFICE.name,
        premium_cents=184_00,
        issued_on=effective_on,
        seed=home.seed,
    )
    return Paper(
        content,
        f"HO4-{118 + place}-2207.pdf",
        f"Renter's insurance, {_who(stay)}",
        DocumentKind.RENTERS_INSURANCE,
        _to(stay),
        effective_on,
        effective_on,
        insurance_valid_through(expires_on),
    )


def _inspection(stay: Stay, *, as_scanned: bool) -> Paper:
    home = stay.household
    content = move_in_inspection(
        manager=OFFICE,
        tenants=home.names,
        home=_home(stay),
        inspector="Milo Santos",
        inspected_on=home.starts_on,
        seed=home.seed,
    )
    if as_scanned:
        content = as_scan(content, angle=-0.8, seed=home.seed)
    title = f"Move-in inspection, {_who(stay)}"
    name = f"scan_{home.starts_on:%Y%m%d}_{home.unit.name}.pdf" if as_scanned else f"Move-in {home.unit.name}.pdf"
    tags = ("scan",) if as_scanned else ()
    return Paper(content, name, title, DocumentKind.MOVE_IN_INSPECTION, _to(stay), home.starts_on, tags=tags)


def _pets(stay: Stay) -> Paper:
    home = stay.household
    vaccinated_through = add_months(home.starts_on, 30)
    content = pet_addendum(
        manager=OFFICE,
        tenants=home.names,
        home=_home(stay),
        pet=Pet("Biscuit", "beagle", 24, "RD-K9-3318", vaccinated_through),
        pet_rent_cents=35_00,
        pet_deposit_cents=250_00,
        signed_on=home.starts_on,
        seed=home.seed,
    )
    title = f"Pet addendum, {_who(stay)}"
    return Paper(
        content,
        f"Pet addendum {home.unit.name}.pdf",
        title,
        DocumentKind.PET_RECORD,
        _to(stay),
        home.starts_on,
        home.starts_on,
        vaccinated_through,
        ("pets",),
    )


def _lead(stay: Stay) -> Paper:
    home = stay.household
    content = lead_disclosure(
        landlord=home.building.owner,
        manager=OFFICE,
        tenants=home.names,
        home=_home(stay),
        year_built=home.building.year_built,
        signed_on=home.starts_on,
        seed=home.seed,
    )
    title = f"Lead disclosure, {_who(stay)}"
    name = f"Lead disclosure {home.unit.name}.pdf"
    return Paper(content, name, title, DocumentKind.LEAD_PAINT_DISCLOSURE, _to(stay), home.starts_on)


def _story_papers(stay: Stay, today: date) -> Iterator[Paper]:
    home = stay.household
    if home.story in {Story.NOTICE, Story.NOTICE_AND_NEXT}:
        written_on = today - timedelta(days=12)
        content = notice_to_vacate(
            manager=OFFICE,
            tenants=home.names,
            home=_home(stay),
            written_on=written_on,
            move_out_on=last_of_month(add_months(today, 1)),
            forwarding_address="9 Larch Lane, Dunmore, OH 43044",
            seed=home.seed,
        )
        title = f"Notice to vacate, {_who(stay)}"
        yield Paper(content, f"Notice {home.unit.name}.pdf", title, DocumentKind.NOTICE, _to(stay), written_on)
    if home.story == Story.EXPIRING:
        written_on = stay.ends_on - timedelta(days=75)
        starts_on = stay.ends_on + timedelta(days=1)
        ends_on = add_months(starts_on, 12) - timedelta(days=1)
        content = lease_renewal(
            manager=OFFICE,
            tenants=home.names,
            home=_home(stay),
            old_rent_cents=home.rent_cents,
            terms=Terms(home.rent_cents + 40_00, home.rent_cents, starts_on, ends_on),
            written_on=written_on,
            reply_by=written_on + timedelta(days=30),
            seed=home.seed,
        )
        title = f"Renewal offer, {_who(stay)}"
        yield Paper(
            content, f"Renewal {home.unit.name}.pdf", title, DocumentKind.RENEWAL, _to(stay), min(written_on, today)
        )


def _letters(stays: Sequence[Stay], today: date) -> Iterator[Paper]:
    due_on = first_of_month(today)
    for stay in [one for one in stays if one.household.pays.name in {"STOPPED", "IN_PARTS"}][:4]:
        home = stay.household
        written_on = min(due_on + timedelta(days=7), today)
        content = late_rent_notice(
            manager=OFFICE,
            tenants=home.names,
            home=_home(stay),
            rent_cents=home.rent_cents,
            late_fee_cents=50_00,
            paid_cents=0,
            due_on=due_on,
            written_on=written_on,
            pay_by=written_on + timedelta(days=7),
            seed=home.seed,
        )
        title = f"Late rent notice, {_who(stay)}"
        yield Paper(content, f"Late rent {home.unit.name}.pdf", title, DocumentKind.NOTICE, _to(stay), written_on)
    for stay in stays[8:11]:
        home = stay.household
        written_on = today - timedelta(days=6)
        content = notice_to_enter(
            manager=OFFICE,
            tenants=home.names,
            home=_home(stay),
            written_on=written_on,
            enter_on=today - timedelta(days=2),
            window="between 9 a.m. and noon",
            reason="Brightwater Plumbing will replace the shut-off valves under the kitchen sink.",
            seed=home.seed,
        )
        title = f"Notice to enter, {_who(stay)}"
        yield Paper(content, f"Entry {home.unit.name}.pdf", title, DocumentKind.NOTICE, _to(stay), written_on)
