"""The templates, the one that is written, and the mail it would become for a household."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.correspondence.actions.templates import (
    add_template,
    bring_back_template,
    change_template,
    remove_template,
    start_from_shipped,
)
from pm_app.correspondence.enums import TemplatePurpose, TemplateUse
from pm_app.correspondence.queries.merging import values_of_household
from pm_app.correspondence.queries.templates import Template, find_template, templates_for
from pm_app.correspondence.rules.fields import sample_values
from pm_app.correspondence.rules.letters import LETTER_KINDS
from pm_app.correspondence.rules.templates import check_template, render
from pm_app.documents.enums import DocumentKind
from pm_app.kernel.errors import NotFound, Refused
from pm_app.leasing.queries.tenancies import tenancy_choices
from pm_app.runtime import installed, run, services
from pm_app.ui import paths
from pm_app.ui.format import moment, parse_whole, plural
from pm_app.ui.parts.address import Choice
from pm_app.ui.parts.form import errors_of
from pm_app.ui.parts.mail_preview import FieldLine, field_lines
from pm_app.ui.parts.toasts import said
from pm_app.ui.session import query, signed_in

NEW = "new"
USES = [Choice(use.value, use.value.capitalize()) for use in TemplateUse]
LETTER_CHOICES = [Choice(kind.value, kind.value.capitalize()) for kind in LETTER_KINDS]
PURPOSES = [Choice(purpose.value, purpose.value.capitalize()) for purpose in TemplatePurpose]


@dataclass
class TemplateLine:
    """One template, as text."""

    path: str
    name: str
    purpose: str
    subject: str
    origin: str
    changed: str


@dataclass
class TemplateDraft:
    """The template that is written, as its form begins."""

    key: str = ""
    template_id: str = ""
    version: str = "0"
    purpose: str = TemplatePurpose.BULK_MAIL.value
    name: str = ""
    subject: str = ""
    body: str = ""
    used_for: str = TemplateUse.MAIL.value
    letter_kind: str = DocumentKind.CORRESPONDENCE.value
    for_letters: bool = True
    is_new: bool = True
    is_shipped: bool = False
    can_go: bool = False


@dataclass
class Shown:
    """The mail a template would become, or the sentence why it would become none."""

    subject: str = ""
    text: str = ""
    html: str = ""
    problem: str = ""


class MailTemplatesState(rx.State):
    """The list, or the one template the address names; `on` is the household it is tried out on."""

    loaded: bool = False
    missing: bool = False
    editing: bool = False
    may_change: bool = False
    summary: str = ""
    lines: list[TemplateLine] = []
    draft: TemplateDraft = TemplateDraft()
    purpose_words: str = ""
    fields: list[FieldLine] = []
    homes: list[Choice] = []
    tried_on: str = ""
    shown: Shown = Shown()
    removed_id: str = ""
    errors: dict[str, str] = {}

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        actor.must(Permission.VIEW_MAIL)
        self.may_change = actor.may(Permission.SET_POLICIES)
        asked = query(self, "template")
        self.errors, self.editing, self.missing = {}, bool(asked), False
        if asked:
            await _open(self, actor, asked)
        else:
            found = await run(actor, templates_for)
            self.lines = [_line(one, installed().settings.time_zone) for one in found]
            self.summary = plural(len(found), "template")
        self.loaded = True

    @rx.event
    async def set_preview(self, form: dict[str, str]):
        actor = await signed_in(self)
        actor.must(Permission.VIEW_MAIL)
        purpose = _purpose(form.get("purpose", ""))
        self.fields = field_lines(purpose)
        self.shown = await _shown(self, actor, purpose, form.get("subject", ""), form.get("body", ""))

    @rx.event
    async def submit_template(self, form: dict[str, str]):
        actor = await signed_in(self)
        try:
            actor.must(Permission.SET_POLICIES)
            key = await _saved(actor, query(self, "template"), form)
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        self.errors = {}
        if key != query(self, "template"):
            return [rx.redirect(paths.mail_template_path(key)), said("The template is saved.")]
        return [MailTemplatesState.load, said("The template is saved.")]

    @rx.event
    async def submit_remove(self):
        actor = await signed_in(self)
        found = await run(actor, find_template, template_id=query(self, "template"))
        if found.template_id is None:
            raise Refused("This template is as the app ships it already.")
        now = services().clock.now()
        version = int(self.draft.version) if self.draft.version.isdigit() else 0
        await run(actor, remove_template, template_id=found.template_id, version=version, now=now)
        self.removed_id = str(found.template_id)
        undo = MailTemplatesState.submit_bring_back(self.removed_id)
        if found.shipped_key:
            to = rx.redirect(paths.mail_template_path(found.shipped_key))
            again = [MailTemplatesState.load] if found.shipped_key == query(self, "template") else [to]
            return [*again, said("The shipped text counts again.", undo=undo)]
        return [rx.redirect(paths.MAIL_TEMPLATES), said("The template is removed.", undo=undo)]

    @rx.event
    async def submit_bring_back(self, template_id: str):
        actor = await signed_in(self)
        await run(actor, bring_back_template, template_id=_id(template_id), now=services().clock.now())
        return [MailTemplatesState.load, said("The template is back.")]


async def _open(state: MailTemplatesState, actor: Actor, asked: str) -> None:
    state.tried_on = ""
    if asked == NEW:
        state.draft = TemplateDraft(purpose=_purpose(query(state, "purpose")).value, key=NEW)
    else:
        try:
            state.draft = _draft(await run(actor, find_template, template_id=asked))
        except NotFound:
            state.missing = True
            return
    purpose = _purpose(state.draft.purpose)
    words = purpose.value.capitalize()
    state.purpose_words = "" if asked == NEW or words.casefold() in state.draft.name.casefold() else words
    state.fields = field_lines(purpose)
    if actor.may(Permission.VIEW_LEASES):
        homes = await run(actor, tenancy_choices, search=query(state, "find"))
        state.homes = [Choice(str(one.tenancy_id), f"{one.name}, {one.detail}") for one in homes]
    state.shown = await _shown(state, actor, purpose, state.draft.subject, state.draft.body)


async def _shown(state: MailTemplatesState, actor: Actor, purpose: TemplatePurpose, subject: str, body: str) -> Shown:
    """Return the mail as it would go out, on the household of the address, else on the first, else on an example."""
    if not subject.strip() and not body.strip():
        return Shown(problem="Write a subject and a text to see the mail.")
    try:
        checked = check_template(purpose, subject, body)
        values = sample_values(purpose)
        state.tried_on = "an invented household"
        on = query(state, "on") or (state.homes[0].value if state.homes else "")
        if on and actor.may(Permission.VIEW_LEASES):
            found = await run(
                actor,
                values_of_household,
                purpose=purpose,
                tenancy_id=_id(on),
                today=services().clock.today(),
                link=paths.ALERTS,
            )
            values = found
            state.tried_on = str(found.get("household") or found.get("who") or "")
        written = render(*checked, values)
    except Refused as refusal:
        return Shown(problem=refusal.message)
    return Shown(written.subject, written.text, written.html)


async def _saved(actor: Actor, key: str, form: Mapping[str, str]) -> str:
    """Save what the form holds for the template the address names and return the key it has from now on."""
    now = services().clock.now()
    name, subject, body = form.get("name", ""), form.get("subject", ""), form.get("body", "")
    use = _use(form)
    if key == NEW:
        if form.get("purpose", "") not in list(TemplatePurpose):
            raise Refused("Choose what the template is for.", field="purpose")
        purpose = TemplatePurpose(form["purpose"])
        given = {"purpose": purpose, "name": name, "subject": subject, "body": body, "now": now}
        return str(await run(actor, add_template, **given, **use))
    found = await run(actor, find_template, template_id=key)
    version = parse_whole(form.get("version", "")) or 0
    if found.template_id is None:
        await run(actor, start_from_shipped, key=found.key, subject=subject, body=body, now=now, **use)
        return key
    await run(
        actor,
        change_template,
        template_id=found.template_id,
        name=found.name if found.shipped_key else name,
        subject=subject,
        body=body,
        version=version,
        now=now,
        **use,
    )
    return key


def _use(form: Mapping[str, str]) -> dict[str, Any]:
    """Return what the form says a template is used for; nothing where the form does not ask."""
    use: dict[str, Any] = {}
    if form.get("used_for", "") in list(TemplateUse):
        use["used_for"] = TemplateUse(form["used_for"])
    if form.get("letter_kind", "") in LETTER_KINDS:
        use["letter_kind"] = DocumentKind(form["letter_kind"])
    return use


def _draft(found: Template) -> TemplateDraft:
    return TemplateDraft(
        key=found.key,
        template_id=str(found.template_id or ""),
        version=str(found.version),
        purpose=found.purpose.value,
        name=found.name,
        subject=found.subject,
        body=found.body,
        used_for=found.used_for.value,
        letter_kind=found.letter_kind.value,
        for_letters=found.purpose == TemplatePurpose.BULK_MAIL,
        is_new=False,
        is_shipped=bool(found.shipped_key),
        can_go=found.template_id is not None,
    )


def _line(one: Template, zone: str) -> TemplateLine:
    origin = "As shipped" if one.template_id is None else ("Changed" if one.shipped_key else "The office's own")
    changed = f"{moment(one.changed_at, zone)}, {one.changed_by}" if one.changed_at else ""
    return TemplateLine(
        paths.mail_template_path(one.shipped_key or one.key),
        one.name,
        _purpose_words(one),
        one.subject,
        origin,
        changed,
    )


def _purpose_words(one: Template) -> str:
    words = one.purpose.value.capitalize()
    return words if one.used_for == TemplateUse.MAIL else f"{words}: {one.used_for.value}"


def _purpose(written: str) -> TemplatePurpose:
    known = list(TemplatePurpose)
    return TemplatePurpose(written) if written in known else TemplatePurpose.BULK_MAIL


def _id(written: str) -> UUID:
    try:
        return UUID(str(written))
    except ValueError:
        raise NotFound("This is not there any more. Reload the page and look again.") from None
