"""The links of a mail: each lets one user do one thing about one date, after signing in."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import cast
from uuid import UUID

from pm_app.kernel.errors import NotAllowed

LINK_LASTS = timedelta(days=30)
SNOOZED_DAYS = 7


class MailedAct(StrEnum):
    """What a link in a mail offers to do."""

    ACKNOWLEDGE = "acknowledge"
    SNOOZE = "snooze a week"


class LinkEnded(NotAllowed):
    """A link that is too old, somebody else's, for another date, or was never made here."""


@dataclass(frozen=True)
class MailedLink:
    """Leave for one user to do one thing about one alert, until a moment."""

    alert_id: UUID
    user_id: UUID
    act: MailedAct
    until: datetime


def link_for(alert_id: UUID, user_id: UUID, act: MailedAct, now: datetime) -> MailedLink:
    """Return a link that is good for thirty days."""
    return MailedLink(alert_id, user_id, act, (now + LINK_LASTS).replace(microsecond=0))


def claims_of(link: MailedLink) -> list[str | int]:
    """Return what is signed of a link."""
    return [str(link.alert_id), str(link.user_id), link.act.value, int(link.until.timestamp())]


def link_of(claims: object) -> MailedLink:
    """Return the link that signed claims say; refuses (`LinkEnded`) what is none."""
    try:
        alert_id, user_id, act, until = cast("list[str | int]", claims)
        return MailedLink(
            UUID(str(alert_id)), UUID(str(user_id)), MailedAct(act), datetime.fromtimestamp(int(until), UTC)
        )
    except (TypeError, ValueError, OverflowError, OSError) as strange:
        raise LinkEnded("This link is not complete. Copy it whole from the mail, or act on the date here.") from strange


def check_link(link: MailedLink, *, alert_id: UUID, user_id: UUID | None, now: datetime) -> None:
    """Refuse (`LinkEnded`) a link that is too old, for another date, or that was mailed to somebody else."""
    if link.alert_id != alert_id:
        raise LinkEnded("This link belongs to another date. Open the mail again and follow its link.")
    if link.user_id != user_id:
        raise LinkEnded("This link was mailed to somebody else. You can act on the date here yourself.")
    if now > link.until:
        raise LinkEnded("This link is older than 30 days. You can act on the date here instead.")
