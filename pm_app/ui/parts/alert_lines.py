"""Dates as text: what a line of a list says, where it leads, and how the address asks for some of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotFound
from pm_app.reminders.enums import AlertGroup, AlertState, CriticalDateKind, Urgency
from pm_app.reminders.queries.narrowing import OPEN_STATES, AlertFilter
from pm_app.reminders.queries.rows import AlertRow
from pm_app.reminders.rules.handling import why_not_snoozed
from pm_app.reminders.rules.picking import Picked
from pm_app.reminders.rules.seeing import GROUPS, needed_for, shown_groups
from pm_app.runtime import installed
from pm_app.ui import paths
from pm_app.ui.format import day, days_left, days_tone, moment
from pm_app.ui.parts.address import Choice
from pm_app.ui.theme import tone_of

MINE, NOBODY = "me", "nobody"
STATES: Mapping[str, AlertState | None] = {
    "": None,
    "late": AlertState.LATE,
    "acknowledged": AlertState.ACKNOWLEDGED,
    "snoozed": AlertState.SNOOZED,
    "upcoming": AlertState.UPCOMING,
    "resolved": AlertState.RESOLVED,
    "closed": AlertState.CANCELLED,
}
GROUP_WORDS: Mapping[AlertGroup, str] = {
    AlertGroup.LEASES: "Leases",
    AlertGroup.DOCUMENTS: "Documents",
    AlertGroup.INSPECTIONS: "Inspections",
    AlertGroup.DEPOSITS: "Deposits",
    AlertGroup.TASKS: "Tasks",
}
# A date that is closed has no day to act on any more; the word for it is not that of a rung.
_STATE_WORDS = {AlertState.CANCELLED: "Closed"}
_OVER = frozenset({AlertState.RESOLVED, AlertState.CANCELLED})


@dataclass
class AlertLine:
    """One date, as text. `key` names it to the handlers: its id and the version that is shown.

    `snooze_off` says why it cannot be put off, "" when it can.
    """

    key: str
    path: str
    what: str
    who: str
    about_path: str
    place: str
    beside: str
    kind: str
    days: str
    days_tone: str
    day: str
    state: str
    state_tone: str
    note: str
    responsible: str
    is_open: bool
    is_over: bool
    snooze_off: str = ""


def alert_line(row: AlertRow, today: date, actor: Actor) -> AlertLine:
    """Return a date as lists show it to somebody."""
    state = state_word(row.state)
    over = row.state in _OVER
    return AlertLine(
        key=key_of(row.alert_id, row.version),
        path=paths.alert_path(row.alert_id),
        what=row.what,
        who=row.who,
        about_path=about_path(row),
        place=row.property_name,
        beside="" if row.property_name in row.who else row.property_name,
        kind=kind_word(row.kind),
        days="" if over else days_left(row.falls_on, today),
        days_tone="" if over else days_tone(row.falls_on, today),
        day=day(row.falls_on),
        state=state,
        state_tone=tone_of(state),
        note=note_of(row),
        responsible=row.responsible,
        is_open=row.state in OPEN_STATES or row.state == AlertState.UPCOMING,
        is_over=row.state == AlertState.CANCELLED,
        snooze_off=why_not_snoozed(row.falls_on, today, may_pass_date=actor.may(Permission.IMPORT_PORTFOLIO)),
    )


def state_word(state: AlertState) -> str:
    """Return the word for where a date stands."""
    return _STATE_WORDS.get(state) or state.value.capitalize()


def kind_word(kind: CriticalDateKind) -> str:
    """Return what a kind of date is called, as a heading."""
    return f"{kind.value[:1].upper()}{kind.value[1:]}"


def note_of(row: AlertRow) -> str:
    """Return who has a date in hand, until when it is put off, or why it is done with."""
    zone = installed().settings.time_zone
    notes = {
        AlertState.ACKNOWLEDGED: f"{row.acknowledged_by}, {moment(row.acknowledged_at, zone)}",
        AlertState.SNOOZED: f"until {day(row.snoozed_until)}",
        AlertState.RESOLVED: f"{row.resolved_by}: {row.resolved_reason}",
        AlertState.CANCELLED: row.closed_reason,
    }
    return notes.get(row.state, "")


def about_path(row: AlertRow) -> str:
    """Return the address of what a date is about; "" when there is no page for it."""
    about = row.about
    if about.task_id:
        return paths.task_path(about.task_id)
    if row.kind == CriticalDateKind.RECURRING_DATE:
        return paths.recurring_date_path(row.item_id)
    if about.document_id:
        return paths.document_path(about.document_id)
    if about.tenancy_id:
        return paths.lease_path(about.tenancy_id, _TABS.get(row.kind, ""))
    if about.person_id:
        return paths.person_path(about.person_id)
    if about.unit_id:
        return paths.unit_path(about.unit_id)
    return paths.property_path(about.property_id, _TABS.get(row.kind, "")) if about.property_id else ""


_TABS = {
    CriticalDateKind.DEPOSIT_DEADLINE: "deposit",
    CriticalDateKind.DEPOSIT_TRANSFER: "deposit",
    CriticalDateKind.MISSING_DOCUMENT: "documents",
    CriticalDateKind.RENT_INCREASE: "terms",
    CriticalDateKind.PAYMENT_PROMISE: "ledger",
}


def key_of(alert_id: UUID, version: int) -> str:
    """Return how a browser names an alert as it is shown."""
    return f"{alert_id}:{version}"


def picked_by(keys: str) -> list[Picked]:
    """Return the alerts that keys with commas between name; refuses (`NotFound`) what a browser made up."""
    return [_picked(key) for key in str(keys).split(",") if key][:1_000]


def _picked(key: str) -> Picked:
    written, _, version = key.partition(":")
    try:
        return Picked(UUID(written), int(version))
    except ValueError:
        raise NotFound("This date was changed or dealt with meanwhile. Reload the page.") from None


def keys_of(picked: tuple[Picked, ...]) -> str:
    """Return keys with commas between, as `picked_by` reads them."""
    return ",".join(key_of(one.alert_id, one.version) for one in picked)


def kinds_asked(word: str) -> tuple[CriticalDateKind, ...]:
    """Return the kinds an address asks for by a group or a kind; none for all of them, and for what makes no sense."""
    if word in list(AlertGroup):
        return GROUPS[AlertGroup(word)]
    return (CriticalDateKind(word),) if word in list(CriticalDateKind) else ()


def kind_choices(actor: Actor) -> list[Choice]:
    """Return what a list can be narrowed to: the groups, and under each its kinds, as far as they are for the role."""
    choices: list[Choice] = []
    for group in shown_groups(actor):
        choices.append(Choice(group.value, GROUP_WORDS[group]))
        kinds = [kind for kind in GROUPS[group] if actor.may(needed_for(kind))]
        if len(GROUPS[group]) > 1:
            choices += [Choice(kind.value, f"– {kind_word(kind)}") for kind in kinds]
    return choices


def asked_filter(query: Mapping[str, str], actor: Actor, search: str = "") -> AlertFilter:
    """Return what an address narrows a list to by state, kind, urgency, property and who; nonsense narrows nothing."""
    state = STATES.get(query.get("state", ""))
    who, urgency = query.get("who", ""), query.get("urgency", "")
    return AlertFilter(
        states=frozenset({state}) if state else OPEN_STATES,
        kinds=kinds_asked(query.get("kind", "")),
        urgency=Urgency(urgency) if urgency in list(Urgency) else None,
        property_id=an_id(query.get("property", "")),
        responsible_id=actor.user_id if who == MINE else an_id(who),
        nobody=who == NOBODY,
        search=search,
    )


def an_id(written: str) -> UUID | None:
    """Return the id an address holds, or None for what is no id."""
    try:
        return UUID(written)
    except ValueError:
        return None


def responsible_choices(colleagues: list[tuple[UUID, str, str]], actor: Actor) -> list[Choice]:
    """Return whose dates can be asked for: one's own, each colleague's, nobody's."""
    others = [Choice(str(user_id), name) for user_id, name, _ in colleagues if user_id != actor.user_id]
    return [Choice(MINE, "Mine"), *others, Choice(NOBODY, "Nobody's")]


URGENCIES = [Choice(urgency.value, urgency.value.capitalize()) for urgency in Urgency]
