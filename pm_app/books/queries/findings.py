"""What does not agree inside the books themselves."""

from sqlalchemy import text
from sqlmodel import Session

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.books.rules import Finding

_FINDINGS = {
    "entries balance": (
        "do not balance within each property, or lack a line",
        """
        select entry_id from journal_line group by entry_id, property_id
          having sum(debit_cents) <> sum(credit_cents)
        union
        select e.id from journal_entry e left join journal_line l on l.entry_id = e.id
          group by e.id having count(l.id) <> e.line_count
        """,
    ),
    "reversals mirror": (
        "are reversals that do not mirror their original",
        """
        with reversal as (
          select r.id, r.posted_on < o.posted_on or o.reverses_entry_id is not null as misplaced, o.id as original_id
          from journal_entry r join journal_entry o on o.id = r.reverses_entry_id
        ), uneven as (
          select r.id from reversal r join journal_line l on l.entry_id in (r.id, r.original_id)
          group by r.id, l.account_id, l.property_id, l.unit_id, l.tenancy_id, l.person_id
          having sum(l.debit_cents) <> sum(l.credit_cents)
        )
        select id from reversal where misplaced union select id from uneven
        """,
    ),
    "closed periods": (
        "were posted into a period after it was closed",
        """
        select e.id from journal_entry e cross join lateral (
          select p.locked_through from period_lock p where p.locked_at < e.recorded_at
          order by p.locked_at desc, p.id desc limit 1
        ) closed where closed.locked_through >= e.posted_on
        """,
    ),
    "entry numbers": (
        "are numbered outside the sequence of their year",
        """
        select e.id from journal_entry e left join entry_counter c using (organization_id, entry_year)
          where e.entry_number > coalesce(c.last_number, 0)
        union
        select max(e.id::text)::uuid from entry_counter c join journal_entry e using (organization_id, entry_year)
          group by c.id, c.last_number having count(*) <> c.last_number
        """,
    ),
}


def book_findings(session: Session, actor: Actor) -> list[Finding]:
    """Return what is wrong inside the books themselves, whoever's property it is; empty is good (domain rules §25).

    Entries that do not balance, reversals that do not mirror, postings into a closed period, gaps in the numbers.
    """
    actor.must(Permission.VIEW_LEDGER)
    found: list[Finding] = []
    for name, (wrong, statement) in _FINDINGS.items():
        ids = tuple(session.connection().execute(text(statement)).scalars())
        if ids:
            found.append(Finding(name, f"{len(ids)} {'entry' if len(ids) == 1 else 'entries'}: {wrong}.", ids))
    return found
