"""Looking again at what was saved: its notes are taken and its dates kept in one transaction."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.reminders.actions.notes import put_back, take_notes
from pm_app.reminders.actions.scanning import Scanned, lock_scans, scan
from pm_app.reminders.queries.stale import scope_of
from pm_app.reminders.rules.dates import EVERYTHING
from pm_app.reminders.rules.stale import MOST_NOTES, Source


@dataclass(frozen=True)
class Freshened:
    """How many notes were taken and what came of them; `busy`: another scan is at work, which leaves them for later."""

    taken: int = 0
    scanned: Scanned = field(default_factory=Scanned)
    busy: bool = False


def scan_stale(session: Session, actor: Actor, *, today: date, now: datetime, most: int = MOST_NOTES) -> Freshened:
    """Look again at the dates of what changed; the notes are gone when it is done, and all there when it fails.

    After a change of the rules, and when there are more than `most`, everything is looked at. When a source cannot be
    read its dates are not known: the notes are kept, and none counts as taken.
    """
    actor.must(Permission.RUN_JOBS)
    if not lock_scans(session, actor, wait=False):
        return Freshened(busy=True)
    notes = take_notes(session, actor, most=most + 1)
    if not notes:
        return Freshened()
    noted: dict[Source, set[UUID]] = defaultdict(set)
    for source, source_id in notes:
        noted[Source(source)].add(source_id)
    only = scope_of(session, actor, noted=noted) if len(notes) <= most else EVERYTHING
    done = scan(session, actor, today=today, now=now, only=only)
    if not done.failed:
        return Freshened(len(notes), done)
    put_back(session, actor, notes=notes)
    return Freshened(0, done)
