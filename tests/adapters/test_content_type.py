"""What a file is: told by its content, whatever its name says, and in bounded time for any content."""

from pathlib import Path

import pytest

from pm_app.adapters.content_type import DOCX, EML, ODT, PDF, UNKNOWN, XLSX, ZIP, media_type_of
from pm_app.documents.rules.content import LyingFile, check_content
from tests.adapters.made_files import (
    a_docx,
    a_mail,
    a_pdf,
    a_picture,
    a_workbook,
    an_odt,
    kept,
    paragraph,
    picture_bytes,
)


@pytest.mark.parametrize(
    ("filename", "content", "media_type"),
    [
        ("lease.pdf", a_pdf("x"), PDF),
        ("lease.txt", a_pdf("x"), PDF),
        ("mail-gate.pdf", b"junk before\n" + a_pdf("x"), PDF),
        ("fetched.pdf", b"HTTP/1.1 200 OK and no line of its own: " + a_pdf("x"), PDF),
        ("headless.pdf", a_pdf("x").partition(b"\n")[2], PDF),
        ("headless.txt", a_pdf("x").partition(b"\n")[2], "text/plain"),
        ("page.pdf", b"<html><script>alert(1)</script>\n" + a_pdf("x"), "text/html"),
        ("drawing.pdf", b"\n<svg xmlns='x'><script/></svg>\n" + a_pdf("x"), "image/svg+xml"),
        ("lease.pdf", b"A note that says it is a PDF.", "text/plain"),
        ("lease.pdf", b"Unit 12 0 objects were left behind; the mark of a PDF is %PDF-1.4.", "text/plain"),
        ("about.txt", b"A note on files.\n%PDF-1.4 is how they start.", "text/plain"),
        ("page.pdf", b"<!DOCTYPE html><script>alert(1)</script>", "text/html"),
        ("logo.png", b'<?xml version="1.0"?><svg xmlns="x"><script/></svg>', "image/svg+xml"),
        ("photo.pdf", picture_bytes(a_picture("x"), "PNG"), "image/png"),
        ("photo.png", picture_bytes(a_picture("x"), "JPEG"), "image/jpeg"),
        ("fax", picture_bytes(a_picture("x"), "TIFF"), "image/tiff"),
        ("photo.jpg", picture_bytes(a_picture("x"), "WEBP"), "image/webp"),
        ("lease.zip", a_docx(paragraph("x")), DOCX),
        ("lease.docx", a_docx(paragraph("x"))[:300], DOCX),
        ("roll.docx", a_workbook(Rents=[["x"]]), XLSX),
        ("letter", an_odt("x"), ODT),
        ("all.docx", b"PK\x05\x06" + bytes(18), ZIP),
        ("keys.txt", a_mail("x"), EML),
        ("memo.txt", b"To: all\nFrom: the office\n\nThe water is off.", "text/plain"),
        ("rents.csv", b"unit,rent\n4B,1250\n", "text/csv"),
        ("rents.json", b'{"4B": 1250}', "application/json"),
        ("note.rtf", b"{\\rtf1 x}", "application/rtf"),
        ("note.txt", "Müller".encode("utf-16"), "text/plain"),
        ("note.txt", "Müller".encode("cp1252"), "text/plain"),
        ("note.txt", b"text with a \x00 in it", UNKNOWN),
        ("lease.pdf", b"MZ\x90\x00\x03", "application/x-msdownload"),
        ("ms.txt", b"MZ is a code of the moving company.", "text/plain"),
        ("nothing.pdf", b"", "application/x-empty"),
    ],
)
def test_a_file_is_what_its_content_says(tmp_path: Path, filename: str, content: bytes, media_type: str) -> None:
    assert media_type_of(kept(tmp_path, "upload", content), filename) == media_type


@pytest.mark.parametrize(
    "beginning", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"RIFF", b"%PDF-1.7", b"From: "]
)
@pytest.mark.parametrize("filler", [b"\x00", b"\xff", b"PK\x01\x02", b"\x09\x00"])
def test_broken_containers_are_told_without_harm(tmp_path: Path, beginning: bytes, filler: bytes) -> None:
    assert media_type_of(kept(tmp_path, "upload", beginning + filler * 5_000), "upload")


def test_of_the_hard_samples_only_those_that_are_plain_text_are_refused(samples: Path) -> None:
    refused: set[str] = set()
    for path in (samples / "hard").iterdir():
        try:
            check_content(path.name, media_type_of(path, path.name))
        except LyingFile:
            refused.add(path.name)

    assert refused == {"qpdf_bad1.pdf", "text_named_docx.docx", "text_named_pdf.pdf"}
