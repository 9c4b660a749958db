"""To whom a letter can be written from the page of a lease, a person or a property, and how it would begin."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.rules import SCHEDULER, Actor
from pm_app.correspondence.enums import AudienceKind, TemplatePurpose
from pm_app.correspondence.queries.addresses import own_addresses, postal_addresses
from pm_app.correspondence.queries.audience import who_gets_it
from pm_app.correspondence.queries.households import office_facts
from pm_app.correspondence.queries.merging import values_for
from pm_app.correspondence.queries.templates import find_template
from pm_app.correspondence.rules.audience import Audience, Candidate
from pm_app.correspondence.rules.letters import FOR_LETTERS, names_together, without_sign_off
from pm_app.correspondence.rules.templates import asks_for_money, render
from pm_app.documents.enums import DocumentKind
from pm_app.kernel.dates import as_it_was
from pm_app.kernel.errors import Refused
from pm_app.leasing.enums import PartyRole
from pm_app.leasing.queries.tenancies import tenancy_place
from pm_app.leasing.tables import LeaseParty
from pm_app.people.queries import person_details
from pm_app.people.tables import Person
from pm_app.portfolio.queries.properties import property_details
from pm_app.receivables.queries.collecting import under_eviction
from pm_app.receivables.queries.papers import addressee

MOST = 300
HELD = "This household is under an eviction hold: no letter of the office asks it for money."
# Stands for somebody the office has no record of.
NOBODY_KNOWN = UUID(int=0)
_SIGNING = (PartyRole.TENANT, PartyRole.CO_TENANT)


@dataclass(frozen=True)
class Recipient:
    """Somebody a letter can be written to. `key` names the choice; `person_id` is empty for a whole household.

    `merged_with` is the person whose facts fill the fields.
    """

    key: str
    label: str
    name: str
    address: str
    person_id: UUID | None = None
    merged_with: UUID = NOBODY_KNOWN
    tenancy_id: UUID | None = None
    property_id: UUID | None = None
    about: str = ""


@dataclass(frozen=True)
class LetterDraft:
    """How a letter begins: the text of a template with everything filled in, and what it is filed as."""

    subject: str
    body: str
    kind: DocumentKind


def recipients_of_household(session: Session, actor: Actor, *, tenancy_id: UUID, today: date) -> list[Recipient]:
    """Return the household as a whole, then everybody in it, each where a letter reaches them."""
    actor.must(Permission.CHANGE_PEOPLE)
    place = tenancy_place(session, actor, tenancy_id=tenancy_id)
    home = addressee(session, actor, place=place)
    rows = session.execute(
        sql_select(col(Person.id), col(Person.name), col(LeaseParty.role), col(LeaseParty.ends_on))
        .join(LeaseParty, col(LeaseParty.person_id) == col(Person.id))
        .where(col(LeaseParty.tenancy_id) == tenancy_id)
        .order_by(col(LeaseParty.position), col(Person.sort_name), col(Person.id))
    ).all()
    there = [row for row in rows if row[3] is None or row[3] >= today] or list(rows)
    own = own_addresses(session, actor, {row[0] for row in there})
    at_home = "\n".join(home.lines)
    facts = {"tenancy_id": tenancy_id, "property_id": place.property_id, "about": home.place}
    signing = [row for row in there if row[2] in _SIGNING]
    found = [
        Recipient(
            f"person {row[0]}",
            f"{row[1]}, {row[2].value}",
            row[1],
            at_home if row[2] in _SIGNING else "\n".join(own.get(row[0], ())) or at_home,
            person_id=row[0],
            merged_with=row[0],
            **facts,
        )
        for row in {row[0]: row for row in there}.values()
    ]
    if len(signing) > 1:
        name = names_together(list(dict.fromkeys(row[1] for row in signing)))
        whole = Recipient("household", f"{name} together", name, at_home, merged_with=signing[0][0], **facts)
        found.insert(0, whole)
    return found


def recipients_of_person(session: Session, actor: Actor, *, person_id: UUID, today: date) -> list[Recipient]:
    """Return the person, at home where they live with us now, else at their own address."""
    actor.must(Permission.CHANGE_PEOPLE)
    person_details(session, actor, person_id=person_id)
    audience = Audience(AudienceKind.PEOPLE, person_ids=(person_id,))
    found = who_gets_it(session, actor, audience=audience, today=today)
    people = [*found.chosen, *(one for one, _ in found.left_out)]
    return _as_recipients(session, actor, people[:1])


def recipients_of_property(session: Session, actor: Actor, *, property_id: UUID, today: date) -> list[Recipient]:
    """Return the owners of a property and who lives there now, each where a letter reaches them."""
    actor.must(Permission.CHANGE_PEOPLE)
    property_details(session, actor, property_id=property_id)
    people: list[Candidate] = []
    for kind in (AudienceKind.OWNERS, AudienceKind.CURRENT):
        audience = Audience(kind, property_ids=(property_id,))
        found = who_gets_it(session, actor, audience=audience, today=today)
        people += [*found.chosen, *(one for one, _ in found.left_out)]
    return _as_recipients(session, actor, people[:MOST])


def letter_draft(session: Session, actor: Actor, *, template_key: str, to: Recipient, today: date) -> LetterDraft:
    """Return a letter as its template begins it for this recipient, without the sign-off of a mail.

    Refuses a template that is not for letters, and one that asks a household under an eviction hold for money.
    """
    actor.must(Permission.CHANGE_PEOPLE)
    template = find_template(session, actor, template_id=template_key)
    if template.purpose != TemplatePurpose.BULK_MAIL or template.used_for not in FOR_LETTERS:
        raise Refused("No letters are written with this template. Choose another one.", field="template")
    check_not_held(session, actor, template_key=template_key, tenancy_id=to.tenancy_id, today=today)
    one = Candidate(to.merged_with, to.name, "", tenancy_id=to.tenancy_id, property_id=to.property_id)
    values = values_for(session, actor, people=[one], today=today)[to.merged_with]
    written = render(template.subject, template.body, values)
    office = office_facts(session, actor)
    body = without_sign_off(written.text, (office.name, office.phone, office.email))
    return LetterDraft(written.subject, body, template.letter_kind)


def is_held(session: Session, actor: Actor, *, tenancy_id: UUID, today: date) -> bool:
    """Return whether letters that ask this household for money are held back: an eviction hold is on it.

    Nothing else of the hold is told, so that it counts for those too who do not see the ledger. Refuses (`NotFound`) a
    household out of scope.
    """
    actor.must(Permission.CHANGE_PEOPLE)
    actor.must_see(tenancy_place(session, SCHEDULER, tenancy_id=tenancy_id).property_id)
    return tenancy_id in under_eviction(session, SCHEDULER, tenancy_ids=[tenancy_id], as_of=as_it_was(today))


def check_not_held(session: Session, actor: Actor, *, template_key: str, tenancy_id: UUID | None, today: date) -> None:
    """Refuse a template that asks a household under an eviction hold for money."""
    actor.must(Permission.CHANGE_PEOPLE)
    if tenancy_id is None or not is_held(session, actor, tenancy_id=tenancy_id, today=today):
        return
    template = find_template(session, actor, template_id=template_key)
    if asks_for_money(template.subject, template.body):
        raise Refused(HELD, field="template")


def _as_recipients(session: Session, actor: Actor, people: Sequence[Candidate]) -> list[Recipient]:
    addresses = postal_addresses(session, actor, people=people)
    return [
        Recipient(
            f"person {one.person_id}",
            f"{one.name}, {one.detail}" if one.detail else one.name,
            one.name,
            "\n".join(addresses.get(one.person_id, ())),
            person_id=one.person_id,
            merged_with=one.person_id,
            tenancy_id=one.tenancy_id,
            property_id=one.property_id,
            about=one.detail.partition(" · ")[0] if one.tenancy_id else "",
        )
        for one in {one.person_id: one for one in people}.values()
    ]
