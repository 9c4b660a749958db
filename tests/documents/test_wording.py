"""What is typed into the search becomes a search, and hits are found again in the text."""

import pytest

from pm_app.documents.queries.wording import (
    TextPart,
    amounts_asked,
    asked_for,
    parted,
    passages,
    searchable,
    snippet,
    spaced,
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("LP-2024-0031", "LP 2024 0031"),
        ("$1,250.00", "$1250"),
        ("1,250", "1250"),
        ("12,34", "12,34"),
        ("1,234,567.89", "1234567.89"),
        ("11/20/2026", "11 20 2026"),
        ("the premises.The tenant", "the premises The tenant"),
        ("3.5 rooms", "3.5 rooms"),
        ("jo@example.com", "jo example com"),
        ("<<TenantName>>", "  TenantName  "),
    ],
)
def test_codes_and_amounts_come_apart_the_same_way_everywhere(text: str, words: str):
    assert searchable(text) == words


def test_blanks_for_joints_leave_every_place_where_it_was():
    text = "LP-2024/0031 a.b <x>"

    assert len(spaced(text)) == len(text)


@pytest.mark.parametrize(
    ("typed", "every", "head", "prefix"),
    [
        ("security deposit", "security deposit", "security", "deposit"),
        ('"security deposit"', '"security deposit"', "", ""),
        ('"security deposit', '"security deposit"', "", ""),
        ("lessee or assignee", "lessee assignee", "lessee", "assignee"),
        ("roof OR boiler", "roof OR boiler", "roof OR", "boiler"),
        ("roof -boiler", "roof -boiler", "", ""),
        ("at -5 degrees", "at 5 degrees", "at 5", "degrees"),
        ("Landlord - Tenant", "Landlord Tenant", "Landlord", "Tenant"),
        ("LP-2024-0031", '"LP 2024 0031"', "", ""),
        ("('Landlord')", "('Landlord')", "", ""),
        ("a", "a", "", ""),
        ("", "", "", ""),
        ("\x00\ud800 \x1f", "", "", ""),
        ("'\";--%_\\", "", "", ""),
    ],
)
def test_a_search_is_put_into_the_words_of_the_database(typed: str, every: str, head: str, prefix: str):
    asked = asked_for(typed)

    assert (asked.every, asked.head, asked.prefix) == (every, head, prefix)


def test_a_search_that_was_cut_does_not_ask_for_half_a_word():
    asked = asked_for("premises " * 30)

    assert set(asked.every.split()) == {"premises"}


def test_amounts_are_found_however_they_are_written():
    body = "Rent of $1,250.00, formerly 1250.00, not 12,500."

    assert [body[a:b] for a, b in amounts_asked("$1250", body)] == ["1,250.00", "1250.00"]


def test_a_whole_sentence_is_one_passage_and_its_words_elsewhere_are_left_alone():
    body = "The tenant pays. Here the tenant shall keep the premises in good repair. The tenant keeps quiet."
    words = ("tenant", "keep", "premises", "good", "repair")
    spans = [(i, i + len(w)) for w in words for i in range(len(body)) if body.startswith(w, i)]

    (found,) = passages(body, spans, "the tenant shall keep the premises in good repair", words)

    assert body[found[0] : found[1]] == "tenant shall keep the premises in good repair"


def test_a_single_word_is_no_passage():
    assert passages("roof and roof", [(0, 4), (9, 13)], "roof", ["roof"]) == []


def test_a_passage_that_stands_twice_is_found_twice():
    body = "good repair, bad repair, good repair"
    spans = [(0, 4), (5, 11), (17, 23), (25, 29), (30, 36)]

    assert passages(body, spans, "good repair", ["good", "repair"]) == [(0, 11), (25, 36)]


def test_a_few_words_of_a_sentence_are_no_passage():
    body = "the tenant shall pay"

    assert (
        passages(
            body,
            [(4, 10), (11, 16)],
            "tenant shall keep premises repaired",
            ["tenant", "shall", "keep", "premis", "repair"],
        )
        == []
    )


def test_parts_together_are_the_whole_text():
    assert parted("a roof leaks", [(2, 6)]) == (
        TextPart("a ", False),
        TextPart("roof", True),
        TextPart(" leaks", False),
    )


def test_a_snippet_shows_the_stretch_with_most_hits_on_one_line():
    body = "x " * 300 + "the boiler\ncertificate expires " + "y " * 300
    first = body.index("boiler")
    spans = [(first, first + 6), (first + 7, first + 18)]

    parts = snippet(body, spans)

    assert [part.text for part in parts if part.hit] == ["boiler", "certificate"]
    assert "\n" not in "".join(part.text for part in parts)
    assert parts[0].text == "… "
    assert parts[-1].text == " …"


def test_a_text_without_hits_is_shown_from_its_beginning():
    assert snippet("Short text", []) == (TextPart("Short text", False),)
