"""Keeping what a text tells, and deciding on it finding by finding."""

from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import CONSOLE, Actor
from pm_app.documents.actions.proposing import accept_finding, correct_finding, dismiss_finding, record_findings
from pm_app.documents.enums import Decision, DocumentKind, FindingKind
from pm_app.documents.queries.care import document_care
from pm_app.documents.queries.details import DocumentDetails, document_details
from pm_app.documents.queries.findings import findings_of
from pm_app.documents.queries.proposals import proposal_for
from pm_app.documents.rules.findings import Finding
from pm_app.kernel.errors import NotAllowed, NotFound, Refused
from pm_app.leasing.tables import Tenancy
from tests.conftest import NOON, an_actor
from tests.documents.reading_papers import LEASE, a_read_document, read_again_as, the_finding
from tests.factories.documents import a_document
from tests.factories.leasing import a_tenancy
from tests.factories.people import a_person
from tests.factories.portfolio import a_property, a_unit


@pytest.fixture
def tenancy(session: Session) -> Tenancy:
    """The household that the lease is of, in unit 4B of Oak Court."""
    place = a_property(session, name="Oak Court")
    place.address_line, place.city, place.postal_code = "412 Maple Ave", "Springfield", "62704"
    return a_tenancy(session, a_unit(session, place, name="4B"), tenant=a_person(session, name="Renee Castellano"))


def details(session: Session, document_id: UUID) -> DocumentDetails:
    return document_details(session, CONSOLE, document_id=document_id, today=NOON.date())


def test_what_was_read_is_kept_with_the_records_it_means(session: Session, manager: Actor, tenancy: Tenancy) -> None:
    document_id = a_read_document(session, LEASE)

    found = {one.kind: one for one in reversed(findings_of(session, manager, document_id=document_id))}

    assert found[FindingKind.KIND].value == DocumentKind.LEASE.value
    assert found[FindingKind.EXPIRES_ON].value == "2026-03-31"
    match = found[FindingKind.PERSON].match
    assert match is not None
    assert (match.kind, match.target.tenancy_id) == ("lease", tenancy.id)


def test_reading_again_replaces_what_was_found_but_not_what_was_decided(session: Session, manager: Actor) -> None:
    document_id = a_read_document(session, LEASE)
    kept = the_finding(session, document_id, FindingKind.EXPIRES_ON)
    dismiss_finding(session, manager, document_finding_id=kept.document_finding_id, now=NOON)
    before = [one.document_finding_id for one in findings_of(session, manager, document_id=document_id)]

    read_again_as(session, document_id, LEASE)

    after = findings_of(session, manager, document_id=document_id)
    assert len(after) == len(before)
    assert [one.document_finding_id for one in after if one.document_finding_id in before] == [kept.document_finding_id]
    assert [one.decision for one in after if one.kind is FindingKind.EXPIRES_ON] == [Decision.DISMISSED]


def test_findings_that_make_no_sense_do_no_harm(session: Session, manager: Actor) -> None:
    document_id = a_document(session)
    edition = details(session, document_id).current.document_version_id
    odd = Finding(FindingKind.KIND, "no kind\x00", "\x00\ud800", 1, 0, 2, 50, "for the test")

    assert record_findings(session, CONSOLE, document_version_id=edition, findings=[odd]) == 1
    assert [one.value for one in findings_of(session, manager, document_id=document_id)] == ["no kind"]


def test_only_the_jobs_keep_findings_and_only_of_editions_that_exist(session: Session, manager: Actor) -> None:
    with pytest.raises(NotAllowed):
        record_findings(session, manager, document_version_id=uuid4(), findings=[])
    with pytest.raises(NotFound):
        record_findings(session, CONSOLE, document_version_id=uuid4(), findings=[])


def test_accepting_takes_over_the_day_once(session: Session, manager: Actor) -> None:
    document_id = a_read_document(session, LEASE)
    found = the_finding(session, document_id, FindingKind.EXPIRES_ON)

    accept_finding(session, manager, document_finding_id=found.document_finding_id, now=NOON)
    version = details(session, document_id).version
    accept_finding(session, manager, document_finding_id=found.document_finding_id, now=NOON)

    assert details(session, document_id).valid_through == date(2026, 3, 31)
    assert details(session, document_id).version == version
    assert the_finding(session, document_id, FindingKind.EXPIRES_ON).decision is Decision.ACCEPTED


