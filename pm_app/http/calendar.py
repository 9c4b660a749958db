"""/calendar/….ics: the dates of one user for their calendar program, which has nothing but the secret address."""

import logging
from hashlib import sha256
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from pm_app.access.actions.signing_in import FAILURES_FROM_ONE_PLACE, record_failed_attempt
from pm_app.access.queries import recent_failures_from
from pm_app.access.rules import AT_CALENDARS, NOBODY, Actor
from pm_app.asking import network_address
from pm_app.calendars.actions import FeedRevoked, FeedUnknown, read_feed
from pm_app.reminders.queries.agenda import feed_dates
from pm_app.reminders.queries.rows import AlertRow
from pm_app.reminders.rules.calendar_file import DateEvent, calendar_file
from pm_app.reminders.rules.seeing import GROUP_OF
from pm_app.runtime import installed, run, services

logger = logging.getLogger(__name__)


async def send_calendar(request: Request) -> Response:
    """Send the dates as they stand now; 404 for an address that is none any more, 429 to who tries many.

    A right address always answers, whatever else was tried from the same place.
    """
    try:
        reader = await run(NOBODY, read_feed, secret=request.path_params["secret"], now=services().clock.now())
    except FeedRevoked as revoked:  # a calendar program goes on asking for it: that is no guessing
        return PlainTextResponse(revoked.message, status_code=404)
    except FeedUnknown as unknown:
        return await _missed(request, unknown.message)
    return _answer(await _content(reader), request.headers.get("if-none-match", ""))


async def _missed(request: Request, message: str) -> Response:
    """Count an address that never was one against where it was asked from; signing in from there goes on."""
    now, host = services().clock.now(), request.client.host if request.client else ""
    address = network_address(request.headers.get("x-forwarded-for", ""), host)
    tried = await run(NOBODY, recent_failures_from, address=address, now=now, at_calendars=True)
    if tried >= FAILURES_FROM_ONE_PLACE:
        return PlainTextResponse("Too many attempts. Wait fifteen minutes.", status_code=429)
    await run(NOBODY, record_failed_attempt, email=AT_CALENDARS, address=address, now=now)
    logger.warning("a calendar was asked for that is none", extra={"address": address})
    return PlainTextResponse(message, status_code=404)


async def _content(reader: Actor) -> bytes:
    rows = await run(reader, feed_dates, today=services().clock.today())
    settings = installed().settings
    return calendar_file((_event(row, settings.address) for row in rows), name=f"{settings.office_name}: dates")


def _answer(content: bytes, held: str) -> Response:
    tag = f'"{sha256(content).hexdigest()[:32]}"'
    headers = {"etag": tag, "cache-control": "private, no-cache"}
    if tag in [one.strip().removeprefix("W/") for one in held.split(",")]:
        return Response(status_code=304, headers=headers)
    named = {"content-disposition": 'inline; filename="property-desk.ics"'}
    return Response(content, media_type="text/calendar; charset=utf-8", headers=headers | named)


def _event(row: AlertRow, address: str) -> DateEvent:
    path = f"{address}/alerts/{row.alert_id}"
    told = [row.property_name, f"Responsible: {row.responsible}" if row.responsible else "", path]
    return DateEvent(
        uid=f"{row.kind.value.replace(' ', '-')}-{row.item_id}@{urlsplit(address).hostname or 'property-desk'}",
        sequence=row.cycle - 1,
        day=row.falls_on,
        stamped_at=row.raised_at,
        summary=f"{row.what}: {row.who}",
        description="\n".join(line for line in told if line),
        categories=(GROUP_OF[row.kind].value.capitalize(), row.kind.value.capitalize()),
        url=path,
    )


ROUTES = [Route("/calendar/{secret}.ics", send_calendar, methods=["GET"])]
