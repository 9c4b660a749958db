"""/documents/inbox: the stack of new papers, what is proposed for the one on top, filing it and going on."""

from datetime import date
from uuid import UUID

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import CONSOLE, Actor
from pm_app.documents.actions.changing import Particulars, change_document
from pm_app.documents.actions.linking import set_replaced
from pm_app.documents.actions.proposing import record_findings
from pm_app.documents.actions.trash import trash_document
from pm_app.documents.enums import DocumentKind, FindingKind
from pm_app.documents.queries.care import document_care
from pm_app.documents.queries.details import DocumentDetails, document_details
from pm_app.documents.queries.inbox import inbox_count, next_in_inbox
from pm_app.documents.rules.findings import Finding
from pm_app.documents.rules.naming import LinkTarget
from pm_app.ui.pages.inbox.page import page
from pm_app.ui.pages.inbox.proposing import ProposingState
from pm_app.ui.pages.inbox.state import InboxState
from pm_app.ui.parts.waiting import load_page_again
from tests.conftest import NOON, an_actor
from tests.factories.documents import a_document
from tests.factories.portfolio import a_property
from tests.ui.screen import a_browser, opened

POLICY = "Alder Court property policy. Policy number GL-44821. Expires March 14, 2027."


def found(kind: FindingKind, value: str, shown: str) -> Finding:
    first = POLICY.index(shown)
    return Finding(kind, value, shown, 1, first, first + len(shown), 90, "it says so")


def a_policy(session: Session, title: str = "Scan 0001") -> UUID:
    document_id = a_document(session, title=title, pages=(POLICY,))
    edition = details(session, document_id).current.document_version_id
    findings = [
        found(FindingKind.KIND, DocumentKind.PROPERTY_INSURANCE.value, "policy"),
        found(FindingKind.EXPIRES_ON, "2027-03-14", "March 14, 2027"),
        found(FindingKind.REFERENCE, "GL-44821", "GL-44821"),
    ]
    record_findings(session, CONSOLE, document_version_id=edition, findings=findings)
    return document_id


def details(session: Session, document_id: UUID) -> DocumentDetails:
    return document_details(session, CONSOLE, document_id=document_id, today=NOON.date())


async def shown(session: Session, actor: Actor, query: str = "") -> tuple[InboxState, ProposingState]:
    browser = a_browser(session, actor)
    state = await opened(InboxState, browser, "/documents/inbox", query)
    proposing = await state.get_state(ProposingState)
    if state.document_id:
        await ProposingState.open_paper.fn(proposing, state.document_id)
    return state, proposing


def answers(proposing: ProposingState, **more: str) -> dict[str, str]:
    form = {
        "document_id": proposing.document_id,
        "version": proposing.version,
        "title": proposing.title,
        "kind": proposing.kind,
        "printed": proposing.printed,
        "reference": proposing.reference,
        **{line.field: "1" if line.sure else "" for line in proposing.things},
    }
    return form | more


def whole_form(proposing: ProposingState) -> dict[str, str]:
    """What the browser sends when Enter is pressed and nothing was touched."""
    names = ("valid_from", "replaces", "amount", "signed_on", "cancel_by_on", "tags")
    more = {name: getattr(proposing, name) for name in names}
    return answers(proposing, **more, auto_renews="1" if proposing.auto_renews else "")


def set_by_hand(session: Session, manager: Actor, document_id: UUID, *, replaces_id: UUID) -> None:
    before = details(session, document_id)
    change_document(
        session,
        manager,
        document_id=document_id,
        version=before.version,
        title=before.title,
        kind=DocumentKind.PERMIT,
        tags=["own"],
        notes="",
        valid_from=date(2026, 2, 1),
        valid_through=date(2026, 12, 31),
        replaces_id=replaces_id,
        particulars=Particulars("OWN-1", 1_250_50, date(2026, 1, 5), date(2026, 11, 1), auto_renews=True),
        now=NOON,
    )


def test_the_page_can_be_drawn():
    assert page().render()


async def test_an_empty_inbox_says_so(session: Session, manager: Actor):
    state, _ = await shown(session, manager)

    assert (state.document_id, state.papers, state.summary) == ("", [], "0 papers to file")


async def test_what_waits_longest_is_on_top_with_what_it_seems_to_be(session: Session, manager: Actor):
    first = a_policy(session)
    a_document(session, title="Later")

    state, proposing = await shown(session, manager)

    assert [line.title for line in state.papers] == ["Scan 0001", "Later"]
    assert (state.document_id, state.papers[0].is_open, state.summary) == (str(first), True, "2 papers to file")
    assert (proposing.kind, proposing.printed, proposing.reference) == ("property insurance", "2027-03-14", "GL-44821")
    assert proposing.kind_why == "It says so, page 1 (90 % sure)"
    assert {(line.label, line.shown) for line in proposing.places} >= {("Expiration", "March 14, 2027")}


