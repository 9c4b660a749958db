"""Reading the text of files: every kind we know, page by page, and what is said of those that cannot be read."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from pm_app.adapters.content_type import media_type_of
from pm_app.adapters.limited_text_reader import LimitedTextReader
from pm_app.documents.enums import ReadingMethod, ReadingOutcome
from pm_app.documents.rules.texts import FileText
from tests.adapters.made_files import (
    SENTENCE,
    a_docx,
    a_mail,
    a_pdf,
    a_picture,
    a_scan,
    a_workbook,
    an_odt,
    kept,
    paragraph,
    picture_bytes,
)

Read = Callable[[str, bytes], FileText]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Reads a content under a file name, the kind told by the content."""

    def reading(filename: str, content: bytes) -> FileText:
        path = kept(tmp_path, filename, content)
        return LimitedTextReader().read(path, filename=filename, media_type=media_type_of(path, filename))

    return reading


def test_every_page_of_a_pdf_comes_with_its_text(read: Read) -> None:
    text = read("lease.pdf", a_pdf(SENTENCE, "Second page about parking.", "Third page."))

    assert (text.outcome, text.reason, text.page_count) == (ReadingOutcome.READ, "", 3)
    assert [(page.number, page.method) for page in text.pages] == [
        (number, ReadingMethod.TEXT_LAYER) for number in (1, 2, 3)
    ]
    assert SENTENCE in text.pages[0].text
    assert text.pages[0].quality == 100


def test_a_pdf_of_empty_pages_is_read_and_says_so(read: Read) -> None:
    text = read("blank.pdf", a_pdf("", ""))

    assert (text.outcome, text.reason) == (ReadingOutcome.READ, "The file opens well, but its pages are empty.")
    assert [(page.text, page.method) for page in text.pages] == [("", ReadingMethod.NONE)] * 2


def test_a_scanned_page_between_printed_ones_is_read_by_ocr(read: Read) -> None:
    scan = a_picture(SENTENCE, "Signed in Springfield by both parties.")
    text = read("lease.pdf", a_pdf("Printed page", scan, "Another printed page"))

    assert text.outcome is ReadingOutcome.READ
    assert [page.method for page in text.pages] == [
        ReadingMethod.TEXT_LAYER,
        ReadingMethod.OCR,
        ReadingMethod.TEXT_LAYER,
    ]
    assert SENTENCE in text.pages[1].text


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_scan_that_lies_on_its_side_or_head_is_turned(read: Read, degrees: int) -> None:
    try:
        LimitedTextReader(ocr="tesseract")
    except ValueError:
        pytest.skip("Tesseract's language data is not on this machine, and only Tesseract knows how a page lies")
    text = read("scan.pdf", a_scan(a_picture(*[f"{number} {SENTENCE}" for number in range(9)], turned=degrees)))

    assert text.pages[0].text.count("tenant shall pay the rent") == 9


def test_scans_say_that_ocr_is_off_when_it_is(tmp_path: Path) -> None:
    path = kept(tmp_path, "scan.pdf", a_scan(a_picture(SENTENCE)))

    text = LimitedTextReader(ocr="off").read(path, filename="scan.pdf", media_type="application/pdf")

    assert (text.outcome, text.page_count) == (ReadingOutcome.UNREADABLE, 1)
    assert "switched off" in text.reason


def test_rapidocr_reads_where_tesseract_is_not_wanted(tmp_path: Path) -> None:
    path = kept(tmp_path, "slip.png", picture_bytes(a_picture(SENTENCE).crop((0, 0, 1275, 300)), "PNG"))

    text = LimitedTextReader(ocr="rapidocr").read(path, filename="slip.png", media_type="image/png")

    assert SENTENCE in text.pages[0].text


def test_an_engine_that_is_not_there_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="language data"):
        LimitedTextReader(ocr="tesseract", tessdata=tmp_path)
    with pytest.raises(ValueError, match="auto, tesseract, rapidocr or off"):
        LimitedTextReader(ocr="guess")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP"])
def test_pictures_are_read_by_ocr(read: Read, kind: str) -> None:
    text = read(f"photo.{kind.lower()}", picture_bytes(a_picture(SENTENCE), kind))

    assert [page.method for page in text.pages] == [ReadingMethod.OCR]
    assert SENTENCE in text.pages[0].text


