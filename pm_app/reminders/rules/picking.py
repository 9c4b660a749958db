"""Alerts as somebody picked them: which, and in which state they were seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from pm_app.kernel.errors import Refused
from pm_app.kernel.listing import cleaned

MOST_AT_ONCE = 100
LONGEST_REASON = 500


@dataclass(frozen=True)
class Picked:
    """One alert and its version as it was seen; whoever saw an older one is refused."""

    alert_id: UUID
    version: int


def check_picked(picked: Sequence[Picked]) -> dict[UUID, int]:
    """Return the versions by alert; refuses none, and more than 100 at once."""
    versions = {one.alert_id: one.version for one in picked}
    if not versions:
        raise Refused("Choose at least one date first.")
    if len(versions) > MOST_AT_ONCE:
        raise Refused(f"Choose at most {MOST_AT_ONCE} dates at once.")
    return versions


def checked_reason(reason: str) -> str:
    """Return why a date is done with, tidied; refuses an empty one and one of more than 500 characters."""
    said = " ".join(cleaned(reason, longest=LONGEST_REASON, field="reason", name="The reason").split())
    if not said:
        raise Refused("Say in a few words how this was dealt with.", field="reason")
    return said