async def test_enter_files_the_paper_as_proposed_and_the_next_one_follows(session: Session, manager: Actor):
    first, second = a_policy(session), a_document(session, title="Later")
    building = a_property(session, name="Alder Court")
    state, proposing = await shown(session, manager)

    told = await InboxState.submit_paper.fn(state, answers(proposing) | {f"link:property:{building.id}": "1"})

    now = details(session, first)
    assert (now.kind, [link.name for link in now.links]) == (DocumentKind.PROPERTY_INSURANCE, ["Alder Court"])
    assert now.valid_through == date(2027, 3, 13)  # a policy ends as its printed day begins
    assert str(second) in str(told)
    assert inbox_count(session, manager) == 1


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"kind": ""}, "kind"), ({"title": " "}, "title"), ({"printed": "soon"}, "printed"), ({"amount": "x"}, "amount")],
    ids=["no kind", "no title", "a day that is none", "an amount that is none"],
)
async def test_what_cannot_be_filed_is_told_beside_its_field(
    session: Session, manager: Actor, typed: dict[str, str], field: str
):
    a_policy(session)
    state, proposing = await shown(session, manager)

    await InboxState.submit_paper.fn(state, answers(proposing, **typed))

    assert list(state.errors) == [field]
    assert inbox_count(session, manager) == 1


async def test_what_somebody_set_goes_before_what_is_proposed(session: Session, manager: Actor):
    old, document_id = a_document(session, title="Policy 2026"), a_policy(session, title="Policy 2027")
    set_by_hand(session, manager, document_id, replaces_id=old)

    state, proposing = await shown(session, manager, f"document={document_id}")
    assert (proposing.reference, proposing.reference_why) == ("OWN-1", "Set already")
    assert (proposing.replaces, proposing.replaces_title) == (str(old), "Policy 2026")
    await InboxState.submit_paper.fn(state, whole_form(proposing))

    now, care = details(session, document_id), document_care(session, CONSOLE, document_id=document_id)
    assert (now.kind, now.valid_from, now.valid_through) == (DocumentKind.PERMIT, date(2026, 2, 1), date(2026, 12, 31))
    assert (now.tags, getattr(now.replaces, "document_id", None)) == (("own",), old)
    particulars = (care.reference, care.amount_cents, care.signed_on, care.cancel_by_on, care.auto_renews)
    assert particulars == ("OWN-1", 1_250_50, date(2026, 1, 5), date(2026, 11, 1), True)


async def test_what_a_paper_replaces_is_only_taken_away_when_that_was_chosen(session: Session, manager: Actor):
    old, document_id = a_document(session, title="Policy 2026"), a_policy(session, title="Policy 2027")
    set_replaced(session, manager, document_id=document_id, replaces_id=old, now=NOON)
    trash_document(session, manager, document_id=old, now=NOON)
    state, proposing = await shown(session, manager, f"document={document_id}")
    assert proposing.replaces_title == "As before (in the trash, or not yours to see)"

    await InboxState.submit_paper.fn(state, answers(proposing))
    assert details(session, document_id).replaces_id == old

    chosen = answers(proposing, replaces="", version=str(details(session, document_id).version))
    await InboxState.submit_paper.fn(state, chosen)
    assert details(session, document_id).replaces_id is None


async def test_a_paper_goes_to_the_trash_and_comes_back(session: Session, manager: Actor):
    document_id = a_policy(session)
    state, _ = await shown(session, manager)

    await InboxState.submit_trash.fn(state)
    assert inbox_count(session, manager) == 0

    await InboxState.submit_restore.fn(state)
    assert next_in_inbox(session, manager, document_id=UUID(int=0)) == document_id


async def test_what_comes_in_meanwhile_is_listed_and_what_is_being_written_stays(session: Session, manager: Actor):
    first = a_policy(session)
    session.commit()
    state, _ = await shown(session, manager)
    state.errors = {"title": "Write a title."}
    before = (state.document_id, state.total)
    a_policy(session, "Scan 0002")
    trash_document(session, manager, document_id=first, now=NOON)
    session.commit()

    await load_page_again(state._get_root_state())

    assert before == (str(first), 1)
    assert ([paper.title for paper in state.papers], state.total) == (["Scan 0002"], 1)
    assert (state.document_id, list(state.errors)) == (str(first), ["title"])


async def test_a_search_by_hand_adds_what_the_paper_belongs_to(session: Session, manager: Actor):
    a_policy(session)
    building = a_property(session, name="Birch House")
    _, proposing = await shown(session, manager, "thing=birch")

    await ProposingState.submit_thing.fn(proposing, proposing.more[0].key)

    assert [(line.name, line.sure) for line in proposing.things][-1] == ("Birch House (property)", True)
    assert proposing.things[-1].field == f"link:property:{building.id}"


async def test_papers_of_other_properties_do_not_wait_here(session: Session, manager: Actor):
    mine, other = a_property(session), a_property(session)
    a_document(session, LinkTarget(property_id=other.id), title="Other")
    a_document(session, LinkTarget(property_id=mine.id), title="Mine")
    scoped = Actor(manager.user_id, "Ann", "", Role.MANAGER, manager.permissions, frozenset({mine.id}))

    assert inbox_count(session, scoped) == 1


async def test_who_may_not_change_documents_is_offered_no_form(session: Session):
    a_document(session, LinkTarget(property_id=a_property(session).id))

    state, _ = await shown(session, an_actor(session, Role.MAINTENANCE))

    assert (state.total, state.may_file) == (1, False)
