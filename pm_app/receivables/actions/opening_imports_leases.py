"""The people and leases of a rent roll."""

from uuid import UUID

from pm_app.leasing.actions.leaving import give_notice
from pm_app.leasing.actions.parties import NewParty
from pm_app.leasing.actions.starting import NewRentLine, start_lease
from pm_app.leasing.enums import NoticeGiver, PartyRole
from pm_app.people.actions import add_person
from pm_app.people.enums import ContactKind, PersonRole
from pm_app.people.rules import Contact
from pm_app.receivables.actions.opening_imports_making import Making, of_row
from pm_app.receivables.actions.opening_imports_places import UnitIds
from pm_app.receivables.actions.opening_imports_posting import post_opening
from pm_app.receivables.queries.openings import people_by_contact
from pm_app.receivables.rules.rent_roll.plan import RentRollPlan
from pm_app.receivables.rules.rent_roll.values import HouseholdInRoll, TenantInRoll

People = dict[tuple[str, str], UUID]


def make_leases(making: Making, plan: RentRollPlan, unit_ids: UnitIds) -> None:
    """Start the lease of every household that is new, earlier stays first, then post where they all stood.

    Posting comes last, since nobody else posts from the first entry on until the whole import is done.
    """
    known = people_by_contact(making.session, making.actor)
    new = [
        (one.entry.household, unit_ids[one.entry.key], one.entry.row_numbers[0])
        for one in plan.units
        if one.makes_household and one.entry.household is not None
    ]
    started: list[tuple[UUID, HouseholdInRoll, int]] = []
    for place, (household, unit_id, row) in enumerate(sorted(new, key=lambda one: one[0].starts_on)):
        with of_row(row):
            started.append((_start(making, household, unit_id, known, place), household, row))
    for tenancy_id, household, row in started:
        making.made("tenancy", tenancy_id)
        with of_row(row):
            post_opening(making, tenancy_id, household.opening)


def _start(making: Making, household: HouseholdInRoll, unit_id: UUID, known: People, place: int) -> UUID:
    rent, *others = household.lines
    tenancy_id = start_lease(
        making.session,
        making.actor,
        request_key=making.key("lease", place),
        unit_id=unit_id,
        parties=[
            NewParty(_person(making, tenant, known), PartyRole.CO_TENANT if number else PartyRole.TENANT)
            for number, tenant in enumerate(household.tenants)
        ],
        starts_on=household.starts_on,
        term_starts_on=household.term_starts_on,
        ends_on=household.ends_on,
        rent_cents=rent.amount_cents,
        due_day=household.due_day,
        also_charged=[NewRentLine(line.kind, line.amount_cents, line.description[:200]) for line in others],
        today=making.cut_over_on,
        now=making.now,
    )
    if household.move_out_on is not None:
        given_on = min(making.cut_over_on, household.move_out_on)
        give_notice(
            making.session,
            making.actor,
            tenancy_id=tenancy_id,
            given_by=NoticeGiver.TENANT,
            given_on=given_on,
            move_out_on=household.move_out_on,
            today=making.today,
            now=making.now,
            reason="Known when the lease was taken over",
        )
    return tenancy_id


def _person(making: Making, tenant: TenantInRoll, known: People) -> UUID:
    """Return the person on file of this name with this e-mail or phone, else a new one."""
    ways = [(tenant.name.casefold(), way.casefold()) for way in (tenant.email, tenant.phone) if way]
    if found := next((known[way] for way in ways if way in known), None):
        return found
    contacts = [Contact(ContactKind.EMAIL, tenant.email)] if tenant.email else []
    contacts += [Contact(ContactKind.PHONE, tenant.phone)] if tenant.phone else []
    person_id = add_person(
        making.session,
        making.actor,
        kind=tenant.kind,
        name=tenant.name,
        roles=[PersonRole.TENANT],
        contacts=contacts,
        now=making.now,
    )
    making.made("person", person_id)
    known.update(dict.fromkeys(ways, person_id))
    return person_id
