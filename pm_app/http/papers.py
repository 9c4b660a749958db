"""/papers/{name}/{id}: papers drawn for whoever asks, shown in the browser; nothing is kept of them here."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.asking import actor_behind
from pm_app.kernel.dates import end_of_day, first_of_month, named_day
from pm_app.kernel.errors import NotAllowed, NotFound, Refused, Unavailable
from pm_app.offer_letters import offer_drawn
from pm_app.papers import (
    Drawn,
    deposit_slip_drawn,
    deposit_statement_drawn,
    example_drawn,
    late_notice_drawn,
    receipt_drawn,
    statement_drawn,
)
from pm_app.runtime import installed, services

# A browser's own PDF viewer is no frame of ours and does not start in a sandbox; nothing else needs to start.
_POLICY = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"


@dataclass(frozen=True)
class Asked:
    """Who wants a paper, of which record, and what the query says about it."""

    actor: Actor
    record_id: UUID
    query: Mapping[str, str]
    today: date

    def day(self, name: str, otherwise: date) -> date:
        """The day a name of the query holds; refused when it is none."""
        written = self.query.get(name, "")
        try:
            return named_day(written) if written else otherwise
        except ValueError:
            raise Refused("This address holds a day that is none. Go back and choose the days again.") from None


def _statement(asked: Asked) -> Drawn:
    """`from`, `to` and `as_of`: this month up to today, unless they say otherwise. `known_on`: as it was known then."""
    as_of = asked.day("as_of", asked.today)
    ends_on = asked.day("to", as_of)
    starts_on = asked.day("from", first_of_month(min(ends_on, as_of)))
    known_at = None
    if asked.query.get("known_on"):
        known_at = end_of_day(asked.day("known_on", asked.today), installed().settings.time_zone)
    return statement_drawn(asked.actor, asked.record_id, starts_on, ends_on, as_of, known_at=known_at)


def _receipt(asked: Asked) -> Drawn:
    return receipt_drawn(asked.actor, asked.record_id, asked.day("as_of", asked.today))


def _late_notice(asked: Asked) -> Drawn:
    """`rent_only=1` for a notice of rent alone, `pay_by` for the day until which it can be paid."""
    pay_by = asked.day("pay_by", asked.today) if asked.query.get("pay_by") else None
    as_of, rent_only = asked.day("as_of", asked.today), asked.query.get("rent_only") == "1"
    return late_notice_drawn(asked.actor, asked.record_id, as_of, rent_only=rent_only, pay_by=pay_by)


def _deposit_slip(asked: Asked) -> Drawn:
    return deposit_slip_drawn(asked.actor, asked.record_id)


def _deposit_statement(asked: Asked) -> Drawn:
    return deposit_statement_drawn(asked.actor, asked.record_id, asked.day("as_of", asked.today))


def _renewal_offer(asked: Asked) -> Drawn:
    return offer_drawn(asked.actor, asked.record_id, asked.today)


# What can be asked for, each of the record its name says: of a household, a receipt, a bank deposit, an offer. Who may
# not see such records is told so before anything else about what was asked.
PAPERS: Mapping[str, tuple[Permission, Callable[[Asked], Drawn]]] = {
    "statement": (Permission.VIEW_LEDGER, _statement),
    "receipt": (Permission.VIEW_LEDGER, _receipt),
    "late-notice": (Permission.VIEW_LEDGER, _late_notice),
    "deposit-slip": (Permission.VIEW_LEDGER, _deposit_slip),
    "deposit-statement": (Permission.VIEW_LEDGER, _deposit_statement),
    "renewal-offer": (Permission.VIEW_LEASES, _renewal_offer),
}


async def show_paper(request: Request) -> Response:
    """Draw a paper and show it in place."""
    try:
        if request.path_params["name"] not in PAPERS:
            raise NotFound("There is no such paper.")
        permission, draw = PAPERS[request.path_params["name"]]
        actor = await actor_behind(request.headers.get("cookie", ""))
        actor.must(permission)
        asked = Asked(actor, _record_id(request), dict(request.query_params), services().clock.today())
        return _shown(await asyncio.to_thread(draw, asked))
    except (Refused, Unavailable) as problem:
        return _told(problem)


async def show_example(request: Request) -> Response:
    """Show what the letterhead looks like."""
    try:
        actor = await actor_behind(request.headers.get("cookie", ""))
        return _shown(await asyncio.to_thread(example_drawn, actor, services().clock.today()))
    except (Refused, Unavailable) as problem:
        return _told(problem)


def _shown(drawn: Drawn) -> Response:
    headers = {
        "content-disposition": f'inline; filename="{drawn.filename}"',
        "content-security-policy": _POLICY,
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
    }
    return Response(drawn.pdf, media_type="application/pdf", headers=headers)


def _told(problem: Refused | Unavailable) -> Response:
    if isinstance(problem, Unavailable):
        return PlainTextResponse(str(problem), status_code=503)
    status = 403 if isinstance(problem, NotAllowed) else 404 if isinstance(problem, NotFound) else 422
    return PlainTextResponse(problem.message, status_code=status)


def _record_id(request: Request) -> UUID:
    try:
        return UUID(request.path_params["record_id"])
    except ValueError:
        raise NotFound("This record does not exist, or it is not yours to see.") from None


ROUTES = [
    Route("/papers/example", show_example, methods=["GET"]),
    Route("/papers/{name}/{record_id}", show_paper, methods=["GET"]),
]
