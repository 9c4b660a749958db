"""/unsubscribe/…: ends mail of one kind for who got a mail of it, with one press in their mail program (RFC 8058)."""

import logging

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from pm_app.access.queries.acting import acting_as
from pm_app.access.rules import SCHEDULER, Actor
from pm_app.messages.queries.rows import reader_of
from pm_app.messages.rules.ending import message_ended, topic_ended
from pm_app.notifications.actions import choose_ways
from pm_app.notifications.enums import MailWay, Topic
from pm_app.notifications.rules import unsubscribe_path
from pm_app.runtime import installed, run, services

logger = logging.getLogger(__name__)

_UNKNOWN = "This address ends no mail. Sign in and choose under Settings what mail you want."


async def end_at_once(request: Request) -> Response:
    """End mail of the kind; 404 for an address we did not make. Asked again it says the same."""
    found = await _reader(request.path_params["word"])
    if found is None:
        return PlainTextResponse(_UNKNOWN, status_code=404)
    reader, topic = found
    await run(reader, choose_ways, ways={topic: MailWay.NOT_AT_ALL}, now=services().clock.now())
    logger.info("mail was ended from a mail", extra={"topic": topic.value, "user_id": str(reader.user_id)})
    return PlainTextResponse(f"You get no more mail about {topic.value}.")


async def ask(request: Request) -> Response:
    """Lead a person to the page that asks; looking at an address ends nothing."""
    found = await _reader(request.path_params["word"])
    if found is None:
        return PlainTextResponse(_UNKNOWN, status_code=404)
    return RedirectResponse(unsubscribe_path(found[1]), status_code=303)


async def _reader(word: str) -> tuple[Actor, Topic] | None:
    message_id = message_ended(word, installed().settings.secret_key)
    message = await run(SCHEDULER, reader_of, message_id=message_id) if message_id else None
    if message is None:
        return None
    user_id, purpose, link = message
    topic = topic_ended(purpose, link)
    reader = (await run(SCHEDULER, acting_as, user_ids=[user_id])).get(user_id)
    return (reader, topic) if reader and topic else None


ROUTES = [
    Route("/unsubscribe/{word}", end_at_once, methods=["POST"]),
    Route("/unsubscribe/{word}", ask, methods=["GET"]),
]
