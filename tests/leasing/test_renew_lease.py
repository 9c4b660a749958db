"""Renewing: a further term, the same tenancy, perhaps a new rent."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotAllowed, NotFound, Refused, Stale
from pm_app.leasing.actions.stays import TenancyOver
from pm_app.leasing.actions.terms import UnderNotice, change_tenancy, renew_lease
from pm_app.leasing.enums import LeaseState, TermKind
from pm_app.leasing.queries.details import TenancyDetails, tenancy_details
from pm_app.leasing.rules import TermEndsBeforeStart, TermsOverlap
from tests.conftest import an_actor
from tests.factories.leasing import a_notice, a_tenancy
from tests.factories.portfolio import a_property

TODAY = date(2026, 1, 15)
NOW = datetime(2026, 1, 15, 17, 0, tzinfo=UTC)
NEXT_YEAR = date(2027, 5, 31)


def details(session: Session, actor: Actor, tenancy_id) -> TenancyDetails:
    return tenancy_details(session, actor, tenancy_id=tenancy_id, today=TODAY)


def terms(found: TenancyDetails) -> list[tuple[TermKind, date, date | None]]:
    return [(term.kind, term.starts_on, term.ends_on) for term in found.terms]


def test_a_renewal_begins_the_day_after_and_raises_the_rent(session: Session, manager: Actor):
    tenancy = a_tenancy(session)

    renew_lease(session, manager, tenancy_id=tenancy.id, ends_on=NEXT_YEAR, rent_cents=1_300_00, today=TODAY, now=NOW)

    found = details(session, manager, tenancy.id)
    assert terms(found) == [
        (TermKind.RENEWAL, date(2026, 6, 1), NEXT_YEAR),
        (TermKind.ORIGINAL, date(2025, 6, 1), date(2026, 5, 31)),
    ]
    assert [(line.amount_cents, line.starts_on, line.ends_on) for line in found.rent_lines] == [
        (1_300_00, date(2026, 6, 1), None),
        (1_200_00, date(2025, 6, 1), date(2026, 5, 31)),
    ]
    assert found.row.lease_ends_on == NEXT_YEAR


def test_a_renewal_without_a_new_rent_leaves_the_rent(session: Session, manager: Actor):
    tenancy = a_tenancy(session)

    renew_lease(session, manager, tenancy_id=tenancy.id, ends_on=NEXT_YEAR, today=TODAY, now=NOW)

    assert len(details(session, manager, tenancy.id).rent_lines) == 1


def test_a_month_to_month_term_ends_where_the_renewal_begins(session: Session, manager: Actor):
    tenancy = a_tenancy(session, ends_on=None)

    with pytest.raises(Refused, match="Choose the day"):
        renew_lease(session, manager, tenancy_id=tenancy.id, ends_on=NEXT_YEAR, today=TODAY, now=NOW)
    renew_lease(
        session, manager, tenancy_id=tenancy.id, starts_on=date(2026, 2, 1), ends_on=NEXT_YEAR, today=TODAY, now=NOW
    )

    assert terms(details(session, manager, tenancy.id)) == [
        (TermKind.RENEWAL, date(2026, 2, 1), NEXT_YEAR),
        (TermKind.MONTH_TO_MONTH, date(2025, 6, 1), date(2026, 1, 31)),
    ]


def test_a_lease_that_rolled_over_is_renewed_from_a_later_day(session: Session, manager: Actor):
    tenancy = a_tenancy(session, ends_on=date(2025, 11, 30))

    renew_lease(
        session,
        manager,
        tenancy_id=tenancy.id,
        starts_on=date(2026, 1, 1),
        ends_on=NEXT_YEAR,
        rent_cents=1_250_00,
        rent_from=date(2026, 2, 1),
        today=TODAY,
        now=NOW,
    )

    found = details(session, manager, tenancy.id)
    assert found.state == LeaseState.ACTIVE
    assert found.rent_lines[0].starts_on == date(2026, 2, 1)


def test_terms_do_not_overlap(session: Session, manager: Actor):
    tenancy = a_tenancy(session)

    with pytest.raises(TermsOverlap):
        renew_lease(
            session,
            manager,
            tenancy_id=tenancy.id,
            starts_on=date(2026, 5, 31),
            ends_on=NEXT_YEAR,
            today=TODAY,
            now=NOW,
        )


def test_a_renewal_the_second_time_is_another_year_or_refused(session: Session, manager: Actor):
    tenancy = a_tenancy(session)
    request = {"tenancy_id": tenancy.id, "starts_on": date(2026, 6, 1), "ends_on": NEXT_YEAR}

    renew_lease(session, manager, **request, today=TODAY, now=NOW)
    with pytest.raises(TermsOverlap):
        renew_lease(session, manager, **request, today=TODAY, now=NOW)


def test_a_renewal_does_not_end_before_it_begins(session: Session, manager: Actor):
    tenancy = a_tenancy(session)

    with pytest.raises(TermEndsBeforeStart):
        renew_lease(session, manager, tenancy_id=tenancy.id, ends_on=date(2026, 5, 31), today=TODAY, now=NOW)


def test_who_is_leaving_is_not_renewed(session: Session, manager: Actor):
    tenancy = a_tenancy(session)
    a_notice(session, tenancy)

    with pytest.raises(UnderNotice):
        renew_lease(session, manager, tenancy_id=tenancy.id, ends_on=NEXT_YEAR, today=TODAY, now=NOW)


def test_what_is_over_is_not_renewed(session: Session, manager: Actor):
    gone = a_tenancy(session, moved_out_on=date(2025, 12, 31))
    cancelled = a_tenancy(session, cancelled_at=NOW)

    for tenancy in (gone, cancelled):
        with pytest.raises(TenancyOver):
            renew_lease(session, manager, tenancy_id=tenancy.id, ends_on=NEXT_YEAR, today=TODAY, now=NOW)


def test_only_who_may_and_only_within_scope(session: Session, manager: Actor):
    tenancy = a_tenancy(session)
    scoped = replace(manager, property_ids=frozenset({a_property(session).id}))

    with pytest.raises(NotAllowed):
        renew_lease(
            session, an_actor(session, Role.READ_ONLY), tenancy_id=tenancy.id, ends_on=NEXT_YEAR, today=TODAY, now=NOW
        )
    with pytest.raises(NotFound):
        renew_lease(session, scoped, tenancy_id=tenancy.id, ends_on=NEXT_YEAR, today=TODAY, now=NOW)
    with pytest.raises(NotFound):
        renew_lease(session, manager, tenancy_id=uuid4(), ends_on=NEXT_YEAR, today=TODAY, now=NOW)


def test_name_notes_and_rolling_over_can_be_changed(session: Session, manager: Actor):
    tenancy = a_tenancy(session)
    change = {"name": " The Obis ", "notes": "Key 14", "rolls_month_to_month": False, "now": NOW}

    change_tenancy(session, manager, tenancy_id=tenancy.id, version=1, **change)

    found = details(session, manager, tenancy.id)
    assert (found.place.name, found.notes, found.rolls_month_to_month, found.version) == (
        "The Obis",
        "Key 14",
        False,
        2,
    )
    with pytest.raises(Stale):
        change_tenancy(session, manager, tenancy_id=tenancy.id, version=1, **change)
    with pytest.raises(Refused, match="called"):
        change_tenancy(session, manager, tenancy_id=tenancy.id, version=2, **{**change, "name": "  "})
