"""Opening a page without a server or a browser: a State as it stands in a tab, with an address and a cookie.

    async def test_the_units_of_a_property_are_listed(session, manager):
        building = a_property(session)
        session.commit()

        browser = a_browser(session, manager)
        state = await opened(UnitsState, browser, "/properties/[property_id]", property_id=building.id)

        assert [line.label for line in state.lines] == ["101", "102"]

`a_browser(session, actor)` signs the actor in and returns the token its browser would hold.
`open_page(StateClass, token, path, query, **route_args)` makes the State; call its handlers as methods
(`await state.load()`, `await state.submit_unit({...})`) and read its variables. `opened` also calls `load`.
`at(state, query="tab=ledger")` makes the same tab go to another query. A token "" is a browser that is signed out.
`said_by(answer)` returns the sentences of the toasts among what a handler returned.
"""

import json
import re
from typing import Any, TypeVar
from urllib.parse import parse_qsl
from uuid import UUID

import reflex as rx
from sqlmodel import Session

from pm_app.access.rules import Actor
from pm_app.access.tables import User
from pm_app.runtime import installed, services
from tests.factories.access import a_sign_in

S = TypeVar("S", bound=rx.State)
_TOAST = re.compile(r"""__toast'\]\?\.\["\w+"\]\((?P<text>"(?:[^"\\]|\\.)*")""")
ORIGIN = "http://127.0.0.1:8000"


def a_browser(session: Session, actor: Actor) -> str:
    """Sign the actor in and return the token of the browser's cookie."""
    user = session.get_one(User, actor.user_id)
    token = a_sign_in(session, user, at=services().clock.now())
    session.commit()
    return token


def open_page(state_class: type[S], token: str = "", path: str = "/", query: str = "", **route_args: UUID | str) -> S:
    """Return a State of a new tab at this address (`path` may hold `[name]`, filled from `route_args`)."""
    root = rx.State(_reflex_internal_init=True)  # pyright: ignore[reportCallIssue]
    substate = root.get_substate(state_class.get_full_name().split("."))
    assert isinstance(substate, state_class)
    _go(root, router_data(token, path, query, **route_args))
    return substate


async def opened(
    state_class: type[S], token: str = "", path: str = "/", query: str = "", **route_args: UUID | str
) -> S:
    """Like `open_page`, and loaded."""
    state = open_page(state_class, token, path, query, **route_args)
    await state.load()  # pyright: ignore[reportAttributeAccessIssue]
    return state


def at(state: S, query: str) -> S:
    """Let the same tab go to another query of its page, as its filters, tabs and pager do."""
    root = state._get_root_state()
    before = dict(root.router_data)
    address = before["asPath"].partition("?")[0]
    arguments = {name: value for name, value in before["query"].items() if f"[{name}]" in before["pathname"]}
    _go(root, {**before, "asPath": f"{address}?{query}", "query": {**dict(parse_qsl(query)), **arguments}})
    return state


def router_data(token: str, path: str, query: str = "", **route_args: UUID | str) -> dict[str, Any]:
    """Return what Reflex knows about the connection and the address of an event."""
    arguments = {name: str(value) for name, value in route_args.items()}
    address = path
    for name, value in arguments.items():
        address = address.replace(f"[{name}]", value)
    cookie = f"{installed().settings.cookie_name}={token}" if token else ""
    return {
        "pathname": path,
        "asPath": f"{address}?{query}" if query else address,
        "query": {**dict(parse_qsl(query)), **arguments},
        "headers": {"origin": ORIGIN, "cookie": cookie, "user-agent": "test"},
        "ip": "127.0.0.1",
        "token": "tab-1",
        "sid": "socket-1",
    }


def said_by(answer: Any) -> list[str]:
    """Return the sentences of the toasts among the events a handler returned."""
    events = answer if isinstance(answer, list | tuple) else [answer]
    return [sentence for event in events if (sentence := _sentence(event))]


def _sentence(event: Any) -> str:
    if not isinstance(event, rx.event.EventSpec) or not event.args:
        return ""
    found = _TOAST.search(str(event.args[0][1]))
    return json.loads(found.group("text")) if found else ""


def _go(root: Any, data: dict[str, Any]) -> None:
    root.router_data = root._update_router_vars(data, dict(root.router_data))
