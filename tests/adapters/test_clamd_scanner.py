"""clamd is asked as it wants to be asked, and nothing but its clear word counts as clean."""

import os
import resource
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pm_app.adapters.clamd_scanner import scanner_at
from pm_app.kernel.errors import Unavailable
from pm_app.ports import VirusScanner
from pm_app.settings import SettingsProblem, settings_from_environment
from tests.adapters.clamd import EICAR, VIRUS, real_clamd, saying, whole_stream


def scanner(url: str, *, seconds: float = 30.0) -> VirusScanner:
    made = scanner_at(url, seconds=seconds)
    assert made is not None
    return made


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    """A file of several pieces."""
    path = tmp_path / "paper.pdf"
    path.write_bytes(b"%PDF " + b"words " * 50_000)
    return path


@pytest.fixture
def many_open() -> Iterator[None]:
    """Every descriptor below 1,100 is taken, as in a process that serves many browsers."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < 2_000:
        pytest.skip("this machine lets a process open too few files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 2_000), hard))
    opened = [os.open(os.devnull, os.O_RDONLY)]
    try:
        while opened[-1] < 1_100:
            opened.append(os.dup(opened[0]))
        yield
    finally:
        for descriptor in opened:
            os.close(descriptor)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.fixture(scope="module")
def clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Path]]:
    """The port and the folder of a real daemon."""
    folder = tmp_path_factory.mktemp("clamd")
    with real_clamd(folder) as port:
        yield port, folder


def test_the_real_daemon_finds_what_is_in_its_signatures_over_both_kinds_of_line(
    clamd: tuple[int, Path], tmp_path: Path, paper: Path
):
    port, folder = clamd
    infected = tmp_path / "invoice.pdf"
    infected.write_bytes(b"before " * 30_000 + EICAR + b" after")

    for url in (f"clamd://127.0.0.1:{port}", f"clamd://{folder}/clamd.sock"):
        assert scanner(url).scan(infected) == f"{VIRUS}.UNOFFICIAL"
        assert scanner(url).scan(paper) == ""


def test_the_real_daemon_refuses_more_than_it_is_set_to_take(clamd: tuple[int, Path], tmp_path: Path):
    port, _ = clamd
    large = tmp_path / "large.tiff"
    large.write_bytes(b"x" * 30_000_000)

    with pytest.raises(Unavailable, match="StreamMaxLength"):
        scanner(f"clamd://127.0.0.1:{port}").scan(large)


def test_the_file_arrives_as_it_is(paper: Path):
    arrived: list[bytes] = []

    def answer(line: socket.socket) -> None:
        arrived.append(whole_stream(line))
        line.sendall(b"stream: OK\0")

    with saying(answer) as url:
        assert scanner(url).scan(paper) == ""
    assert arrived == [paper.read_bytes()]


@pytest.mark.parametrize(
    ("told", "virus"),
    [
        (b"stream: Win.Test.EICAR_HDB-1 FOUND\0", "Win.Test.EICAR_HDB-1"),
        (b"instream(127.0.0.1@50000): Two Words FOUND\0", "Two Words"),
        (b"stream: FOUND FOUND\0", "FOUND"),
        (b"stream: OK", ""),
    ],
)
def test_its_words_are_understood(paper: Path, told: bytes, virus: str):
    def answer(line: socket.socket) -> None:
        whole_stream(line)
        line.sendall(told)

    with saying(answer) as url:
        assert scanner(url).scan(paper) == virus


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (b"", "without an answer"),
        (b"\0", "without an answer"),
        (b"stream: Can't allocate memory ERROR\0", "could not scan the file: stream: Can't allocate memory"),
        (b"INSTREAM size limit exceeded. ERROR\0", "StreamMaxLength"),
        (b"UNKNOWN COMMAND\0", "never says: UNKNOWN COMMAND"),
        (b"HTTP/1.1 400 Bad Request\r\n\r\nOK\0", "never says"),
        (b"stream: OK and more\0", "never says"),
        (b"stream: OKstream: OK\0", "never says"),
        (b"OK\0", "never says"),
        (b"\xff\xfe\x00", "never says"),
        (b"x" * 100_000, "never says"),
    ],
)
def test_whatever_else_it_says_is_no_clean_file(paper: Path, told: bytes, said: str):
    def answer(line: socket.socket) -> None:
        whole_stream(line)
        line.sendall(told)

    with saying(answer) as url, pytest.raises(Unavailable, match=said) as refused:
        scanner(url).scan(paper)
    assert len(str(refused.value)) < 300


def test_a_clean_word_before_the_end_of_the_file_counts_for_nothing(tmp_path: Path):
    large = tmp_path / "large.tiff"
    large.write_bytes(b"x" * 30_000_000)

    def answer(line: socket.socket) -> None:
        line.recv(1_000)
        line.sendall(b"stream: OK\0")
        line.shutdown(socket.SHUT_WR)
        while line.recv(100_000):
            pass

    with saying(answer) as url, pytest.raises(Unavailable):
        scanner(url).scan(large)


def test_a_line_that_is_cut_in_the_middle_is_no_clean_file(tmp_path: Path):
    large = tmp_path / "large.tiff"
    large.write_bytes(b"x" * 30_000_000)

    with saying(lambda line: [line.recv(1_000), None][1]) as url, pytest.raises(Unavailable, match="StreamMaxLength"):
        scanner(url).scan(large)


def _trickling(line: socket.socket) -> None:
    whole_stream(line)
    for _ in range(1_000_000):
        line.sendall(b" ")


def _silent(line: socket.socket) -> None:
    while line.recv(1_000_000):
        pass


@pytest.mark.parametrize("answer", [_trickling, _silent])
def test_a_slow_daemon_holds_nobody_up_for_longer_than_it_is_given(
    paper: Path, answer: Callable[[socket.socket], None]
):
    with saying(answer) as url, pytest.raises(Unavailable):
        scanner(url, seconds=1.0).scan(paper)


def test_a_daemon_that_is_not_there_is_said(tmp_path: Path, paper: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    for url in (f"clamd://127.0.0.1:{port}", f"clamd://{tmp_path}/none.sock"):
        with pytest.raises(Unavailable, match="does not answer"):
            scanner(url).scan(paper)


def test_it_is_asked_whether_it_answers_without_a_file(clamd: tuple[int, Path], tmp_path: Path):
    port, folder = clamd
    for url in (f"clamd://127.0.0.1:{port}", f"clamd://{folder}/clamd.sock"):
        scanner(url).check()
    with pytest.raises(Unavailable, match="does not answer"):
        scanner(f"clamd://{tmp_path}/none.sock").check()


@pytest.mark.parametrize(
    ("told", "said"), [(b"PONG\0", ""), (b"\0", "never says"), (b"HTTP/1.1 400\r\n", "never says")]
)
def test_only_its_own_word_is_an_answer(told: bytes, said: str):
    heard: list[bytes] = []

    def answer(line: socket.socket) -> None:
        heard.append(line.recv(100))
        line.sendall(told)

    with saying(answer) as url:
        if said:
            with pytest.raises(Unavailable, match=said):
                scanner(url).check()
        else:
            scanner(url).check()
    assert heard == [b"zPING\0"]


def test_a_process_with_more_than_a_thousand_files_open_still_scans(paper: Path, many_open: None):
    def answer(line: socket.socket) -> None:
        whole_stream(line)
        line.sendall(b"stream: OK\0")

    with saying(answer) as url:
        assert scanner(url).scan(paper) == ""


@pytest.mark.parametrize(
    "written", ["127.0.0.1:3310", "clamd:", "clamd://", "http://host:3310", "clamd://host:none", "clamd://host/a?b"]
)
def test_a_wrong_setting_is_told_at_the_start(written: str, tmp_path: Path):
    with pytest.raises(SettingsProblem, match="PM_VIRUS_SCAN does not look right: write clamd://host:3310"):
        settings_from_environment({"PM_DATA_DIR": str(tmp_path), "PM_VIRUS_SCAN": written})


@pytest.mark.parametrize("written", ["", "clamd://scanner", "clamd://[::1]:3310", "clamd:///run/clamav/clamd.ctl"])
def test_a_right_setting_is_taken(written: str, tmp_path: Path):
    settings = settings_from_environment({"PM_DATA_DIR": str(tmp_path), "PM_VIRUS_SCAN": written})

    assert settings.virus_scan == (written or None)