def test_every_page_of_a_tiff_is_read(read: Read) -> None:
    text = read("fax.tif", picture_bytes(a_picture(SENTENCE), "TIFF", a_picture("Page two of the fax")))

    assert text.page_count == 2
    assert SENTENCE in text.pages[0].text
    assert "Page two of the fax" in text.pages[1].text


def test_a_word_file_gives_all_its_text_in_pages(read: Read) -> None:
    note = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    box = "<w:r><w:pict><w:txbxContent>" + paragraph("In a text box") + "</w:txbxContent></w:pict></w:r>"
    cells = f"<w:tbl><w:tr><w:tc>{paragraph('Unit')}</w:tc><w:tc>{paragraph('4B')}</w:tc></w:tr></w:tbl>"
    body = (
        paragraph(SENTENCE)
        + cells
        + f"<w:p>{note}{box}<w:del><w:r><w:delText>Struck out</w:delText></w:r></w:del></w:p>"
        "<w:p><w:r><w:lastRenderedPageBreak/><w:t>On the second page</w:t></w:r></w:p>"
    )
    text = read(
        "lease.docx",
        a_docx(
            body,
            header1=paragraph("Lease of 12 Main Street"),
            footer1=paragraph("Initials"),
            footnotes=f'<w:footnote w:id="2">{paragraph("See the addendum")}</w:footnote>',
            comments=f'<w:comment w:id="7" w:author="Ada">{paragraph("Ask the owner")}</w:comment>',
        ),
    )

    first, second = (page.text for page in text.pages)
    assert [part for part in (SENTENCE, "Unit", "4B", "In a text box", "See the addendum") if part not in first] == []
    assert first.startswith("Lease of 12 Main Street")
    assert [
        part for part in ("On the second page", "Initials", "Comment by Ada: Ask the owner") if part not in second
    ] == []
    assert "Struck out" not in first + second


def test_a_word_file_without_page_breaks_is_cut_after_paragraphs(read: Read) -> None:
    text = read("long.docx", a_docx("".join(paragraph(f"{number}. {SENTENCE}") for number in range(200))))

    assert text.page_count > 3
    assert all(page.text.endswith("month.") and len(page.text) < 4_500 for page in text.pages)
    assert sum(page.text.count(SENTENCE) for page in text.pages) == 200


def test_a_workbook_has_one_page_per_sheet(read: Read) -> None:
    text = read("roll.xlsx", a_workbook(Rents=[["Unit", "Rent"], ["4B", 1250]], Notes=[[SENTENCE]]))

    assert [page.text for page in text.pages] == ["Rents\nUnit\tRent\n4B\t1250", f"Notes\n{SENTENCE}"]


def test_an_opendocument_text_is_read_in_its_pages(read: Read) -> None:
    text = read("letter.odt", an_odt(SENTENCE, "Before the break\fafter it"))

    assert [page.text for page in text.pages] == [f"{SENTENCE}\nBefore the break", "after it"]


def test_rich_text_is_read_without_its_marks(read: Read) -> None:
    text = read("note.rtf", rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}\f0 The caf\'e9 on the {\b ground} floor.\par}")

    assert text.pages[0].text == "The café on the ground floor."


def test_a_mail_is_read_with_its_attachments(read: Read) -> None:
    text = read("keys.eml", a_mail("They are at the desk.", lease_pdf=a_pdf("Attached lease"), list_txt=b"brass key"))

    assert [
        part
        for part in ("Keys for unit 4B", "ada@example.com", "They are at the desk.")
        if part not in text.pages[0].text
    ] == []
    assert [page.text for page in text.pages[1:]] == ["lease.pdf\nAttached lease", "list.txt\nbrass key"]


def test_a_broken_attachment_costs_only_itself(read: Read) -> None:
    text = read("keys.eml", a_mail("Hello.", broken_pdf=b"%PDF-1.7 nothing", list_txt=b"brass key"))

    assert text.outcome is ReadingOutcome.READ_IN_PART
    assert "broken.pdf" in text.reason
    assert text.pages[-1].text == "list.txt\nbrass key"


def test_a_web_page_is_read_as_it_is_seen(read: Read) -> None:
    head = b"<html><head><title>Rules</title><style>p{}</style></head>"
    text = read("rules.html", head + b"<body><p>No <b>pets</b>.</p><script>x()</script></body>")

    assert text.pages[0].text == "Rules\nNo pets."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_plain_text_is_read_in_the_encodings_offices_use(read: Read, encoding: str) -> None:
    assert read("note.txt", "Müller’s café: €5".encode(encoding)).pages[0].text == "Müller’s café: €5"


