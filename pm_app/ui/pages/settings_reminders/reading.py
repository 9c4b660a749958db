"""How rules are shown, and how what somebody typed becomes one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from pm_app.access.enums import Role
from pm_app.documents.enums import DocumentKind
from pm_app.kernel.errors import NotFound, Refused
from pm_app.reminders.enums import CriticalDateKind, Outsider
from pm_app.reminders.queries.rules import RuleRow
from pm_app.reminders.rules.rulebook import LEADING, OF_DOCUMENTS, OUTSIDERS, LadderRefused, Rule, days_written
from pm_app.ui.format import parse_whole, plural
from pm_app.ui.parts.address import Choice

DOCUMENT_DATES = [Choice(kind.value, kind.value.capitalize()) for kind in CriticalDateKind if kind in OF_DOCUMENTS]
DOCUMENT_KINDS = [Choice(kind.value, kind.value.capitalize()) for kind in DocumentKind]
READERS = [Choice("office", "The office"), Choice("outsider", "Whoever outside the office is written to")]
ROLES = {role: f"role {role.value}" for role in Role}
ROLE_WORDS = {
    Role.ADMINISTRATOR: "all administrators",
    Role.MANAGER: "all managers",
    Role.ACCOUNTING: "everybody in accounting",
    Role.LEASING: "everybody in leasing",
    Role.MAINTENANCE: "everybody in maintenance",
    Role.READ_ONLY: "everybody who only reads",
}


@dataclass
class RuleLine:
    """One rule, as text. `key` names it to the handlers; `chips` are the steps of its ladder, in days before.

    `under` says who is told, raised to and written to in one line, where there is no room for their columns.
    """

    key: str
    name: str
    of_document: bool
    chips: list[str]
    note: str
    told: str
    raised: str
    outsider: str
    under: str
    own: bool


@dataclass
class HeldLine:
    """A rule that waits for somebody's word, as text."""

    rule_id: str
    name: str
    mails: str


@dataclass
class RuleDraft:
    """A rule as the form shows it."""

    key: str = ""
    name: str = ""
    version: str = "0"
    ladder: str = ""
    ladder_hint: str = ""
    leads: bool = False
    lead_days: str = ""
    responsible: bool = True
    roles: dict[str, bool] = field(default_factory=lambda: dict.fromkeys(ROLES.values(), False))
    alone_from: str = ""
    manager_at: str = ""
    admin_at: str = ""
    staff_template: str = ""
    outsider: str = ""
    outsiders: list[Choice] = field(default_factory=list[Choice])
    outsider_rungs: str = ""
    outsider_template: str = ""
    own: bool = False


def line_of(row: RuleRow) -> RuleLine:
    """Return a rule as the list shows it."""
    rule = row.rule
    named = row.document_kind or row.kind
    return RuleLine(
        key=key_of(row.kind, row.document_kind),
        name=named.value[:1].upper() + named.value[1:],
        of_document=row.document_kind is not None,
        chips=[str(step) if step > 0 else step_words(step, last=True) for step in row.ladder],
        note="" if row.ladder else _where_ladder_is(row.kind),
        told=_told(rule),
        raised=_raised(rule),
        outsider=_outsider(rule),
        under=_under(rule),
        own=row.is_own,
    )


def held_line(row: RuleRow) -> HeldLine:
    """Return a held rule as the page asks about it."""
    name = line_of(row).name
    return HeldLine(str(row.rule.rule_id or ""), name, plural(row.held_mails, "mail"))


def draft_of(row: RuleRow) -> RuleDraft:
    """Return a rule as the form shows it first."""
    rule = row.rule
    hint = "Days before the date, the farthest first. The last may be after it, with a minus, and repeats."
    return RuleDraft(
        key=key_of(row.kind, row.document_kind),
        name=line_of(row).name,
        version=str(row.version),
        ladder=", ".join(map(str, rule.ladder or ())),
        ladder_hint=hint if rule.ladder or row.ladder else f"{hint} Empty: {_where_ladder_is(row.kind).lower()}.",
        leads=row.kind in LEADING,
        lead_days=str(row.lead_days) if row.kind in LEADING else "",
        responsible=rule.tells_responsible,
        roles={name: role in rule.roles for role, name in ROLES.items()},
        alone_from=_typed(rule.alone_from),
        manager_at=_typed(rule.escalate_manager_at),
        admin_at=_typed(rule.escalate_admin_at),
        staff_template=str(rule.staff_template_id or ""),
        outsider="" if rule.outsider == Outsider.NOBODY else rule.outsider.value,
        outsiders=[Choice(one.value, one.value.capitalize()) for one, kinds in OUTSIDERS.items() if row.kind in kinds],
        outsider_rungs=", ".join(map(str, rule.outsider_rungs)),
        outsider_template=str(rule.outsider_template_id or ""),
        own=row.is_own,
    )


