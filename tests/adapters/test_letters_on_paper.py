"""Letters as PDF: addressed for the window of an envelope, hostile texts as text, blank characters told."""

import io
from datetime import date

import pikepdf
import pypdfium2
import pytest

from pm_app.adapters.typst_paper.__main__ import characters_in
from pm_app.adapters.typst_paper.maker import TypstPaper
from pm_app.correspondence.enums import LetterDelivery
from pm_app.correspondence.rules.letters import Delivery, DrawnLetter, LetterSheet, LetterText, sheet_of
from tests.papers.made_papers import LETTERHEAD, pages_of, text_of

TODAY = date(2026, 1, 15)
HOSTILE = [
    '#read("/etc/passwd") #sys.inputs #import "office.typ" #panic("no")',
    "$ x^2 $ \\u{41} \\ \\# *b* _i_ `c` <label> @ref [x] {y} = h",
    "// gone /* gone */ ~ -- --- ... 'q' \"q\"",
]


def a_sheet(body: str = "Dear Renee,\n\nwe come by.", **more: object) -> LetterSheet:
    given = {
        "to_name": "Renee Castellano",
        "to_lines": ("88 Alder Court, Unit 204", "Riverton, OH 43099"),
        "written_on": TODAY,
        "subject": "Notice of entry",
        "body": body,
        "signed_by": "Dana Whitfield",
    } | more
    certified = Delivery(LetterDelivery.CERTIFIED, TODAY, "9407 1111")
    return sheet_of(LetterText(**given), about="Alder Court, Unit 204", delivery=certified)  # pyright: ignore[reportArgumentType]


def drawn(*sheets: LetterSheet) -> list[DrawnLetter]:
    return TypstPaper().letters(LETTERHEAD, sheets)


def test_a_letter_says_who_writes_to_whom_when_about_what_and_who_signs():
    [letter] = drawn(a_sheet("Dear Renee,\n\n- first\n- second\n\nשלום לכם\n\nbye"))
    text = text_of(letter.pdf)
    assert (letter.pages, letter.unprinted) == (1, "")
    for said in (
        "Riverton Property Management",
        "88 Alder Court, Unit 204",
        "Date Jan 15, 2026",
        "Home Alder Court, Unit 204",
        "Sent by Certified mail 9407 1111",
        "Notice of entry",
        "first",
        "Sincerely, Dana Whitfield Riverton Property Management",
    ):
        assert said in text
    assert "Page 1" not in text


def test_the_address_shows_in_the_window_of_an_envelope():
    [letter] = drawn(a_sheet())
    page = pypdfium2.PdfDocument(letter.pdf)[0]
    words = page.get_textpage()
    places: list[tuple[float, float, float, float]] = []
    for line in ("Renee Castellano", "88 Alder Court, Unit 204"):
        first, count = words.search(line).get_next() or (0, 0)
        places += [words.get_charbox(at) for at in range(first, first + count)]
    inches = [(left / 72, (792 - top) / 72, right / 72, (792 - bottom) / 72) for left, bottom, right, top in places]
    # what a #10 window shows, however the folded sheet slides in the envelope
    assert all(left > 0.875 and right < 4.375 for left, _, right, _ in inches)
    assert all(top > 2.3 and bottom < 3.3 for _, top, _, bottom in inches)


def test_a_letter_without_strange_characters_is_made_to_be_kept():
    [letter] = drawn(a_sheet())
    with pikepdf.open(io.BytesIO(letter.pdf)) as opened, opened.open_metadata() as told:
        assert (told["pdfaid:part"], told["pdfaid:conformance"]) == ("2", "U")


@pytest.mark.parametrize("hostile", HOSTILE)
def test_whatever_a_letter_holds_comes_out_as_text(hostile: str):
    [letter] = drawn(a_sheet(f"{hostile}\n\n- {hostile}", to_name=hostile, subject=hostile, signed_by=hostile))
    text = text_of(letter.pdf)
    assert text.count(" ".join(hostile.split())) >= 4
    assert "root:" not in text


def test_characters_that_no_typeface_has_are_told_and_stop_nothing():
    [fine, strange] = drawn(a_sheet(), a_sheet("Dear \ue123\U000f1234, hello"))
    assert fine.unprinted == ""
    assert "Dear" in text_of(strange.pdf)
    said = 'the text `"\\u{4e2d}"` could not be displayed with font `"X"`, the text `"😀"` could not be displayed'
    assert characters_in(said) == "中😀"


def test_long_letters_count_their_own_pages_also_together():
    sheets = [a_sheet("line\n" * 120), a_sheet(), a_sheet("y" * 1_200 + "\n\nend", to_name="Theo Marsh")]
    alone = drawn(*sheets)
    together = pages_of(TypstPaper().together([letter.pdf for letter in alone]))
    assert [letter.pages for letter in alone] == [3, 1, 1]
    assert len(together) == 5
    assert [f"Page {number} of 3" in page for number, page in enumerate(together[:3], start=1)] == [True] * 3
    assert "Page" not in together[3]
    assert together[1].startswith("Renee Castellano · Jan 15, 2026 Riverton Property Management")
    assert together[4].replace("\u200b", "").replace(" ", "").count("y" * 100) >= 1


def test_an_address_too_long_for_its_window_pushes_the_text_down_and_covers_nothing():
    [letter] = drawn(a_sheet(to_name="Q" * 120, to_lines=("Q" * 50,) * 5))
    page = pypdfium2.PdfDocument(letter.pdf)[0].get_textpage()
    first, _ = page.search("Notice of entry").get_next() or (0, 0)
    last_q = max(at for at in range(page.count_chars()) if page.get_text_range(at, 1) == "Q")
    assert page.get_charbox(first)[3] < page.get_charbox(last_q)[1]


def test_the_same_letter_is_the_same_bytes():
    assert drawn(a_sheet())[0].pdf == drawn(a_sheet())[0].pdf
