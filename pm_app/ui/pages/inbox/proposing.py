"""What is proposed for the paper on top: each value with the reason and the place it was found at."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import reflex as rx

from pm_app.access.rules import Actor
from pm_app.documents.enums import DocumentKind
from pm_app.documents.queries.details import DocumentDetails, document_details
from pm_app.documents.queries.findings import LinkProposal
from pm_app.documents.queries.held_values import CERTAIN, Proposed
from pm_app.documents.queries.proposals import Proposal, proposal_for
from pm_app.documents.rules.kinds import printed_expiration
from pm_app.kernel.errors import NotFound
from pm_app.runtime import run, services
from pm_app.ui.format import iso_day
from pm_app.ui.pages.inbox.answering import link_field
from pm_app.ui.parts.address import query_of
from pm_app.ui.parts.things import things_found
from pm_app.ui.session import signed_in

MOST_LINKS = 8


@dataclass
class BelongsLine:
    """Something the paper may belong to: `field` is its tick box, `sure` whether it is ticked to begin with."""

    key: str
    field: str
    name: str
    reason: str
    sure: bool


@dataclass
class FoundLine:
    """Where in the paper a value was found: the words, why they are believed, and the page."""

    label: str
    shown: str
    reason: str
    page: str


class ProposingState(rx.State):
    """The proposed values, ready for the form; `key` makes the form start anew with each paper."""

    key: str = ""
    document_id: str = ""
    version: str = ""
    title: str = ""
    kind: str = ""
    kind_why: str = ""
    things: list[BelongsLine] = []
    more: list[BelongsLine] = []
    valid_from: str = ""
    valid_from_why: str = ""
    printed: str = ""
    printed_why: str = ""
    signed_on: str = ""
    cancel_by_on: str = ""
    auto_renews: bool = False
    reference: str = ""
    reference_why: str = ""
    amount: str = ""
    amount_why: str = ""
    tags: str = ""
    replaces: str = ""
    replaces_title: str = ""
    like: str = ""
    places: list[FoundLine] = []

    @rx.event
    async def open_paper(self, document_id: str):
        actor = await signed_in(self)
        try:
            paper_id = UUID(document_id)
            found = await run(actor, document_details, document_id=paper_id, today=services().clock.today())
            proposal = await run(actor, proposal_for, document_id=paper_id)
        except (ValueError, NotFound):
            self.key = ""
            return
        self.more = await _more(actor, query_of(self).get("thing", ""))
        key = f"{document_id} {proposal.version} {found.current.outcome}"
        if key != self.key:
            self.key, self.document_id, self.version = key, document_id, str(proposal.version)
            self.things, self.places = _things(found, proposal.links), _places(proposal)
            _put_values(self, found, proposal)

    @rx.event
    async def submit_thing(self, key: str):
        await signed_in(self)
        chosen = next((line for line in self.more if line.key == key), None)
        if chosen is not None and all(line.key != key for line in self.things):
            self.things = [*self.things, chosen]


def _put_values(state: ProposingState, found: DocumentDetails, proposal: Proposal) -> None:
    kind = DocumentKind(proposal.kind.value) if proposal.kind else found.kind
    state.title = proposal.title
    state.kind, state.kind_why = (
        kind.value if proposal.kind or kind is not DocumentKind.OTHER else "",
        _why(proposal.kind),
    )
    state.valid_from, state.valid_from_why = _value(proposal.valid_from), _why(proposal.valid_from)
    last = proposal.valid_through
    state.printed = iso_day(printed_expiration(kind, date.fromisoformat(last.value))) if last else ""
    state.printed_why = _why(last)
    state.signed_on, state.cancel_by_on = _value(proposal.signed_on), _value(proposal.cancel_by_on)
    state.auto_renews, state.tags = proposal.auto_renews, ", ".join(found.tags)
    state.reference, state.reference_why = _value(proposal.reference), _why(proposal.reference)
    amount = proposal.amount_cents
    state.amount, state.amount_why = typed_amount(amount.value) if amount else "", _why(amount)
    state.replaces, state.replaces_title = (
        (str(proposal.replaces[0]), proposal.replaces[1]) if proposal.replaces else ("", "")
    )
    state.like = proposal.like


def typed_amount(cents: str) -> str:
    """Return an amount in cents as one types it: 125000 is 1250.00."""
    return f"{int(cents) // 100}.{int(cents) % 100:02}"


def _value(proposed: Proposed | None) -> str:
    return proposed.value if proposed else ""


def _why(proposed: Proposed | None) -> str:
    if proposed is None:
        return ""
    place = f", page {proposed.page:,}" if proposed.page else ""
    sure = "" if proposed.confidence == CERTAIN else f" ({proposed.confidence} % sure)"
    return f"{proposed.reason[:1].upper()}{proposed.reason[1:]}{place}{sure}"


def _things(found: DocumentDetails, links: tuple[LinkProposal, ...]) -> list[BelongsLine]:
    """Return what the paper belongs to already, ticked, then what is proposed: ticked where it is likely enough."""
    held = [_thing(link.kind, link.target_id, link.name, link.detail, sure=True) for link in found.links]
    known = {line.key for line in held}
    proposed = [
        _thing(one.kind, _id_of(one), one.name, f"{one.reason} ({one.score} % sure)", sure=one.chosen)
        for one in links[:MOST_LINKS]
    ]
    return [*held, *(line for line in proposed if line.key not in known)]


def _id_of(one: LinkProposal) -> UUID:
    target = one.target
    found = target.property_id or target.unit_id or target.tenancy_id or target.person_id
    assert found is not None  # a target names one thing
    return found


def _thing(kind: str, thing_id: UUID, name: str, reason: str, *, sure: bool) -> BelongsLine:
    return BelongsLine(f"{kind}:{thing_id}", link_field(kind, str(thing_id)), f"{name} ({kind})", reason, sure)


def _places(proposal: Proposal) -> list[FoundLine]:
    """Return every finding with its place in the text, the surest first."""
    return [
        FoundLine(one.kind.value.capitalize(), one.shown, one.reason, str(one.page))
        for one in proposal.findings
        if one.last and one.decision is None
    ][:24]


async def _more(actor: Actor, text: str) -> list[BelongsLine]:
    """Return properties, units, leases and people that a search by hand found."""
    found = await things_found(actor, text) if text.strip() else []
    return [_thing(one.kind, UUID(one.thing_id), one.name, one.detail, sure=True) for one in found]
