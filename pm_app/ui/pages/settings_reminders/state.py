"""The rules of reminders: the list, the form of one, its mail tried on real data, and what waits for a word."""

from dataclasses import dataclass

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.correspondence.enums import TemplatePurpose
from pm_app.correspondence.queries.templates import templates_for
from pm_app.kernel.errors import NotFound, Refused
from pm_app.reminders.actions.rules import let_rule, reset_rule, set_rule, skip_rule
from pm_app.reminders.queries.composing import sample_mail
from pm_app.reminders.queries.rules import find_rule, rule_rows
from pm_app.reminders.rules.rulebook import OF_DOCUMENTS, Rule
from pm_app.reminding import desk
from pm_app.runtime import office_now, run, services
from pm_app.ui.format import plural
from pm_app.ui.pages.settings_reminders.reading import (
    HeldLine,
    RuleDraft,
    RuleLine,
    asked,
    asked_rule_id,
    draft_of,
    held_line,
    key_of,
    line_of,
    rule_in,
)
from pm_app.ui.parts.address import Choice
from pm_app.ui.parts.form import errors_of
from pm_app.ui.parts.toasts import said
from pm_app.ui.session import signed_in

_TO_OUTSIDERS = (
    TemplatePurpose.REMINDER_TO_TENANT,
    TemplatePurpose.REMINDER_TO_OWNER,
    TemplatePurpose.REMINDER_TO_VENDOR,
)


@dataclass
class Tried:
    """A mail as a rule would write it; `problem` says why there is none."""

    key: str = ""
    name: str = ""
    reader: str = "office"
    subject: str = ""
    html: str = ""
    text: str = ""
    about: str = ""
    problem: str = ""


