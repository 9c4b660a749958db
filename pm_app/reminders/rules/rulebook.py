"""How each kind of date is spoken of: as shipped, as the office has set it, and what a rule may not say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from pm_app.access.enums import Role
from pm_app.documents.enums import DocumentKind
from pm_app.documents.rules.kinds import KIND_FACTS, MOST_DAYS, MOST_RUNGS, KindFacts
from pm_app.kernel.errors import Refused
from pm_app.reminders.enums import CriticalDateKind as K
from pm_app.reminders.enums import Outsider

MOST_LEAD_DAYS = 730
# Kinds that are about a paper: a rule for one kind of document counts before the rule for all.
OF_DOCUMENTS = frozenset({K.DOCUMENT_EXPIRATION, K.CANCEL_BY, K.MISSING_DOCUMENT, K.INSPECTION})
# Kinds whose ladder comes from elsewhere while no rule has one: the kind of document, the clock of the deposit.
LADDER_FROM_ELSEWHERE = frozenset({K.DOCUMENT_EXPIRATION, K.DEPOSIT_DEADLINE})
# Kinds that are so many days before something else.
LEADING = frozenset({K.RENEWAL_OFFER, K.RENT_INCREASE, K.CANCEL_BY})
_TENANTS = frozenset(
    {K.LEASE_END, K.RENEWAL_OFFER, K.RENEWAL_REPLY, K.MOVE_OUT, K.RENT_INCREASE, K.DOCUMENT_EXPIRATION}
    | {K.MISSING_DOCUMENT, K.INSPECTION, K.PAYMENT_PROMISE, K.RECURRING_DATE}
)
_OWNERS = frozenset(
    {K.LEASE_END, K.RENEWAL_OFFER, K.DOCUMENT_EXPIRATION, K.CANCEL_BY, K.MISSING_DOCUMENT, K.INSPECTION}
    | {K.RECURRING_DATE}
)
_VENDORS = frozenset({K.DOCUMENT_EXPIRATION, K.CANCEL_BY, K.MISSING_DOCUMENT, K.INSPECTION, K.RECURRING_DATE})
OUTSIDERS: Mapping[Outsider, frozenset[K]] = MappingProxyType(
    {Outsider.TENANT: _TENANTS, Outsider.OWNER: _OWNERS, Outsider.VENDOR: _VENDORS}
)


class LadderRefused(Refused):
    """A ladder nobody can climb: days that are doubled, too many, too far off, no whole numbers."""


class RuleRefused(Refused):
    """A rule that would tell nobody, or whose parts do not fit each other."""


@dataclass(frozen=True)
class Rule:
    """How one kind of date is spoken of; the words are those of the table `reminder_rule`.

    `rule_id` is None while it is as shipped. `ladder` None: from the kind of document, or from the deposit's clock.
    """

    ladder: tuple[int, ...] | None
    lead_days: int | None = None
    tells_responsible: bool = True
    roles: tuple[Role, ...] = ()
    alone_from: int | None = 7
    escalate_manager_at: int | None = 7
    escalate_admin_at: int | None = 0
    staff_template_id: UUID | None = None
    outsider: Outsider = Outsider.NOBODY
    outsider_rungs: tuple[int, ...] = ()
    outsider_template_id: UUID | None = None
    rule_id: UUID | None = None
    held_at: datetime | None = None


SHIPPED: Mapping[K, Rule] = MappingProxyType(
    {
        K.LEASE_END: Rule((120, 90, 60, 30, 7, 0)),
        K.RENEWAL_OFFER: Rule((30, 14, 7, 0), lead_days=60),
        K.RENEWAL_REPLY: Rule((7, 0, -7), alone_from=0, escalate_manager_at=-7, escalate_admin_at=-21),
        K.MOVE_OUT: Rule((30, 7, 1, 0, -3), alone_from=1, escalate_manager_at=0, escalate_admin_at=-3),
        K.RENT_INCREASE: Rule((30, 14, 7, 0), lead_days=30),
        K.NOTICE_DEADLINE: Rule((7, 1, 0, -1)),
        K.DOCUMENT_EXPIRATION: Rule(None),
        K.CANCEL_BY: Rule((90, 60, 30, 14, 7, 0), lead_days=60),
        K.INSPECTION: Rule((30, 7, 0, -7)),
        K.MISSING_DOCUMENT: Rule((0, -7), alone_from=None, escalate_manager_at=-7, escalate_admin_at=-28),
        K.DEPOSIT_DEADLINE: Rule(None),
        K.DEPOSIT_TRANSFER: Rule((0, -7), alone_from=0, escalate_manager_at=-7, escalate_admin_at=-28),
        K.PAYMENT_PROMISE: Rule((0, -3), alone_from=None, escalate_manager_at=-3, escalate_admin_at=-14),
        K.TASK: Rule((1, 0, -3), alone_from=None, escalate_manager_at=-3, escalate_admin_at=-14),
        K.RECURRING_DATE: Rule((30, 7, 0, -7)),
    }
)


@dataclass(frozen=True)
class RuleBook:
    """Every rule in force: the office's own (by kind, and by kind and kind of document) before the shipped ones."""

    own: Mapping[tuple[K, DocumentKind | None], Rule] = field(default_factory=lambda: {})
    facts: Mapping[DocumentKind, KindFacts] = field(default_factory=lambda: KIND_FACTS)

    def of(self, kind: K, document_kind: DocumentKind | None = None) -> Rule:
        """Return the rule that counts for a date of this kind, about this kind of document."""
        return self.own.get((kind, document_kind)) or self.own.get((kind, None)) or SHIPPED[kind]

    def ladder(
        self, kind: K, document_kind: DocumentKind | None = None, *, otherwise: Sequence[int] = ()
    ) -> tuple[int, ...]:
        """Return the ladder of a date: its rule's, or that of the kind of document, or `otherwise` (deposits)."""
        of_what = DocumentKind.OTHER if kind == K.DOCUMENT_EXPIRATION and document_kind is None else document_kind
        return self.ladder_with(kind, of_what, self.of(kind, document_kind)) or tuple(otherwise)

    def ladder_with(self, kind: K, document_kind: DocumentKind | None, rule: Rule) -> tuple[int, ...]:
        """Return the ladder a date would have with a rule; empty when it is not known before the date is."""
        if rule.ladder is not None:
            return rule.ladder
        if kind == K.DOCUMENT_EXPIRATION and document_kind is not None:
            return self.facts[document_kind].ladder
        return ()

    def lead_days(self, kind: K, document_kind: DocumentKind | None = None) -> int:
        """Return how many days before the real day something must be done; 0 where a kind has none."""
        rule = self.of(kind, document_kind)
        return (SHIPPED[kind].lead_days or 0) if rule.lead_days is None else rule.lead_days


