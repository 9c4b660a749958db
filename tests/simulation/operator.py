"""The operator, who looks into the mail server's log when the app does not know whether a mail arrived."""

from uuid import UUID

from sqlmodel import Session

from pm_app.access.rules import CONSOLE, Actor
from pm_app.kernel.listing import Listing
from pm_app.messages.actions.settling import it_arrived, send_again
from pm_app.messages.enums import MessageState
from pm_app.messages.queries.rows import message_rows
from pm_app.messages.tables import Message
from pm_app.runtime import run_now
from tests.simulation.faults import Post
from tests.simulation.office import MovedClock


def sort_out_the_unsure(clock: MovedClock, post: Post) -> None:
    """Say of every mail that was not confirmed that it arrived, or send it again, as the log has it."""
    for state in (MessageState.UNSURE, MessageState.FAILED):
        for row in run_now(CONSOLE, message_rows, listing=Listing(size=100), state=state).rows:
            arrived = post.delivered[run_now(CONSOLE, _key, message_id=row.message_id)] > 0
            sort_out = it_arrived if state == MessageState.UNSURE and arrived else send_again
            run_now(CONSOLE, sort_out, message_id=row.message_id, now=clock.now())


def _key(session: Session, actor: Actor, *, message_id: UUID) -> str:
    message = session.get(Message, message_id)
    assert message is not None
    return message.message_key
