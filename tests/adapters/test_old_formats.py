"""Formats of old programs and of telephones: DOC, XLS, HEIC, and what hostile ones of them do."""

from pathlib import Path

import pytest

from pm_app.adapters.content_type import DOC, XLS, media_type_of
from pm_app.adapters.limited_text_reader import LimitedTextReader
from pm_app.documents.enums import ReadingOutcome
from pm_app.documents.rules.texts import FileText
from tests.adapters.made_files import SENTENCE, kept
from tests.adapters.made_heic import A_HEIC, LINES
from tests.adapters.made_office97 import a_container, a_doc, an_xls


def read(folder: Path, filename: str, content: bytes, media_type: str) -> FileText:
    path = kept(folder, filename, content)
    assert media_type_of(path, filename) == media_type
    return LimitedTextReader().read(path, filename=filename, media_type=media_type)


@pytest.mark.parametrize("pieces", [1, 7])
def test_an_old_word_file_gives_its_text_by_pages(tmp_path: Path, pieces: int) -> None:
    written = f"Lease\r{SENTENCE}\r\x0cUnit\x074B\x07\x07Rent \x13 MERGEFIELD rent \x14$1,250.00\x15 – café"

    text = read(tmp_path, "lease.doc", a_doc(written, pieces=pieces), DOC)

    assert text.outcome is ReadingOutcome.READ
    assert [page.text for page in text.pages] == [f"Lease\n{SENTENCE}", "Unit\t4B\nRent $1,250.00 – café"]


def test_an_old_word_file_under_a_password_says_so(tmp_path: Path) -> None:
    text = read(tmp_path, "lease.doc", a_doc(SENTENCE, flags=0x0300), DOC)

    assert (text.outcome, text.pages) == (ReadingOutcome.UNREADABLE, ())
    assert "password" in text.reason


@pytest.mark.parametrize(
    "table",
    [b"", b"\x02\xff\xff\xff\xff", b"\x01\xff\xff" * 9, b"\x02\x10\x00\x00\x00" + b"\xff" * 16],
    ids=["empty", "endless", "only formatting", "backwards"],
)
def test_a_broken_table_of_pieces_brings_nobody_down(tmp_path: Path, table: bytes) -> None:
    good = a_doc(SENTENCE)
    broken = a_container(**{"1Table": table, "WordDocument": good[512 * 11 :]})

    text = read(tmp_path, "lease.doc", broken, DOC)

    assert SENTENCE not in "".join(page.text for page in text.pages)
    assert text.reason


def test_an_old_excel_file_gives_its_sheets(tmp_path: Path) -> None:
    text = read(tmp_path, "roll.xls", an_xls("Roll", [["Unit", "Rent"], ["4B", 1250.0], ["5C", 0.5]]), XLS)

    assert [page.text for page in text.pages] == ["Roll\nUnit\tRent\n4B\t1250\n5C\t0.5"]


def test_a_broken_excel_file_says_why(tmp_path: Path) -> None:
    text = read(tmp_path, "roll.xls", a_container(Workbook=b"\x09\x08\xff\xff" * 9), XLS)

    assert (text.outcome, text.pages) == (ReadingOutcome.UNREADABLE, ())
    assert text.reason


def test_a_photograph_of_a_telephone_is_read(tmp_path: Path) -> None:
    text = read(tmp_path, "photo.heic", A_HEIC, "image/heic")

    assert [line for line in text.pages[0].text.splitlines() if line] == list(LINES)


def test_a_photograph_that_is_cut_off_says_so(tmp_path: Path) -> None:
    text = read(tmp_path, "photo.heic", A_HEIC[:1500], "image/heic")

    assert (text.outcome, text.pages) == (ReadingOutcome.UNREADABLE, ())
    assert "damaged" in text.reason


def test_the_old_word_file_of_the_samples_is_read(samples: Path) -> None:
    path = samples / "documents" / "legacy_word.doc"

    text = LimitedTextReader().read(path, filename=path.name, media_type=DOC)

    assert text.outcome is ReadingOutcome.READ
    assert len(text.pages[0].text) > 500
