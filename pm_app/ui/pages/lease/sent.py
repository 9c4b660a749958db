"""What the forms about money send back: keys, ids, and what was given to which charge."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import reflex as rx

from pm_app.kernel.errors import Refused
from pm_app.ui.format import parse_dollars
from pm_app.ui.parts.accepted import Lines

_GIVEN = "to_"


@dataclass
class ChargeLine:
    """A charge that money can be given to: how much of it is open, and what the field beside it holds."""

    charge: str
    what: str
    most: str
    value: str = ""
    fixed: bool = False


def key_of(form: Mapping[str, str]) -> UUID:
    """Return the key by which a form that is sent twice is recognized."""
    return id_of(form.get("request_key", ""))


def id_of(text: str, field: str = "") -> UUID:
    """Return an id that a form carries; refuses what is none."""
    try:
        return UUID(str(text))
    except ValueError:
        raise Refused("This form was not sent as a whole. Close it and open it again.", field=field) from None


def given_to(form: Mapping[str, str]) -> dict[UUID, int]:
    """Return the cents that were given to each charge; a field that was left empty, or is zero, gives nothing."""
    given: dict[UUID, int] = {}
    for name, text in form.items():
        if name.startswith(_GIVEN) and text.strip():
            cents = parse_dollars(text, "designated")
            if cents:
                given[id_of(name.removeprefix(_GIVEN), "designated")] = cents
    return given


def typed_cents(cents: int) -> str:
    """Write cents as a money field holds them; nothing for nothing."""
    return f"{cents // 100}.{cents % 100:02}" if cents > 0 else ""


def charge_fields(lines: Lines, errors: Any) -> rx.Component:
    """The charges with a field for each, and what was refused of them all."""
    return rx.el.div(
        rx.foreach(lines, _charge_field),
        rx.cond(
            errors.contains("designated"),
            rx.el.span(errors["designated"], class_name="pd-refusal"),
        ),
        class_name="pd-given",
    )


def _charge_field(line: ChargeLine) -> rx.Component:
    box = rx.el.input(
        name=_GIVEN + line.charge,
        default_value=line.value,
        read_only=line.fixed,
        input_mode="decimal",
        auto_complete="off",
        placeholder="0.00",
        aria_label="Given to " + line.what,
        class_name="pd-input pd-num",
    )
    return rx.el.div(
        rx.el.span(line.what), rx.el.span(line.most, class_name="pd-muted pd-num"), box, class_name="pd-given-row"
    )
