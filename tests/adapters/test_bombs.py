"""Bombs: files that unpack, repeat or go deeper without end are cut off, said why, and leave nothing behind."""

import tempfile
from pathlib import Path

import psutil
import pytest

from pm_app.adapters.content_type import media_type_of
from pm_app.adapters.limited_text_reader import LimitedTextReader
from pm_app.documents.enums import ReadingOutcome
from pm_app.documents.rules.texts import FileText
from tests.adapters.made_bombs import (
    BILLION_LAUGHS,
    a_pdf_of_many_pages,
    a_tiff_that_turns_in_circles,
    a_workbook_of,
    a_zip_that_lies,
    pdfs_without_end,
    zipped,
)
from tests.adapters.made_files import (
    SENTENCE,
    a_docx,
    a_mail,
    a_pdf,
    a_picture,
    a_png_that_claims,
    hostile_pdf,
    kept,
    paragraph,
    picture_bytes,
    stream,
)

LONGEST_SECONDS = 20
WITHOUT_END = pdfs_without_end()


def living_children() -> set[int]:
    return {one.pid for one in psutil.Process().children() if one.status() != psutil.STATUS_ZOMBIE}


def read(folder: Path, filename: str, content: bytes, *, seconds: int = LONGEST_SECONDS, after: int = 90) -> FileText:
    path = kept(folder, filename, content)
    reader = LimitedTextReader(
        ocr="off", seconds=seconds, seconds_afterwards=after, memory_mb=700, workplace=folder / "work"
    )
    before = living_children()
    text = reader.read(path, filename=filename, media_type=media_type_of(path, filename))
    assert not any((folder / "work").iterdir())
    assert living_children() <= before
    return text


@pytest.mark.parametrize("name", WITHOUT_END)
def test_a_pdf_without_end_is_given_up_or_read_as_far_as_it_goes(tmp_path: Path, name: str) -> None:
    text = read(tmp_path, "endless.pdf", WITHOUT_END[name])

    assert text.outcome is not ReadingOutcome.READ or len(text.pages) <= 2
    assert text.reason or any(SENTENCE in page.text for page in text.pages)


def test_of_a_hundred_thousand_pages_the_first_five_thousand_are_read(tmp_path: Path) -> None:
    text = read(tmp_path, "long.pdf", a_pdf_of_many_pages(100_000), seconds=60)

    assert text.outcome is ReadingOutcome.READ_IN_PART
    assert (len(text.pages), text.page_count) == (5_000, 100_000)
    assert "first 5,000 pages" in text.reason


def test_a_page_as_large_as_a_town_is_drawn_small(tmp_path: Path) -> None:
    vast = a_pdf(SENTENCE).replace(b"[ 0 0 612 792 ]", b"[ 0 0 9e6 9e6 ]")

    text = read(tmp_path, "vast.pdf", vast)

    assert SENTENCE in text.pages[0].text
    assert len(text.thumbnail) < 200_000


def test_a_picture_in_a_pdf_that_claims_to_be_vast_costs_no_more_than_its_page(tmp_path: Path) -> None:
    vast = b"/Type/XObject/Subtype/Image/Width 60000/Height 60000/BitsPerComponent 8/ColorSpace/DeviceRGB"
    page = hostile_pdf(stream(b"q 9 0 0 9 0 0 cm BI /W 60000 /H 60000 /BPC 8 /CS /RGB ID x EI Q", vast))

    text = read(tmp_path, "vast.pdf", page)

    assert SENTENCE in text.pages[0].text


@pytest.mark.parametrize("filename", ["letter.docx", "roll.xlsx"])
def test_a_billion_laughs_stay_unsaid(tmp_path: Path, filename: str) -> None:
    laughing = {
        "letter.docx": a_docx(paragraph("Rent &j;"), head=BILLION_LAUGHS),
        "roll.xlsx": a_workbook_of(
            '<row r="1"><c r="A1" t="inlineStr"><is><t>&j;</t></is></c></row>', head=BILLION_LAUGHS
        ),
    }

    text = read(tmp_path, filename, laughing[filename])

    assert "ha ha ha" not in "".join(page.text for page in text.pages)


@pytest.mark.parametrize("part", ["word/document.xml", "xl/sharedStrings.xml"])
def test_a_zip_that_promises_four_gigabytes_is_not_opened(tmp_path: Path, part: str) -> None:
    bomb = a_zip_that_lies(part, 0xFFFF_FFF0, **{"[Content_Types].xml": "<Types/>"})

    text = read(tmp_path, "bomb.docx", bomb)

    assert (text.outcome, text.pages) == (ReadingOutcome.UNREADABLE, ())
    assert "unpacks to far more" in text.reason


