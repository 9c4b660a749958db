"""What a search finds in one document: the pages, the words, and the boxes on pages that are pictures."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session

from pm_app.access.enums import Role
from pm_app.access.rules import CONSOLE, NOBODY, SCHEDULER
from pm_app.documents.actions.reading import record_text
from pm_app.documents.enums import ReadingMethod, ReadingOutcome
from pm_app.documents.queries.hits import FoundPages, page_hits
from pm_app.documents.rules.naming import LinkTarget
from pm_app.documents.rules.placing import stretch_boxes
from pm_app.documents.rules.texts import FileText, PageText, WordBox
from pm_app.kernel.errors import NotAllowed, NotFound
from tests.conftest import NOON, an_actor
from tests.documents.test_editions import a_new_version, edition_of
from tests.factories.documents import a_document
from tests.factories.portfolio import a_property

LINE = (
    WordBox(0, 3, 1_000, 500, 300, 200),
    WordBox(4, 8, 1_400, 510, 500, 200),
    WordBox(9, 14, 2_000, 500, 600, 200),
    WordBox(15, 21, 1_000, 900, 700, 200),
)
BODY = "The roof leaks\nbadly."


def hits(session: Session, document_id: UUID, words: str, **more: int) -> FoundPages:
    return page_hits(session, CONSOLE, document_id=document_id, words=words, **more)


def a_scan(session: Session) -> UUID:
    """A document of two pages, the second read from its picture."""
    document_id = a_document(session)
    pages = (
        PageText(1, "A leaking roof.", ReadingMethod.TEXT_LAYER, 90),
        PageText(2, BODY, ReadingMethod.OCR, 90, LINE),
    )
    text = FileText(ReadingOutcome.READ, "", 2, pages)
    record_text(session, SCHEDULER, document_version_id=edition_of(session, document_id, 0), text=text, now=NOON)
    return document_id


def test_every_form_of_a_word_is_found_and_pictures_say_where(session: Session):
    document_id = a_scan(session)

    first, second = hits(session, document_id, "leak").pages

    assert (first.page, first.words, first.boxes) == (1, ("leaking",), ())
    assert (second.page, second.words) == (2, ("leaks",))
    assert second.boxes == (((2_000, 500, 600, 200),),)


def test_words_that_stand_together_are_one_hit_with_a_box_for_each_line(session: Session):
    document_id = a_scan(session)

    (page,) = hits(session, document_id, '"roof leaks badly"').pages

    assert page.words == ("roof leaks badly",)
    assert page.boxes == (((1_400, 500, 1_200, 210), (1_000, 900, 700, 200)),)


def test_pages_that_say_all_of_it_are_found_before_those_that_say_some(session: Session):
    document_id = a_document(session, pages=("roof", "gutter", "the roof and the gutter", "cellar"))

    assert [page.page for page in hits(session, document_id, "roof gutter").pages] == [3]
    assert [page.page for page in hits(session, document_id, "roof cellar").pages] == [1, 3, 4]
    assert hits(session, document_id, "attic").pages == ()


def test_many_pages_are_told_in_parts(session: Session):
    document_id = a_document(session, pages=("roof",) * 7)

    start = hits(session, document_id, "roof", first=3, limit=2)

    assert ([page.page for page in start.pages], start.next) == ([3, 4], 5)
    end = hits(session, document_id, "roof", first=5, last=6, limit=2)
    assert ([page.page for page in end.pages], end.next) == ([5, 6], None)


def test_an_older_edition_is_looked_through_too(session: Session):
    document_id = a_document(session, pages=("walnut", "door"))
    a_new_version(session, document_id)

    assert hits(session, document_id, "walnut").pages == ()
    assert [page.page for page in hits(session, document_id, "walnut", edition=1).pages] == [1]


@pytest.mark.parametrize("words", ["", "the", "-", '"', "-roof", "x" * 600])
def test_what_cannot_be_searched_for_finds_nothing(session: Session, words: str):
    assert hits(session, a_document(session, pages=("the roof",)), words).pages == ()


def test_what_is_not_this_persons_to_see_says_nothing(session: Session):
    theirs = a_document(session, LinkTarget(property_id=a_property(session).id), pages=("roof",))
    stranger = replace(an_actor(session, Role.MANAGER), property_ids=frozenset({uuid4()}))

    with pytest.raises(NotFound):
        page_hits(session, stranger, document_id=theirs, words="roof")
    with pytest.raises(NotAllowed):
        page_hits(session, NOBODY, document_id=theirs, words="roof")


def test_a_stretch_without_any_word_of_it_has_no_place():
    assert stretch_boxes(LINE, [(3, 4), (90, 95)]) == []
    assert stretch_boxes([], [(0, 3)]) == []


@pytest.mark.parametrize("said", ["called “TENANT”.", "the Tenant’s door", "• Tenant", "Landlord–Tenant", "§Tenant…"])
def test_the_signs_of_print_do_not_hide_a_word(session: Session, said: str):
    document_id = a_document(session, pages=(said, "nothing", "a tenant"))

    found = hits(session, document_id, "tenant").pages

    assert [page.page for page in found] == [1, 3]
    assert found[0].words[0].lower().startswith("tenant")
