"""Uploads that mean no good, over the real server: endless, slow, many, and cut off by a power cut."""

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256

import httpx
import psutil
import pytest
from sqlmodel import Session, select

from pm_app.access.enums import Role
from pm_app.access.rules import CONSOLE, Actor
from pm_app.adapters.embedded_postgres import EmbeddedPostgres
from pm_app.documents.rules.naming import stored_key
from pm_app.documents.tables.documents import Document, StoredFile
from pm_app.runtime import run_now, running, services
from pm_app.settings import settings_from_environment
from tests.factories.access import a_sign_in, a_user
from tests.http.files.served import LIMIT_BYTES, Served, serving

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
PIECE = b"%PDF-1.7\n" + bytes(65_527)
ENDLESS = 10 * 1024**3
# What the server lets go by so that the browser hears why, and what stands in the buffers in between.
MOST_TAKEN = 40 * LIMIT_BYTES


@pytest.fixture(scope="module")
def served(postgres: EmbeddedPostgres, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """An office of its own, served, with a manager who is signed in."""
    folder = tmp_path_factory.mktemp("hostile")
    app_url, _ = postgres.create_database("hostile_uploads", template=template)
    settings = settings_from_environment({"PM_DATA_DIR": str(folder), "PM_SECRET_KEY": "k" * 48})
    with running(settings, app_url):
        cookie = f"{settings.cookie_name}={run_now(CONSOLE, signed_in)}"
        with serving(folder, app_url, cookie) as served:
            yield served


def signed_in(session: Session, actor: Actor) -> str:
    return a_sign_in(session, a_user(session, role=Role.MANAGER), at=services().clock.now())


def contents(session: Session, actor: Actor) -> dict[str, str]:
    """Every stored content and, by title, that of each document."""
    return {row.sha256: row.media_type for row in session.exec(select(StoredFile))}


def titles(session: Session, actor: Actor) -> set[str]:
    return {row.title for row in session.exec(select(Document))}


def file(client: httpx.Client, content: bytes, name: str = "note.txt") -> httpx.Response:
    return client.post("/files", content=content, headers={"x-filename": name})


def answer_of(peer: socket.socket) -> str:
    """Read what the server says until it hangs up."""
    said = b""
    with suppress(OSError):
        while piece := peer.recv(65_536):
            said += piece
    return said.decode("latin-1")


def poured(peer: socket.socket, *, chunked: bool) -> int:
    """Send until ten gigabytes are sent or nobody takes any more; return how much was."""
    sent = 0
    with suppress(OSError):
        while sent < ENDLESS:
            peer.sendall(b"%x\r\n%b\r\n" % (len(PIECE), PIECE) if chunked else PIECE)
            sent += len(PIECE)
    return sent


@pytest.mark.parametrize("head", [f"Content-Length: {ENDLESS}", "Transfer-Encoding: chunked"], ids=["announced", "not"])
def test_a_stream_of_ten_gigabytes_is_cut_and_leaves_nothing(served: Served, head: str) -> None:
    workers = psutil.Process(served.process.pid).children(recursive=True)
    before = sum(worker.memory_info().rss for worker in workers)

    with served.opened(head) as peer:
        sent = poured(peer, chunked="chunked" in head)
        answer_of(peer)

    assert sent < MOST_TAKEN
    assert sum(worker.memory_info().rss for worker in workers) - before < 60_000_000
    assert served.left() == []
    with served.client() as client:
        assert file(client, b"the next one").status_code == 200
    assert "Scan" not in run_now(CONSOLE, titles)


def test_a_slow_drip_holds_nobody_up_and_is_ended(served: Served) -> None:
    ended = threading.Event()

    def drip(peer: socket.socket) -> None:
        with suppress(OSError):
            while not ended.wait(0.2):
                peer.sendall(b"%")

    drips = [served.opened("Content-Length: 500000") for _ in range(20)]
    threads = [threading.Thread(target=drip, args=(peer,)) for peer in drips]
    for thread in threads:
        thread.start()
    with served.client() as client:
        others = [file(client, f"note {number}".encode()).status_code for number in range(10)]
    answers = [answer_of(peer) for peer in drips]
    ended.set()
    for thread, peer in zip(threads, drips, strict=True):
        thread.join()
        peer.close()

    assert others == [200] * 10
    assert all(answer.startswith("HTTP/1.1 408") and "too slowly" in answer for answer in answers)
    assert served.left() == []


def test_many_small_files_leave_nothing_on_their_way(served: Served) -> None:
    with served.client() as client:
        answers = [file(client, f"note {number}".encode(), f"note{number}.txt") for number in range(150)]

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["document_id"] for answer in answers}) == 150
    assert served.left() == []


