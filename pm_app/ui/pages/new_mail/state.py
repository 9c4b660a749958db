"""Writing one text to many: who gets it, what each would read, and sending it once it was confirmed."""

from uuid import UUID

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.correspondence.actions.bulk import mail_to_many
from pm_app.correspondence.enums import TemplatePurpose
from pm_app.correspondence.queries.audience import who_gets_it
from pm_app.correspondence.queries.bulk import mail_to, planned
from pm_app.correspondence.queries.templates import find_template, templates_for
from pm_app.correspondence.rules.audience import Sorted, audience_words
from pm_app.correspondence.rules.templates import asks_for_money, check_template
from pm_app.kernel.errors import NotFound, Refused
from pm_app.people.queries import person_choices
from pm_app.portfolio.queries.properties import names_of, property_choices
from pm_app.runtime import installed, run, services
from pm_app.ui import paths
from pm_app.ui.format import count, plural
from pm_app.ui.pages.new_mail.asking import FIRST_TEMPLATE, address_of, audience_in, kind_in, usual, with_person
from pm_app.ui.pages.new_mail.lines import (
    LeftOutLine,
    PersonLine,
    left_out_lines,
    left_out_words,
    person_lines,
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
    audience_errors: dict[str, str] = {}
    errors: dict[str, str] = {}
    send_errors: dict[str, str] = {}
    _seal: str = ""

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        actor.must(Permission.CHANGE_PEOPLE)
        asked = query_of(self)
        kind = kind_in(asked)
        if kind != self.kind:
            self.without = []
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
        return rx.redirect(with_person(query_of(self), _id(person_id), added=bool(added)))

    @rx.event
    async def set_without(self, person_id: str, out: bool):
        actor = await signed_in(self)
        known = str(_id(person_id))
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
            sent = await run(
                actor,
                mail_to_many,
                request_key=_id(form.get("request_key", "")),
                audience=audience_in(query_of(self)),
                subject=self.subject,
                body=self.body,
                seal=self._seal,
                typed=str(form.get("typed", "")),
                asks_above=installed().settings.mails_at_once,
                without=frozenset(_id(one) for one in self.without),
                today=clock.today(),
                now=clock.now(),
            )
        except Refused as refusal:
            self.send_errors = errors_of(refusal)
            return None
        self.reviewing, self.typed, self.template_key, self.without = False, False, "", []
        words = plural(sent.mails, "mail")
        return [rx.redirect(paths.bulk_mail_path(sent.bulk_mail_id)), said(f"{words} on the way.")]


async def _offer(state: NewMailState, actor: Actor) -> None:
    """Read what can be chosen: properties, templates, fields, and the people a search found."""
    asked = query_of(state)
    places = await run(actor, property_choices, search="", limit=MOST_PROPERTIES)
    state.properties = [Choice(str(one.id), one.name) for one in places]
    chosen = set(asked.get("at", "").split(","))
    state.at_places = [one.value for one in state.properties if one.value in chosen]
    state.fields = field_lines(TemplatePurpose.BULK_MAIL)
    templates = await run(actor, templates_for, purpose=TemplatePurpose.BULK_MAIL)
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
    state.subject, state.body = found.subject, found.body


async def _sorted(state: NewMailState, actor: Actor) -> Sorted:
    return await run(
        actor,
        who_gets_it,
        audience=audience_in(query_of(state)),
        today=services().clock.today(),
        speaks_of_debt=_speaks_of_debt(state),
        without=[_id(one) for one in state.without],
    )


async def _list(state: NewMailState, actor: Actor) -> None:
    """Show one page of who gets the mail, and who is left out."""
    asked = paths.listing(query_of(state), sorts=("name",), default_sort="name")
    try:
        found = await _sorted(state, actor)
    except Refused as refusal:
        state.people, state.left_out, state.total, state.summary = [], [], 0, ""
        state.left_words, state.problem, state.review_words = "", refusal.message, "Go on"
        return
    state.people = person_lines(found.chosen[asked.offset : asked.offset + asked.size])
    state.left_out, state.left_words = left_out_lines(found), left_out_words(found)
    state.total, state.problem = len(found.chosen), ""
    people = plural(len(found.chosen), "person", "people")
    state.summary, state.people_words = f"{people} would get it", f"Show the {people}"
    state.review_words = f"Go on to confirm {plural(len(found.chosen), 'mail')}"


async def _show(state: NewMailState, actor: Actor) -> None:
    """Show the mail that the person at `place` would get."""
    state.shown_problem, state.shown_html, state.shown_text, state.shown_subject, state.shown_to = "", "", "", "", ""
    try:
        found = await _sorted(state, actor)
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
    found, mails = await run(
        actor,
        planned,
        audience=audience,
        subject=state.subject,
        body=state.body,
        today=services().clock.today(),
        without=[_id(one) for one in state.without],
    )
    if not mails:
        raise Refused("Nobody would get this mail. Choose other people.")
    names = await run(actor, names_of, property_ids=audience.property_ids)
    state._seal = found.seal
    state.sentence = what_will_happen(found, audience_words(audience, names))
    state.send_words = f"Send {plural(len(mails), 'mail')}"
    state.asks_number = str(len(mails)) if len(mails) > installed().settings.mails_at_once else ""
    state.total = len(mails)


def _speaks_of_debt(state: NewMailState) -> bool:
    try:
        return asks_for_money(*check_template(TemplatePurpose.BULK_MAIL, state.subject, state.body))
    except Refused:
        return False  # a text that cannot be read goes to nobody


def _id(written: str) -> UUID:
    try:
        return UUID(str(written))
    except ValueError:
        raise NotFound("This is not there any more. Reload the page and look again.") from None
