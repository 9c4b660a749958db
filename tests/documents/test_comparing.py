"""What a newer edition says otherwise than an older one."""

from sqlmodel import Session

from pm_app.access.rules import CONSOLE, SCHEDULER
from pm_app.documents.actions.reading import record_text
from pm_app.documents.queries.comparing import compared_editions
from pm_app.documents.rules.comparing import MOST_WORDS, Change, changes, compared
from tests.conftest import NOON
from tests.documents.test_editions import a_new_version
from tests.factories.documents import a_document
from tests.fakes import read_text


def told(before: str, after: str) -> list[tuple[str, str]]:
    return [(one.text.strip(), one.change.value) for one in changes(before, after)]


def test_the_words_that_changed_are_told_in_the_order_of_reading():
    assert told("The rent is $1,200 a month.", "The rent is $1,250 a month, due early.") == [
        ("The rent is", "same"),
        ("$1,200", "removed"),
        ("$1,250", "added"),
        ("a", "same"),
        ("month.", "removed"),
        ("month, due early.", "added"),
    ]


def test_other_breaks_are_no_change():
    assert {one.change for one in changes("one two\nthree", "one\ntwo   three")} == {Change.SAME}
    (page,) = compared({1: "one two\nthree"}, {1: "one\ntwo three"})
    assert page.is_same
    assert page.stretches == ()


def test_a_page_put_in_between_does_not_change_the_pages_after_it():
    pages = compared({1: "first", 2: "second", 3: "third"}, {1: "first", 2: "a rider", 3: "second", 4: "third words"})

    assert [(page.older, page.newer, page.added, page.removed) for page in pages] == [
        (1, 1, 0, 0),
        (None, 2, 2, 0),
        (2, 3, 0, 0),
        (3, 4, 1, 0),
    ]


def test_a_page_that_is_gone_is_told_as_removed():
    (kept, gone) = compared({1: "first", 2: "second page"}, {1: "first"})

    assert kept.is_same
    assert (gone.older, gone.newer, gone.added, gone.removed) == (2, None, 0, 2)


def test_a_page_too_long_to_compare_is_told_as_a_whole():
    before, after = "word " * (MOST_WORDS + 1), "word"

    assert [one.change for one in changes(before, after)] == [Change.REMOVED, Change.ADDED]


def test_only_so_many_words_are_compared_and_later_pages_are_told_as_a_whole():
    page = " ".join(f"word{number}" for number in range(MOST_WORDS - 1))
    older = {number: f"{page} old{number}" for number in range(1, 9)}
    newer = {number: f"{page} new{number}" for number in older}

    pages = compared(older, newer)

    assert [page.added for page in pages[:4]] == [1] * 4
    assert [page.added for page in pages[-2:]] == [MOST_WORDS] * 2
    assert [one.change for one in pages[-1].stretches] == [Change.REMOVED, Change.ADDED]


def test_two_editions_of_a_document_are_compared(session: Session):
    document_id = a_document(session, pages=("rent 1200", "same"))
    newer = a_new_version(session, document_id)

    waiting = compared_editions(session, CONSOLE, document_id=document_id, older=1, newer=2)
    record_text(session, SCHEDULER, document_version_id=newer, text=read_text("rent 1250", "same"), now=NOON)
    done = compared_editions(session, CONSOLE, document_id=document_id, older=1, newer=2)

    assert (waiting.unread, waiting.pages) == (True, ())
    assert [(page.added, page.removed) for page in done.pages] == [(1, 1), (0, 0)]
