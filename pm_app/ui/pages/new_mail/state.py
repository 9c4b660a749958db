"""Writing one text to many: who gets it, what each would read, and sending it once it was confirmed."""

from uuid import UUID

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.correspondence.actions.bulk import mail_to_many
from pm_app.correspondence.enums import TemplatePurpose
from pm_app.correspondence.queries.bulk import mail_to, planned
from pm_app.correspondence.queries.templates import find_template, templates_for
from pm_app.correspondence.rules.audience import audience_words
from pm_app.correspondence.rules.letters import FOR_LETTERS, FOR_MAIL
from pm_app.kernel.errors import NotFound, Refused
from pm_app.people.queries import person_choices
from pm_app.portfolio.queries.properties import names_of, property_choices
from pm_app.runtime import installed, run, services
from pm_app.ui import paths
from pm_app.ui.format import count, iso_day, plural
from pm_app.ui.pages.new_mail.asking import (
    FIRST_TEMPLATE,
    address_of,
    an_id,
    audience_in,
    by_in,
    kind_in,
    usual,
    with_person,
)
from pm_app.ui.pages.new_mail.by_letter import made_letters, planned_for_letters, shown_letter, sorted_out
from pm_app.ui.pages.new_mail.lines import (
    LeftOutLine,
    PersonLine,
    left_out_lines,
    left_out_words,
    person_lines,
    what_letters_will_do,
    what_will_happen,
)
from pm_app.ui.parts.address import Choice, query_of
from pm_app.ui.parts.form import errors_of
from pm_app.ui.parts.mail_preview import FieldLine, field_lines
from pm_app.ui.parts.toasts import said
from pm_app.ui.session import signed_in

MOST_PROPERTIES = 500
SHOWN = 8


class NewMailState(rx.State):
    """What the address means, the text as it is typed, and the person whose mail is shown."""

    loaded: bool = False
    kind: str = "current"
    amount: str = ""
    days: str = ""
    properties: list[Choice] = []
    at_places: list[str] = []
    found: list[Choice] = []
    templates: list[Choice] = []
    fields: list[FieldLine] = []
    people: list[PersonLine] = []
    left_out: list[LeftOutLine] = []
    total: int = 0
    summary: str = ""
    left_words: str = ""
    people_words: str = ""
    review_words: str = "Go on"
    problem: str = ""
    template_key: str = ""
    typed: bool = False
    subject: str = ""
    body: str = ""
    without: list[str] = []
    place: int = 0
    shown_to: str = ""
    shown_subject: str = ""
    shown_text: str = ""
    shown_html: str = ""
    shown_problem: str = ""
    reviewing: bool = False
    sentence: str = ""
    send_words: str = ""
    asks_number: str = ""
    by: str = ""
    noun: str = "mail"
    letter_kind: str = ""
    signed_by: str = ""
    today: str = ""
    shown_path: str = ""
    unprinted: str = ""
    audience_errors: dict[str, str] = {}
    errors: dict[str, str] = {}
    send_errors: dict[str, str] = {}
    _seal: str = ""

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        actor.must(Permission.CHANGE_PEOPLE)
        asked = query_of(self)
        kind, by = kind_in(asked), by_in(asked)
        if (kind, by) != (self.kind, self.by):
            self.without = []
        self.by, self.noun = by, "letter" if by else "mail"
        self.signed_by, self.today = actor.name, iso_day(services().clock.today())
        self.kind, self.amount, self.days = kind, usual(asked)["amount"], usual(asked)["days"]
        self.audience_errors, self.errors, self.reviewing, self.place = {}, {}, False, 0
        await _offer(self, actor)
        await _begin_text(self, actor, asked.get("template", ""))
        await _list(self, actor)
        await _show(self, actor)
        self.loaded = True

    @rx.event
    async def submit_audience(self, form: dict[str, str]):
        await signed_in(self)
        try:
            address = address_of(form, query_of(self))
        except Refused as refusal:
            self.audience_errors = errors_of(refusal)
            return None
        self.audience_errors, self.without = {}, []
        return rx.redirect(address)

    @rx.event
    async def set_person(self, person_id: str, added: bool):
        await signed_in(self)
        return rx.redirect(with_person(query_of(self), an_id(person_id), added=bool(added)))

    @rx.event
    async def set_without(self, person_id: str, out: bool):
        actor = await signed_in(self)
        known = str(an_id(person_id))
        others = [one for one in self.without if one != known]
        self.without = [*others, known] if out else others
        self.place = 0
        await _list(self, actor)
        await _show(self, actor)

    @rx.event
    async def set_text(self, form: dict[str, str]):
        actor = await signed_in(self)
        self.subject, self.body, self.typed = str(form.get("subject", "")), str(form.get("body", "")), True
        await _show(self, actor)

    @rx.event
    async def set_place(self, step: int):
        actor = await signed_in(self)
        self.place = max(0, min(self.total - 1, self.place + (1 if step > 0 else -1)))
        await _show(self, actor)

    @rx.event
    async def submit_review(self, form: dict[str, str]):
        actor = await signed_in(self)
        self.subject, self.body, self.typed = str(form.get("subject", "")), str(form.get("body", "")), True
        try:
            await _review(self, actor)
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return
        self.errors, self.send_errors, self.reviewing = {}, {}, True

    @rx.event
    async def close_review(self):
        self.reviewing = False

    @rx.event
    async def submit_send(self, form: dict[str, str]):
        actor = await signed_in(self)
        clock = services().clock
        try:
            if self.by:
                text = {"subject": self.subject, "body": self.body, "seal": self._seal}
                made = await made_letters(actor, query_of(self), form, without=_without(self), **text)
                _sent(self)
                words = f"{plural(made.letters, 'letter')} on the way to paper."
                return [rx.redirect(paths.letter_run_path(made.letter_run_id)), said(words)]
            sent = await run(
                actor,
                mail_to_many,
                request_key=an_id(form.get("request_key", "")),
                audience=audience_in(query_of(self)),
                subject=self.subject,
                body=self.body,
                seal=self._seal,
                typed=str(form.get("typed", "")),
                asks_above=installed().settings.mails_at_once,
                without=frozenset(_without(self)),
                today=clock.today(),
                now=clock.now(),
            )
        except Refused as refusal:
            self.send_errors = errors_of(refusal)
            return None
        _sent(self)
        words = plural(sent.mails, "mail")
        return [rx.redirect(paths.bulk_mail_path(sent.bulk_mail_id)), said(f"{words} on the way.")]


