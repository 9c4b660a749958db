"""How long a document is kept, and when what is in the trash is deleted (domain rules §19)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from pm_app.documents.enums import RetentionBasis
from pm_app.documents.rules.kinds import KindFacts
from pm_app.kernel.dates import add_months
from pm_app.kernel.errors import Refused

TRASH_LASTS = timedelta(days=30)
LONGEST_REASON = 500


class OnLegalHold(Refused):
    """A document that must not go, whatever its dates say."""


@dataclass(frozen=True)
class Belonging:
    """What a document's time depends on beside itself.

    `lease_ended_on` is when the last of its households left, None while one is there or when it has none;
    `managed_until` when the last of its properties was put away, None while one is managed or when it has none.
    """

    of_household: bool = False
    lease_ended_on: date | None = None
    managed_until: date | None = None


NOTHING = Belonging()


def retention_until(
    facts: KindFacts,
    *,
    valid_through: date | None,
    filed_on: date,
    belonging: Belonging = NOTHING,
    by_hand: date | None = None,
    reviewed: bool = True,
) -> date | None:
    """Return the last day a document must be kept; None when that is not known yet, or it is kept for good.

    A day set by hand goes before everything. What nobody has reviewed is no record yet and need not be kept. Kept from
    the expiration on, a document of a household waits for the later of its expiration and the end of the lease; one
    that has neither is kept until somebody enters the date.
    """
    if by_hand is not None:
        return by_hand
    if not reviewed:
        return filed_on
    since = _kept_since(facts, valid_through, filed_on, belonging)
    if since is None:
        return None
    if facts.keep_months is None:
        return since if facts.keep_basis is RetentionBasis.ALWAYS else None
    return add_months(since, facts.keep_months)


def _kept_since(facts: KindFacts, valid_through: date | None, filed_on: date, belonging: Belonging) -> date | None:
    if facts.keep_basis is RetentionBasis.FILING:
        return filed_on
    if facts.keep_basis is RetentionBasis.ALWAYS:
        return belonging.managed_until
    if belonging.of_household and belonging.lease_ended_on is None:
        return None
    ends = [day for day in (valid_through, belonging.lease_ended_on) if day is not None]
    return max(ends) if ends else None


def deleted_on(trashed_at: datetime, retained_until: date | None, *, held: bool) -> date | None:
    """Return the first day what is in the trash may be deleted, None while it must stay: kept for good, or on hold."""
    if held or retained_until is None:
        return None
    return max((trashed_at + TRASH_LASTS).date(), retained_until + timedelta(days=1))
