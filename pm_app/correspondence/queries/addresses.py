"""Where letters go: the homes of those who live there, the own postal addresses of everybody else."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.correspondence.enums import LeftOut
from pm_app.correspondence.queries.audience import who_gets_it
from pm_app.correspondence.rules.audience import Audience, Candidate, Sorted
from pm_app.correspondence.rules.letters import address_lines, names_together
from pm_app.leasing.queries.states import among
from pm_app.leasing.tables import Tenancy
from pm_app.people.enums import ContactKind
from pm_app.people.tables import ContactWay
from pm_app.portfolio.tables import Property, Unit
from pm_app.receivables.queries.papers import unit_words

# Whom no mail reaches; a letter may.
_UNREACHED = frozenset({LeftOut.NO_ADDRESS, LeftOut.NOT_AN_ADDRESS, LeftOut.UNDELIVERABLE})
_MAY_READ = _UNREACHED | {LeftOut.SAME_ADDRESS}


def who_gets_letters(
    session: Session,
    actor: Actor,
    *,
    audience: Audience,
    today: date,
    everybody: bool,
    speaks_of_debt: bool = False,
    without: Collection[UUID] = (),
) -> Sorted:
    """Return to whom letters would go, one for those of a household at one address, and who is left out and why.

    Of the audience that mail does not reach, or of all of it. `address` of each is a postal address, line by line;
    in the order in which they are listed. What holds for mail about debt holds for letters.
    """
    actor.must(Permission.CHANGE_PEOPLE)
    found = who_gets_it(session, actor, audience=audience, today=today, speaks_of_debt=speaks_of_debt, without=without)
    takes = _MAY_READ if everybody else _UNREACHED
    meant = [*(found.chosen if everybody else ()), *(one for one, reason in found.left_out if reason in takes)]
    left_out = [(one, reason) for one, reason in found.left_out if reason not in takes]
    if not everybody:
        left_out = [(one, reason) for one, reason in left_out if reason != LeftOut.SAME_ADDRESS]
    addresses = postal_addresses(session, actor, people=meant)
    chosen: dict[tuple[object, str], Candidate] = {}
    names: dict[tuple[object, str], list[str]] = {}
    for one in sorted(meant, key=lambda one: (one.detail.casefold(), one.name.casefold())):
        address = "\n".join(addresses.get(one.person_id, ()))
        if not address:
            left_out.append((one, LeftOut.NO_POSTAL_ADDRESS))
            continue
        key = (one.tenancy_id or one.person_id, address)
        chosen.setdefault(key, replace(one, address=address))
        names.setdefault(key, []).append(one.name)
    letters = tuple(
        replace(one, name=names_together(names[key]), shared=len(names[key]) > 1) for key, one in chosen.items()
    )
    return Sorted(letters, tuple(left_out))


def postal_addresses(session: Session, actor: Actor, *, people: Sequence[Candidate]) -> dict[UUID, tuple[str, ...]]:
    """Return by person where a letter to these would go: to the home they are named with, else to their own address.

    Who has neither is left out.
    """
    actor.must(Permission.VIEW_PEOPLE)
    homes = _homes(session, actor, {one.tenancy_id for one in people if one.tenancy_id is not None})
    own = own_addresses(session, actor, {one.person_id for one in people})
    found = {
        one.person_id: (homes.get(one.tenancy_id) if one.tenancy_id else None) or own.get(one.person_id, ())
        for one in people
    }
    return {person_id: lines for person_id, lines in found.items() if lines}


def own_addresses(session: Session, actor: Actor, person_ids: Collection[UUID]) -> dict[UUID, tuple[str, ...]]:
    """Return the preferred postal address of each of these people, as it stands on an envelope."""
    actor.must(Permission.VIEW_PEOPLE)
    rows = session.execute(
        sql_select(col(ContactWay.person_id), col(ContactWay.value))
        .where(among(ContactWay.person_id, person_ids), col(ContactWay.kind) == ContactKind.ADDRESS)
        .order_by(col(ContactWay.position).desc(), col(ContactWay.id).desc())
    )
    return {person_id: address_lines(value) for person_id, value in rows}


def _homes(session: Session, actor: Actor, tenancy_ids: Collection[UUID]) -> Mapping[UUID, tuple[str, ...]]:
    """Return the address of each of these homes in which people still live, of those within scope."""
    if not tenancy_ids:
        return {}
    rows = session.execute(
        sql_select(
            col(Tenancy.id),
            col(Property.address_line),
            col(Property.city),
            col(Property.region),
            col(Property.postal_code),
            col(Unit.name),
        )
        .join(Unit, col(Unit.id) == col(Tenancy.unit_id))
        .join(Property, col(Property.id) == col(Tenancy.property_id))
        .where(
            among(Tenancy.id, tenancy_ids),
            col(Tenancy.moved_out_on).is_(None),
            within_scope(actor, col(Tenancy.property_id)),
        )
    )
    return {row[0]: home_lines(*row[1:]) for row in rows}


def home_lines(address_line: str, city: str, region: str, postal_code: str, unit_name: str) -> tuple[str, ...]:
    """Return the address of a unit as it stands on an envelope; nothing where the property has no street."""
    if not address_line:
        return ()
    place = " ".join(part for part in (f"{city},", region, postal_code) if part.strip(","))
    street = f"{address_line}, {unit_words(unit_name)}"
    return address_lines(
        "\n".join([*([street] if len(street) <= 50 else [address_line, unit_words(unit_name)]), place])
    )
