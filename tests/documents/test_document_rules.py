"""A document is good through its last day, and each kind has its ladder."""

from datetime import date

import pytest

from pm_app.documents.enums import DocumentKind, DocumentState
from pm_app.documents.rules.kinds import INSURANCE_KINDS, KIND_FACTS, insurance_valid_through
from pm_app.documents.rules.standing import ValidityOutOfOrder, check_validity, document_state

TODAY = date(2026, 5, 10)


@pytest.mark.parametrize(
    ("valid_from", "valid_through", "expected"),
    [
        pytest.param(None, None, DocumentState.NO_EXPIRATION, id="without an expiration"),
        pytest.param(None, date(2026, 6, 10), DocumentState.VALID, id="31 days left of 30"),
        pytest.param(None, date(2026, 6, 9), DocumentState.EXPIRING, id="30 days left of 30"),
        pytest.param(None, TODAY, DocumentState.EXPIRING, id="the last good day"),
        pytest.param(None, date(2026, 5, 9), DocumentState.EXPIRED, id="the day after"),
        pytest.param(date(2026, 5, 11), None, DocumentState.NOT_YET_VALID, id="good from tomorrow"),
        pytest.param(TODAY, date(2027, 5, 9), DocumentState.VALID, id="good from today"),
    ],
)
def test_the_dates_say_where_a_document_stands(
    valid_from: date | None, valid_through: date | None, expected: DocumentState
):
    assert document_state(valid_from, valid_through, TODAY, 30, archived=False, superseded=False) == expected


@pytest.mark.parametrize(
    ("archived", "superseded", "expected"),
    [
        pytest.param(False, True, DocumentState.SUPERSEDED, id="superseded"),
        pytest.param(True, False, DocumentState.ARCHIVED, id="archived"),
        pytest.param(True, True, DocumentState.ARCHIVED, id="both"),
    ],
)
def test_what_was_put_away_does_not_expire(archived: bool, superseded: bool, expected: DocumentState):
    expired_on = date(2026, 1, 1)

    found = document_state(None, expired_on, TODAY, 30, archived=archived, superseded=superseded)

    assert found == expected


@pytest.mark.parametrize(
    ("printed_on", "expected"),
    [
        pytest.param(date(2026, 6, 1), date(2026, 5, 31), id="a month's first day"),
        pytest.param(date(2026, 6, 15), date(2026, 6, 14), id="any day"),
    ],
)
def test_a_policy_is_good_through_the_day_before_the_printed_one(printed_on: date, expected: date):
    assert insurance_valid_through(printed_on) == expected


@pytest.mark.parametrize(
    ("kind", "ladder"),
    [
        pytest.param(DocumentKind.LEASE, (120, 90, 60, 30, 7, 0), id="lease"),
        pytest.param(DocumentKind.RENTERS_INSURANCE, (30, 15, 7, 0, -7), id="renter's insurance"),
        pytest.param(DocumentKind.CERTIFICATE_OF_INSURANCE, (60, 45, 30, 15, 7, 0, -7), id="vendor's insurance"),
        pytest.param(DocumentKind.BACKFLOW_TEST, (45, 30, 7), id="backflow test"),
    ],
)
def test_a_kind_has_its_ladder(kind: DocumentKind, ladder: tuple[int, ...]):
    assert KIND_FACTS[kind].ladder == ladder
    assert KIND_FACTS[kind].window_days == ladder[0]


@pytest.mark.parametrize("kind", DocumentKind)
def test_every_kind_has_a_ladder_from_far_to_near(kind: DocumentKind):
    ladder = KIND_FACTS[kind].ladder

    assert ladder
    assert list(ladder) == sorted(set(ladder), reverse=True)


def test_every_kind_of_insurance_expires():
    assert {KIND_FACTS[kind].expires for kind in INSURANCE_KINDS} == {True}


def test_photos_and_invoices_do_not_expire():
    assert not KIND_FACTS[DocumentKind.PHOTO].expires
    assert not KIND_FACTS[DocumentKind.INVOICE].expires


def test_a_document_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValidityOutOfOrder) as refused:
        check_validity(date(2026, 6, 1), date(2026, 5, 31))

    assert refused.value.field == "valid_through"


@pytest.mark.parametrize(
    ("valid_from", "valid_through"),
    [
        pytest.param(date(2026, 6, 1), date(2026, 6, 1), id="one day"),
        pytest.param(None, date(2026, 6, 1), id="without a beginning"),
        pytest.param(date(2026, 6, 1), None, id="without an end"),
    ],
)
def test_dates_in_order_are_accepted(valid_from: date | None, valid_through: date | None):
    assert check_validity(valid_from, valid_through) is None
