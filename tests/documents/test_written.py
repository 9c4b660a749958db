"""Amounts, codes and days are found as they are written: first without quotes, alone in quotes, and marked."""

from datetime import date
from uuid import UUID

import pytest
from sqlmodel import Session

from pm_app.access.rules import Actor
from pm_app.documents.queries.hits import page_hits
from pm_app.documents.queries.search import search_documents
from pm_app.documents.queries.written import tokens_in, written_in
from tests.factories.documents import a_document

TODAY = date(2026, 1, 15)
WRITTEN = (
    ("$1,250.00", "Rent of $1,250.00 a month.", "Suite 1250, 1250 Main Street, 1250 units, 1,250 feet, 1250.00 net."),
    ("1,250.00", "Rent of $1,250.00 a month.", "Suite 1250, 1250 Main Street, 1250 units, 1250.00 net."),
    ("GL-44821", "Posted to GL-44821 in May.", "Posted to gl44821. GL/44821. GL44821."),
    ("03/14/2025", "Signed on 03/14/2025 by all.", "Signed on 03-14-2025. 03-14-2025. 03-14-2025."),
)


def found(session: Session, actor: Actor, text: str) -> list[UUID]:
    return [hit.document_id for hit in search_documents(session, actor, text=text, today=TODAY).rows]


@pytest.mark.parametrize(("text", "so", "otherwise"), WRITTEN)
def test_what_is_written_so_comes_first_and_alone_in_quotes(
    session: Session, manager: Actor, text: str, so: str, otherwise: str
):
    exact = a_document(session, by=manager, title="One", pages=("Nothing here.", f"1250 44821. {so}"))
    other = a_document(session, by=manager, title="Suite 1250, GL44821, 03-14-2025", pages=(otherwise,))

    assert found(session, manager, text) == [exact, other]
    assert found(session, manager, f'"{text}"') == [exact]
    (hit,) = search_documents(session, manager, text=f'"{text}"', today=TODAY).rows
    assert (hit.page, [part.text for part in hit.parts if part.hit]) == (2, [text])
    (page,) = page_hits(session, manager, document_id=exact, words=f'"{text}"').pages
    assert (page.page, page.words) == (2, (text,))


def test_beside_a_number_other_words_are_right_in_any_form(session: Session, manager: Actor):
    exact = a_document(session, by=manager, title="One", pages=("Rents are $1,250.00 each.",))
    other = a_document(session, by=manager, title="Two", pages=("The rent is 1250. Rent 1250. Rent 1250.",))

    assert found(session, manager, "rent $1,250.00") == [exact, other]
    assert found(session, manager, '"rents are $1,250.00"') == [exact]
    assert found(session, manager, '"rent for May $1,250.00"') == []


def test_a_bare_number_is_found_in_every_way_to_write_it(session: Session, manager: Actor):
    ways = [a_document(session, by=manager, pages=(f"Paid {way} then.",)) for way in ("1250", "$1,250.00", "1,250")]

    assert sorted(found(session, manager, "1250")) == sorted(ways)


def test_a_number_of_the_title_and_of_the_reference_is_found_as_written(session: Session, manager: Actor):
    titled = a_document(session, by=manager, title="Invoice INV-2024/17 of $88.10")

    assert found(session, manager, '"INV-2024/17"') == [titled]
    assert found(session, manager, '"$88.10"') == [titled]
    assert found(session, manager, '"INV-2024-17"') == []


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Rent of $1,250.00, due.", ["$1,250.00"]),
        ("1,250,000.50 or 12,50", ["1,250,000.50"]),
        ("$1250 and 1250", ["$1250"]),
        ("version 1.2.3 of 5.5%", []),
        ("Policy CPP-1002345-06.", ["cpp-1002345-06"]),
        ("move-in and/or move-out", []),
        ("İ 03/14/2025", ["03/14/2025"]),
        ("x" * 50 + "-1", []),
    ],
)
def test_what_is_written_with_signs_is_told_from_words(text: str, tokens: list[str]):
    assert [token for token, _, _ in tokens_in(text)] == tokens
    assert [text.lower()[first:last] if text.isascii() else token for token, first, last in tokens_in(text)] == tokens


def test_an_amount_with_its_sign_is_the_amount_as_well():
    assert written_in("$1,250.00") == ["qzzs1zc250zd00", "qz1zc250zd00"]
    assert written_in("$1250") == ["qzzs1250"]
    assert written_in("É-12") == ["qzezh12"]
