"""The letters that the address asks for, and where those of one text to many stand."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.correspondence.actions.letter_runs import deliver_run
from pm_app.correspondence.actions.letters_again import try_letters_again
from pm_app.correspondence.enums import LetterDelivery
from pm_app.correspondence.queries.letter_runs import RunStanding, run_standing
from pm_app.correspondence.queries.letters import LetterOnRecord, delivery_counts, letter_rows
from pm_app.kernel.errors import NotFound, Refused
from pm_app.kernel.listing import Listing
from pm_app.runtime import installed, run, services
from pm_app.ui import paths
from pm_app.ui.format import count, day, iso_day, moment, plural
from pm_app.ui.parts.address import query_of
from pm_app.ui.parts.form import errors_of
from pm_app.ui.parts.letter_delivery import delivery_in, delivery_words
from pm_app.ui.parts.toasts import said, warned
from pm_app.ui.session import query, signed_in
from pm_app.ui.theme import tone_of

SHOWN: Mapping[str, tuple[LetterDelivery, ...]] = {
    "": (),
    "open": (LetterDelivery.TO_BE_SENT,),
    "posted": (LetterDelivery.POSTED, LetterDelivery.CERTIFIED),
    "handed": (LetterDelivery.HANDED_OVER,),
}


@dataclass
class LetterLine:
    """One letter, as text."""

    letter_id: str
    path: str
    written: str
    recipient: str
    about: str
    subject: str
    status: str
    tone: str
    went: str
    note: str
    may_say: bool
    say_words: str
    is_open: bool


class LettersState(rx.State):
    """The list, and the run that the address names."""

    loaded: bool = False
    missing: bool = False
    may_write: bool = False
    summary: str = ""
    open_count: str = ""
    lines: list[LetterLine] = []
    total: int = 0
    opened_text: str = ""
    run_id: str = ""
    run_title: str = ""
    run_words: str = ""
    run_waits: bool = False
    run_problem: str = ""
    run_open: int = 0
    print_path: str = ""
    saying: bool = False
    today: str = ""
    errors: dict[str, str] = {}
    _texts: dict[str, str] = {}

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        actor.must(Permission.VIEW_MAIL)
        asked = paths.listing(query_of(self), sorts=("when",), default_sort="when")
        self.run_id, self.missing, self.run_title = "", False, ""
        wanted = query(self, "run")
        run_id: UUID | None = None
        if wanted:
            try:
                run_id = _id(wanted)
                _show_run(self, await run(actor, run_standing, letter_run_id=run_id))
            except NotFound:
                self.missing, self.loaded = True, True
                return
        found = await run(
            actor,
            letter_rows,
            listing=Listing(search=asked.text, page=asked.page, size=asked.size),
            ways=SHOWN.get(query(self, "show"), ()),
            letter_run_id=run_id,
        )
        counts = await run(actor, delivery_counts)
        self.open_count = count(counts[LetterDelivery.TO_BE_SENT]) if counts[LetterDelivery.TO_BE_SENT] else ""
        self.may_write = actor.may(Permission.CHANGE_PEOPLE)
        zone = installed().settings.time_zone
        self.lines = [_line(one, zone, may=self.may_write) for one in found.rows]
        self._texts = {str(one.letter_id): one.text for one in found.rows}
        self.total, self.summary = found.total, plural(found.total, "letter") if found.total else ""
        self.opened_text, self.loaded = "", True

    @rx.event
    async def open_letter(self, letter_id: str):
        await signed_in(self)
        for line in self.lines:
            line.is_open = line.letter_id == str(letter_id) and not line.is_open
            if line.is_open:
                self.opened_text = self._texts.get(line.letter_id, "")

    @rx.event
    async def submit_again(self):
        actor = await signed_in(self)
        actor.must(Permission.CHANGE_PEOPLE)
        now = services().clock.now()
        try:
            tried = await run(actor, try_letters_again, letter_run_id=_id(query(self, "run")), now=now)
        except Refused as refusal:
            return [LettersState.load, warned(refusal.message)]
        return [LettersState.load, said(f"{plural(tried, 'letter')} will be made in a minute.")]

    @rx.event
    async def open_saying(self):
        actor = await signed_in(self)
        actor.must(Permission.CHANGE_PEOPLE)
        self.today, self.errors, self.saying = iso_day(services().clock.today()), {}, True

    @rx.event
    async def close_saying(self):
        self.saying = False

    @rx.event
    async def submit_saying(self, form: dict[str, str]):
        actor = await signed_in(self)
        clock = services().clock
        try:
            wanted = delivery_in(form, clock.today())
            done = await run(
                actor,
                deliver_run,
                letter_run_id=_id(query(self, "run")),
                delivery=wanted,
                today=clock.today(),
                now=clock.now(),
            )
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        self.saying, self.errors = False, {}
        return [LettersState.load, said(f"Written down for {plural(done, 'letter')}.")]


def _show_run(state: LettersState, found: RunStanding) -> None:
    state.run_id, state.run_title = str(found.letter_run_id), found.subject
    waits = found.letters - found.made - found.given_up
    made = f"{count(found.made)} of {plural(found.letters, 'letter')} made" if waits else plural(found.made, "letter")
    out = f", {plural(found.left_out, 'person', 'people')} left out" if found.left_out else ""
    state.run_words = f"{found.audience}: {made}{out}. Written by {found.made_by}."
    state.run_waits, state.run_open = waits > 0, found.to_be_sent
    given_up = f"{plural(found.given_up, 'letter')} could not be made: {found.problem}"
    state.run_problem = given_up if found.given_up else ""
    state.print_path = f"{paths.LETTERS}/print/{found.letter_run_id}" if found.made and not waits else ""


def _line(one: LetterOnRecord, zone: str, *, may: bool) -> LetterLine:
    status = "Waiting" if one.waits else "Failed" if one.problem else one.delivery.way.value.capitalize()
    unsaid = one.delivery.way == LetterDelivery.TO_BE_SENT
    blank = f" These characters stayed blank: {' '.join(one.unprinted)}." if one.unprinted else ""
    return LetterLine(
        letter_id=str(one.letter_id),
        path=paths.document_path(one.document_id) if one.document_id else "",
        written=day(one.written_on),
        recipient=one.to_name,
        about=one.about,
        subject=one.subject,
        status=status,
        tone=tone_of(status),
        went=delivery_words(one.delivery),
        note=f"Made by {one.made_by}, {moment(one.made_at, zone)}.{blank} {one.problem}".strip(),
        may_say=may and one.may_correct,
        say_words="Say how it went out" if unsaid else "Correct how it went out",
        is_open=False,
    )


def _id(written: str) -> UUID:
    try:
        return UUID(str(written))
    except ValueError:
        raise NotFound("These letters do not exist, or they are not yours to see.") from None
