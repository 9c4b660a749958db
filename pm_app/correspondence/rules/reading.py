"""Whether a template can be read: only known fields, a few filters, `if` and `for`, and nothing that runs.

What a template may hold is told by the kinds of its parts: whatever is not named here is refused, so that no call, no
attribute and no arithmetic is ever carried out, neither when it is saved nor when it is sent.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment

from pm_app.correspondence.rules.fields import MergeField
from pm_app.kernel.errors import Refused

DEEPEST = 12
MOST_PARTS = 1_000

_UNKNOWN_TAG = re.compile(r"unknown tag '([^']*)'")


class TemplateRefused(Refused):
    """A template with an unknown field, or one that cannot be read."""


def _default(text: str, instead: str = "") -> str:
    return text or instead


FILTERS: Mapping[str, Callable[..., str]] = {
    "upper": str.upper,
    "lower": str.lower,
    "title": str.title,
    "capitalize": str.capitalize,
    "trim": str.strip,
    "default": _default,
}


def environment() -> SandboxedEnvironment:
    """Return what reads templates: sandboxed, strict about fields, with six filters and nothing else by name."""
    # What it makes is text; the HTML of a mail is made from that, with everything escaped.
    made = SandboxedEnvironment(
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        cache_size=0,
    )
    made.globals, made.tests, made.filters = {}, {}, dict(FILTERS)
    return made


ENVIRONMENT = environment()


@dataclass
class _Reader:
    """One text that is being looked through: the fields it may use, and the names its loops give to rows."""

    known: Mapping[str, MergeField]
    place: str
    parts: int = 0
    rows: Mapping[str, MergeField] = field(default_factory=dict[str, MergeField])

    def read(self, node: nodes.Node, depth: int = 0) -> None:
        self.parts += 1
        if depth > DEEPEST or self.parts > MOST_PARTS:
            raise self.refusal("is too complicated: use fewer fields and conditions inside each other.")
        handler = _PARTS.get(type(node))
        if handler is None:
            if type(node) in _TAGS:
                raise self.refusal(_no_tag(_TAGS[type(node)], node.lineno))
            raise self.refusal(
                f"has something on line {node.lineno} that templates cannot hold. Use fields like {{{{ first_name }}}},"
                " {% if %} and {% for %}."
            )
        handler(self, node, depth + 1)

    def children(self, node: nodes.Node, depth: int) -> None:
        for child in node.iter_child_nodes():
            self.read(child, depth)

    def refusal(self, what: str) -> TemplateRefused:
        return TemplateRefused(f"The {_NAMES[self.place]} {what}", field=self.place)

    def name(self, node: nodes.Name, depth: int) -> None:
        del depth
        found = self.known.get(node.name)
        if node.name in self.rows:
            column = self.rows[node.name].columns[0]
            raise self.refusal(f"uses {_shown(node.name)} as a whole. Write what of it, as in {node.name}.{column}.")
        if found is None:
            raise self.refusal(f"uses {_shown(node.name)}, which is no field. {self.nearest(node.name)}")
        if found.is_list:
            raise self.refusal(
                f"uses the list {_shown(node.name)} as a text. Write {{% for row in {node.name} %}} … {{% endfor %}}."
            )

    def nearest(self, name: str) -> str:
        near = get_close_matches(name.lower()[:40], self.known, n=1, cutoff=0.5)
        if near:
            return f"Did you mean {_shown(near[0])}?"
        return "The fields that can be used are listed beside the text."

    def column(self, node: nodes.Getattr, depth: int) -> None:
        del depth
        row = node.node.name if isinstance(node.node, nodes.Name) else ""
        of_list = self.rows.get(row)
        if of_list is None:
            raise self.refusal(f"asks on line {node.lineno} for a part of something. Only rows of a list have parts.")
        if node.attr not in of_list.columns:
            raise self.refusal(f"uses {row}.{node.attr[:40]}: a row has {', '.join(of_list.columns)}.")

    def filter(self, node: nodes.Filter, depth: int) -> None:
        if node.name not in FILTERS or node.node is None:
            raise self.refusal(f"uses the filter {node.name[:40]}. These are known: {', '.join(FILTERS)}.")
        few = len(node.args) == 1 if node.name == "default" else not node.args
        if not few or node.kwargs or node.dyn_args or node.dyn_kwargs:
            raise self.refusal(f"hands the filter {node.name} something it does not take.")
        self.children(node, depth)

    def condition(self, node: nodes.If | nodes.CondExpr | nodes.Not, depth: int) -> None:
        asked = node.node if isinstance(node, nodes.Not) else node.test
        for child in node.iter_child_nodes():
            # Whether a list has rows may be asked, where it may not be written out.
            if child is not asked or not (isinstance(child, nodes.Name) and self.lists(child.name)):
                self.read(child, depth)

    def lists(self, name: str) -> bool:
        found = self.known.get(name)
        return found is not None and found.is_list

    def compare(self, node: nodes.Compare, depth: int) -> None:
        if any(operand.op not in ("eq", "ne") for operand in node.ops):
            raise self.refusal(f"compares on line {node.lineno} in a way templates cannot. Use == or !=.")
        self.children(node, depth)

    def text(self, node: nodes.Const, depth: int) -> None:
        del depth
        if not isinstance(node.value, str):
            raise self.refusal(f"has a value on line {node.lineno} that is no text. Put it in quotation marks.")

    def loop(self, node: nodes.For, depth: int) -> None:
        over = self.known.get(node.iter.name) if isinstance(node.iter, nodes.Name) else None
        if over is None or not over.is_list:
            lists = [one.name for one in self.known.values() if one.is_list]
            offered = f"Lists are: {', '.join(lists)}." if lists else "Templates of this kind have no lists."
            raise self.refusal(f"repeats something on line {node.lineno} that is not a list. {offered}")
        if not isinstance(node.target, nodes.Name) or node.test is not None or node.recursive or self.rows:
            raise self.refusal("may only repeat one list at a time, as in {% for row in " + over.name + " %}.")
        if node.target.name in self.known:
            raise self.refusal(f"calls a row {_shown(node.target.name)}, which is a field. Call it row.")
        self.rows = {node.target.name: over}
        for child in node.body:
            self.read(child, depth)
        self.rows = {}
        for child in node.else_:
            self.read(child, depth)


_TAGS: Mapping[type[nodes.Node], str] = {
    nodes.Include: "include",
    nodes.Import: "import",
    nodes.FromImport: "from",
    nodes.Extends: "extends",
    nodes.Block: "block",
    nodes.Macro: "macro",
    nodes.CallBlock: "call",
    nodes.FilterBlock: "filter",
    nodes.Assign: "set",
    nodes.AssignBlock: "set",
}

_NAMES = {"subject": "subject", "body": "text"}

_PARTS: Mapping[type[nodes.Node], Callable[..., None]] = {
    nodes.Template: _Reader.children,
    nodes.Output: _Reader.children,
    nodes.TemplateData: _Reader.children,
    nodes.Name: _Reader.name,
    nodes.Getattr: _Reader.column,
    nodes.Filter: _Reader.filter,
    nodes.Const: _Reader.text,
    nodes.Compare: _Reader.compare,
    nodes.Operand: _Reader.children,
    nodes.And: _Reader.children,
    nodes.Or: _Reader.children,
    nodes.Not: _Reader.condition,
    nodes.If: _Reader.condition,
    nodes.CondExpr: _Reader.condition,
    nodes.For: _Reader.loop,
}


def check_text(text: str, *, known: Mapping[str, MergeField], place: str) -> None:
    """Refuse (`TemplateRefused`) a text that cannot be read or uses anything but known fields.

    `place` is `subject` or `body`: the field of the form, and how the sentence calls it.
    """
    reader = _Reader(known, place)
    try:
        parsed = ENVIRONMENT.parse(text)
    except TemplateSyntaxError as error:
        raise reader.refusal(_mistake(error)) from None
    except (TemplateError, RecursionError, ValueError, OverflowError):
        raise reader.refusal("cannot be read: check its fields and conditions.") from None
    reader.read(parsed)


def _mistake(error: TemplateSyntaxError) -> str:
    tag = _UNKNOWN_TAG.search(error.message or "")
    if tag is not None:
        return _no_tag(tag.group(1)[:40], error.lineno)
    return (
        f"has a mistake on line {error.lineno}: check that every {{{{ has its }}}} with a field between them, and every"
        " {% if %} its {% endif %}."
    )


def _no_tag(tag: str, line: int) -> str:
    return f"has {{% {tag} %}} on line {line}. Only {{% if %}} and {{% for %}} are known."


def _shown(name: str) -> str:
    return f"{{{{ {name[:40]} }}}}"