def check_ladder(ladder: Sequence[int], name: str = "ladder") -> None:
    """Refuse (`LadderRefused`) a ladder that is empty, doubled, out of order, too long, too far off.

    Only the last day may stand for "again and again": every negative number is fine, but the last one repeats.
    """
    if not ladder:
        raise LadderRefused("Write at least one day, such as 30, 7, 0.", field=name)
    if len(ladder) > MOST_RUNGS:
        raise LadderRefused(f"Remind at most {MOST_RUNGS} times. Leave some days out.", field=name)
    far = next((days for days in ladder if abs(days) > MOST_DAYS), None)
    if far is not None:
        raise LadderRefused(f"A reminder is at most {MOST_DAYS} days off, and {far} is farther.", field=name)
    twice = next((days for days in ladder if list(ladder).count(days) > 1), None)
    if twice is not None:
        raise LadderRefused(f"{twice} is there twice: nobody is told the same thing twice. Leave one out.", field=name)
    if list(ladder) != sorted(ladder, reverse=True):
        raise LadderRefused(
            "Write the days from far to near, days after the date with a minus: 30, 7, 0, -7.", field=name
        )
    if sum(days < 0 for days in ladder) > 1:
        raise LadderRefused(
            "Only the last day may be after the date: it repeats by itself. Keep one number with a minus.", field=name
        )


