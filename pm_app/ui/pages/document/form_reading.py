"""Reading what the form of a document holds."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from uuid import UUID

from pm_app.documents.actions.changing import Particulars
from pm_app.documents.enums import DocumentKind, FieldKind
from pm_app.documents.rules.fields import FieldFacts, Kept, Value, field_name
from pm_app.documents.rules.kinds import insurance_valid_through
from pm_app.kernel.errors import Refused
from pm_app.ui.format import parse_day, parse_dollars

Form = Mapping[str, str]
YES, NO = "yes", "no"


def kind_in(form: Form) -> DocumentKind:
    """Return the kind that was chosen; refuses one that is none."""
    written = form.get("kind", "")
    if written not in list(DocumentKind):
        raise Refused("Choose what kind of document it is.", field="kind")
    return DocumentKind(written)


def last_day_in(form: Form) -> date | None:
    """Return the last good day; of insurance the form asks for the printed expiration, which is the day after it."""
    printed = day_in(form, "printed_on")
    return insurance_valid_through(printed) if printed else day_in(form, "valid_through")


def day_in(form: Form, name: str) -> date | None:
    """Return a day, None when nothing is typed."""
    return parse_day(form[name], name) if form.get(name, "").strip() else None


def likely_day_in(form: Form, name: str) -> date | None:
    """Return a day while it is typed: None for what is none yet."""
    try:
        return day_in(form, name)
    except Refused:
        return None


def particulars_in(form: Form) -> Particulars | None:
    """Return what else is written on a document, None when the form does not ask for it."""
    if "reference" not in form:
        return None
    return Particulars(
        reference=form.get("reference", ""),
        amount_cents=parse_dollars(form["amount"], "amount") if form.get("amount", "").strip() else None,
        signed_on=day_in(form, "signed_on"),
        cancel_by_on=day_in(form, "cancel_by_on"),
        auto_renews=form.get("auto_renews", "") == "1",
    )


def values_in(form: Form, fields: Sequence[FieldFacts]) -> dict[str, Value | None]:
    """Return what was typed into the fields of the office's own that the form asked for, by their keys."""
    return {field.key: _value(field, form[field_name(field.key)]) for field in fields if field_name(field.key) in form}


def typed_value(field: FieldFacts, kept: Kept | None) -> str:
    """Return a kept value as its form field holds it."""
    if kept is None:
        return ""
    if isinstance(kept, bool):
        return YES if kept else NO
    return f"{kept / 100:.2f}" if field.field_kind is FieldKind.MONEY and isinstance(kept, int) else str(kept)


def id_in(form: Form, name: str) -> UUID | None:
    """Return an id, None when nothing is chosen; refuses what is none."""
    try:
        return UUID(form[name]) if form.get(name) else None
    except ValueError:
        raise Refused("This document is not there any more. Choose another one.", field=name) from None


def whole_in(form: Form, name: str) -> int:
    """Return a whole number, 0 for what is none."""
    written = form.get(name, "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else 0


def _value(field: FieldFacts, typed: str) -> Value | None:
    return _READ[field.field_kind](typed.strip(), field_name(field.key)) if typed.strip() else None


def _text(typed: str, name: str) -> Value:
    return typed


def _number(typed: str, name: str) -> Value:
    try:
        return Decimal(typed.replace(",", ""))
    except InvalidOperation:
        raise Refused("Enter a number, for example 12 or 12.5.", field=name) from None


def _yes_no(typed: str, name: str) -> Value:
    return typed == YES


_READ: dict[FieldKind, Callable[[str, str], Value]] = {
    FieldKind.TEXT: _text,
    FieldKind.NUMBER: _number,
    FieldKind.MONEY: parse_dollars,
    FieldKind.DAY: parse_day,
    FieldKind.CHOICE: _text,
    FieldKind.YES_NO: _yes_no,
}