def test_a_printed_expiration_of_insurance_is_taken_over_as_its_last_good_day(session: Session, manager: Actor) -> None:
    document_id = a_read_document(session, "CERTIFICATE OF INSURANCE\nPolicy number GL-1\nExpires 11/14/2027")
    for kind in (FindingKind.KIND, FindingKind.EXPIRES_ON):
        found = the_finding(session, document_id, kind)
        accept_finding(session, manager, document_finding_id=found.document_finding_id, now=NOON)

    assert details(session, document_id).valid_through == date(2027, 11, 13)


def test_accepting_a_name_links_the_record_it_means(session: Session, manager: Actor, tenancy: Tenancy) -> None:
    document_id = a_read_document(session, LEASE)
    found = the_finding(session, document_id, FindingKind.PERSON)

    accept_finding(session, manager, document_finding_id=found.document_finding_id, now=NOON)

    assert [(link.kind, link.target_id) for link in details(session, document_id).links] == [("lease", tenancy.id)]


def test_correcting_puts_the_right_value_and_keeps_both(session: Session, manager: Actor) -> None:
    document_id = a_read_document(session, LEASE)
    found = the_finding(session, document_id, FindingKind.EXPIRES_ON)

    correct_finding(session, manager, document_finding_id=found.document_finding_id, value="2026-04-30", now=NOON)

    after = the_finding(session, document_id, FindingKind.EXPIRES_ON)
    assert details(session, document_id).valid_through == date(2026, 4, 30)
    assert (after.value, after.decided_value, after.decision) == ("2026-03-31", "2026-04-30", Decision.CORRECTED)


def test_a_correction_is_kept_as_the_database_takes_it(session: Session, manager: Actor) -> None:
    document_id = a_read_document(session, "CERTIFICATE OF INSURANCE\nPolicy number GL-1\nExpires 11/14/2027")
    found = the_finding(session, document_id, FindingKind.REFERENCE)

    correct_finding(session, manager, document_finding_id=found.document_finding_id, value="GL\x00-2\ud800", now=NOON)

    assert document_care(session, CONSOLE, document_id=document_id).reference == "GL-2"
    with pytest.raises(Refused):
        correct_finding(session, manager, document_finding_id=found.document_finding_id, value="\x00", now=NOON)


@pytest.mark.parametrize("value", ["", "   ", "tomorrow", "2026-02-30", "1e9"])
def test_what_can_be_no_day_is_refused(session: Session, manager: Actor, value: str) -> None:
    document_id = a_read_document(session, LEASE)
    found = the_finding(session, document_id, FindingKind.EXPIRES_ON)

    with pytest.raises(Refused):
        correct_finding(session, manager, document_finding_id=found.document_finding_id, value=value, now=NOON)


def test_dismissing_changes_nothing_of_the_document(session: Session, manager: Actor) -> None:
    document_id = a_read_document(session, LEASE)
    before = details(session, document_id)
    found = the_finding(session, document_id, FindingKind.EXPIRES_ON)

    dismiss_finding(session, manager, document_finding_id=found.document_finding_id, now=NOON)

    assert details(session, document_id).valid_through == before.valid_through
    proposal = proposal_for(session, manager, document_id=document_id)
    assert proposal.valid_through is None


def test_those_who_only_look_decide_nothing(session: Session) -> None:
    document_id = a_read_document(session, LEASE)
    found = the_finding(session, document_id, FindingKind.EXPIRES_ON).document_finding_id
    reader = an_actor(session, Role.READ_ONLY)

    for decide in (accept_finding, dismiss_finding):
        with pytest.raises(NotAllowed):
            decide(session, reader, document_finding_id=found, now=NOON)
    with pytest.raises(NotAllowed):
        correct_finding(session, reader, document_finding_id=found, value="2026-01-01", now=NOON)


def test_a_finding_that_is_gone_is_refused(session: Session, manager: Actor) -> None:
    with pytest.raises(NotFound):
        accept_finding(session, manager, document_finding_id=uuid4(), now=NOON)
