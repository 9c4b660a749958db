"""The commands on the store as a person runs them: set it up, move it, check it."""

from pathlib import Path

import pytest

from tests.adapters.seaweed import nobody_listens
from tests.cli.conftest import Pm


@pytest.fixture
def kept(pm: Pm, tmp_path: Path) -> Path:
    """The folder of the store, with one paper in it."""
    (tmp_path / "letter.txt").write_text("Dear tenant")
    assert pm("file", str(tmp_path / "letter.txt")).code == 0
    return tmp_path / "data" / "files"


def papers(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "documents").iterdir()}


def test_a_folder_needs_no_setting_up(pm: Pm) -> None:
    answer = pm("store", "prepare")

    assert (answer.code, answer.last_line[:27]) == (0, "The files are in a folder: ")


def test_files_move_to_another_store_as_often_as_it_takes(pm: Pm, kept: Path, tmp_path: Path) -> None:
    answers = [pm("store", "migrate", "--to", f"folder:{tmp_path / 'new'}") for _ in range(2)]

    assert [answer.code for answer in answers] == [0, 0]
    assert answers[0].last_line.startswith("1 files copied (11 bytes), 0 were there already, 0 could not be copied.")
    assert answers[1].last_line.startswith("0 files copied (0 bytes), 1 were there already")
    assert papers(tmp_path / "new") == papers(kept)
    assert f"PM_STORE=folder:{tmp_path / 'new'}" in answers[0].remarked


def test_a_file_that_is_damaged_is_named_and_not_moved(pm: Pm, kept: Path, tmp_path: Path) -> None:
    (paper,) = (kept / "documents").iterdir()
    paper.write_bytes(b"Dear Tenant")

    answer = pm("store", "migrate", "--to", f"folder:{tmp_path / 'new'}")

    assert answer.code == 1
    assert answer.said.splitlines()[0] == (
        f"documents/{paper.name}: Its content is not what was filed under this name."
    )
    assert "PM_STORE" not in answer.remarked


@pytest.mark.parametrize("to", ["", "/tmp/files", "folder:", "s3://", "ftp://files"])
def test_a_place_that_is_none_is_refused(pm: Pm, to: str) -> None:
    answer = pm("store", "migrate", "--to", to)

    assert (answer.code, answer.said) == (2, "")
    assert answer.remarked.splitlines()[-1] == "Write where to: folder:/path/to/files, or s3://bucket/prefix."


@pytest.mark.parametrize("inside", ["", "/documents", "/.."])
def test_the_place_where_the_files_are_is_refused(pm: Pm, kept: Path, inside: str) -> None:
    answer = pm("store", "migrate", "--to", f"folder:{kept}{inside}")

    assert answer.code == 2
    assert answer.remarked.splitlines()[-1] == "This is where the files are already. Choose a place outside of it."


def test_the_check_finds_a_file_that_was_changed_only_when_it_reads_it(pm: Pm, kept: Path) -> None:
    assert pm("check", "--contents").last_line == "Everything holds."
    (paper,) = (kept / "documents").iterdir()
    paper.write_bytes(b"Dear Tenant")

    quick, thorough = pm("check"), pm("check", "--contents")

    assert (quick.code, thorough.code) == (0, 1)
    assert thorough.said.splitlines()[0] == "files: 1 files in the store are not what was filed: Letter."


def test_the_check_finds_a_file_that_is_gone(pm: Pm, kept: Path) -> None:
    for paper in (kept / "documents").iterdir():
        paper.unlink()

    answer = pm("check")

    assert (answer.code, answer.said.splitlines()[0]) == (1, "files: 1 files on record are not in the store: Letter.")


def test_a_store_that_does_not_answer_is_a_finding_beside_those_of_the_books(
    pm: Pm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PM_STORE", "s3://papers")
    monkeypatch.setenv("PM_S3_ENDPOINT", nobody_listens())
    monkeypatch.setenv("PM_S3_ACCESS_KEY", "key")
    monkeypatch.setenv("PM_S3_SECRET_KEY", "secret")

    answer = pm("check")

    assert answer.code == 1
    assert answer.said.startswith("files: They could not be checked: The object store at http://127.0.0.1:")