def days_written(text: str, name: str = "ladder") -> tuple[int, ...]:
    """Return the days of a ladder as somebody wrote them: `60, 30, 7, 0, -7`, in any of the usual signs for minus.

    Refuses (`LadderRefused`) what is no whole number; whether the days fit each other is `check_ladder`'s to say.
    """
    parts = [part for part in text.replace(";", ",").replace("/", ",").replace(" ", ",").split(",") if part]
    days: list[int] = []
    for part in parts:
        plain = part.replace("\N{MINUS SIGN}", "-").replace("\N{EN DASH}", "-").replace("+", "", 1)
        if not plain.removeprefix("-").isdecimal() or not plain.isascii():
            raise LadderRefused(
                f"{part[:20]!r} is not a whole number of days. Write days such as 30, 7, 0.", field=name
            )
        # Longer numbers are far off as well, and no number that fits anywhere.
        if len(plain) > 6:
            raise LadderRefused(f"A reminder is at most {MOST_DAYS} days off, and {part[:20]} is farther.", field=name)
        days.append(int(plain))
    return tuple(days)


def check_rule(kind: K, rule: Rule, ladder: Sequence[int]) -> None:
    """Refuse a rule that cannot work (`LadderRefused`, `RuleRefused`); `ladder` is the one it has in the end."""
    if rule.ladder is not None or kind not in LADDER_FROM_ELSEWHERE:
        check_ladder(rule.ladder or ())
    if rule.lead_days is not None and not 0 <= rule.lead_days <= MOST_LEAD_DAYS:
        raise RuleRefused(f"Write a number of days from 0 to {MOST_LEAD_DAYS}.", field="lead_days")
    _check_step(rule.alone_from, ladder, "alone_from", "Mails of their own would begin")
    _check_step(rule.escalate_manager_at, ladder, "escalate_manager_at", "Managers would hear of it")
    _check_step(rule.escalate_admin_at, ladder, "escalate_admin_at", "Administrators would hear of it")
    _check_order(rule)
    _check_outsider(kind, rule, ladder)
    if not rule.tells_responsible and not rule.roles:
        raise RuleRefused("Somebody of the office must be told: who answers for it, or a role.", field="roles")


def _check_step(step: int | None, ladder: Sequence[int], name: str, what: str) -> None:
    if step is None or not ladder:
        return
    if step > max(ladder):
        raise RuleRefused(
            f"{what} {step} days before, but the first reminder is {max(ladder)} days before.", field=name
        )
    if step < min(ladder) and min(ladder) >= 0:
        raise RuleRefused(f"{what} after the last reminder, so never. The last is at {min(ladder)}.", field=name)
    if abs(step) > MOST_DAYS:
        raise RuleRefused(f"This is more than {MOST_DAYS} days off.", field=name)


def _check_order(rule: Rule) -> None:
    manager, admin = rule.escalate_manager_at, rule.escalate_admin_at
    if manager is not None and admin is not None and admin > manager:
        raise RuleRefused("Administrators hear of it after the managers, not before.", field="escalate_admin_at")


def _check_outsider(kind: K, rule: Rule, ladder: Sequence[int]) -> None:
    if rule.outsider == Outsider.NOBODY:
        if rule.outsider_rungs:
            raise RuleRefused("Choose who is written to, or leave the days out.", field="outsider")
        return
    if kind not in OUTSIDERS[rule.outsider]:
        raise RuleRefused(f"A {kind.value} is nothing to write to the {rule.outsider.value} about.", field="outsider")
    if not rule.outsider_rungs:
        raise RuleRefused(f"Write on which days the {rule.outsider.value} is written to.", field="outsider_rungs")
    strange = next((days for days in rule.outsider_rungs if days not in ladder), None)
    if strange is not None and ladder:
        raise RuleRefused(
            f"{strange} is not a day of the ladder ({', '.join(map(str, ladder))}). Choose among its days.",
            field="outsider_rungs",
        )
    if len(set(rule.outsider_rungs)) != len(rule.outsider_rungs):
        raise RuleRefused("One of these days is there twice. Leave one out.", field="outsider_rungs")


def same(one: Rule, other: Rule) -> bool:
    """Return whether two rules say the same, whoever wrote them and whether they are held."""
    return replace(one, rule_id=None, held_at=None) == replace(other, rule_id=None, held_at=None)
