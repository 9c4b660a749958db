"""The messages the address asks for, the one that is open, and what one decides about them."""

from collections.abc import Mapping
from uuid import UUID

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotFound
from pm_app.kernel.listing import Listing
from pm_app.messages.actions.settling import address_works_again, it_arrived, send_again
from pm_app.messages.enums import MessageState
from pm_app.messages.queries import MessageDetails, message_counts, message_details, message_rows
from pm_app.messages.queries.addresses import dead_addresses
from pm_app.runtime import installed, run, services
from pm_app.ui import paths
from pm_app.ui.format import count, plural
from pm_app.ui.pages.settings_mail.lines import (
    PURPOSES,
    STATES,
    DeadLine,
    EnclosedLine,
    MessageLine,
    StepLine,
    dead_line,
    enclosed_line,
    message_line,
    step_lines,
)
from pm_app.ui.parts.address import query_of
from pm_app.ui.parts.toasts import said
from pm_app.ui.session import signed_in


class MailState(rx.State):
    """The messages the address asks for, the text of the one that is open, and the addresses nothing is sent to."""

    loaded: bool = False
    summary: str = ""
    trouble: str = ""
    trouble_path: str = ""
    may_send: bool = False
    no_server: bool = False
    lines: list[MessageLine] = []
    total: int = 0
    counts: dict[str, str] = {state.value: "" for state in MessageState}
    dead: list[DeadLine] = []
    opened_id: str = ""
    opened_text: str = ""
    opened_html: str = ""
    opened_files: list[EnclosedLine] = []
    opened_steps: list[StepLine] = []

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        query, zone = query_of(self), installed().settings.time_zone
        asked = paths.listing(query, sorts=("queued",), default_sort="queued")
        purpose = PURPOSES.get(query.get("for", ""))
        found = await run(
            actor,
            message_rows,
            listing=Listing(asked.text, page=asked.page, size=asked.size),
            state=STATES.get(query.get("state", "")),
            purpose=purpose,
        )
        counts = await run(actor, message_counts, search=asked.text, purpose=purpose)
        opened = await _asked_for(actor, query)
        self.lines = [message_line(row, zone) for row in found.rows]
        self.counts = {state.value: count(number) for state, number in counts.items()}
        self.trouble, self.trouble_path = _trouble(counts)
        self.dead = [dead_line(one, zone) for one in await run(actor, dead_addresses)]
        self.may_send, self.no_server = actor.may(Permission.HANDLE_ALERTS), installed().settings.smtp_url is None
        self.total, self.summary = found.total, plural(found.total, "message")
        _show(self, opened, zone)
        self.loaded = True

    @rx.event
    async def open_message(self, message_id: str):
        actor = await signed_in(self)
        opened = None
        if message_id != self.opened_id:
            opened = await run(actor, message_details, message_id=_id(message_id))
        _show(self, opened, installed().settings.time_zone)

    @rx.event
    async def submit_again(self, message_id: str):
        actor = await signed_in(self)
        await run(actor, send_again, message_id=_id(message_id), now=services().clock.now())
        return [MailState.load, said("It goes out within a minute.")]

    @rx.event
    async def submit_arrived(self, message_id: str):
        actor = await signed_in(self)
        await run(actor, it_arrived, message_id=_id(message_id), now=services().clock.now())
        return [MailState.load, said("It is kept as sent.")]

    @rx.event
    async def submit_works(self, address_id: str):
        actor = await signed_in(self)
        await run(actor, address_works_again, address_id=_id(address_id), now=services().clock.now())
        return [MailState.load, said("Mail goes to this address again. What was given up is sent again from its line.")]


async def _asked_for(actor: Actor, query: Mapping[str, str]) -> MessageDetails | None:
    """Return the message the address opens; none for a word that opens nothing, or for what is not theirs."""
    if not query.get("open"):
        return None
    try:
        return await run(actor, message_details, message_id=_id(query["open"]))
    except NotFound:
        return None


def _show(state: MailState, opened: MessageDetails | None, zone: str) -> None:
    """Open a message among the lines, or at their head when it is on another page; None closes what was open."""
    state.opened_id = str(opened.row.message_id) if opened else ""
    state.opened_text, state.opened_html = (opened.text, opened.html) if opened else ("", "")
    state.opened_files = [enclosed_line(one) for one in opened.enclosed] if opened else []
    state.opened_steps = step_lines(opened, zone) if opened else []
    if opened and state.opened_id not in {line.message_id for line in state.lines}:
        state.lines = [message_line(opened.row, zone), *state.lines]
    for line in state.lines:
        line.is_open = line.message_id == state.opened_id


def _trouble(counts: Mapping[MessageState, int]) -> tuple[str, str]:
    """Return the sentence on mail that did not arrive and where it is listed; nothing when all is well."""
    failed, unsure = counts[MessageState.FAILED], counts[MessageState.UNSURE]
    said_of = [
        f"{plural(failed, 'message was', 'messages were')} given up" if failed else "",
        f"of {plural(unsure, 'message', 'messages')} nobody knows whether it arrived" if unsure else "",
    ]
    sentence = " and ".join(one for one in said_of if one)
    wanted = "failed" if failed else "not"
    return (
        (f"{sentence[0].upper()}{sentence[1:]}.", paths.with_query(paths.MAIL, state=wanted)) if sentence else ("", "")
    )


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except (ValueError, AttributeError, TypeError):
        raise NotFound("This message does not exist.") from None
