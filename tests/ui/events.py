"""Events as a browser sends them, through everything that stands before a handler, without a socket."""

import asyncio
import contextlib
import inspect
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import reflex as rx
from reflex.istate.manager.memory import StateManagerMemory
from reflex.state import StateUpdate
from reflex_base.event import Event, EventHandler
from reflex_base.event.processor import BaseStateEventProcessor
from reflex_base.registry import RegistrationContext
from reflex_base.utils.serializers import serialize

from pm_app.pm_app import answer_failure, app
from pm_app.runtime import installed
from pm_app.ui.gate import OURS
from tests.ui.screen import router_data


@dataclass
class Tab:
    """One tab of a browser: what it holds, and what it was answered."""

    processor: BaseStateEventProcessor
    name: str = "tab-1"
    answers: list[StateUpdate] = field(default_factory=list)

    async def send(
        self, event: str, token: str, path: str = "/", arguments: dict[str, str] | None = None, /, **payload: Any
    ) -> list[StateUpdate]:
        """Send an event with the cookie of this token from an address, and return what came back."""
        self.answers.clear()
        data = router_data(token, path, **(arguments or {}))
        data["token"] = self.name
        done = await self.processor.enqueue(self.name, Event(name=event, payload=payload, router_data=data))
        if event not in every_event():  # Reflex logs such a name and leaves the sender without an answer
            await self.processor.join()
            return self._answered()
        with contextlib.suppress(Exception):  # the failure was answered and logged by the app, as in a browser
            await done.wait_all()
        # What is said about a failure follows as an event of its own; Reflex tells nobody when that is done.
        while self.processor._tasks:  # noqa: ASYNC110
            await asyncio.sleep(0)
        return self._answered()

    async def emit_update(self, update: StateUpdate, token: str) -> None:
        """Take an answer, as the socket would."""
        self.answers.append(update)

    def _answered(self) -> list[StateUpdate]:
        for answer in self.answers:  # no script may ever see the cookie
            assert installed().settings.cookie_name not in json.dumps(answer, default=serialize)
        return list(self.answers)


@asynccontextmanager
async def a_tab() -> AsyncIterator[Tab]:
    """Yield a tab before the app with its gate and its answer to failures."""
    with app.set_contexts():
        processor = BaseStateEventProcessor(middleware=app, backend_exception_handler=answer_failure)
        tab = Tab(processor)
        async with processor.configure(state_manager=StateManagerMemory(), event_namespace=tab):  # pyright: ignore[reportArgumentType]
            yield tab


def every_event() -> dict[str, EventHandler]:
    """Return every event that any browser can name, by name."""
    with app.set_contexts():
        known = RegistrationContext.get().event_handlers
        return {name: registered.handler for name, registered in known.items()}


def our_states() -> list[type[rx.State]]:
    """Return the States of our own pages, by name."""
    with app.set_contexts():
        known = RegistrationContext.get().base_states.values()
        return sorted((s for s in known if s.__module__.startswith(OURS)), key=lambda s: s.get_full_name())  # pyright: ignore[reportReturnType]


def our_handlers() -> Iterator[tuple[type[rx.State], str, EventHandler]]:
    """Yield State, name and handler of everything our own pages let a browser call."""
    for state_class in our_states():
        for name, handler in state_class.event_handlers.items():
            if handler.fn.__module__.startswith(OURS) and handler.fn.__qualname__.startswith(state_class.__name__):
                yield state_class, name, handler


class Junk(dict[str, str]):
    """A form in which every field is empty."""

    def __missing__(self, name: str) -> str:
        return ""


def junk_arguments(handler: EventHandler) -> dict[str, Any]:
    """Return an argument of the right type and without sense for each parameter of a handler."""
    made: dict[str, Any] = {}
    for parameter in list(inspect.signature(handler.fn).parameters.values())[1:]:
        kind = str(parameter.annotation)
        made[parameter.name] = next((junk for word, junk in _JUNK if word in kind), "")
    return made


_JUNK: tuple[tuple[str, Any], ...] = (("dict", Junk()), ("list", []), ("bool", False), ("int", 0))