def _sent(state: NewMailState) -> None:
    state.reviewing, state.typed, state.template_key, state.without = False, False, "", []


def _without(state: NewMailState) -> list[UUID]:
    return [an_id(one) for one in state.without]


async def _offer(state: NewMailState, actor: Actor) -> None:
    """Read what can be chosen: properties, templates, fields, and the people a search found."""
    asked = query_of(state)
    places = await run(actor, property_choices, search="", limit=MOST_PROPERTIES)
    state.properties = [Choice(str(one.id), one.name) for one in places]
    chosen = set(asked.get("at", "").split(","))
    state.at_places = [one.value for one in state.properties if one.value in chosen]
    state.fields = field_lines(TemplatePurpose.BULK_MAIL)
    good_for = FOR_LETTERS if state.by else FOR_MAIL
    templates = await run(actor, templates_for, purpose=TemplatePurpose.BULK_MAIL, used_for=good_for)
    state.templates = [Choice(one.shipped_key or one.key, one.name) for one in templates]
    search = asked.get("find", "") if state.kind == "people" else ""
    people = await run(actor, person_choices, search=search, limit=SHOWN) if search.strip() else []
    state.found = [Choice(str(one.person_id), f"{one.name}, {one.detail}") for one in people]


async def _begin_text(state: NewMailState, actor: Actor, asked: str) -> None:
    """Take the text of the template that was chosen; what was typed gives way only to one that is chosen now."""
    key = asked or FIRST_TEMPLATE.get(state.kind, "letter")
    if key == state.template_key or (state.typed and not asked):
        return
    try:
        found = await run(actor, find_template, template_id=key)
    except NotFound:
        return
    if found.purpose != TemplatePurpose.BULK_MAIL:
        return
    state.template_key, state.typed = key, False
    state.subject, state.body, state.letter_kind = found.subject, found.body, found.letter_kind.value


async def _list(state: NewMailState, actor: Actor) -> None:
    """Show one page of who gets the mail, and who is left out."""
    asked = paths.listing(query_of(state), sorts=("name",), default_sort="name")
    try:
        found = await sorted_out(actor, query_of(state), state.subject, state.body, without=_without(state))
    except Refused as refusal:
        state.people, state.left_out, state.total, state.summary = [], [], 0, ""
        state.left_words, state.problem, state.review_words = "", refusal.message, "Go on"
        return
    state.people = person_lines(found.chosen[asked.offset : asked.offset + asked.size])
    state.left_out, state.left_words = left_out_lines(found), left_out_words(found)
    state.total, state.problem = len(found.chosen), ""
    people = plural(len(found.chosen), "person", "people")
    state.summary, state.people_words = f"{people} would get it", f"Show the {people}"
    state.review_words = f"Go on to confirm {plural(len(found.chosen), state.noun)}"


async def _show(state: NewMailState, actor: Actor) -> None:
    """Show the mail that the person at `place` would get."""
    state.shown_problem, state.shown_html, state.shown_text, state.shown_subject, state.shown_to = "", "", "", "", ""
    state.unprinted = ""
    if state.by:
        text = {"subject": state.subject, "body": state.body, "without": _without(state)}
        letter = await shown_letter(actor, query_of(state), place=state.place, **text)
        state.shown_to, state.shown_path, state.unprinted = letter.to, letter.path, letter.unprinted
        state.shown_problem = letter.problem
        return
    try:
        found = await sorted_out(actor, query_of(state), state.subject, state.body, without=_without(state))
        if not found.chosen:
            return
        state.total = len(found.chosen)
        state.place = min(state.place, len(found.chosen) - 1)
        to = found.chosen[state.place]
        today = services().clock.today()
        written = await run(actor, mail_to, candidate=to, subject=state.subject, body=state.body, today=today)
    except Refused as refusal:
        state.shown_problem = refusal.message
        return
    state.shown_to = f"{state.place + 1} of {count(len(found.chosen))}: {to.name}, {to.address}"
    state.shown_subject, state.shown_text, state.shown_html = written.subject, written.text, written.html


async def _review(state: NewMailState, actor: Actor) -> None:
    """Work out every mail and say what sending would do; refuses a broken text, and mail to nobody."""
    audience = audience_in(query_of(state))
    text = {"subject": state.subject, "body": state.body, "without": _without(state)}
    if state.by:
        found, mails = await planned_for_letters(actor, query_of(state), **text)
    else:
        found, mails = await run(actor, planned, audience=audience, today=services().clock.today(), **text)
    if not mails:
        raise Refused(f"Nobody would get this {state.noun}. Choose other people.")
    words = audience_words(audience, await run(actor, names_of, property_ids=audience.property_ids))
    state._seal = found.seal
    state.sentence = what_letters_will_do(found, words) if state.by else what_will_happen(found, words)
    state.send_words = f"{'Make' if state.by else 'Send'} {plural(len(mails), state.noun)}"
    state.asks_number = str(len(mails)) if len(mails) > installed().settings.mails_at_once else ""
    state.total = len(mails)
