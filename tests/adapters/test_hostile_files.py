"""Files made to do harm, and readers that do not come back: cut at the limit, said why, what was read is kept."""

import json
import sys
import time
from pathlib import Path

import psutil
import pytest

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
    a_scan,
    blanks_deflated,
    hostile_pdf,
    kept,
    paragraph,
    stream,
)

ONE_PAGE = json.dumps({"number": 1, "text": "What was read", "method": "text layer", "quality": 100})


def outcome_of(path: Path, reader: LimitedTextReader) -> FileText:
    return reader.read(path, filename=path.name, media_type=media_type_of(path, path.name))


def a_reader_that(does: str, *, seconds: int = 60) -> LimitedTextReader:
    """A reader whose child runs these lines of Python instead of reading."""
    return LimitedTextReader(seconds=seconds, program=(sys.executable, "-c", does))


def test_a_pdf_that_unpacks_to_a_gigabyte_keeps_its_harmless_page(tmp_path: Path) -> None:
    bomb = hostile_pdf(stream(blanks_deflated(1024), b"/Filter/FlateDecode"))

    text = outcome_of(kept(tmp_path, "bomb.pdf", bomb), LimitedTextReader(ocr="off", memory_mb=700))

    assert text.outcome is ReadingOutcome.READ_IN_PART
    assert text.reason
    assert SENTENCE in text.pages[0].text


