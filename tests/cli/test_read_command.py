"""`pm read`: one file, its pages and proposals, nothing filed and no database."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pm_app.cli.main import start
from tests.adapters.made_files import a_pdf, a_picture, kept, picture_bytes

Told = Callable[..., str]
INVOICE = "INVOICE from Acme Plumbing. Balance due $1,250.00. Invoice date 11/20/2026."


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], quiet_log: None) -> Told:
    """Reads a file with `pm read` where there is no database, and returns what it wrote."""
    monkeypatch.setenv("PM_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("PM_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")

    def run(path: Path, *options: str) -> str:
        with pytest.raises(SystemExit) as ended:
            start(["read", str(path), *options])
        assert ended.value.code == 0
        return capfd.readouterr().out

    return run


def test_a_file_is_told_with_its_pages_and_what_they_mean(tmp_path: Path, told: Told) -> None:
    path = kept(tmp_path, "bill.pdf", a_pdf(INVOICE, "Thank you."))

    answer = json.loads(told(path, "--json"))

    assert (answer["media_type"], answer["outcome"], answer["page_count"]) == ("application/pdf", "read", 2)
    assert [page["number"] for page in answer["pages"]] == [1, 2]
    assert answer["pages"][0]["text"] == INVOICE
    proposed = {(one["kind"], one["value"]) for one in answer["proposals"]}
    assert ("total", "125000") in proposed
    for one in answer["proposals"]:
        assert answer["pages"][one["page"] - 1]["text"][one["first"] : one["last"]] == one["shown"]


def test_boxes_come_with_scans_when_they_are_asked_for(tmp_path: Path, told: Told) -> None:
    path = kept(tmp_path, "scan.png", picture_bytes(a_picture(*["The rent is due."] * 3), "PNG"))

    page = json.loads(told(path, "--json", "--boxes"))["pages"][0]

    assert page["method"] == "ocr"
    assert [page["text"][box["first"] : box["last"]] for box in page["boxes"]] == page["text"].split()


def test_what_cannot_be_read_says_why(tmp_path: Path, told: Told) -> None:
    path = kept(tmp_path, "letter.pdf", b"\x00\x01nothing of a PDF")

    answer = json.loads(told(path, "--json"))

    assert (answer["outcome"], answer["pages"], answer["proposals"]) == ("unreadable", [], [])
    assert answer["reason"]


def test_without_json_the_text_is_written_as_it_is(tmp_path: Path, told: Told) -> None:
    answer = told(kept(tmp_path, "bill.pdf", a_pdf(INVOICE)))

    assert INVOICE in answer
    assert "Page 1 of 1 (text layer, quality 100)" in answer
