"""Who is told of a rung, why, and in which way."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.kernel.errors import Refused
from pm_app.notifications.enums import MailWay
from pm_app.notifications.rules import AS_SHIPPED, Ways
from pm_app.reminders.enums import CriticalDateKind, TellingWay, Told
from pm_app.reminders.rules.rulebook import Rule

# So many mails of their own one user gets in a day; what is more comes in one mail together.
MOST_ALONE = 5
# What stands on the row of an outsider who is not written to, and why.
HELD = "Held until somebody lets this rule write to so many at once."
DEALT_WITH = "It was dealt with before the mail went out."
NOT_ANY_MORE = "The rule, or who is written to, was changed before the mail went out."


class NobodyToTell(Refused):
    """There is nobody in the office who may see a date and could be told of it."""


@dataclass(frozen=True)
class Occasion:
    """A rung that is due, and how the office stands to its date.

    `responsible` names who answers for it first, then who has it in hand; who is no longer there is passed over.
    """

    kind: CriticalDateKind
    rung: int
    rule: Rule
    responsible: tuple[UUID, ...]
    acknowledged: bool = False

    @property
    def is_critical(self) -> bool:
        """Whether it goes in a mail of its own, unless somebody chose otherwise and may."""
        return self.rule.alone_from is not None and self.rung <= self.rule.alone_from


@dataclass(frozen=True)
class Telling:
    """One user who is told, why, and in which way."""

    user: Actor
    user_id: UUID
    told: Told
    way: TellingWay


def tellings(occasion: Occasion, colleagues: Sequence[Actor], ways: Mapping[UUID, Ways]) -> tuple[Telling, ...]:
    """Return who is told of a rung, each once, for the strongest reason there is.

    `colleagues` are the active users who may see the date, by name. Who answers for it comes first; when none of them
    is there, a manager stands in, else an administrator. Refuses (`NobodyToTell`) when nobody is left; the rule itself
    sees to it that it names somebody.
    """
    chosen: dict[UUID, Telling] = {}
    for told, users in _by_strength(occasion, colleagues):
        for user in users:
            if user.user_id is not None and user.user_id not in chosen:
                way = way_of(occasion, told, ways.get(user.user_id, AS_SHIPPED))
                chosen[user.user_id] = Telling(user, user.user_id, told, way)
    if not chosen:
        raise NobodyToTell("There is nobody to tell. Invite a manager, or name one on the property.")
    return tuple(chosen.values())


def _by_strength(occasion: Occasion, colleagues: Sequence[Actor]) -> Iterable[tuple[Told, Sequence[Actor]]]:
    rule = occasion.rule
    answering = _responsible(occasion.responsible, colleagues)
    yield Told.RESPONSIBLE, answering if rule.tells_responsible else ()
    yield Told.ESCALATION, [user for user in colleagues if user.role in escalated_to(occasion)]
    yield Told.ROLE, [user for user in colleagues if user.role in rule.roles]
    # A role that nobody holds must not mean that nobody hears of it.
    yield Told.RESPONSIBLE, answering if not _anybody(occasion, colleagues) else ()


def _anybody(occasion: Occasion, colleagues: Sequence[Actor]) -> bool:
    told = {*occasion.rule.roles, *escalated_to(occasion)}
    return occasion.rule.tells_responsible or any(user.role in told for user in colleagues)


def _responsible(wanted: Collection[UUID], colleagues: Sequence[Actor]) -> list[Actor]:
    there = {user.user_id: user for user in colleagues}
    answering = [there[user_id] for user_id in wanted if user_id in there]
    if answering:
        return answering
    for role in (Role.MANAGER, Role.ADMINISTRATOR):
        standing_in = next((user for user in colleagues if user.role == role), None)
        if standing_in is not None:
            return [standing_in]
    return []


def escalated_to(occasion: Occasion) -> frozenset[Role]:
    """Return the roles that hear of it because nobody acknowledged it by this rung."""
    if occasion.acknowledged:
        return frozenset()
    steps = ((occasion.rule.escalate_manager_at, Role.MANAGER), (occasion.rule.escalate_admin_at, Role.ADMINISTRATOR))
    return frozenset(role for step, role in steps if step is not None and occasion.rung <= step)


def way_of(occasion: Occasion, told: Told, ways: Ways) -> TellingWay:
    """Return how somebody is told: critical dates alone, the others in the digest, unless the user chose otherwise.

    Who answers for a date cannot switch off its critical mails, and nobody what was escalated.
    """
    if told is Told.ESCALATION or (told is Told.RESPONSIBLE and occasion.is_critical):
        return TellingWay.ALONE
    chosen = ways.of_date(occasion.kind.value)
    if chosen is MailWay.NOT_AT_ALL:
        return TellingWay.IN_APP
    return TellingWay.ALONE if occasion.is_critical or chosen is MailWay.AT_ONCE else TellingWay.DIGEST


def outsiders_hear(rule: Rule, send: int, skipped: Collection[int]) -> bool:
    """Return whether outsiders are written to: at one of their steps, or in place of one that came too late."""
    return bool({send, *skipped} & set(rule.outsider_rungs))


@dataclass(frozen=True)
class Person:
    """Somebody outside the office who is to be written to; `problem` says why no mail can go there."""

    person_id: UUID
    name: str
    address: str
    problem: str = ""
    is_organization: bool = False
