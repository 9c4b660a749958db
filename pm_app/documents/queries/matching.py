"""Which of our properties, units, leases and people the findings of a paper mean."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Text, and_, cast, func, or_
from sqlalchemy import select as sql_select
from sqlmodel import Session, col

from pm_app.access.enums import Permission
from pm_app.access.queries import within_scope
from pm_app.access.rules import Actor
from pm_app.documents.enums import DocumentKind, FindingKind, KindLevel
from pm_app.documents.rules.findings import Finding
from pm_app.documents.rules.kinds import KIND_FACTS
from pm_app.documents.rules.matching import (
    ALIKE,
    KnownNames,
    address_score,
    house_numbers,
    telling_words,
    unit_key,
)
from pm_app.documents.rules.naming import LinkTarget
from pm_app.leasing.tables import LeaseParty, Tenancy
from pm_app.people.tables import Person
from pm_app.portfolio.tables import Property, Unit

LEAST_SCORE = 70
MOST_LOOKED_AT = 3_000
_MARKS = ".,;:-_'\"’&/()#+"
_A_TENANT, _A_FORMER_TENANT = "a tenant of ours", "a former tenant of ours"
_NAMES = (FindingKind.PERSON, FindingKind.ORGANIZATION)


@dataclass(frozen=True)
class Match:
    """A record that a finding seems to mean: how surely (0–100), why, its name and the property it is in."""

    target: LinkTarget
    score: int
    reason: str
    name: str
    property_id: UUID | None = None


@dataclass(frozen=True)
class _Stay:
    tenancy_id: UUID
    person_id: UUID
    unit_id: UUID
    property_id: UUID
    is_over: bool


def matches_of(
    session: Session, actor: Actor, *, findings: Sequence[Finding], kind: DocumentKind | None = None
) -> list[Match | None]:
    """Return for each finding the record it means within the actor's scope, None where none is alike enough.

    Addresses mean properties, designations of units mean units of a property that is named too, names mean people,
    or, on papers of leases, the lease of a tenant. Records that agree with each other (the tenant of the named unit)
    are believed more, those that contradict less.
    """
    actor.must(Permission.VIEW_DOCUMENTS)
    places = _properties(session, actor, findings)
    units = _units(session, actor, findings, places)
    people = _people(session, actor, findings) if actor.may(Permission.VIEW_PEOPLE) else {}
    stays = _stays(session, actor, people) if actor.may(Permission.VIEW_LEASES) else {}
    of_lease = kind is None or KindLevel.LEASE in KIND_FACTS[kind].levels
    matches: list[Match | None] = []
    for index, finding in enumerate(findings):
        if finding.kind in _NAMES:
            chosen = _named(people.get(index, []), stays, places, units, of_lease=of_lease)
            matches.append(chosen or places.get(index))
        else:
            matches.append(units.get(index) or places.get(index))
    return [one if one is not None and one.score >= LEAST_SCORE else None for one in matches]


def _properties(session: Session, actor: Actor, findings: Sequence[Finding]) -> dict[int, Match]:
    """Return the property each address means, and each name of an organization that is the name of a property."""
    addresses = {index: one.value for index, one in enumerate(findings) if one.kind is FindingKind.ADDRESS}
    names = {index: one.value for index, one in enumerate(findings) if one.kind is FindingKind.ORGANIZATION}
    numbers, words = house_numbers(addresses.values()), telling_words(names.values())
    if not (numbers or words) or not actor.may(Permission.VIEW_PORTFOLIO):
        return {}
    rows = session.execute(
        sql_select(
            col(Property.id),
            col(Property.name),
            col(Property.address_line),
            col(Property.city),
            col(Property.postal_code),
        )
        .where(
            col(Property.archived_at).is_(None),
            within_scope(actor, col(Property.id)),
            or_(
                func.lower(func.split_part(col(Property.address_line), " ", 1)).in_(numbers),
                _has_word(col(Property.name), words),
            ),
        )
        .limit(MOST_LOOKED_AT)
    ).all()
    found: dict[int, Match] = {}
    for property_id, name, line, town, code in rows:
        for index, address in addresses.items() if line.partition(" ")[0].lower() in numbers else ():
            score = address_score(address, line, town, code)
            _keep_best(found, index, Match(LinkTarget(property_id), score, f"the address of {name}", name, property_id))
    known = KnownNames(row.name for row in rows)
    for index, written in names.items():
        for score, place in known.alike(written, most=1):
            name, property_id = rows[place].name, rows[place].id
            _keep_best(found, index, Match(LinkTarget(property_id), score, f"the name of {name}", name, property_id))
    return {index: match for index, match in found.items() if match.score >= ALIKE}


def _units(session: Session, actor: Actor, findings: Sequence[Finding], places: dict[int, Match]) -> dict[int, Match]:
    """Return the unit each designation means, in the property that is named most surely."""
    keys = {index: unit_key(one.value) for index, one in enumerate(findings) if one.kind is FindingKind.UNIT}
    place = max(places.values(), key=lambda one: one.score, default=None)
    if not any(keys.values()) or place is None:
        return {}
    rows = session.execute(
        sql_select(col(Unit.id), col(Unit.name))
        .where(
            col(Unit.property_id) == place.property_id,
            col(Unit.archived_at).is_(None),
            within_scope(actor, col(Unit.property_id)),
        )
        .limit(MOST_LOOKED_AT)
    ).all()
    by_key = {unit_key(name): (unit_id, name) for unit_id, name in rows}
    found: dict[int, Match] = {}
    for index, key in keys.items():
        if key and key in by_key:
            unit_id, name = by_key[key]
            reason = f"unit {name} of {place.name}"
            found[index] = Match(LinkTarget(unit_id=unit_id), place.score, reason, name, place.property_id)
    return found


def _people(session: Session, actor: Actor, findings: Sequence[Finding]) -> dict[int, list[Match]]:
    """Return the people each name may mean, the likeliest first."""
    names = {index: one.value for index, one in enumerate(findings) if one.kind in _NAMES}
    words = telling_words(names.values())
    if not words:
        return {}
    rows = session.execute(
        sql_select(col(Person.id), col(Person.name))
        .where(col(Person.archived_at).is_(None), _has_word(col(Person.name), words))
        .limit(MOST_LOOKED_AT)
    ).all()
    known = KnownNames(row.name for row in rows)
    return {
        index: [
            Match(LinkTarget(person_id=rows[place].id), score, f"the name of {rows[place].name}", rows[place].name)
            for score, place in known.alike(written)
        ]
        for index, written in names.items()
    }


def _has_word(column: Any, words: Sequence[str]) -> ColumnElement[bool]:
    """Say that a name has one of these words, in whatever case and between whatever marks."""
    bare = func.translate(func.lower(func.unaccent(column)), _MARKS, " " * len(_MARKS))
    parts = func.string_to_array(bare, " ")
    return parts.op("&&", is_comparison=True)(cast(list(words), ARRAY(Text)))


def _stays(session: Session, actor: Actor, people: dict[int, list[Match]]) -> dict[UUID, list[_Stay]]:
    """Return the households that the people live or lived in, the latest first."""
    person_ids = {one.target.person_id for several in people.values() for one in several}
    if not person_ids:
        return {}
    rows = session.execute(
        sql_select(
            col(Tenancy.id),
            col(LeaseParty.person_id),
            col(Tenancy.unit_id),
            col(Tenancy.property_id),
            or_(col(Tenancy.moved_out_on).isnot(None), col(LeaseParty.ends_on).isnot(None)),
        )
        .join(LeaseParty, col(LeaseParty.tenancy_id) == col(Tenancy.id))
        .where(
            and_(col(LeaseParty.person_id).in_(person_ids), col(Tenancy.cancelled_at).is_(None)),
            within_scope(actor, col(Tenancy.property_id)),
        )
        .order_by(col(Tenancy.starts_on).desc())
        .limit(MOST_LOOKED_AT)
    )
    found: dict[UUID, list[_Stay]] = {}
    for row in rows:
        stay = _Stay(*row)
        found.setdefault(stay.person_id, []).append(stay)
    return found


def _named(
    people: Sequence[Match],
    stays: dict[UUID, list[_Stay]],
    places: dict[int, Match],
    units: dict[int, Match],
    *,
    of_lease: bool,
) -> Match | None:
    """Return the person or lease a name means: of several of one name the one who lives in the named place."""
    if not people:
        return None
    weighed = [_weighed(person, stays, places, units, of_lease=of_lease) for person in people]
    best = max(weighed, key=lambda one: one.score)
    rivals = sum(one.score == best.score for one in weighed)
    if rivals > 1:
        return replace(best, score=max(0, best.score - 20), reason=f"{best.reason}, one of {rivals} alike")
    return best


def _weighed(
    person: Match,
    stays: dict[UUID, list[_Stay]],
    places: dict[int, Match],
    units: dict[int, Match],
    *,
    of_lease: bool,
) -> Match:
    stay = _fitting(stays.get(person.target.person_id or UUID(int=0), []), places, units)
    if stay is None:
        return person
    score = min(99, person.score + _agreement(stay, places, units) - (5 if stay.is_over else 0))
    # It is kept with the paper, and read by people who may not see where somebody lives.
    reason = f"{_A_FORMER_TENANT if stay.is_over else _A_TENANT} by this name"
    target = LinkTarget(tenancy_id=stay.tenancy_id) if of_lease else person.target
    return Match(target, max(0, score), reason, person.name, stay.property_id if of_lease else None)


def _fitting(several: Sequence[_Stay], places: dict[int, Match], units: dict[int, Match]) -> _Stay | None:
    return max(several, key=lambda one: (_agreement(one, places, units), not one.is_over), default=None)


def _agreement(stay: _Stay, places: dict[int, Match], units: dict[int, Match]) -> int:
    """Return how much the place of a household speaks for it, where the paper names places."""
    if any(one.target.unit_id == stay.unit_id for one in units.values()):
        return 8
    if any(one.property_id == stay.property_id for one in places.values()):
        return 4
    return -15 if places else 0


def _keep_best(found: dict[int, Match], index: int, match: Match) -> None:
    if index not in found or match.score > found[index].score:
        found[index] = match
