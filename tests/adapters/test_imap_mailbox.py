"""The mailbox, against a real IMAP server: what waits, what is moved, whom it trusts, and servers that mean no good."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from pm_app.adapters.imap_mailbox import ImapMailbox, imap_server
from pm_app.kernel.errors import Unavailable
from tests.adapters.mail_server import Certificates, make_certificates
from tests.adapters.mailbox_server import USER_IN_URL, MailboxServer, listening, mailbox_server, tls_door
from tests.ports import free_port

HELLO = b"From: a@example.com\r\nSubject: Hello\r\n\r\nHello\r\n"
GREETING = b"* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready\r\n"


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MailboxServer]:
    with mailbox_server(tmp_path_factory.mktemp("mailbox")) as running:
        yield running


@pytest.fixture
def server(running: MailboxServer) -> MailboxServer:
    running.empty()
    return running


def plain_url(port: int, more: str = "") -> str:
    return f"imap://{USER_IN_URL}@127.0.0.1:{port}/INBOX?tls=none{more}"


def test_what_waits_is_fetched_byte_by_byte_and_moved(server: MailboxServer) -> None:
    server.deliver(HELLO, HELLO + b"once more")

    with ImapMailbox(plain_url(server.port)).opened() as box:
        first, second = box.waiting(10)
        content = box.content(first)
        box.put_away(first, filed=True)
        box.put_away(second, filed=False)
        left = box.waiting(10)

    assert (content, first.size_bytes, left) == (HELLO, len(HELLO), [])
    assert [server.count(folder) for folder in ("INBOX", "Filed", "Refused")] == [0, 1, 1]


def test_no_more_is_given_than_asked_for(server: MailboxServer) -> None:
    server.deliver(*[HELLO] * 3)

    with ImapMailbox(plain_url(server.port)).opened() as box:
        assert len(box.waiting(2)) == 2


_ANSWERS = {
    b"CAPABILITY": b"* CAPABILITY IMAP4rev1\r\n",
    b"SELECT": b"* 1 EXISTS\r\n* OK [PERMANENTFLAGS (\\Seen \\*)] kept\r\n",
    b"SEARCH": b"* SEARCH 7\r\n",
    b"FETCH": b"* 1 FETCH (UID 7 RFC822.SIZE 40)\r\n",
    b"LIST": b'* LIST () "." INBOX\r\n',
}


class ServerWithoutFolders:
    """Makes no folders and moves nothing, but keeps marks: `said` is what it was asked for."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def __call__(self, peer: socket.socket) -> None:
        with suppress(OSError), peer.makefile("rb") as lines:
            peer.sendall(GREETING)
            for line in lines:
                tag, *words = line.split()
                self.said.append(line.decode())
                told = next((answer for word, answer in _ANSWERS.items() if word in words[:2]), b"")
                peer.sendall(told + tag + (b" NO never\r\n" if b"CREATE" in words else b" OK done\r\n"))


def test_where_nothing_can_be_moved_a_message_is_marked() -> None:
    server = ServerWithoutFolders()
    with listening(server) as port, ImapMailbox(plain_url(port)).opened() as box:
        [mail] = box.waiting(10)
        box.put_away(mail, filed=True)

    assert any("UNKEYWORD PropertyDeskDone" in line for line in server.said)
    assert any("CREATE" in line and "INBOX.Filed" in line for line in server.said)
    assert any(r"STORE 7 +FLAGS.SILENT (\Seen PropertyDeskDone)" in line for line in server.said)
    assert not any("EXPUNGE" in line for line in server.said)


@pytest.mark.parametrize("encryption", ["starttls", "from the start"])
def test_encryption_with_a_checked_certificate(
    tmp_path: Path, server: MailboxServer, certificates: Certificates, encryption: str
) -> None:
    ca = f"ca={certificates.authority}"
    if encryption == "starttls":
        with mailbox_server(tmp_path, certificates) as encrypted:
            encrypted.deliver(HELLO)
            url = f"imap://{USER_IN_URL}@127.0.0.1:{encrypted.port}/INBOX?{ca}"
            assert waiting_at(url) == 1
        return
    server.deliver(HELLO)
    with tls_door(certificates, server.port) as door:
        assert waiting_at(f"imaps://{USER_IN_URL}@127.0.0.1:{door}/INBOX?{ca}") == 1