def test_long_text_is_cut_at_form_feeds_and_line_ends(read: Read) -> None:
    text = read("lease.txt", ("First page\f" + f"{SENTENCE}\n" * 100).encode())

    assert text.pages[0].text == "First page"
    assert text.page_count == 3
    assert all(page.text.endswith("month.") for page in text.pages[1:])


def test_what_cannot_be_stored_is_left_out_of_a_text(read: Read) -> None:
    odd = "exam\x02ple, soft\u00adly bro\ufffeken, a\u00a0bell\x07 and an of\ufb01ce".encode()

    assert read("note.txt", odd).pages[0].text == "example, softly broken, a bell and an office"


@pytest.mark.parametrize(
    ("filename", "content", "said"),
    [
        ("nothing.pdf", b"", "The file is empty."),
        ("locked.pdf", a_pdf(SENTENCE, password="secret"), "protected with a password"),
        ("invalid.pdf", b"%PDF-1.3\nnothing of a PDF\n%%EOF\n", "damaged"),
        ("cut.docx", a_docx(paragraph(SENTENCE) * 50)[:300], "damaged"),
        ("cut.png", picture_bytes(a_picture(SENTENCE), "PNG")[:40], "damaged"),
        ("all.zip", b"PK\x05\x06" + bytes(18), "archive"),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "not read"),
        ("noise.bin", bytes(range(256)) * 8, "not read"),
        ("setup.pdf", b"MZ\x90\x00" + bytes(500), "a program"),
    ],
)
def test_what_cannot_be_read_says_why(read: Read, filename: str, content: bytes, said: str) -> None:
    text = read(filename, content)

    assert text.outcome is ReadingOutcome.UNREADABLE
    assert said in text.reason
    assert text.pages == ()


def test_a_pdf_that_was_cut_off_keeps_the_pages_it_still_has(read: Read) -> None:
    whole = a_pdf(*[f"Page {number}: {SENTENCE}" for number in range(1, 10)])

    text = read("cut.pdf", whole[: whole.index(b"Page 6")])

    assert text.outcome is ReadingOutcome.READ_IN_PART
    assert "cut off" in text.reason
    assert "Page 3" in " ".join(page.text for page in text.pages)


def test_a_file_is_what_it_holds_whatever_its_name_says(read: Read) -> None:
    assert read("contract.pdf", b"Only a note in plain text.").pages[0].text == "Only a note in plain text."
    assert SENTENCE in read("picture.png", a_pdf(SENTENCE)).pages[0].text


def test_real_files_are_read_with_their_sentences_on_the_right_page(samples: Path) -> None:
    known = {
        ("contract_cuad_01.pdf", 10): "18. Limitations of Liability. EXCEPT AS PROVIDED IN PARAGRAPH 15",
        (
            "contract_cuad_04.pdf",
            10,
        ): "The Distributor undertakes to maintain appropriate, up-to-date and accurate records",
        ("lease_commercial_novavax_rickman_1995.txt", 1): "Rickman",
        ("scotland_model_tenancy_agreement.docx", 12): "deposit scheme within 30 working days of the start date",
        ("w9_fw9_1.pdf", 1): "Taxpayer Identification Number",
        ("email_with_attachment_outlook.msg", 2): "test.txt",
        ("image_page.webp", 1): "Docling bundles PDF document conversion",
    }
    for (filename, number), sentence in known.items():
        path = samples / "documents" / filename
        text = LimitedTextReader().read(path, filename=filename, media_type=media_type_of(path, filename))

        assert sentence in text.pages[number - 1].text, filename


@pytest.mark.parametrize("name", ["scan_of_contract_cuad_01", "scan_of_offer_to_lease"])
def test_real_scans_give_most_of_their_words(samples: Path, name: str) -> None:
    path = samples / "documents" / f"{name}.pdf"
    truth = Counter((samples / "documents" / f"{name}.truth.txt").read_text().lower().split())

    text = LimitedTextReader().read(path, filename=path.name, media_type="application/pdf")

    seen = Counter(" ".join(page.text for page in text.pages).lower().split())
    assert (truth & seen).total() / truth.total() > 0.8
    assert {page.method for page in text.pages} == {ReadingMethod.OCR}
