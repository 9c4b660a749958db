"""Who a mail to many is meant for, as it stands in the address of the page."""

from collections.abc import Mapping
from uuid import UUID

from pm_app.correspondence.enums import AudienceKind
from pm_app.correspondence.rules.audience import MOST_PICKED, Audience
from pm_app.kernel.errors import NotFound, Refused
from pm_app.ui import paths
from pm_app.ui.format import parse_dollars, parse_whole

KINDS: Mapping[str, AudienceKind] = {
    "late": AudienceKind.LATE,
    "current": AudienceKind.CURRENT,
    "ending": AudienceKind.ENDING,
    "owners": AudienceKind.OWNERS,
    "people": AudienceKind.PEOPLE,
}
WORDS: Mapping[str, str] = {
    "late": "Households behind on rent",
    "current": "Current tenants",
    "ending": "Tenants whose lease ends",
    "owners": "Owners",
    "people": "People picked by hand",
}
USUAL_KIND = "current"
# The template that is offered first for each.
FIRST_TEMPLATE: Mapping[str, str] = {"late": "late-rent", "ending": "lease-ends"}
_USUAL_DAYS = {"late": "5", "ending": "60"}
AT = "at "
# How the text goes out: by mail; on paper to those whom mail does not reach; on paper to everybody.
BY_MAIL, BY_REST, BY_LETTER = "", "rest", "letter"


def by_in(query: Mapping[str, str]) -> str:
    """Return how the text goes out; nonsense means by mail."""
    asked = query.get("by", "")
    return asked if asked in {BY_REST, BY_LETTER} else BY_MAIL


def kind_in(query: Mapping[str, str]) -> str:
    """Return the word for who is meant; nonsense means the current tenants."""
    asked = query.get("to", "")
    return asked if asked in KINDS else USUAL_KIND


def usual(query: Mapping[str, str]) -> dict[str, str]:
    """Return the amount and the days that the address says, or the usual ones."""
    kind = kind_in(query)
    return {
        "amount": query.get("amount", "" if kind != "late" else "0.00"),
        "days": query.get("days", _USUAL_DAYS.get(kind, "")),
    }


def audience_in(query: Mapping[str, str]) -> Audience:
    """Return who the address means; refuses amounts and days that cannot be read."""
    kind, said = kind_in(query), usual(query)
    return Audience(
        KINDS[kind],
        property_ids=() if kind == "people" else ids_in(query.get("at", "")),
        cents=parse_dollars(said["amount"] or "0", "amount") if kind == "late" else 0,
        days=parse_whole(said["days"] or "0", "days", example="5") or 0 if kind in _USUAL_DAYS else 0,
        person_ids=ids_in(query.get("people", "")) if kind == "people" else (),
    )


def address_of(form: Mapping[str, str], query: Mapping[str, str]) -> str:
    """Return the address that says what the form says; refuses amounts and days that cannot be read."""
    kind = kind_in(form)
    chosen = [name.removeprefix(AT) for name, value in form.items() if name.startswith(AT) and value == "1"]
    asked = {"to": "" if kind == USUAL_KIND else kind, "at": ",".join(str(one) for one in ids_in(",".join(chosen)))}
    if kind == "late":
        asked["amount"] = form.get("amount", "").strip()
    if kind in _USUAL_DAYS:
        asked["days"] = form.get("days", "").strip() or "0"
    if kind == "people":
        asked = {"to": kind, "people": query.get("people", "")}
    audience_in(asked)
    return paths.with_query(paths.NEW_MAIL, **asked, by=by_in(query), template=query.get("template", ""))


def with_person(query: Mapping[str, str], person_id: UUID, *, added: bool) -> str:
    """Return the address with one more person picked, or one fewer."""
    picked = [one for one in ids_in(query.get("people", "")) if one != person_id]
    if added and len(picked) >= MOST_PICKED:
        raise Refused(f"Pick at most {MOST_PICKED} people by hand.")
    people = [*picked, person_id] if added else picked
    asked = {name: query.get(name, "") for name in ("find", "template", "by")}
    return paths.with_query(paths.NEW_MAIL, to="people", people=",".join(str(one) for one in people), **asked)


def ids_in(words: str) -> tuple[UUID, ...]:
    """Return the ids in a list with commas, each once; what is none is left out."""
    found: dict[UUID, None] = {}
    for word in words.split(","):
        try:
            found[UUID(word.strip())] = None
        except ValueError:
            continue  # anybody can type an address
    return tuple(found)


def an_id(written: str) -> UUID:
    """Return an id that an address or a form holds; refuses (`NotFound`) what is none."""
    try:
        return UUID(str(written))
    except ValueError:
        raise NotFound("This is not there any more. Reload the page and look again.") from None