def waiting_at(url: str) -> int:
    with ImapMailbox(url).opened() as box:
        return len(box.waiting(10))


def test_a_certificate_nobody_vouches_for_is_not_trusted(server: MailboxServer, certificates: Certificates) -> None:
    with tls_door(certificates, server.port) as door:
        mailbox = ImapMailbox(f"imaps://{USER_IN_URL}@127.0.0.1:{door}/INBOX")
        with pytest.raises(Unavailable, match="cannot be trusted"), mailbox.opened():
            pytest.fail("it was opened")


def test_a_certificate_of_another_host_is_not_trusted(server: MailboxServer, tmp_path: Path) -> None:
    other = make_certificates(tmp_path / "other", host="mail.example.com")
    with tls_door(other, server.port) as door:
        mailbox = ImapMailbox(f"imaps://{USER_IN_URL}@127.0.0.1:{door}/INBOX?ca={other.authority}")
        with pytest.raises(Unavailable, match="cannot be trusted"), mailbox.opened():
            pytest.fail("it was opened")


def test_a_wrong_password_a_missing_folder_and_nobody_there_are_told(server: MailboxServer) -> None:
    urls = [
        f"imap://desk%40example.com:wrong@127.0.0.1:{server.port}/INBOX?tls=none",
        f"imap://{USER_IN_URL}@127.0.0.1:{server.port}/Nowhere?tls=none",
        plain_url(free_port()),
    ]
    for url in urls:
        with pytest.raises(Unavailable, match=r"127\.0\.0\.1") as told, ImapMailbox(url).opened():
            pytest.fail("it was opened")
        assert "s3cret" not in str(told.value)


def silent(peer: socket.socket) -> None:
    with suppress(OSError):
        while peer.recv(1000):
            pass


def dripping(peer: socket.socket) -> None:
    with suppress(OSError):
        for _ in range(300):
            peer.sendall(b"*")
            time.sleep(0.1)


def babbling(peer: socket.socket) -> None:
    with suppress(OSError):
        while True:
            peer.sendall(b"\x00\xff\r\n)(*&^%$#\r\n")


def promising_too_much(peer: socket.socket) -> None:
    with suppress(OSError):
        peer.sendall(GREETING)
        peer.recv(1000)
        peer.sendall(b"* CAPABILITY {99999999999}\r\n" + b"x" * 1000)
        silent(peer)


@pytest.mark.parametrize("serve", [silent, dripping, babbling, promising_too_much])
def test_a_server_that_means_no_good_is_left_in_time(serve: Callable[[socket.socket], None]) -> None:
    with listening(serve) as port:
        mailbox = ImapMailbox(plain_url(port), seconds=1.0)
        with pytest.raises(Unavailable), mailbox.opened():
            pytest.fail("it was opened")


@pytest.mark.parametrize(
    "url",
    [
        "https://mail.example.com",
        "imaps://",
        "imaps://mail.example.com/INBOX?wrong=1",
        "imap://user:password@mail.example.com/INBOX?tls=none",
        "imaps://mail.example.com/INBOX?tls=some",
        "imaps://mail.example.com/INBOX?ca=/nowhere",
    ],
)
def test_an_address_that_says_too_little_or_too_much_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="mailbox"):
        ImapMailbox(url)


def test_an_address_says_where_and_how() -> None:
    said = imap_server(f"imaps://{USER_IN_URL}@mail.example.com/Papers%20In?filed=Done")

    assert (said.host, said.port, said.encryption) == ("mail.example.com", 993, "ssl")
    assert (said.folder, said.filed, said.refused) == ("Papers In", "Done", "Refused")
    assert said.password == "s3cret/with:signs@"
    assert "s3cret" not in repr(said)
