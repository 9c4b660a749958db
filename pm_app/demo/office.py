"""The sample office, made by calling the actions, with days around today: it must look like a real one."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from hashlib import sha256
from io import BytesIO
from uuid import UUID, uuid5

from pm_app.demo.buildings import BUILDINGS, Building
from pm_app.demo.chores import add_chores
from pm_app.demo.contacts import keep_in_touch
from pm_app.demo.deposits import settle_deposits
from pm_app.demo.households import households
from pm_app.demo.late_fees import set_late_fees
from pm_app.demo.money import MONTHS, keep_books
from pm_app.demo.papers.facades import building_photo
from pm_app.demo.papers_of_buildings import VENDORS, papers_of_buildings, papers_of_owners, papers_of_vendors
from pm_app.demo.papers_of_stays import OFFICE, Paper, papers_of_stays
from pm_app.demo.renewals import offer_renewals
from pm_app.demo.requirements import require_documents
from pm_app.demo.staff import Staff, at, staff
from pm_app.demo.stays import KEYS, let_units
from pm_app.demo.users import add_demo_users
from pm_app.documents.actions.filing import file_document
from pm_app.documents.rules.naming import stored_key
from pm_app.kernel.dates import add_months
from pm_app.messages.actions import change_letterhead
from pm_app.people.actions import add_person
from pm_app.people.enums import ContactKind, PersonKind, PersonRole
from pm_app.people.rules import Contact
from pm_app.portfolio.actions.properties import PropertyFacts, Share, add_property, set_owners, set_photo
from pm_app.portfolio.actions.units import UnitFacts, add_unit
from pm_app.runtime import run_now, services

Tell = Callable[[str], None]


def load(tell: Tell) -> None:
    """Fill an empty database with the sample office; `tell` hears what is being made."""
    today = services().clock.today()
    long_ago = at(add_months(today, -27))
    add_demo_users(long_ago)
    people = staff(long_ago)
    _set_letterhead(people, long_ago)
    tell("Buildings")
    owner_ids = _add_owners(people, today)
    property_ids, unit_ids = _add_buildings(people, owner_ids, today)
    tell("Households and leases")
    stays = let_units(people, households(today), unit_ids, today)
    keep_books(people, stays, today, _counted(tell))
    set_late_fees(people, today)
    settle_deposits(people, stays, today)
    tell("Vendors and papers")
    vendor_ids = _add_vendors(people, today)
    _file(people, papers_of_buildings(property_ids, today))
    _file(people, papers_of_vendors(vendor_ids, property_ids, today))
    _file(people, papers_of_owners(owner_ids, today))
    _file(people, papers_of_stays(stays, today))
    require_documents(people, stays, today)
    offer_renewals(people, today)
    tell("Tasks")
    add_chores(people, stays, property_ids, today)
    keep_in_touch(people, stays, property_ids, today)


def _set_letterhead(people: Staff, now: datetime) -> None:
    run_now(
        people.manager,
        change_letterhead,
        office_name=OFFICE.name,
        address=OFFICE.address.replace(", ", "\n", 1),
        phone=OFFICE.phone,
        email="office@harrowpine.example",
        website="harrowpine.example",
        footer="Equal housing opportunity.",
        version=0,
        now=now,
    )


def _counted(tell: Tell) -> Callable[[], None]:
    months = iter(range(1, MONTHS + 1))
    return lambda: tell(f"Books, month {next(months)} of {MONTHS}")


def _add_owners(people: Staff, today: date) -> dict[str, UUID]:
    return {
        building.owner: run_now(
            people.manager,
            add_person,
            kind=PersonKind.PERSON if " and " in building.owner else PersonKind.ORGANIZATION,
            name=building.owner,
            roles=[PersonRole.OWNER],
            contacts=[Contact(ContactKind.PHONE, f"(555) 010-{6_000 + len(building.owner) * 31}")],
            now=at(add_months(today, -26)),
        )
        for building in BUILDINGS
    }


def _add_buildings(
    people: Staff, owner_ids: dict[str, UUID], today: date
) -> tuple[dict[str, UUID], dict[tuple[str, str], UUID]]:
    since = add_months(today, -26)
    property_ids: dict[str, UUID] = {}
    unit_ids: dict[tuple[str, str], UUID] = {}
    for place, building in enumerate(BUILDINGS):
        property_id = _add_building(people, building, owner_ids[building.owner], since)
        property_ids[building.name] = property_id
        _show_photo(people, building, property_id, place, since)
        for unit in building.units:
            facts = UnitFacts(
                unit.name,
                unit.beds,
                unit.baths_half,
                unit.area_sqft,
                unit.market_rent_cents,
                unit.off_market,
                unit.off_market_note,
            )
            unit_ids[building.name, unit.name] = run_now(
                people.manager, add_unit, property_id=property_id, facts=facts, now=at(since)
            )
    return property_ids, unit_ids


def _add_building(people: Staff, building: Building, owner_id: UUID, since: date) -> UUID:
    facts = PropertyFacts(
        name=building.name,
        kind=building.kind,
        address_line=building.address_line,
        city="Riverton",
        region="OH",
        postal_code=building.postal_code,
        country="United States",
        year_built=building.year_built,
        storeys=building.storeys,
        unit_count=len(building.units),
        manager_id=people.manager.user_id,
        management_company="Harrow & Pine Management",
    )
    property_id = run_now(people.manager, add_property, facts=facts, now=at(since))
    shares = [Share(owner_id, 10_000)]
    run_now(people.manager, set_owners, property_id=property_id, shares=shares, starts_on=since, now=at(since))
    return property_id


def _show_photo(people: Staff, building: Building, property_id: UUID, place: int, since: date) -> None:
    photo = building_photo(seed=place + 3, storeys=building.storeys)
    sha = sha256(photo).hexdigest()
    services().store.put(f"photos/{sha}", BytesIO(photo), size=len(photo), media_type="image/jpeg")
    run_now(people.manager, set_photo, property_id=property_id, sha256=sha, media_type="image/jpeg", now=at(since))


def _add_vendors(people: Staff, today: date) -> dict[str, UUID]:
    day = add_months(today, -14)
    return {
        vendor.party.name: run_now(
            people.manager,
            add_person,
            kind=PersonKind.ORGANIZATION,
            name=vendor.party.name,
            roles=[PersonRole.VENDOR],
            contacts=[
                Contact(ContactKind.PHONE, vendor.party.phone),
                Contact(ContactKind.ADDRESS, vendor.party.address),
            ],
            notes=vendor.trade,
            now=at(day),
        )
        for vendor in VENDORS
    }


def _file(people: Staff, papers: Iterable[Paper]) -> None:
    for paper in papers:
        run_now(
            people.leasing,
            file_document,
            request_key=uuid5(KEYS, paper.title),
            sha256=_kept(paper.content),
            size_bytes=len(paper.content),
            media_type="application/pdf",
            filename=paper.filename,
            title=paper.title,
            kind=paper.kind,
            links=paper.links,
            tags=paper.tags,
            valid_from=paper.valid_from,
            valid_through=paper.valid_through,
            now=at(paper.filed_on),
        )


def _kept(content: bytes) -> str:
    """Put a PDF into the store and return its SHA-256."""
    sha = sha256(content).hexdigest()
    services().store.put(stored_key(sha), BytesIO(content), size=len(content), media_type="application/pdf")
    return sha
