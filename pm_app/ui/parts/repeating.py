"""How something comes again, in a form: every so many days, weeks, months or years, or a rule of one's own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import reflex as rx

from pm_app.kernel.errors import Refused
from pm_app.tasks.enums import Frequency
from pm_app.tasks.rules.building import Builder, builder_of, built_rule
from pm_app.tasks.rules.recurring import LONGEST_RULE
from pm_app.ui.format import parse_whole
from pm_app.ui.parts.address import Choice
from pm_app.ui.parts.form import check_field, choice_field, field_pair, form_note, number_field, text_field

UNITS = [
    Choice(Frequency.DAILY.value, "days"),
    Choice(Frequency.WEEKLY.value, "weeks"),
    Choice(Frequency.MONTHLY.value, "months"),
    Choice(Frequency.YEARLY.value, "years"),
]
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
FIRST_WEEKDAY, LAST_WEEKDAY = "first weekday", "last weekday"
MONTH_WEEKDAYS = {FIRST_WEEKDAY: 1, LAST_WEEKDAY: -1}
MONTH_DAYS = [
    Choice("-1", "the last day"),
    Choice(LAST_WEEKDAY, "the last weekday (Mon–Fri)"),
    Choice(FIRST_WEEKDAY, "the first weekday (Mon–Fri)"),
    *(Choice(str(number), str(number)) for number in range(1, 32)),
]


@dataclass
class RepeatDraft:
    """What the fields begin with; `rule` holds a rule that the others cannot say."""

    every: str = "1"
    unit: str = Frequency.MONTHLY.value
    day_0: bool = False
    day_1: bool = False
    day_2: bool = False
    day_3: bool = False
    day_4: bool = False
    day_5: bool = False
    day_6: bool = False
    month_day: str = ""
    rule: str = ""


def repeat_draft(repeats: str, starts_on: date | None) -> dict[str, Any]:
    """Return what the fields hold for a kept rule; as new without one."""
    if not repeats:
        return {}
    asked = builder_of(repeats, starts_on)
    if asked is None:
        return {"rule": repeats}
    ticked = {f"day_{number}": True for number in asked.weekdays}
    month_day = "" if asked.month_day is None else str(asked.month_day)
    month_day = next((name for name, place in MONTH_WEEKDAYS.items() if place == asked.month_weekday), month_day)
    return {"every": str(asked.every), "unit": asked.unit.value, "month_day": month_day, **ticked}


def typed_rule(form: Mapping[str, str]) -> str:
    """Return the rule that was typed or put together; refuses what does not go together."""
    if written := form.get("rule", "").strip():
        return written
    every = parse_whole(form.get("every", ""), "every", "6")
    if form.get("unit", "") not in list(Frequency):
        raise Refused("Choose days, weeks, months or years.", field="unit")
    day = form.get("month_day", "")
    if day and day not in {choice.value for choice in MONTH_DAYS}:
        raise Refused("Choose a day of the month.", field="month_day")
    weekdays = tuple(number for number in range(7) if form.get(f"day_{number}"))
    month_day = int(day) if day and day not in MONTH_WEEKDAYS else None
    how_often = (1 if every is None else every, Frequency(form["unit"]))
    return built_rule(Builder(*how_often, weekdays, month_day, MONTH_WEEKDAYS.get(day)))


def beside_rule(errors: dict[str, str], form: Mapping[str, str]) -> dict[str, str]:
    """Return the errors of a form with what is said of a rule beside the field it is written in.

    What was put together from the other fields is refused beside "Every": the rule of one's own is folded away.
    """
    written = "rule" if form.get("rule", "").strip() else "every"
    return {written if name == "repeats" else name: said for name, said in errors.items()}


def repeat_fields(draft: Any) -> list[rx.Component]:
    """The fields, filled with the draft."""
    ticks = [
        check_field(name, f"day_{number}", getattr(draft, f"day_{number}")) for number, name in enumerate(WEEKDAYS)
    ]
    return [
        field_pair(
            number_field("Every", "every", draft.every, width="short"),
            choice_field("Period", "unit", UNITS, draft.unit, width="short"),
        ),
        rx.el.div(*ticks, class_name="pd-ticks", role="group", aria_label="On weekdays, with every so many weeks"),
        choice_field(
            "On day of the month",
            "month_day",
            MONTH_DAYS,
            draft.month_day,
            any="As the first time",
            hint="With every so many months. In a shorter month it is the last day.",
        ),
        rx.el.details(
            rx.el.summary("A rule of your own"),
            text_field("Rule", "rule", draft.rule, optional=True, max_length=LONGEST_RULE),
            form_note("Written as in RFC 5545, for example FREQ=MONTHLY;BYDAY=-1FR for every last Friday."),
            open=draft.rule != "",
            class_name="pd-more",
        ),
    ]