@pytest.mark.parametrize("repeated", [b"<w:p/>", b"<w:p><w:r><w:t>rent</w:t></w:r></w:p>"])
def test_a_word_file_that_unpacks_to_half_a_gigabyte_is_not_opened(tmp_path: Path, repeated: bytes) -> None:
    bomb = a_docx((repeated * (2**20 // len(repeated))).decode() * 30)

    text = outcome_of(kept(tmp_path, "bomb.docx", bomb), LimitedTextReader())

    assert text.outcome is ReadingOutcome.UNREADABLE
    assert "unpacks to far more" in text.reason


@pytest.mark.parametrize("entity", ['SYSTEM "file:///etc/passwd"', '"root:x:0:0"'])
def test_entities_of_a_word_file_are_not_filled_in(tmp_path: Path, entity: str) -> None:
    tricked = a_docx(paragraph("Before &amp; &e;"), head=f"<!DOCTYPE d [<!ENTITY e {entity}>]>")

    text = outcome_of(kept(tmp_path, "tricked.docx", tricked), LimitedTextReader())

    assert "root:" not in "".join(page.text for page in text.pages)


def test_a_picture_of_nine_hundred_million_pixels_is_not_unpacked(tmp_path: Path) -> None:
    text = outcome_of(kept(tmp_path, "huge.png", a_png_that_claims(30_000, 30_000)), LimitedTextReader())

    assert (text.outcome, "150 million pixels" in text.reason) == (ReadingOutcome.UNREADABLE, True)


def test_mails_within_mails_are_followed_three_deep(tmp_path: Path) -> None:
    mail = a_mail("innermost")
    for depth in range(6):
        mail = a_mail(f"wrapped {depth}", inner_eml=mail)

    text = outcome_of(kept(tmp_path, "nest.eml", mail), LimitedTextReader())

    assert (text.outcome, text.page_count) == (ReadingOutcome.READ_IN_PART, 4)


def test_pages_beyond_the_limit_are_left_unread_and_said(tmp_path: Path) -> None:
    path = kept(tmp_path, "long.pdf", a_pdf(*[SENTENCE] * 9))

    text = outcome_of(path, LimitedTextReader(max_pages=4))

    assert (text.outcome, text.page_count, len(text.pages)) == (ReadingOutcome.READ_IN_PART, 9, 4)
    assert "first 4 pages" in text.reason


def test_scans_beyond_the_time_are_left_unread_but_printed_pages_are_kept(tmp_path: Path) -> None:
    path = kept(tmp_path, "scan.pdf", a_scan(*[a_picture(SENTENCE)] * 4))

    text = outcome_of(path, LimitedTextReader(seconds=8))

    assert text.outcome is ReadingOutcome.UNREADABLE
    assert "scanned pages were not read" in text.reason


def test_a_reading_without_end_is_stopped(tmp_path: Path) -> None:
    nested = b"<html><body>" + b"<div>" * 200_000 + b"deep"

    text = outcome_of(kept(tmp_path, "deep.html", nested), LimitedTextReader(seconds=2))

    assert (text.outcome, text.pages) == (ReadingOutcome.UNREADABLE, ())
    assert text.reason == "Reading took longer than 2 seconds and was stopped."


def test_what_was_read_before_an_endless_loop_is_kept(tmp_path: Path) -> None:
    loops = a_reader_that(
        f"print('''{{\"expected\": 3}}\\n{ONE_PAGE}''', flush=True)\nimport time\ntime.sleep(600)", seconds=6
    )

    text = outcome_of(kept(tmp_path, "note.txt", b"x"), loops)

    assert (text.outcome, text.page_count) == (ReadingOutcome.READ_IN_PART, 3)
    assert text.reason == "Reading took longer than 6 seconds and was stopped. 1 of 3 pages were read."
    assert [page.text for page in text.pages] == ["What was read"]


def test_what_was_read_before_the_reader_was_killed_is_kept(tmp_path: Path) -> None:
    dies = a_reader_that(f"import os\nprint('''{ONE_PAGE}''', flush=True)\nos.kill(os.getpid(), 9)")

    text = outcome_of(kept(tmp_path, "note.txt", b"x"), dies)

    assert (text.outcome, len(text.pages)) == (ReadingOutcome.READ_IN_PART, 1)
    assert "brought the reader down" in text.reason


def test_children_of_the_reader_end_with_it(tmp_path: Path) -> None:
    breeds = a_reader_that(
        "import subprocess, sys\n"
        "sleep = [sys.executable, '-c', 'import time; time.sleep(600)']\n"
        "child = subprocess.Popen(sleep, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)\n"
        f"open({str(tmp_path / 'pid')!r}, 'w').write(str(child.pid))"
    )

    text = outcome_of(kept(tmp_path, "note.txt", b"x"), breeds)

    assert text.outcome is ReadingOutcome.UNREADABLE
    assert ends(int((tmp_path / "pid").read_text()))


def ends(pid: int) -> bool:
    """Whether the process is over before long; one that nobody buried counts as over."""
    for _ in range(1_500):
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize(
    "nonsense",
    ["print('no JSON at all')", "print('[1]')", "print('{\"number\": 1}')", 'print(\'{"outcome": "fine"}\')'],
)
def test_a_reader_that_talks_nonsense_is_not_believed(tmp_path: Path, nonsense: str) -> None:
    text = outcome_of(kept(tmp_path, "note.txt", b"x"), a_reader_that(nonsense))

    assert (text.outcome, text.pages) == (ReadingOutcome.UNREADABLE, ())


def test_a_reader_that_never_stops_talking_is_cut_off(tmp_path: Path) -> None:
    text = outcome_of(
        kept(tmp_path, "note.txt", b"x"), a_reader_that("import os\nwhile True: os.write(1, b'x' * 65536)")
    )

    assert (text.outcome, text.reason) == (ReadingOutcome.UNREADABLE, "The file holds more text than is kept.")


def test_the_reader_knows_no_secret_of_the_app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PM_SECRET_KEY", "not for readers")
    tells = a_reader_that(
        "import json, os\n"
        "print(json.dumps({'number': 1, 'text': ' '.join(os.environ), 'method': 'none', 'quality': 0}))"
    )

    text = outcome_of(kept(tmp_path, "note.txt", b"x"), tells)

    assert "PATH" in text.pages[0].text
    assert "PM_" not in text.pages[0].text
