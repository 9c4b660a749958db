"""The page of late-fee settings: what is set at the level the address names, and what is set anywhere else."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotFound, Refused
from pm_app.leasing.queries.tenancies import tenancy_place
from pm_app.portfolio.queries.properties import property_details
from pm_app.receivables.actions.late_fee_policies import remove_late_fee_policy, set_late_fee_policy
from pm_app.receivables.queries.late_fee_policies import (
    LateFeeLevel,
    LateFeeSetting,
    late_fee_levels,
    late_fee_setting,
)
from pm_app.receivables.rules.late_fees.policy import MAY_BE_ELIGIBLE, FeePolicy
from pm_app.receivables.rules.late_fees.words import rule_words
from pm_app.runtime import installed, run, services
from pm_app.ui import paths
from pm_app.ui.format import iso_day, moment
from pm_app.ui.pages.settings_late_fees.reading import (
    PLACES,
    RuleDraft,
    draft_of,
    examples_of,
    policy_in,
    usual_policy,
)
from pm_app.ui.parts.address import query_of
from pm_app.ui.parts.form import errors_of
from pm_app.ui.parts.toasts import said
from pm_app.ui.session import signed_in


@dataclass
class LevelLine:
    """A property or household with late fees of its own, as text."""

    path: str
    name: str
    what: str
    words: str


class LateFeeSettingsState(rx.State):
    """What is set at one level. `drafts` are the rules as the form shows them; `examples` say what they mean."""

    loaded: bool = False
    missing: bool = False
    name: str = ""
    where: str = ""
    back: str = ""
    version: int = 0
    form_key: str = ""
    own: bool = False
    standing: str = ""
    due_from: str = ""
    minimum: str = ""
    requires_approval: bool = True
    notifies: bool = False
    kinds: dict[str, bool] = {kind.value: False for kind in MAY_BE_ELIGIBLE}
    drafts: dict[str, RuleDraft] = {place: RuleDraft() for place in PLACES}
    examples: list[str] = []
    levels: list[LevelLine] = []
    removing: bool = False
    errors: dict[str, str] = {}

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        actor.must(Permission.SET_POLICIES)
        try:
            level = asked_level(self)
            setting = await run(actor, late_fee_setting, **level)
            await _name(self, actor, level)
        except NotFound:
            self.missing = True
            return
        _show(self, setting, services().clock.today())
        self.levels = [] if level else [_level_line(one) for one in await run(actor, late_fee_levels)]
        self.errors, self.removing, self.missing, self.loaded = {}, False, False, True

    @rx.event
    async def set_preview(self, form: dict[str, str]):
        await signed_in(self)
        try:
            self.examples = examples_of(policy_in(form), services().clock.today())
        except Refused:  # what is half typed has no meaning yet
            self.examples = []

    @rx.event
    async def submit_policy(self, form: dict[str, str]):
        actor = await signed_in(self)
        clock = services().clock
        try:
            await run(
                actor,
                set_late_fee_policy,
                policy=policy_in(form),
                version=self.version,
                today=clock.today(),
                now=clock.now(),
                **asked_level(self),
            )
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        self.errors = {}
        return [LateFeeSettingsState.load, said("These late fees count from now on.")]

    @rx.event
    async def open_removing(self):
        self.removing = True

    @rx.event
    async def close_removing(self):
        self.removing = False

    @rx.event
    async def submit_removing(self):
        actor = await signed_in(self)
        now = services().clock.now()
        try:
            await run(actor, remove_late_fee_policy, version=self.version, now=now, **asked_level(self))
        except Refused as refusal:
            self.errors, self.removing = errors_of(refusal), False
            return None
        return [LateFeeSettingsState.load, said("Removed.")]


def asked_level(state: rx.State) -> dict[str, UUID]:
    """Return the level the address names: a household, else a property, else nothing for the company."""
    query = query_of(state)
    for name in ("tenancy_id", "property_id"):
        if query.get(name, ""):
            try:
                return {name: UUID(query[name])}
            except ValueError:
                raise NotFound("This page does not exist.") from None
    return {}


async def _name(state: LateFeeSettingsState, actor: Actor, level: dict[str, UUID]) -> None:
    if "tenancy_id" in level:
        place = await run(actor, tenancy_place, tenancy_id=level["tenancy_id"])
        state.name, state.where = place.name, f"{place.property_name} {place.unit_name}"
        state.back = paths.lease_path(place.tenancy_id)
    elif "property_id" in level:
        found = await run(actor, property_details, property_id=level["property_id"])
        state.name, state.where, state.back = (
            found.name,
            "Every lease of this property",
            paths.property_path(found.property_id),
        )
    else:
        state.name, state.where, state.back = "", "Every lease of the company", ""


def _show(state: LateFeeSettingsState, setting: LateFeeSetting, today: date) -> None:
    shown = setting.own or setting.above or usual_policy(today)
    drafts = dict(zip(PLACES, [draft_of(rule) for rule in shown.rules], strict=False))
    state.own, state.version = setting.own is not None, setting.version
    state.standing = _standing(state, setting)
    state.drafts = {place: drafts.get(place, RuleDraft()) for place in PLACES}
    state.due_from = iso_day(shown.due_from if setting.own else today)
    state.minimum = f"{shown.minimum_cents / 100:.2f}" if shown.minimum_cents else ""
    state.requires_approval, state.notifies = shown.requires_approval, shown.notifies
    state.kinds = {kind.value: kind in shown.eligible for kind in MAY_BE_ELIGIBLE}
    state.examples = examples_of(shown, today)
    state.form_key = f"{state.name} {state.version}"


def _standing(state: LateFeeSettingsState, setting: LateFeeSetting) -> str:
    if setting.own is not None and setting.set_at is not None:
        set_on = moment(setting.set_at, installed().settings.time_zone)
        return f"Set by {setting.set_by} on {set_on}."
    if setting.above is not None:
        return f"Nothing of its own: what is set above counts ({rules_in_words(setting.above)})."
    return "No late fees are set here. Until they are, none is charged."


def rules_in_words(policy: FeePolicy) -> str:
    """Say what a policy charges, all its rules in one line."""
    return "; ".join(rule_words(rule) for rule in policy.rules) or "no late fees"


def _level_line(level: LateFeeLevel) -> LevelLine:
    property_id = None if level.tenancy_id else level.property_id
    return LevelLine(
        path=paths.late_fee_settings_path(property_id, level.tenancy_id),
        name=level.name,
        what="Lease" if level.tenancy_id else "Property",
        words=rules_in_words(level.policy),
    )
