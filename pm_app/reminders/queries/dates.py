"""Critical dates over everything that has one."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session

from pm_app.access.enums import Permission as P
from pm_app.access.rules import Actor
from pm_app.reminders.enums import CriticalDateKind as K
from pm_app.reminders.queries.deposits import deposit_dates
from pm_app.reminders.queries.documents import document_dates
from pm_app.reminders.queries.leases import lease_dates
from pm_app.reminders.queries.missing import missing_dates
from pm_app.reminders.queries.notices import notice_dates
from pm_app.reminders.queries.offers import reply_dates
from pm_app.reminders.queries.plans import promise_dates
from pm_app.reminders.queries.recurring import recurring_dates
from pm_app.reminders.queries.rules import rule_book
from pm_app.reminders.queries.tasks import task_dates
from pm_app.reminders.rules.dates import EVERYTHING, CriticalDate, Scope
from pm_app.reminders.rules.rulebook import RuleBook

Reader = Callable[[Session, Actor, RuleBook, date, Scope], list[CriticalDate]]


@dataclass(frozen=True)
class Source:
    """Where dates of some kinds come from, and who may read them there."""

    name: str
    permission: P
    kinds: frozenset[K]
    read: Reader


SOURCES = (
    Source("leases", P.VIEW_LEASES, frozenset({K.LEASE_END, K.RENEWAL_OFFER, K.MOVE_OUT}), lease_dates),
    Source("renewal offers", P.VIEW_LEASES, frozenset({K.RENEWAL_REPLY}), reply_dates),
    Source("notices", P.VIEW_LEDGER, frozenset({K.RENT_INCREASE, K.NOTICE_DEADLINE}), notice_dates),
    Source("deposits", P.VIEW_LEDGER, frozenset({K.DEPOSIT_DEADLINE, K.DEPOSIT_TRANSFER}), deposit_dates),
    Source("payment plans", P.VIEW_LEDGER, frozenset({K.PAYMENT_PROMISE}), promise_dates),
    Source(
        "documents", P.VIEW_DOCUMENTS, frozenset({K.DOCUMENT_EXPIRATION, K.CANCEL_BY, K.INSPECTION}), document_dates
    ),
    Source("required documents", P.VIEW_DOCUMENTS, frozenset({K.MISSING_DOCUMENT}), missing_dates),
    Source("tasks", P.VIEW_TASKS, frozenset({K.TASK}), task_dates),
    Source("recurring dates", P.VIEW_TASKS, frozenset({K.RECURRING_DATE}), recurring_dates),
)


@dataclass(frozen=True)
class Found:
    """The dates of what was scanned; `scanned` names only the kinds that could be read, `failed` what could not."""

    dates: list[CriticalDate]
    scanned: Scope
    failed: tuple[tuple[str, Exception], ...]


def critical_dates(
    session: Session, actor: Actor, *, today: date, through: date | None = None, only: Scope = EVERYTHING
) -> list[CriticalDate]:
    """Return every critical date within scope up to `through` (however far ahead, unless given), soonest first.

    What is past stays as long as something can still be done about it: see the modules of the sources.
    """
    book = rule_book(session, actor)
    found = [
        item
        for source in SOURCES
        if actor.may(source.permission)
        for item in source.read(session, actor, book, today, only)
        if through is None or item.falls_on <= through
    ]
    return sorted(found, key=lambda item: (item.falls_on, item.who, item.item_id))


def found_dates(session: Session, actor: Actor, *, today: date, only: Scope = EVERYTHING) -> Found:
    """Return the dates of what is scanned, whatever happens in one of the sources: it stops none of the others."""
    actor.must(P.RUN_JOBS)
    book = rule_book(session, actor)
    dates: list[CriticalDate] = []
    failed: list[tuple[str, Exception]] = []
    kinds = set(only.kinds)
    for source in SOURCES:
        if not source.kinds & only.kinds:
            continue
        try:
            with session.begin_nested():
                dates += source.read(session, actor, book, today, only)
        except Exception as problem:  # told to whoever scans, who goes on with what could be read
            failed.append((source.name, problem))
            kinds -= source.kinds
    return Found([item for item in dates if item.kind in kinds], replace(only, kinds=frozenset(kinds)), tuple(failed))
