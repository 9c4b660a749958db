"""What parts accept: a value known when the page is made, or the variable of a State that will hold it."""

from typing import Any

import reflex as rx

Text = str | rx.Var[str]
Count = str | int | rx.Var[str] | rx.Var[int]
Flag = bool | rx.Var[bool]
Errors = dict[str, str] | rx.Var[dict[str, str]]
Lines = Any
Handler = Any


def is_empty(lines: Lines) -> rx.Var[bool]:
    """Return whether a list of a State has nothing in it."""
    return rx.Var.create(lines).to(list).length() == 0


def is_true(flag: Flag) -> rx.Var[bool]:
    """Return a flag as a variable that can be combined with others."""
    return rx.Var.create(flag).to(bool)
