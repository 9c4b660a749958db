"""How files look: the small picture of the first page, and the pages as a PDF where browsers show nothing."""

import io
import shutil
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from pm_app.adapters.content_type import media_type_of
from pm_app.adapters.limited_text_reader import LimitedTextReader
from pm_app.documents.enums import ReadingOutcome
from pm_app.documents.rules.texts import FileText
from tests.adapters.made_files import (
    SENTENCE,
    a_docx,
    a_mail,
    a_pdf,
    a_picture,
    a_png_that_claims,
    a_workbook,
    kept,
    paragraph,
    picture_bytes,
)
from tests.adapters.made_heic import A_HEIC

needs_converter = pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice (soffice) is not installed")


def look(folder: Path, filename: str, content: bytes) -> FileText:
    path = kept(folder, filename, content)
    reader = LimitedTextReader(ocr="off", workplace=folder / "work")
    return reader.read(path, filename=filename, media_type=media_type_of(path, filename))


def thumbnail(text: FileText) -> Image.Image:
    picture = Image.open(io.BytesIO(text.thumbnail))
    assert picture.format == "WEBP"
    return picture


def pages_of(text: FileText) -> list[tuple[float, float]]:
    return [page.get_size() for page in pypdfium2.PdfDocument(text.view)]


def test_a_pdf_has_a_small_picture_of_its_first_page_and_is_its_own_view(tmp_path: Path) -> None:
    text = look(tmp_path, "letter.pdf", a_pdf(SENTENCE, SENTENCE))

    assert thumbnail(text).width == 300
    assert text.view == b""


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_picture_has_a_smaller_one(tmp_path: Path, kind: str) -> None:
    text = look(tmp_path, f"page.{kind.lower()}", picture_bytes(a_picture(SENTENCE), kind))

    assert thumbnail(text).size == (300, 388)
    assert text.view == b""


def test_every_page_of_a_tiff_is_a_page_of_its_pdf(tmp_path: Path) -> None:
    page = a_picture(SENTENCE)
    fax = picture_bytes(page, "TIFF", page.rotate(90, expand=True), page.convert("1"))

    text = look(tmp_path, "fax.tif", fax)

    sizes = pages_of(text)
    assert [width < height for width, height in sizes] == [True, False, True]
    assert thumbnail(text).size == (300, 388)


def test_a_tiff_of_sixteen_bits_and_one_with_transparency_are_shown_too(tmp_path: Path) -> None:
    deep = look(tmp_path, "deep.tif", picture_bytes(a_picture(SENTENCE).convert("I;16"), "TIFF"))
    clear = look(tmp_path, "clear.tif", picture_bytes(Image.new("RGBA", (300, 400), (0, 0, 0, 0)), "TIFF"))

    assert len(pages_of(deep)) == len(pages_of(clear)) == 1
    assert thumbnail(clear).convert("L").getpixel((100, 100)) == 255


def test_a_bitmap_and_a_photograph_of_a_telephone_become_pdf(tmp_path: Path) -> None:
    for filename, content in (("page.bmp", picture_bytes(a_picture(SENTENCE), "BMP")), ("photo.heic", A_HEIC)):
        text = look(tmp_path, filename, content)

        assert len(pages_of(text)) == 1, filename
        assert thumbnail(text).width == 300


def test_text_and_mails_have_no_picture(tmp_path: Path) -> None:
    for filename, content in (("note.txt", SENTENCE.encode()), ("letter.eml", a_mail(SENTENCE))):
        text = look(tmp_path, filename, content)

        assert (text.thumbnail, text.view) == (b"", b"")


def test_what_cannot_be_drawn_is_read_all_the_same(tmp_path: Path) -> None:
    cut_off = a_pdf(SENTENCE)[:300]

    assert look(tmp_path, "cut.pdf", cut_off).thumbnail == b""
    assert look(tmp_path, "huge.png", a_png_that_claims(30_000, 30_000)).thumbnail == b""


def test_nothing_is_left_where_the_reader_worked(tmp_path: Path) -> None:
    look(tmp_path, "fax.tif", picture_bytes(a_picture(SENTENCE), "TIFF"))

    assert list((tmp_path / "work").iterdir()) == []


@needs_converter
def test_office_files_come_with_their_pages_as_a_pdf(tmp_path: Path) -> None:
    letter = look(tmp_path, "letter.rtf", b"{\\rtf1 " + SENTENCE.encode() + b"}")
    sheet = look(tmp_path, "roll.xlsx", a_workbook(Roll=[["Unit", "Rent"], ["4B", 1250]]))

    page = pypdfium2.PdfDocument(letter.view)[0].get_textpage().get_text_range()
    assert SENTENCE in page
    assert thumbnail(letter).width == thumbnail(sheet).width == 300
    assert "4B" in pypdfium2.PdfDocument(sheet.view)[0].get_textpage().get_text_range()


@needs_converter
def test_an_office_file_that_nobody_can_open_has_no_pages(tmp_path: Path) -> None:
    text = look(tmp_path, "broken.docx", a_docx(paragraph(SENTENCE))[:-200])

    assert text.outcome is ReadingOutcome.UNREADABLE
    assert text.view == b""