def test_a_zip_that_promises_less_than_it_holds_is_cut_where_it_promised(tmp_path: Path) -> None:
    bomb = a_zip_that_lies("word/document.xml", 10, **{"[Content_Types].xml": "<Types/>"})

    text = read(tmp_path, "bomb.docx", bomb)

    assert (text.outcome, text.pages) == (ReadingOutcome.UNREADABLE, ())


def test_zips_in_zips_are_not_unpacked(tmp_path: Path) -> None:
    nested = b"innermost"
    for _ in range(50):
        nested = zipped(inner=nested)

    text = read(tmp_path, "nested.zip", nested)

    assert text.reason == "This is an archive. Unpack it and file what is inside."


def test_a_sheet_that_claims_every_cell_there_can_be_is_cut_off(tmp_path: Path) -> None:
    corner = "".join(f'<row r="{row}"><c r="XFD{row}"><v>1</v></c></row>' for row in range(1, 1_048_576, 20))

    text = read(tmp_path, "vast.xlsx", a_workbook_of(corner), seconds=6, after=6)

    assert text.outcome is not ReadingOutcome.READ
    assert text.reason


def test_elements_nested_without_end_bring_nobody_down(tmp_path: Path) -> None:
    nested = a_docx("<w:tbl><w:tr><w:tc>" * 50_000 + paragraph("deep"))

    text = read(tmp_path, "deep.docx", nested)

    assert sum(len(page.text) for page in text.pages) < 1_000_000


def test_groups_of_rich_text_nested_without_end_bring_nobody_down(tmp_path: Path) -> None:
    text = read(tmp_path, "deep.rtf", b"{\\rtf1 " + b"{" * 100_000 + SENTENCE.encode())

    assert SENTENCE in text.pages[0].text or text.reason


def test_a_tiff_that_turns_in_circles_ends(tmp_path: Path) -> None:
    text = read(tmp_path, "circle.tif", a_tiff_that_turns_in_circles())

    assert text.page_count <= 2


def test_a_tiff_of_hundreds_of_pages_is_shown_as_far_as_it_may_take(tmp_path: Path) -> None:
    page = a_picture(SENTENCE).resize((30, 40)).convert("1")
    many = picture_bytes(page, "TIFF", *[page] * 300)

    text = read(tmp_path, "many.tif", many, seconds=60)

    assert text.page_count == 301
    assert text.view.startswith(b"%PDF-")


@pytest.mark.parametrize("kind", ["PNG", "GIF", "TIFF"])
def test_a_vast_picture_under_any_name_is_not_unpacked(tmp_path: Path, kind: str) -> None:
    text = read(tmp_path, f"vast.{kind.lower()}", a_png_that_claims(30_000, 30_000))

    assert (text.outcome, text.thumbnail, text.view) == (ReadingOutcome.UNREADABLE, b"", b"")
    assert "150 million pixels" in text.reason


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"<!doctype html><script>alert(1)</script><p>Rent due</p>", "text/html"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><text>Rent due</text></svg>', "image/svg+xml"),
        (b"MZ\x90\x00\x03" + bytes(60), "application/x-msdownload"),
        (b"PK\x05\x06" + bytes(18), "application/zip"),
    ],
)
def test_what_poses_as_a_pdf_is_taken_for_what_it_is(tmp_path: Path, content: bytes, media_type: str) -> None:
    path = kept(tmp_path, "lease.pdf", content)

    assert media_type_of(path, path.name) == media_type
    assert (
        "alert" not in "".join(page.text for page in read(tmp_path, "lease.pdf", content).pages) or "svg" in media_type
    )


def test_nothing_at_all_is_said_to_be_empty(tmp_path: Path) -> None:
    assert read(tmp_path, "lease.pdf", b"").reason == "The file is empty."


def test_a_mail_of_bombs_tells_each_of_them_and_keeps_the_letter(tmp_path: Path) -> None:
    bombs = {
        "endless_pdf": WITHOUT_END["a page list in itself"],
        "vast_png": a_png_that_claims(30_000, 30_000),
        "zip_docx": a_zip_that_lies("word/document.xml", 0xFFFF_FFF0, **{"[Content_Types].xml": "<Types/>"}),
    }

    text = read(tmp_path, "letter.eml", a_mail(SENTENCE, **bombs))

    assert text.outcome is ReadingOutcome.READ_IN_PART
    assert SENTENCE in text.pages[0].text
    assert all(name in text.reason for name in ("endless.pdf", "vast.png", "zip.docx"))


def test_readers_leave_nothing_in_the_temporary_folder_of_the_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, systems = kept(tmp_path, "endless.pdf", WITHOUT_END["a form that draws itself"]), tmp_path / "system"
    systems.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(systems))  # the folder of this test alone: others read meanwhile

    LimitedTextReader(ocr="off", seconds=LONGEST_SECONDS).read(path, filename=path.name, media_type="application/pdf")

    assert list(systems.iterdir()) == []
