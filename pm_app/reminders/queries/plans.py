"""The dates of payment plans: when what was promised is due."""

from datetime import date, timedelta

from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.leasing.tables import Tenancy
from pm_app.receivables.queries.plans import counting, received_by
from pm_app.receivables.tables.arrangements import PaymentPlan, PlanPromise
from pm_app.reminders.enums import CriticalDateKind as K
from pm_app.reminders.queries.households import of_households, place_of
from pm_app.reminders.rules.dates import CriticalDate, Scope, promise_words
from pm_app.reminders.rules.ladders import REPEATS_FOR_DAYS
from pm_app.reminders.rules.rulebook import RuleBook


def promise_dates(session: Session, actor: Actor, book: RuleBook, today: date, only: Scope) -> list[CriticalDate]:
    """Return the promises of plans not called off for which the money has not come, in no promised order.

    What comes in settles them in the order of their days. One that is past stays for 91 days.
    """
    actor.must(Permission.VIEW_LEDGER)
    if not only.everything and not only.tenancy_ids:
        return []
    rows = session.execute(
        of_households(actor, only, PaymentPlan, PlanPromise)
        .join(PaymentPlan, col(PaymentPlan.tenancy_id) == col(Tenancy.id))
        .join(PlanPromise, col(PlanPromise.payment_plan_id) == col(PaymentPlan.id))
        .where(col(PaymentPlan.cancelled_at).is_(None))
        .order_by(col(PaymentPlan.id), col(PlanPromise.due_on))
    ).all()
    received = received_by(session, {plan.tenancy_id for plan, *_ in rows}) if rows else {}
    ladder, since = book.ladder(K.PAYMENT_PROMISE), today - timedelta(days=REPEATS_FOR_DAYS)
    found: list[CriticalDate] = []
    promised: dict[object, int] = {}
    for row in rows:
        plan, promise = row[0], row[1]
        promised[plan.id] = promised.get(plan.id, 0) + promise.amount_cents
        counted = counting(plan, received.get(plan.tenancy_id, ()))
        came = sum(cents for on, cents in counted if plan.starts_on <= on <= today)
        if came < promised[plan.id] and promise.due_on >= since:
            what = promise_words(promise.amount_cents, promise.due_on, today)
            place = place_of(row)
            found.append(CriticalDate(K.PAYMENT_PROMISE, promise.id, promise.due_on, what, ladder=ladder, **place))
    return found