def test_what_was_acknowledged_before_a_power_cut_is_there_afterwards(served: Served) -> None:
    acknowledged: dict[str, bytes] = {}

    def send(worker: int) -> None:
        with suppress(httpx.HTTPError), served.client() as client:
            for number in range(1_000):
                content = f"worker {worker} note {number} ".encode() * 2_000
                answer = file(client, content, f"w{worker}n{number}.txt")
                acknowledged[answer.json()["title"]] = content

    threads = [threading.Thread(target=send, args=(worker,)) for worker in range(4)]
    for thread in threads:
        thread.start()
    while len(acknowledged) < 40:
        threads[0].join(0.05)
    served.kill()
    for thread in threads:
        thread.join()

    store = services().store
    for content in acknowledged.values():
        assert b"".join(store.chunks(stored_key(sha256(content).hexdigest()))) == content
    assert set(acknowledged) <= run_now(CONSOLE, titles)
    for name in run_now(CONSOLE, contents):  # no row without its object, whole
        assert sha256(b"".join(store.chunks(stored_key(name)))).hexdigest() == name
    served.start()
    with served.client() as client:
        assert file(client, b"the next one").status_code == 200


NAMES = {
    "turned around": ("lease\u202efdp.exe", "leasefdp.exe"),
    "climbing": ("../../../etc/passwd", "passwd"),
    "climbing the other way": ("..\\..\\boot.ini", "boot.ini"),
    "a script": ("<script>alert(1)</script>.txt", "script>.txt"),
    "nothing and a bell": ("a\x00b\x07.txt", "ab.txt"),
    "two lines": ("a\r\nset-cookie: x=y.txt", "a set-cookie: x=y.txt"),
    "only dots": ("..", "file"),
}


@pytest.mark.parametrize(("name", "kept"), NAMES.values(), ids=NAMES.keys())
def test_names_are_kept_without_what_they_hide(served: Served, name: str, kept: str) -> None:
    with served.client() as client:
        escaped = "".join(f"%{byte:02x}" for byte in name.encode())
        answer = file(client, f"words {len(name)}".encode(), escaped)
        found = client.get(f"/documents/{answer.json()['document_id']}/file")

    said = found.headers["content-disposition"]
    assert answer.json()["title"].isprintable()
    assert httpx.URL(f"http://x/{said.rpartition(chr(39))[2]}").path == f"/{kept}"
    assert not set(said) & set("<>\r\n\\")
    assert found.headers["x-content-type-options"] == "nosniff"


HARMFUL = {
    "a web page": (b"<!doctype html><html><script>alert(1)</script></html>", "page.html"),
    "a drawing": (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "plan.svg"),
    "a page without a name for it": (b"<html><body onload=alert(1)>", "page"),
    "a program": (b"#!/bin/sh\nrm -rf /\n", "run.sh"),
    "a page in XML": (b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'><script/></html>", "p.xhtml"),
    "a page in a message": (b"From: a@b.c\nContent-Type: text/html\n\n<script>alert(1)</script>", "m.eml"),
}


@pytest.mark.parametrize(("content", "name"), HARMFUL.values(), ids=HARMFUL.keys())
def test_what_could_run_is_kept_but_never_runs_here(served: Served, content: bytes, name: str) -> None:
    with served.client() as client:
        answer = file(client, content, name)
        found = client.get(f"/documents/{answer.json()['document_id']}/file")

    assert found.content == content
    kind = found.headers["content-type"]
    assert kind in {"application/octet-stream", "text/plain; charset=utf-8"}
    assert found.headers["content-disposition"].startswith("attachment") or kind.startswith("text/plain")
    assert found.headers["x-content-type-options"] == "nosniff"
    assert found.headers["content-security-policy"].endswith("sandbox")
