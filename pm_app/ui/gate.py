"""The gate that every event of a page passes: nobody signed out, nothing we did not write, nobody else's screen."""

import inspect
import logging
from collections.abc import Iterable, Mapping
from typing import Any

import reflex as rx
from reflex.istate.delta import _resolve_delta
from reflex.state import BaseState, StateUpdate
from reflex_base.event import Event
from reflex_base.registry import RegistrationContext

from pm_app.access.enums import Permission
from pm_app.access.rules import NOBODY, Actor
from pm_app.asking import actor_behind
from pm_app.log import new_reference, reference

logger = logging.getLogger(__name__)

OURS = "pm_app.ui."
_STATE = "reflex___state____state"
_HYDRATE = frozenset({f"{_STATE}.hydrate", f"{_STATE}.hydrate_and_load"})
_BROWSER_ERROR = f"{_STATE}.reflex___state____frontend_event_exception_state.handle_frontend_exception"
_LONGEST_ERROR = 4_000
_NOT_UNDERSTOOD = "This was not understood. Reload the page and try again."
_ANY_NUMBER = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
_ON_LOAD = f"{_STATE}.reflex___state____on_load_internal_state.on_load_internal"
# What Reflex itself sends for every page. Everything else it or another library registers is refused.
FRAMEWORK = _HYDRATE | {
    _ON_LOAD,
    f"{_STATE}.set_is_hydrated",
    f"{_STATE}.reflex___state____on_load_internal_state.set_is_hydrated",
    _BROWSER_ERROR,
}
# Fixed words: the browser itself fills in where it stands.
_TO_SIGN_IN = "window.location.assign('/signin?next=' + encodeURIComponent(location.pathname + location.search))"


class OwnerState(rx.State):
    """Whose sign-in the states of this tab belong to; never sent to the browser."""

    _sign_in_id: str = ""


class Gate(rx.Middleware):
    """Refuses by default. `pages`: address and needed permission of each page."""

    def __init__(self, pages: Iterable[tuple[str, Permission | None]]) -> None:
        self._needs = {path.strip("/"): needed for path, needed in pages}

    async def preprocess(self, app: rx.App, state: BaseState, event: Event) -> StateUpdate | None:
        """Return None to let the event through, else what the browser is answered instead."""
        reference.set(new_reference())
        actor = await actor_behind(state.router.headers.cookie)
        if actor is NOBODY:
            return _answer(rx.call_script(_TO_SIGN_IN))
        if not is_ours(event.name) or not isinstance(event.payload, dict):
            logger.warning("refused an event that is not ours", extra={"event": event.name[:200]})
            return StateUpdate()
        if event.name == _ON_LOAD and not self._may_open(actor, state):
            return _answer(rx.redirect("/", replace=True))
        if event.name not in FRAMEWORK and not _fits(event):
            logger.warning("refused an event that is not what a page sends", extra={"event": event.name[:200]})
            return _answer(rx.toast.error(_NOT_UNDERSTOOD, duration=600_000))
        event.payload.update(_cleaned(event))
        return await _of_this_sign_in(actor, state, event)

    def _may_open(self, actor: Actor, state: BaseState) -> bool:
        path = state.router.route_id.strip("/")
        needed = self._needs.get("" if path == "index" else path)
        return needed is None or actor.may(needed)


def is_ours(name: str) -> bool:
    """Return whether an event belongs to a handler of our own pages, or to what every page needs of Reflex."""
    if name in FRAMEWORK:
        return True
    registered = RegistrationContext.get().event_handlers.get(name)
    return (
        registered is not None
        and not name.endswith(".setvar")
        and registered.handler.fn.__module__.startswith(OURS)
        and all(owner.__module__.startswith(OURS) for owner in registered.states)
    )


def clean(value: Any) -> Any:
    """Return what a browser sent without what no text may hold: NUL, and halves of characters."""
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "ignore").decode("utf-8")
    if isinstance(value, list):
        return [clean(item) for item in value]
    if isinstance(value, dict):
        return {clean(name): clean(item) for name, item in value.items()}
    return value


def _fits(event: Event) -> bool:
    """Return whether an event has what its handler asks for, and of a form nothing but text, as our pages send it."""
    registered = RegistrationContext.get().event_handlers[event.name]
    parameters = list(inspect.signature(registered.handler.fn).parameters.values())[1:]
    return all(_given(parameter, event.payload) for parameter in parameters)


def _given(parameter: inspect.Parameter, payload: Mapping[str, Any]) -> bool:
    if parameter.name not in payload:
        return parameter.default is not parameter.empty or parameter.kind in _ANY_NUMBER
    value = payload[parameter.name]
    if parameter.annotation is str:
        return not isinstance(value, dict | list)
    if parameter.annotation != dict[str, str]:
        return True
    return isinstance(value, dict) and all(isinstance(text, str) for text in value.values())


def _cleaned(event: Event) -> dict[str, Any]:
    cleaned = {name: clean(value) for name, value in event.payload.items()}
    if event.name == _BROWSER_ERROR:  # goes to the log as it is
        return {name: str(value)[:_LONGEST_ERROR] for name, value in cleaned.items()}
    return cleaned


async def _of_this_sign_in(actor: Actor, state: BaseState, event: Event) -> StateUpdate | None:
    """Empty the tab's states when another sign-in than the last one uses them: a tab outlives a sign-out."""
    owner = await state.get_state(OwnerState)
    asking = str(actor.sign_in_id)
    before, owner._sign_in_id = owner._sign_in_id, asking
    if before in {"", asking}:
        return None
    root = state._get_root_state()
    root.reset()
    owner._sign_in_id = asking
    if event.name in _HYDRATE:
        return None
    logger.info("a tab changed hands")
    delta = await _resolve_delta(root.dict())
    root._clean()
    return StateUpdate(delta=delta)


def _answer(spec: rx.event.EventSpec) -> StateUpdate:
    # Without what the event says about its connection: the cookie is in it, and no script may see that.
    return StateUpdate(events=Event.from_event_type(spec))
