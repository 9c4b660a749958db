"""What must be true after the year: each statement finds what is wrong, and finds nothing."""

from collections import Counter
from datetime import date

from sqlalchemy import text
from sqlmodel import Session

# The days of the rungs of an alert: its ladder, and its last rung again every so many days after the date.
_RUNGS = """
  with rungs as (
    select a.*, r.rung, a.falls_on - r.rung as rung_on
    from alert a cross join lateral (
      select unnest(a.ladder) as rung
      union
      select step from generate_series(-91, -1) step
      where (select min(one) from unnest(a.ladder) one) < 0
        and step % (select min(one) from unnest(a.ladder) one) = 0
        and step >= (:today - a.falls_on) * -1
    ) r
  )
"""

WRONG = {
    "a rung of a closed or resolved date that was never decided": f"""{_RUNGS}
      select item_kind, item_id, cycle, rung from rungs g
      where (closed_at is not null or resolved_at is not null) and rung = any(ladder)
        and not exists (select from reminder d where d.alert_id = g.id and d.rung = g.rung)
    """,
    "a rung that is overdue by more than a long weekend, and neither sent, skipped nor asleep": f"""{_RUNGS}
      select item_kind, item_id, cycle, rung from rungs g
      where closed_at is null and resolved_at is null and rung_on < :today - 5
        and (snoozed_until is null or snoozed_until < :today - 5)
        and not exists (select from reminder d where d.alert_id = g.id and d.rung = g.rung)
    """,
    "a rung that was said twice of the same day": """
      select r.item_kind, r.item_id, a.falls_on, r.rung from reminder r join alert a on a.id = r.alert_id
      where r.state = 'sent' group by 1, 2, 3, 4 having count(*) > 1
    """,
    "a rung that was sent to nobody": """
      select r.item_kind, r.item_id, r.cycle, r.rung from reminder r
      where r.state = 'sent' and not exists (select from reminder_recipient t where t.reminder_id = r.id)
    """,
    "a rung that was skipped or cancelled without a reason": """
      select item_kind, item_id, cycle, rung from reminder where state <> 'sent' and reason = ''
    """,
    "somebody who was to be told by mail and has none": """
      select r.item_kind, r.item_id, r.cycle, r.rung from reminder_recipient t join reminder r on r.id = t.reminder_id
      where t.message_id is null and t.problem = ''
        and (t.way = 'a mail of its own' or (t.way = 'in the digest' and r.decided_at < :now - interval '8 days'))
    """,
    "a mail that still waits": """
      select message_key, problem from message
      where sent_at is null and failed_at is null and queued_at < :now - interval '2 days'
    """,
    "a mail of which nobody knows whether it arrived": """
      select message_key from message where unsure_at is not null and sent_at is null and failed_at is null
    """,
    "two dates that stand for one thing": """
      select item_kind, item_id from alert where closed_at is null group by 1, 2 having count(*) > 1
    """,
    "a paper that expires and no date stands for": """
      select d.id, d.valid_through from document d
      where d.valid_through between :today - 30 and :today + 300 and d.archived_at is null and d.trashed_at is null
        and not exists (select from document n where n.replaces_id = d.id and n.archived_at is null)
        and not exists (select from document_link l join tenancy t on t.id = l.tenancy_id
                        where l.document_id = d.id and t.moved_out_on is not null)
        and not exists (select from alert a where a.item_id = d.id and a.closed_at is null
                        and a.falls_on = d.valid_through)
    """,
    "a lease that ends and no date stands for": """
      select t.id, max(l.ends_on) from tenancy t join lease l on l.tenancy_id = t.id
      where t.moved_out_on is null and t.cancelled_at is null
      group by t.id having count(*) = count(l.ends_on) and max(l.ends_on) between :today and :today + 300
        and not exists (select from alert a where a.item_id = t.id and a.item_kind = 'lease end'
                        and a.closed_at is null and a.falls_on = max(l.ends_on))
    """,
    "a task that is due and no date stands for": """
      select k.id from task k where k.completed_at is null and k.due_on is not null
        and not exists (select from alert a where a.item_id = k.id and a.closed_at is null and a.falls_on = k.due_on)
    """,
}


def wrong_at_the_end(session: Session, *, today: date, now: object) -> list[str]:
    """Return a line for every statement that finds something, with the first few things it found."""
    found: list[str] = []
    for what, statement in WRONG.items():
        rows = session.connection().execute(text(statement), {"today": today, "now": now}).all()
        if rows:
            found.append(f"{len(rows)} times {what}: {[tuple(map(str, row)) for row in rows[:5]]}")
    return found


def wrong_in_the_post(session: Session, delivered: Counter[str]) -> list[str]:
    """Return what the mail server's log says against the app's own: nothing twice, nothing lost, nothing unknown."""
    rows = session.connection().execute(text("select message_key, sent_at is not null from message")).all()
    sent = {key for key, is_sent in rows if is_sent}
    twice = [key for key, times in delivered.items() if times > 1]
    return [
        *(f"delivered {delivered[key]} times: {key}" for key in twice),
        *(f"said to be sent, never delivered: {key}" for key in sent if key not in delivered),
        *(f"delivered, not known as sent: {key}" for key in delivered if key not in sent),
    ]


def decided(session: Session) -> Counter[str]:
    """Return how many rungs ended in each state."""
    rows = session.connection().execute(text("select state, count(*) as number from reminder group by state"))
    return Counter({row.state: row.number for row in rows})
