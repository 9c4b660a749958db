"""What a search promises: codes, exact words, accents, typing errors, what is in force, counts, who may see what."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from sqlmodel import Session

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.documents.enums import DocumentKind, DocumentState
from pm_app.documents.queries.narrowing import DocumentFilter
from pm_app.documents.queries.search import SearchAnswer, search_documents
from pm_app.documents.rules.naming import LinkTarget
from pm_app.documents.tables.documents import Document
from tests.conftest import NOON
from tests.factories.documents import a_document
from tests.factories.portfolio import a_property

TODAY = date(2026, 1, 15)


def answer(session: Session, actor: Actor, text: str, **more) -> SearchAnswer:
    return search_documents(session, actor, text=text, today=TODAY, **more)


def found(session: Session, actor: Actor, text: str, **more) -> list[UUID]:
    return [hit.document_id for hit in answer(session, actor, text, **more).rows]


@pytest.mark.parametrize(
    "text",
    [
        "GL-44821",
        "gl44821",
        "GL-448",
        "44821",
        "03/14/2025",
        "03-14-2025",
        "$1,250.00",
        "1250",
        "Resume Muller",
        "RÉSUMÉ müller",
        '"resume of muller"',
        "leas",
        "elevator -roof",
        'elevator -"roof leaks"',
        "roof OR elevator",
        'elevator OR "roof leaks"',
    ],
)
def test_what_is_said_is_found_however_it_is_typed(session: Session, manager: Actor, text: str):
    body = "Entry GL-44821 of 03/14/2025: $1,250.00. Résumé of Müller. Leasing of the elevator."
    said = a_document(session, by=manager, title="One", pages=(body,))
    a_document(session, by=manager, title="Two", pages=("Page 14 of 03, year 2025. A roof leaks.",))

    assert said in found(session, manager, text)


@pytest.mark.parametrize(
    "text",
    ["GL-44822", '"elevator leasing"', "elevator -leasing", "leasing -elevator", "-roof"],
)
def test_what_is_not_said_is_not_found(session: Session, manager: Actor, text: str):
    a_document(session, by=manager, title="One", pages=("Entry GL-44821 of 03/14/2025. Leasing of the elevator.",))

    assert found(session, manager, text) == []


def test_the_snippet_shows_a_code_typed_without_what_joins_it(session: Session, manager: Actor):
    a_document(session, by=manager, pages=("Nothing here.", "Entry GL-44821 was posted."))

    (hit,) = answer(session, manager, "gl44821").rows

    assert hit.page == 2
    assert [part.text for part in hit.parts if part.hit] == ["GL-44821"]


def test_a_word_as_it_was_typed_goes_before_another_form_of_it(session: Session, manager: Actor):
    exact = a_document(session, by=manager, pages=("All buildings are insured.",))
    other = a_document(session, by=manager, pages=("The insurance insures the building.",))

    assert found(session, manager, "insured buildings") == [exact, other]
    assert found(session, manager, "insures building") == [other, exact]


def test_title_goes_before_text_and_together_before_apart(session: Session, manager: Actor):
    apart = a_document(session, by=manager, pages=("A boiler. The other day a certificate came.",))
    together = a_document(session, by=manager, pages=("The boiler certificate came.",))
    titled = a_document(session, by=manager, title="Boiler certificate", pages=("Nothing of it.",))

    assert found(session, manager, "boiler certificate") == [titled, together, apart]


def test_what_is_in_force_goes_before_what_it_replaced(session: Session, manager: Actor):
    old = a_document(session, by=manager, title="Boiler permit", pages=("Permit. Boiler permit.",))
    new = a_document(session, by=manager, title="Boiler permit 2", pages=("Renewed.",), replaces_id=old)

    assert found(session, manager, "boiler permit") == [new, old]


@pytest.mark.parametrize(
    ("typed", "corrected"),
    [("elevattor", "elevator"), ("elevator inspecton", "elevator inspection"), ("Müllre", "muller")],
)
def test_a_typing_error_is_forgiven_and_said(session: Session, manager: Actor, typed: str, corrected: str):
    said = a_document(session, by=manager, pages=("Inspection of the elevator by Müller.",))

    told = answer(session, manager, typed)

    assert ([hit.document_id for hit in told.rows], told.corrected) == ([said], corrected)


def test_nothing_is_corrected_where_something_is_found_or_nothing_is_near(session: Session, manager: Actor):
    a_document(session, by=manager, pages=("Inspection of the elevator.",))

    assert answer(session, manager, "elevator").corrected == ""
    assert answer(session, manager, "zzyzx quux").corrected == ""


def test_a_correction_tells_no_word_of_what_may_not_be_seen(session: Session, manager: Actor):
    secret = a_document(session, by=manager, title="One", pages=("Eviction of Castellano.",))
    a_document(session, by=manager, title="Two", pages=("Letter to Castellani.",))
    session.get_one(Document, secret).restricted = True
    session.flush()
    others = replace(manager, user_id=None, permissions=manager.permissions - {Permission.VIEW_SENSITIVE_DOCUMENTS})

    assert answer(session, others, "castelano").corrected != "castellano"
    # As unknown to them as any other word: what is near to it is searched for.
    assert answer(session, others, "castellano").corrected == "castellani"
    assert answer(session, others, "evictoin").corrected == ""
    assert answer(session, manager, "evictoin").corrected == "eviction"


def test_what_may_not_be_seen_is_not_counted(session: Session, manager: Actor):
    secret = a_document(session, by=manager, title="Boiler", kind=DocumentKind.LEASE, tags=("secret",))
    a_document(session, by=manager, title="Boiler", kind=DocumentKind.INVOICE)
    session.get_one(Document, secret).restricted = True
    session.flush()
    others = replace(manager, user_id=None, permissions=manager.permissions - {Permission.VIEW_SENSITIVE_DOCUMENTS})

    told = answer(session, others, "boiler")

    assert told.total == 1
    assert [facet.value for facet in told.facets.kinds] == ["invoice"]
    assert told.facets.tags == ()


def test_found_documents_are_counted_by_what_they_are(session: Session, manager: Actor):
    mine, other = a_property(session, name="Alder Court"), a_property(session, name="Birch House")
    a_document(session, LinkTarget(property_id=mine.id), title="Boiler", kind=DocumentKind.INVOICE, tags=("paid",))
    a_document(session, LinkTarget(property_id=mine.id), title="Boiler", kind=DocumentKind.PERMIT, tags=("paid", "new"))
    both = (LinkTarget(property_id=mine.id), LinkTarget(property_id=other.id))
    a_document(session, *both, title="Boiler", kind=DocumentKind.PERMIT, valid_through=date(2025, 1, 1))
    a_document(session, *both, title="Roof", kind=DocumentKind.PERMIT)

    told = answer(session, manager, "boiler", limit=1)
    scoped = answer(session, replace(manager, property_ids=frozenset({other.id})), "boiler")

    assert (told.total, len(told.rows), told.is_capped) == (3, 1, False)
    assert [(facet.value, facet.count) for facet in told.facets.kinds] == [("permit", 2), ("invoice", 1)]
    assert [(facet.name, facet.count) for facet in told.facets.properties] == [("Alder Court", 3), ("Birch House", 1)]
    assert [(facet.value, facet.count) for facet in told.facets.tags] == [("paid", 2), ("new", 1)]
    assert ("expired", 1) in [(facet.value, facet.count) for facet in told.facets.states]
    assert told.facets.properties[0].value == str(mine.id)
    assert [facet.name for facet in scoped.facets.properties] == ["Birch House"]


def test_what_is_in_the_trash_is_found_only_there_and_again_when_it_is_taken_out(session: Session, manager: Actor):
    document_id = a_document(session, by=manager, title="Boiler permit")
    document = session.get_one(Document, document_id)
    document.trashed_at, document.trashed_by = NOON, "Renee"
    session.flush()

    assert found(session, manager, "boiler") == []
    assert found(session, manager, "boiler", narrowed=DocumentFilter(state=DocumentState.IN_TRASH)) == [document_id]
    document.trashed_at = None
    session.flush()
    assert found(session, manager, "boiler") == [document_id]


def test_a_phrase_is_found_among_many_documents_that_say_its_words_apart(session: Session, manager: Actor):
    for number in range(110):
        a_document(session, by=manager, title=f"Letter {number}", pages=("Deposits are held in security boxes.",))
    said = a_document(session, by=manager, title="Early", pages=("Your security deposit is held.",))
    for number in range(110):
        a_document(session, by=manager, title=f"Later {number}", pages=("Deposits are held in security boxes.",))

    assert found(session, manager, '"security deposit"') == [said]
    assert found(session, manager, 'letter OR "security deposit" -boxes') != []


def test_of_what_everything_says_those_asked_for_are_found(session: Session, manager: Actor):
    here = a_property(session, name="Alder Court")
    wanted = a_document(session, LinkTarget(property_id=here.id), title="Boiler")
    for number in range(20):
        a_document(session, by=manager, title=f"Boiler {number}", kind=DocumentKind.INVOICE)

    assert found(session, manager, "boiler", narrowed=DocumentFilter(property_id=here.id)) == [wanted]