class RemindersState(rx.State):
    """Every rule, and the dialogs: `draft` is the rule that is changed, `asking` the held one that is decided on."""

    loaded: bool = False
    summary: str = ""
    lines: list[RuleLine] = []
    held: list[HeldLine] = []
    staff_templates: list[Choice] = []
    outsider_templates: list[Choice] = []
    draft: RuleDraft = RuleDraft()
    changing: bool = False
    adding: bool = False
    resetting: bool = False
    trying: bool = False
    tried: Tried = Tried()
    asking: HeldLine = HeldLine("", "", "")
    letting: bool = False
    skipping: bool = False
    errors: dict[str, str] = {}

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        actor.must(Permission.SET_POLICIES)
        rows = await run(actor, rule_rows)
        self.lines = [line_of(row) for row in rows]
        self.held = [held_line(row) for row in rows if row.held_mails]
        own = sum(row.is_own for row in rows)
        self.summary = f"{plural(own, 'rule')} of your own" if own else "As shipped"
        self.staff_templates = await _templates(actor, TemplatePurpose.REMINDER_TO_STAFF)
        self.outsider_templates = [one for purpose in _TO_OUTSIDERS for one in await _templates(actor, purpose)]
        self.loaded = True

    @rx.event
    async def open_rule(self, key: str):
        actor = await signed_in(self)
        actor.must(Permission.SET_POLICIES)
        kind, document_kind = asked(key)
        row = await run(actor, find_rule, kind=kind, document_kind=document_kind)
        self.draft, self.errors, self.changing, self.adding = draft_of(row), {}, True, False

    @rx.event
    async def close_rule(self):
        self.changing = False

    @rx.event
    async def submit_rule(self, form: dict[str, str]):
        actor = await signed_in(self)
        actor.must(Permission.SET_POLICIES)
        try:
            kind, document_kind = asked(self.draft.key)
            rule = rule_in(form)
            version, now = int(self.draft.version), services().clock.now()
            arguments = {"kind": kind, "document_kind": document_kind, "rule": rule, "version": version, "now": now}
            await run(actor, set_rule, **arguments)
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        self.errors, self.changing = {}, False
        return [RemindersState.load, said("This rule counts from now on.")]

    @rx.event
    async def open_adding(self):
        await signed_in(self)
        self.errors, self.adding = {}, True

    @rx.event
    async def close_adding(self):
        self.adding = False

    @rx.event
    async def submit_adding(self, form: dict[str, str]):
        actor = await signed_in(self)
        actor.must(Permission.SET_POLICIES)
        try:
            kind, document_kind = asked(f"{form.get('kind', '')}|{form.get('document_kind', '')}")
            if document_kind is None or kind not in OF_DOCUMENTS:
                raise Refused("Choose the kind of document.", field="document_kind")
        except NotFound:
            self.errors = {"kind": "Choose what the rule is about."}
            return None
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        self.errors, self.adding = {}, False
        return RemindersState.open_rule(key_of(kind, document_kind))

    @rx.event
    async def open_reset(self, key: str):
        actor = await signed_in(self)
        actor.must(Permission.SET_POLICIES)
        kind, document_kind = asked(key)
        row = await run(actor, find_rule, kind=kind, document_kind=document_kind)
        self.draft, self.resetting = draft_of(row), True

    @rx.event
    async def close_reset(self):
        self.resetting = False

    @rx.event
    async def submit_reset(self):
        actor = await signed_in(self)
        actor.must(Permission.SET_POLICIES)
        kind, document_kind = asked(self.draft.key)
        version, now = int(self.draft.version), services().clock.now()
        self.resetting = False
        await run(actor, reset_rule, kind=kind, document_kind=document_kind, version=version, now=now)
        return [RemindersState.load, said("What is shipped counts again.")]

    @rx.event
    async def open_preview(self, key: str):
        actor = await signed_in(self)
        actor.must(Permission.SET_POLICIES)
        kind, document_kind = asked(key)
        row = await run(actor, find_rule, kind=kind, document_kind=document_kind)
        self.tried = await _tried(actor, key, line_of(row).name, row.rule, "office")
        self.trying = True

    @rx.event
    async def set_preview(self, form: dict[str, str]):
        actor = await signed_in(self)
        actor.must(Permission.SET_POLICIES)
        kind, document_kind = asked(self.tried.key)
        row = await run(actor, find_rule, kind=kind, document_kind=document_kind)
        to = "outsider" if form.get("to") == "outsider" else "office"
        self.tried = await _tried(actor, self.tried.key, self.tried.name, row.rule, to)

    @rx.event
    async def submit_preview(self, form: dict[str, str]):
        await signed_in(self)
        self.trying = False

    @rx.event
    async def close_preview(self):
        self.trying = False

    @rx.event
    async def open_letting(self, rule_id: str):
        await signed_in(self)
        self._ask(rule_id)
        self.letting = bool(self.asking.rule_id)

    @rx.event
    async def open_skipping(self, rule_id: str):
        await signed_in(self)
        self._ask(rule_id)
        self.skipping = bool(self.asking.rule_id)

    @rx.event
    async def close_asking(self):
        self.letting = self.skipping = False

    @rx.event
    async def submit_letting(self):
        actor = await signed_in(self)
        actor.must(Permission.SET_POLICIES)
        self.letting = False
        rule_id = asked_rule_id(self.asking.rule_id)
        mails = await run(actor, let_rule, rule_id=rule_id, now=services().clock.now())
        return [RemindersState.load, said(f"{plural(mails, 'mail')} will go out within a quarter of an hour.")]

    @rx.event
    async def submit_skipping(self):
        actor = await signed_in(self)
        actor.must(Permission.SET_POLICIES)
        self.skipping = False
        rule_id = asked_rule_id(self.asking.rule_id)
        mails = await run(actor, skip_rule, rule_id=rule_id, now=office_now())
        return [RemindersState.load, said(f"{plural(mails, 'mail')} skipped.")]

    def _ask(self, rule_id: str) -> None:
        found = next((one for one in self.held if one.rule_id == rule_id), None)
        self.asking = found or HeldLine("", "", "")


async def _templates(actor: Actor, purpose: TemplatePurpose) -> list[Choice]:
    found = await run(actor, templates_for, purpose=purpose)
    return [Choice(str(one.template_id), f"{one.name} ({one.purpose.value})") for one in found if one.template_id]


async def _tried(actor: Actor, key: str, name: str, rule: Rule, to: str) -> Tried:
    kind, document_kind = asked(key)
    clock = services().clock
    arguments = {
        "kind": kind,
        "document_kind": document_kind,
        "rule": rule,
        "to_outsider": to == "outsider",
        "today": clock.today(),
        "now": clock.now(),
        "desk": desk(),
    }
    try:
        mail = await run(actor, sample_mail, **arguments)
    except Refused as refusal:
        return Tried(key, name, to, problem=refusal.message)
    return Tried(key, name, to, mail.subject, mail.html, mail.text, mail.about)