def rule_in(form: Mapping[str, str]) -> Rule:
    """Return the rule somebody typed; refuses what is no number, with the field it stands in."""
    outsider = _text(form, "outsider")
    if outsider and outsider not in list(Outsider):
        raise Refused("Choose who outside the office is written to.", field="outsider")
    return Rule(
        ladder=days_written(_text(form, "ladder")) or None,
        lead_days=parse_whole(_text(form, "lead_days"), "lead_days", example="60"),
        tells_responsible=bool(form.get("responsible")),
        roles=tuple(role for role, name in ROLES.items() if form.get(name)),
        alone_from=_one_day(form, "alone_from"),
        escalate_manager_at=_one_day(form, "escalate_manager_at"),
        escalate_admin_at=_one_day(form, "escalate_admin_at"),
        staff_template_id=_template(form, "staff_template_id"),
        outsider=Outsider(outsider) if outsider else Outsider.NOBODY,
        outsider_rungs=days_written(_text(form, "outsider_rungs"), "outsider_rungs"),
        outsider_template_id=_template(form, "outsider_template_id"),
    )


def key_of(kind: CriticalDateKind, document_kind: DocumentKind | None) -> str:
    """Return how handlers are told which rule is meant."""
    return f"{kind.value}|{document_kind.value if document_kind else ''}"


def asked(key: str) -> tuple[CriticalDateKind, DocumentKind | None]:
    """Return which rule a key means; refuses one that means none."""
    kind, _, document_kind = key.partition("|")
    if kind not in list(CriticalDateKind) or (document_kind and document_kind not in list(DocumentKind)):
        raise NotFound("There is no such rule.")
    return CriticalDateKind(kind), DocumentKind(document_kind) if document_kind else None


def asked_rule_id(text: str) -> UUID:
    """Return the id of a rule; refuses what is none."""
    try:
        return UUID(text)
    except ValueError:
        raise NotFound("There is no such rule.") from None


def step_words(step: int, *, last: bool = False) -> str:
    """Return a step of a ladder in a few words: "30 days before", "on the day", "every 7 days after"."""
    if step == 0:
        return "on the day"
    days = plural(abs(step), "day")
    if step > 0:
        return f"{days} before"
    if not last:
        return f"{days} after"
    return "every day after" if step == -1 else f"every {days} after"


def _where_ladder_is(kind: CriticalDateKind) -> str:
    if kind == CriticalDateKind.DOCUMENT_EXPIRATION:
        return "As each kind of document says"
    return "By the length of the deadline"


def _told(rule: Rule) -> str:
    roles = [ROLE_WORDS[role] for role in rule.roles]
    return ", ".join([*(["who answers for it"] if rule.tells_responsible else []), *roles]).capitalize()


def _raised(rule: Rule) -> str:
    steps = (("managers", rule.escalate_manager_at), ("administrators", rule.escalate_admin_at))
    return "; ".join(f"{who} {step_words(step)}" for who, step in steps if step is not None).capitalize() or "Never"


def _outsider(rule: Rule) -> str:
    if rule.outsider == Outsider.NOBODY:
        return "Nobody"
    steps = ", ".join(step_words(step) for step in rule.outsider_rungs)
    return f"{rule.outsider.value.capitalize()}: {steps}"


def _text(form: Mapping[str, object], name: str) -> str:
    """What stands in a field; whatever a browser sends instead of text is refused."""
    written = form.get(name, "")
    if not isinstance(written, str):
        raise Refused("This is not text. Reload the page and type it again.", field=name)
    return written


def _under(rule: Rule) -> str:
    raised = _raised(rule)
    told = f"{_told(rule)}." if _told(rule) else ""
    unheard = "" if raised == "Never" else f" If nobody acknowledges: {raised[:1].lower()}{raised[1:]}."
    outside = (
        "" if rule.outsider == Outsider.NOBODY else f" Outside: {_outsider(rule)[:1].lower()}{_outsider(rule)[1:]}."
    )
    return f"{told}{unheard}{outside}".strip()


def _typed(step: int | None) -> str:
    return "" if step is None else str(step)


def _one_day(form: Mapping[str, str], name: str) -> int | None:
    days: Sequence[int] = days_written(_text(form, name), name)
    if len(days) > 1:
        raise LadderRefused("Write one number of days, or leave it empty for never.", field=name)
    return days[0] if days else None


def _template(form: Mapping[str, str], name: str) -> UUID | None:
    written = _text(form, name)
    if not written:
        return None
    try:
        return UUID(written)
    except ValueError:
        raise Refused("Choose one of the templates.", field=name) from None
