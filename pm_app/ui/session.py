"""What an event says about itself: who is asking, which record the address names, what its query asks for."""

from uuid import UUID

import reflex as rx

from pm_app.access.rules import NOBODY, Actor
from pm_app.asking import actor_behind
from pm_app.kernel.errors import NotAllowed, NotFound


async def signed_in(state: rx.State) -> Actor:
    """Return who holds the browser's cookie; refuses (`NotAllowed`) when nobody does.

    Asked at every event and never remembered: what a State holds may be older than a sign-in.
    """
    actor = await actor_behind(state.router.headers.cookie)
    if actor is NOBODY:
        raise NotAllowed("Please sign in.")
    return actor


def route_id(state: rx.State, name: str) -> UUID:
    """Return the id that stands in the address as `[name]`; refuses (`NotFound`) what is no id.

    No State may have a variable called like a part of an address (`property_id`, `tenancy_id`, …): Reflex makes one.
    """
    # The address is text of the browser's: it names a record, the query decides whether this actor sees it.
    written = state.router._page.params.get(name, "")
    try:
        return UUID(written)
    except (ValueError, AttributeError, TypeError):
        raise NotFound("This address leads nowhere. Go back to the list and choose again.") from None


def query(state: rx.State, name: str, default: str = "") -> str:
    """Return one value of the address's query, without NUL and cut at 500 characters."""
    return state.router.url.query_parameters.get(name, default).replace("\x00", "")[:500]


def query_int(state: rx.State, name: str, default: int = 0) -> int:
    """Return one value of the address's query as a whole number; the default when it is none."""
    written = query(state, name)
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else default


def page_path(state: rx.State) -> str:
    """Return the pattern of the page an event comes from, such as `/` or `/leases/[tenancy_id]`."""
    path = state.router.route_id.strip("/")
    return "/" if path == "index" else f"/{path}"
