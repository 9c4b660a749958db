"""What a State may be: everything public on it can be called or read by any browser."""

import ast
import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_origin

import pytest
import reflex as rx

from pm_app.settings import PROJECT
from pm_app.ui.gate import OURS
from pm_app.ui.routes.entry import Page
from pm_app.ui.routes.menu import PAGES
from tests.ui.events import our_states

SOURCES = sorted((PROJECT / "pm_app" / "ui").rglob("*.py"))
KINDS = ("load", "search", "submit_", "open_", "close_", "set_")
ON_THE_SCREEN = (str, bool, int)
# Each of these opens a way past the checks, to the server's files or into the page's scripts.
FORBIDDEN = (
    "upload",
    "get_upload_url",
    "Cookie",
    "LocalStorage",
    "SessionStorage",
    "html",
    "Model",
    "session",
    "asession",
)


def classes() -> Iterator[tuple[Path, ast.ClassDef]]:
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and any("State" in ast.unparse(base) for base in node.bases):
                yield source, node


def methods() -> list[Any]:
    return [
        pytest.param(method, id=f"{source.stem}.{made.name}.{method.name}")
        for source, made in classes()
        for method in made.body
        if isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def test_every_state_is_a_direct_child_of_reflexs() -> None:
    assert {made.name for _, made in classes() if [ast.unparse(base) for base in made.bases] != ["rx.State"]} == set()


@pytest.mark.parametrize("method", methods())
def test_a_public_method_is_a_handler_of_a_known_kind_and_says_so(method: ast.AsyncFunctionDef) -> None:
    marks = [ast.unparse(mark) for mark in method.decorator_list]
    if method.name.startswith("_"):
        assert marks == []
        return
    assert marks
    assert marks[0].startswith(("rx.event", "rx.var"))
    if marks[0].startswith("rx.var"):
        assert "initial_value=" in marks[0]
        return
    assert method.name.startswith(KINDS)
    assert isinstance(method, ast.AsyncFunctionDef)


@pytest.mark.parametrize("state_class", our_states(), ids=lambda state_class: state_class.__name__)
def test_the_variables_of_a_state_are_text_numbers_and_lines(state_class: type[rx.State]) -> None:
    for name in state_class.base_vars:
        if name in rx.State.base_vars:
            continue
        assert shown(state_class.get_fields()[name].outer_type_), f"{state_class.__name__}.{name}"


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem)
def test_no_page_uses_what_opens_a_way_past_the_checks(source: Path) -> None:
    used = {
        node.attr
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "rx"
    }

    assert used.isdisjoint(FORBIDDEN)


@pytest.mark.parametrize("page", PAGES, ids=[page.path for page in PAGES])
def test_every_page_can_be_made(page: Page) -> None:
    assert page.page().render()


def shown(kind: Any) -> bool:
    """Return whether a type holds only what a browser may see: text, booleans, counts, and lines of ours of these."""
    if kind in ON_THE_SCREEN:
        return True
    if get_origin(kind) in (list, dict):
        return all(shown(part) for part in get_args(kind))
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return kind.__module__.startswith(OURS) and all(shown(f) for f in _kinds(kind))
    return False


def _kinds(kind: type) -> list[Any]:
    return [f.type for f in dataclasses.fields(kind)]
