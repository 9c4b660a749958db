"""Telling a watching service by HTTP, with a real server on loopback."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from pm_app.adapters.http_beacon import HttpBeacon
from pm_app.kernel.errors import Unavailable
from pm_app.settings import SettingsProblem, settings_from_environment


class Watcher(HTTPServer):
    """A watching service that remembers what it was told; it answers with `status`, or never while it is `silent`."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Asked)
        self.heard: list[tuple[str, str, str]] = []
        self.status = 200
        self.may_answer = threading.Event()
        self.may_answer.set()

    @property
    def url(self) -> str:
        """Where it is asked."""
        return f"http://127.0.0.1:{self.server_address[1]}/ping/abc"


class _Asked(BaseHTTPRequestHandler):
    server: Watcher  # pyright: ignore[reportIncompatibleVariableOverride]

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def log_message(self, format: str, *args: object) -> None:
        pass

    def _answer(self) -> None:
        self.server.may_answer.wait(150)
        said = self.rfile.read(int(self.headers.get("content-length") or 0)).decode()
        self.server.heard.append((self.command, self.path, said))
        self.send_response(self.server.status)
        self.send_header("content-length", "0")
        self.end_headers()


@pytest.fixture
def watcher() -> Iterator[Watcher]:
    """A watching service that answers."""
    server = Watcher()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.may_answer.set()
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_beat_and_a_warning_are_heard(watcher: Watcher) -> None:
    beacon = HttpBeacon(watcher.url, seconds=150)

    beacon.beat()
    beacon.warn("The disk is full.")

    assert watcher.heard == [("GET", "/ping/abc", ""), ("POST", "/ping/abc/fail", "The disk is full.")]


def test_a_service_that_refuses_is_unavailable(watcher: Watcher) -> None:
    watcher.status = 500

    with pytest.raises(Unavailable, match="answered with 500"):
        HttpBeacon(watcher.url, seconds=150).beat()


def test_a_service_that_does_not_answer_is_given_up(watcher: Watcher) -> None:
    watcher.may_answer.clear()

    with pytest.raises(Unavailable, match="was not heard: ReadTimeout"):
        HttpBeacon(watcher.url, seconds=0.2).beat()


def test_a_service_that_is_not_there_is_unavailable() -> None:
    with pytest.raises(Unavailable, match="was not heard: ConnectError"):
        HttpBeacon("http://127.0.0.1:9/nobody").warn("x")


@pytest.mark.parametrize("url", ["ftp://example.com/x", "https://", "ping me"])
def test_an_address_that_is_none_is_refused_at_the_start(url: str) -> None:
    with pytest.raises(SettingsProblem, match="PM_HEARTBEAT_URL does not look right"):
        settings_from_environment({"PM_HEARTBEAT_URL": url, "PM_SECRET_KEY": "k" * 48})


@pytest.mark.parametrize("token", ["short", "with a blank in it and long", "ünicodeünicodeünicode"])
def test_a_token_that_cannot_be_one_is_refused_at_the_start(token: str) -> None:
    with pytest.raises(SettingsProblem, match="PM_METRICS_TOKEN does not fit"):
        settings_from_environment({"PM_METRICS_TOKEN": token, "PM_SECRET_KEY": "k" * 48})
