"""A grid for a stack of checks, entered by keyboard alone; what is typed is kept in the tab across a reload."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from pm_app.ui.parts.accepted import Flag, Handler, Lines, Text
from pm_app.ui.parts.address import Choice
from pm_app.ui.parts.library import library

_LIBRARY = library("check_stack.jsx")


class _CheckStack(rx.Component):
    library = _LIBRARY
    tag = "CheckStack"
    owner: rx.Var[str]
    today: rx.Var[str]
    methods: rx.Var[list[Any]]
    usual: rx.Var[str]
    may_override: rx.Var[bool]
    found: rx.Var[list[Any]]
    found_for: rx.Var[str]
    answers: rx.Var[list[Any]]
    finished: rx.Var[int]
    on_search: rx.EventHandler[lambda row, typed: [row, typed]]
    on_row: rx.EventHandler[lambda data: [data]]
    on_deposit: rx.EventHandler[lambda ids: [ids]]


def check_stack(
    *,
    owner: Text,
    today: Text,
    methods: Sequence[Choice],
    usual: str,
    may_override: Flag,
    found: Lines,
    found_for: Text,
    answers: Lines,
    finished: Any,
    on_search: Handler,
    on_row: Handler,
    on_deposit: Handler,
) -> rx.Component:
    """The grid. Each row has a key of its own, so that it is recognizable however often it is sent.

    `on_search` hears (row, what was typed of a household); the State then sets `found` (tenancy, unit, label, place,
    owes, balance, hold) and `found_for`, "row:typed". `on_row` hears a dict of text: row, turn, household, typed,
    amount, reference, method, received_on, duplicate, override; the State adds to `answers` (row, turn, state,
    sentence, field, receipt, path, household, place, balance). `on_deposit` hears the ids of the receipts; once they
    are in the bank the State counts `finished` up, and the rows go. `owner`: whose draft it is; others see none of it.
    """
    return _CheckStack.create(
        owner=owner,
        today=today,
        methods=[{"value": one.value, "label": one.label} for one in methods],
        usual=usual,
        may_override=may_override,
        found=found,
        found_for=found_for,
        answers=answers,
        finished=finished,
        on_search=on_search,
        on_row=on_row,
        on_deposit=on_deposit,
    )
