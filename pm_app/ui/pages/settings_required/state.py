"""The rules of required documents, and the dialog that adds or changes one."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.documents.actions.requirements import (
    add_requirement,
    add_usual_requirements,
    change_requirement,
    remove_requirement,
)
from pm_app.documents.enums import ComplianceState, DocumentKind, KindLevel, RequirementCondition
from pm_app.documents.queries.compliance import counts_by_rule
from pm_app.documents.queries.requirements import RequirementRow, requirement_rows, usual_requirements_left
from pm_app.documents.rules.requirements import LEVELS, TO_DO, Requirement, requirement_words
from pm_app.kernel.errors import Refused
from pm_app.portfolio.enums import PropertyKind
from pm_app.portfolio.queries.properties import property_choices
from pm_app.runtime import run, services
from pm_app.ui import paths
from pm_app.ui.format import count, parse_whole, plural
from pm_app.ui.parts.address import Choice
from pm_app.ui.parts.form import errors_of
from pm_app.ui.parts.toasts import said
from pm_app.ui.session import signed_in

KINDS = [Choice(kind.value, kind.value[0].upper() + kind.value[1:]) for kind in DocumentKind if kind != "other"]
OF = [Choice(level.value, level.value.capitalize()) for level in LEVELS]
CONDITIONS = [Choice(one.value, one.value.capitalize()) for one in RequirementCondition]
BUILDINGS = [Choice(kind.value, kind.value.capitalize()) for kind in PropertyKind]
MOST_PROPERTIES = 500


@dataclass
class RuleLine:
    """One rule, as text; what the dialog begins with."""

    requirement_id: str = ""
    version: str = "0"
    kind: str = ""
    kind_words: str = ""
    level: str = KindLevel.PROPERTY.value
    level_words: str = ""
    condition: str = RequirementCondition.ALWAYS.value
    where: str = ""
    year: str = ""
    building: str = ""
    within_days: str = "0"
    due: str = ""
    property_id: str = ""
    property_name: str = ""
    note: str = ""
    things: str = ""
    to_do: str = ""
    path: str = ""


class RequiredDocumentsState(rx.State):
    """The rules in force; `chosen` is the one in the dialog, one without an id is new."""

    loaded: bool = False
    summary: str = ""
    left: str = ""
    left_words: list[str] = []
    usual: bool = False
    lines: list[RuleLine] = []
    chosen: RuleLine = RuleLine()
    properties: list[Choice] = []
    opened: bool = False
    removing: bool = False
    errors: dict[str, str] = {}

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        actor.must(Permission.SET_POLICIES)
        rows = await run(actor, requirement_rows)
        counts = await run(actor, counts_by_rule, today=services().clock.today())
        left = await run(actor, usual_requirements_left)
        places = await run(actor, property_choices, search="", limit=MOST_PROPERTIES)
        self.properties = [Choice(str(place.id), place.name) for place in places]
        self.lines = [_line(row, counts.get(row.requirement_id, Counter())) for row in rows]
        self.summary = plural(len(rows), "rule")
        self.left_words = [requirement_words(rule) for rule in left]
        self.left = f"Switch on {plural(len(left), 'usual rule')}" if left else ""
        self.loaded = True

    @rx.event
    async def open_new(self):
        await signed_in(self)
        self.chosen, self.errors, self.opened = RuleLine(), {}, True

    @rx.event
    async def open_rule(self, requirement_id: str):
        await signed_in(self)
        found = next((line for line in self.lines if line.requirement_id == requirement_id), None)
        if found is not None:
            self.chosen, self.errors, self.opened = found, {}, True

    @rx.event
    async def close_rule(self):
        self.opened = False

    @rx.event
    async def submit_rule(self, form: dict[str, str]):
        actor = await signed_in(self)
        now, chosen = services().clock.now(), self.chosen
        try:
            rule = _rule(form)
            if chosen.requirement_id:
                requirement_id, version = UUID(chosen.requirement_id), int(chosen.version)
                await run(actor, change_requirement, requirement_id=requirement_id, version=version, rule=rule, now=now)
            else:
                await run(actor, add_requirement, rule=rule, now=now)
        except Refused as refusal:
            self.errors = _fielded(errors_of(refusal), form)
            return None
        self.opened, self.errors = False, {}
        return [RequiredDocumentsState.load, said("The rule counts from now on.")]

    @rx.event
    async def open_usual(self):
        await signed_in(self)
        self.usual = bool(self.left)

    @rx.event
    async def close_usual(self):
        self.usual = False

    @rx.event
    async def submit_usual(self):
        """Switch on what the question listed; without the question nothing happens."""
        actor = await signed_in(self)
        if not self.usual:
            return None
        self.usual = False
        added = await run(actor, add_usual_requirements, now=services().clock.now())
        return [RequiredDocumentsState.load, said(f"{plural(added, 'rule')} switched on.")]

    @rx.event
    async def open_removing(self, requirement_id: str):
        await signed_in(self)
        self.chosen = next((line for line in self.lines if line.requirement_id == requirement_id), RuleLine())
        self.removing = bool(self.chosen.requirement_id)

    @rx.event
    async def close_removing(self):
        self.removing = False

    @rx.event
    async def submit_removing(self):
        actor = await signed_in(self)
        requirement_id, version = UUID(self.chosen.requirement_id), int(self.chosen.version)
        now = services().clock.now()
        await run(actor, remove_requirement, requirement_id=requirement_id, version=version, now=now)
        self.removing = False
        return [RequiredDocumentsState.load, said("It is no longer required.")]


def _line(row: RequirementRow, counts: Mapping[ComplianceState, int]) -> RuleLine:
    rule = row.rule
    to_do = sum(counts.get(state, 0) for state in TO_DO)
    of_year, of_building = RequirementCondition.BUILT_BEFORE, RequirementCondition.PROPERTY_KIND
    return RuleLine(
        requirement_id=str(row.requirement_id),
        version=str(row.version),
        kind=rule.kind.value,
        kind_words=rule.kind.value[0].upper() + rule.kind.value[1:],
        level=rule.level.value,
        level_words=rule.level.value.capitalize(),
        condition=rule.condition.value,
        where=_where(rule),
        year=rule.condition_value if rule.condition is of_year else "",
        building=rule.condition_value if rule.condition is of_building else "",
        within_days=str(rule.within_days),
        due=f"Within {plural(rule.within_days, 'day')}" if rule.within_days else "At once",
        property_id=str(rule.property_id or ""),
        property_name=row.property_name,
        note=rule.note,
        things=count(sum(counts.values())),
        to_do=count(to_do) if to_do else "",
        path=paths.with_query(paths.COMPLIANCE, rule=str(row.requirement_id)),
    )


def _where(rule: Requirement) -> str:
    words = {
        RequirementCondition.BUILT_BEFORE: f"Built before {rule.condition_value}",
        RequirementCondition.PROPERTY_KIND: rule.condition_value.capitalize(),
        RequirementCondition.HAS_PET: "With a pet",
        RequirementCondition.INSURANCE_ASKED: "Where asked for",
    }
    return words.get(rule.condition, "All")


def _rule(form: Mapping[str, str]) -> Requirement:
    kind = next((one for one in DocumentKind if one.value == form.get("kind")), None)
    level = next((one for one in KindLevel if one.value == form.get("level")), None)
    condition = next((one for one in RequirementCondition if one.value == form.get("condition")), None)
    if kind is None:
        raise Refused("Choose the kind of document.", field="kind")
    if level is None or condition is None:
        raise Refused("Choose what the document is required of.", field="level")
    of_year, of_building = RequirementCondition.BUILT_BEFORE, RequirementCondition.PROPERTY_KIND
    value = {of_year: form.get("year", "").strip(), of_building: form.get("building", "")}.get(condition, "")
    place = form.get("property_id", "")
    within_days = parse_whole(form.get("within_days", ""), "within_days", example="14") or 0
    property_id = UUID(place) if place else None
    return Requirement(kind, level, condition, value, within_days, property_id, form.get("note", ""))


def _fielded(errors: dict[str, str], form: Mapping[str, str]) -> dict[str, str]:
    """Put what is refused of the condition's value beside the field it was typed into."""
    asked_building = form.get("condition") == RequirementCondition.PROPERTY_KIND.value
    return {
        ("building" if asked_building else "year") if name == "condition_value" else name: sentence
        for name, sentence in errors.items()
    }
