"""The sample office is whole or made anew, however the process that made it ended."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pm_app.access.actions.users import invite_user
from pm_app.access.enums import Role
from pm_app.access.queries import users
from pm_app.access.rules import CONSOLE
from pm_app.cli.database import bring_up
from pm_app.cli.sample_office import make_sample_office
from pm_app.demo.making import is_unfinished, must_be_finished
from pm_app.demo.office import Tell
from pm_app.demo.users import EMAILS, add_demo_users
from pm_app.kernel.errors import Refused
from pm_app.runtime import run_now, running, services
from pm_app.server import Database, database
from pm_app.settings import PROJECT, Settings, demo_settings, settings_from_environment
from tests.demo.half_made import KEY


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with an empty database of the newest schema; it is copied only."""
    folder = tmp_path_factory.mktemp("pattern") / "data"
    settings = demo_settings({"PM_DATA_DIR": str(folder)})
    with database(settings) as place:
        bring_up(settings, place)
    return folder


@pytest.fixture
def folder(pattern: Path, tmp_path: Path) -> Path:
    """A data folder of the test alone."""
    subprocess.run(["cp", "-a", pattern, tmp_path / "data"], check=True)
    return tmp_path / "data"


@contextmanager
def _demo(folder: Path) -> Iterator[tuple[Settings, Database]]:
    settings = demo_settings({"PM_DATA_DIR": str(folder)})
    with database(settings) as place:
        yield settings, place


@contextmanager
def _half_made(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Yield a process that has made half of the sample office; it is killed after the block at the latest."""
    command = [sys.executable, "-m", "tests.demo.half_made", str(folder)]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "half\n"
            yield process
        finally:
            process.kill()


def _users(settings: Settings, place: Database) -> list[str]:
    with running(settings, place.app_url):
        return sorted(user.email for user in run_now(CONSOLE, users))


def _users_only(tell: Tell) -> None:
    add_demo_users(services().clock.now())


def _never(tell: Tell) -> None:
    pytest.fail("it was made again")


def test_a_sample_office_whose_making_was_killed_is_made_anew_and_then_stays(
    folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with _half_made(folder):
        pass

    with _demo(folder) as (settings, place):
        begun = is_unfinished(settings.data_dir)
        make_sample_office(settings, place, load=_users_only)
        made = _users(settings, place)
        with running(settings, place.app_url):
            files = list(services().store.keys())
        make_sample_office(settings, place, load=_never)

    assert (begun, is_unfinished(settings.data_dir)) == (True, False)
    assert (made, files) == (sorted(EMAILS), [])
    assert capfd.readouterr().err.count("it is made anew") == 1


def test_ctrl_c_leaves_the_mark_and_says_what_the_next_start_does(folder: Path) -> None:
    with _half_made(folder) as process:
        process.send_signal(signal.SIGINT)
        _, remarked = process.communicate(timeout=100)

    assert (process.returncode, is_unfinished(folder / "demo")) == (130, True)
    assert remarked.splitlines()[-1] == "Stopped. The sample office is not whole yet: the next start makes it anew."


def test_a_half_made_one_that_holds_others_than_the_demos_users_is_not_touched(folder: Path) -> None:
    with _half_made(folder):
        pass

    with _demo(folder) as (settings, place):
        with running(settings, place.app_url):
            now = services().clock.now()
            run_now(CONSOLE, invite_user, email="ann@office.example", name="Ann", role=Role.MANAGER, now=now)
        with pytest.raises(Refused, match="others than its own users"):
            make_sample_office(settings, place, load=_never)
        with running(settings, place.app_url):
            files = list(services().store.keys())
        left = _users(settings, place)

    assert (len(left), files) == (len(EMAILS) + 1, [KEY])


def test_it_is_made_by_one_process_at_a_time_and_nothing_else_is_done_with_it_meanwhile(folder: Path) -> None:
    with _half_made(folder), _demo(folder) as (settings, place):
        with pytest.raises(Refused, match="Another process is making the sample office"):
            make_sample_office(settings, place, load=_never)
        with pytest.raises(Refused, match="is being made, or its making broke off"):
            must_be_finished(settings.data_dir)
        assert len(_users(settings, place)) == len(EMAILS)


def test_a_database_of_the_settings_is_never_emptied(folder: Path) -> None:
    with _demo(folder) as (_, place):
        theirs = settings_from_environment({"PM_DATA_DIR": str(folder / "other"), "PM_DATABASE_URL": place.app_url})
        with database(theirs) as other, pytest.raises(Refused, match="nothing here empties"):
            other.start_over()
