"""Tell whoever follows a record what others changed in it."""

import logging
from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from html import escape
from uuid import UUID

from pm_app.access.queries.acting import acting_as
from pm_app.access.rules import SCHEDULER, Actor
from pm_app.kernel.errors import Refused
from pm_app.messages.actions.telling import Told, tell
from pm_app.messages.rules.mail import Mail
from pm_app.notifications.actions import advance
from pm_app.notifications.enums import MailWay, NotificationKind, Topic
from pm_app.notifications.queries import FollowedChange, followed_changes, last_change, read_until, ways_of
from pm_app.notifications.rules import LONGEST_TITLE, shortened, unsubscribe_path
from pm_app.outbox.rules import JobReport
from pm_app.reports.queries.followed import followed_record, told_of
from pm_app.runtime import database_is_away, each, installed, run_now, services

logger = logging.getLogger(__name__)

CURSOR = "followed records"
AT_ONCE = 5_000
_PATHS = {"property": "/properties/{}", "tenancy": "/leases/{}", "person": "/people/{}", "document": "/documents/{}"}


def tell_followers(today: date | None = None) -> JobReport:
    """Put each change since the last run under the bell of those who follow its record and may see it now.

    A change is told once, whatever happens in between: its line has a key, and the cursor moves on after it. A follower
    who cannot be told keeps none of the others waiting; when the database is away, everything is told next time.
    """
    read, last = run_now(SCHEDULER, read_until, name=CURSOR), run_now(SCHEDULER, last_change)
    told = failed = 0
    while read < last:
        through = min(last, read + AT_ONCE)
        done, refused = _tell(run_now(SCHEDULER, followed_changes, after=read, through=through))
        told, failed = told + done, failed + refused
        run_now(SCHEDULER, advance, name=CURSOR, position=through)
        read = through
    return JobReport(told, failed, f"{told:,} changes of followed records told.")


def _tell(changes: Sequence[FollowedChange]) -> tuple[int, int]:
    """Tell the followers of these changes; return how many were told, and how many followers could not be."""
    followers = run_now(SCHEDULER, acting_as, user_ids={change.user_id for change in changes})
    ways = run_now(SCHEDULER, ways_of, user_ids=followers)
    told: list[int] = []

    def to(user_id: UUID) -> None:
        follower = followers[user_id]
        theirs = _seen(follower, [change for change in changes if change.user_id == user_id])
        at_once = ways[user_id].of(Topic.FOLLOWED) is MailWay.AT_ONCE
        told.append(
            run_now(
                SCHEDULER,
                tell,
                user_id=user_id,
                lines=[_line(follower, change) for change in theirs],
                kind=NotificationKind.FOLLOWED,
                now=services().clock.now(),
                mail_of=partial(_mail, follower) if at_once else None,
            )
        )

    _, failed = each(followers, to, failed=_failed)
    return sum(told), failed


def _failed(user_id: UUID, problem: Exception) -> None:
    """Note in the log who could not be told; when the database is away nobody can be, and the run ends."""
    if database_is_away(problem):
        raise problem
    logger.error("a follower could not be told", extra={"user": str(user_id)}, exc_info=problem)


def _seen(follower: Actor, changes: Iterable[FollowedChange]) -> list[FollowedChange]:
    """Return the changes of records this follower may see now, each once though they follow it in two ways."""
    may_see: dict[UUID, bool] = {}
    seen: dict[UUID, FollowedChange] = {}
    for change in changes:
        if change.followed_id not in may_see:
            may_see[change.followed_id] = _may_see(follower, change)
        if may_see[change.followed_id] and follower.sees(change.property_id):
            seen.setdefault(change.audit_entry_id, change)
    return list(seen.values())


def _may_see(follower: Actor, change: FollowedChange) -> bool:
    try:
        run_now(follower, followed_record, kind=change.followed_kind, about_id=change.followed_id)
    except Refused:
        return False
    return True


def _line(follower: Actor, change: FollowedChange) -> Told:
    title, detail = told_of(follower, change)
    path = _PATHS.get(change.followed_kind, "/").format(change.followed_id)
    return Told(f"followed:{change.audit_entry_id}", title, detail, path)


def _mail(follower: Actor, lines: Sequence[Told]) -> Mail:
    """Return one mail with all that was changed, for who wants it at once."""
    address = installed().settings.address
    ends = f"{address}{unsubscribe_path(Topic.FOLLOWED)}"
    text = "\n\n".join(f"{line.title}\n{line.detail}\n{address}{line.path}" for line in lines)
    html = "".join(
        f'<p><a href="{escape(address + line.path)}">{escape(line.title)}</a><br>{escape(line.detail)}</p>'
        for line in lines
    )
    more = f" and {len(lines) - 1} more" if len(lines) > 1 else ""
    return Mail(
        key=f"{lines[0].key}:{follower.user_id}",
        to_address=follower.email,
        to_name=follower.name,
        subject=f"{shortened(lines[0].title, LONGEST_TITLE)}{more}",
        text=f"{text}\n\nYou follow these records. To get no such mail: {ends}\n",
        html=f'{html}<p>You follow these records. <a href="{escape(ends)}">Stop this mail</a></p>',
        unsubscribe=ends,
    )
