"""What somebody said of a paper, read from the form."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from pm_app.documents.actions.changing import Particulars
from pm_app.documents.actions.linking import UNCHANGED, Replaces
from pm_app.documents.enums import DocumentKind
from pm_app.documents.rules.kinds import INSURANCE_KINDS, insurance_valid_through
from pm_app.documents.rules.naming import LinkTarget
from pm_app.kernel.errors import NotFound, Refused
from pm_app.ui.format import parse_day, parse_dollars
from pm_app.ui.parts.things import thing_target


@dataclass(frozen=True)
class Answer:
    """What a paper is, what it belongs to, how long it holds. `valid_through` is the last good day.

    What the form did not ask for stays: tags are None then, `replaces_id` is unchanged.
    """

    version: int
    title: str
    kind: DocumentKind
    links: tuple[LinkTarget, ...]
    valid_from: date | None
    valid_through: date | None
    particulars: Particulars
    tags: tuple[str, ...] | None
    replaces_id: Replaces


def answered_by(form: dict[str, str]) -> Answer:
    """Return what the form says; refuses, with the field, what cannot be a kind, a day or an amount."""
    kind = _kind(form.get("kind", ""))
    printed = _day(form, "printed")
    return Answer(
        version=int(form["version"]) if form.get("version", "").isdecimal() else 0,
        title=form.get("title", ""),
        kind=kind,
        links=tuple(_links(form)),
        valid_from=_day(form, "valid_from"),
        valid_through=insurance_valid_through(printed) if printed and kind in INSURANCE_KINDS else printed,
        particulars=Particulars(
            reference=form.get("reference", ""),
            amount_cents=parse_dollars(form["amount"], "amount") if form.get("amount", "").strip() else None,
            signed_on=_day(form, "signed_on"),
            cancel_by_on=_day(form, "cancel_by_on"),
            auto_renews=form.get("auto_renews") == "1",
        ),
        tags=tuple(form["tags"].split(",")) if "tags" in form else None,
        replaces_id=_replaced(form["replaces"]) if "replaces" in form else UNCHANGED,
    )


def link_field(kind: str, thing_id: str) -> str:
    """Return the name of the field that says whether a paper belongs to a thing."""
    return f"link:{kind}:{thing_id}"


def _links(form: dict[str, str]) -> list[LinkTarget]:
    found: list[LinkTarget] = []
    for name, value in form.items():
        prefix, _, rest = name.partition(":")
        kind, _, thing_id = rest.partition(":")
        if prefix == "link" and value == "1":
            found.append(thing_target(kind, thing_id))
    return found


def _kind(written: str) -> DocumentKind:
    if written not in list(DocumentKind):
        raise Refused("Say what kind of document it is.", field="kind")
    return DocumentKind(written)


def _day(form: dict[str, str], name: str) -> date | None:
    written = form.get(name, "").strip()
    return parse_day(written, name) if written else None


def _replaced(written: str) -> UUID | None:
    return _id(written) if written else None


def _id(written: str) -> UUID:
    try:
        return UUID(written)
    except ValueError:
        raise NotFound("This is not there any more. Reload the page and look again.") from None
