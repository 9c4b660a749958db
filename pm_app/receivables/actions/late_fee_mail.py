"""Writing to a household that a late fee was charged, where its policy says so."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session

from pm_app.access.enums import Permission
from pm_app.access.rules import SCHEDULER, Actor
from pm_app.kernel.dates import in_words
from pm_app.kernel.money import in_dollars
from pm_app.leasing.enums import PartyRole
from pm_app.leasing.queries.details import PartyRow, tenancy_details
from pm_app.messages.actions import About, queue_message
from pm_app.messages.rules import Mail
from pm_app.receivables.queries.late_fees import LateFeeProposal

WRITTEN_TO = frozenset({PartyRole.TENANT, PartyRole.CO_TENANT, PartyRole.BILLING_CONTACT})


def write_of_late_fees(
    session: Session, actor: Actor, *, posted: Sequence[LateFeeProposal], today: date, now: datetime
) -> int:
    """Queue one mail about the fees of a household that were just posted to each of its tenants with an address.

    Only of those whose policy notifies; returns how many mails. The office writes, on behalf of whoever approved.
    """
    actor.must(Permission.POST_CHARGES)
    told = [one for one in posted if one.notifies]
    if not told:
        return 0
    tenancy_id = told[0].home.tenancy_id
    parties = tenancy_details(session, SCHEDULER, tenancy_id=tenancy_id, today=today).parties
    there = [party for party in parties if party.ends_on is None or party.ends_on >= today]
    written_to = [party for party in there if party.role in WRITTEN_TO and party.email]
    return sum(_queued(session, told, party, now) for party in written_to)


def _queued(session: Session, told: Sequence[LateFeeProposal], party: PartyRow, now: datetime) -> bool:
    key = f"late fees:{_key(told)}:{party.person_id}"
    home = told[0].home
    message_id = queue_message(
        session,
        SCHEDULER,
        mail=Mail(key, party.email, party.name, _subject(told), _text(told, party.name), ""),
        about=About("tenancy", home.tenancy_id),
        person_id=party.person_id,
        tenancy_id=home.tenancy_id,
        property_id=home.property_id,
        now=now,
    )
    return message_id is not None


def _key(told: Sequence[LateFeeProposal]) -> str:
    key = told[0].fee.key
    return f"{key.tenancy_id}:{key.due_on}:{key.position}:{key.occurrence}:{len(told)}"


def _subject(told: Sequence[LateFeeProposal]) -> str:
    total = in_dollars(sum(one.fee.amount_cents for one in told))
    return f"Late fee of {total}, {told[0].home.property_name} {told[0].home.unit_name}"


def _text(told: Sequence[LateFeeProposal], name: str) -> str:
    lines = "\n".join(
        f"- {in_dollars(one.fee.amount_cents)} dated {in_words(one.fee.fee_on)}, "
        f"for rent that was due {in_words(one.fee.key.due_on)} ({in_dollars(one.fee.outstanding_cents)} was open)"
        for one in told
    )
    return (
        f"Hello {name},\n\na late fee was added to your account:\n\n{lines}\n\n"
        "If you paid in time and think this is a mistake, please answer with the day and the way you paid."
    )
