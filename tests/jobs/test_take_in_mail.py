"""The mailbox: a message and what was enclosed become documents, once, however hostile; trouble harms nothing else."""

from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlmodel import Session, select

from pm_app.adapters.imap_mailbox import ImapMailbox
from pm_app.documents.enums import DocumentSource
from pm_app.documents.rules.letters import letter_in
from pm_app.documents.tables.documents import Document, DocumentVersion
from pm_app.jobs.take_in_mail import take_in_mail
from pm_app.kernel.errors import Unavailable
from pm_app.outbox.rules import JobReport
from pm_app.runtime import Runtime, install, installed, services_for, with_services
from pm_app.settings import settings_from_environment
from tests.adapters.mailbox_server import USER_IN_URL, MailboxServer, mailbox_server
from tests.fakes import MemoryObjectStore

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MailboxServer]:
    """A real mailbox."""
    with mailbox_server(tmp_path_factory.mktemp("mailbox")) as running:
        yield running


@pytest.fixture
def server(running: MailboxServer, runtime: Runtime) -> MailboxServer:
    """The mailbox, empty, read by the office; at most 1 MB may be filed."""
    running.empty()
    mailbox = ImapMailbox(f"imap://{USER_IN_URL}@127.0.0.1:{running.port}/INBOX?tls=none")
    settings = replace(runtime.settings, upload_limit_mb=1)
    install(replace(runtime, settings=settings, services=replace(runtime.services, mailbox=mailbox)))
    return running


def a_message(subject: str = "Insurance of 12 Alder Court") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Ann Agent <ann@insurer.example>"
    message["Subject"] = subject
    message["Message-ID"] = f"<{abs(hash(subject))}@insurer.example>"
    message.set_content("Please find the certificate enclosed.")
    return message


def filed(session: Session) -> dict[str, Document]:
    session.expire_all()
    return {document.title: document for document in session.exec(select(Document))}


def filenames(session: Session) -> list[str]:
    return sorted(version.filename for version in session.exec(select(DocumentVersion)))


def test_a_message_and_what_is_enclosed_become_documents(session: Session, server: MailboxServer) -> None:
    message = a_message()
    message.add_attachment(PDF, maintype="application", subtype="pdf", filename="ACORD 25.pdf")
    message.add_attachment(PNG + bytes(900), maintype="image", subtype="png", filename="logo.png", cid="<logo@x>")
    message.get_payload()[-1].replace_header("Content-Disposition", 'inline; filename="logo.png"')  # pyright: ignore
    server.deliver(message.as_bytes())

    report = take_in_mail()

    found = filed(session)
    assert report == JobReport(1, 0, "1 messages and 1 enclosures filed.")
    assert sorted(found) == ["ACORD 25", "Insurance of 12 Alder Court"]
    letter, enclosed = found["Insurance of 12 Alder Court"], found["ACORD 25"]
    assert {document.source for document in (letter, enclosed)} == {DocumentSource.MAILBOX}
    assert (letter.came_with_id, enclosed.came_with_id) == (None, letter.id)
    assert (letter.reviewed_at, enclosed.reviewed_at) == (None, None)
    assert filenames(session) == ["ACORD 25.pdf", "Insurance of 12 Alder Court.eml"]
    assert (server.count("INBOX"), server.count("Filed")) == (0, 1)


def test_a_message_that_was_filed_but_not_put_away_is_filed_once(session: Session, server: MailboxServer) -> None:
    message = a_message()
    message.add_attachment(PDF, maintype="application", subtype="pdf", filename="a.pdf")
    for _ in range(2):
        server.deliver(message.as_bytes())
        take_in_mail()

    assert len(filed(session)) == 2
    assert server.count("Filed") == 2


def test_a_message_that_comes_twice_on_different_ways_is_filed_once(session: Session, server: MailboxServer) -> None:
    message = a_message()
    message.add_attachment(PDF, maintype="application", subtype="pdf", filename="a.pdf")
    ways = (b"Received: from one by desk; Mon, 5 Jan 2026 10:00:00 +0000\r\nX-Spam: 0\r\n", b"Delivered-To: desk@x\n")
    server.deliver(*(way + message.as_bytes() for way in ways))

    report = take_in_mail()

    assert (report.done, report.failed, server.count("Filed")) == (2, 0, 2)
    assert sorted(filed(session)) == ["A", "Insurance of 12 Alder Court"]
    store = installed().services.store
    assert isinstance(store, MemoryObjectStore)
    assert len(store.objects) == 2


def test_messages_without_an_id_that_say_the_same_are_all_filed(session: Session, server: MailboxServer) -> None:
    message = a_message()
    del message["Message-ID"]
    server.deliver(*(b"Received: at %d\r\n" % hour + message.as_bytes() for hour in range(2)))

    assert take_in_mail().done == 2
    assert len(session.exec(select(Document)).all()) == 2


@pytest.mark.parametrize("added", ["Subject: Paid\r\n", "Reply-To: thief@x.example\r\n", "and a line of its own\r\n"])
def test_what_a_sender_wrote_tells_letters_of_one_id_apart(added: str) -> None:
    plain = b"From: a@b.example\r\nMessage-ID: <1@b.example>\r\n\r\nThe rent is paid.\r\n"
    with_more = plain.replace(b"Message-ID", added.encode() + b"Message-ID")

    assert letter_in(plain).written != letter_in(with_more).written


def test_another_message_with_the_same_id_is_not_lost(session: Session, server: MailboxServer) -> None:
    first, second = a_message(), a_message()
    second.set_content("Something else entirely.")
    server.deliver(first.as_bytes(), second.as_bytes())

    assert take_in_mail().done == 2
    assert len(session.exec(select(Document)).all()) == 2


def test_a_message_that_is_too_large_is_put_with_the_refused(session: Session, server: MailboxServer) -> None:
    large = a_message("Large")
    large.add_attachment(bytes(1_200_000), maintype="application", subtype="octet-stream", filename="all.bin")
    server.deliver(large.as_bytes(), a_message("Small").as_bytes())

    report = take_in_mail()

    assert (report.done, report.failed) == (1, 1)
    assert list(filed(session)) == ["Small"]
    assert [server.count(folder) for folder in ("INBOX", "Filed", "Refused")] == [0, 1, 1]


HOSTILE = {
    "no headers at all": b"just words without any header\r\n",
    "headers that never end": b"Subject: " + b"A" * 100_000 + b"\r\nX: =?utf-8?b?////?=\r\n\r\nbody",
    "bytes of no alphabet": b"Subject: \xff\xfe\x00\x01 =?nonsense?q?=ff?=\r\nFrom: <<<>>\r\n\r\n\xff\xfe",
    "a name that climbs": (
        b"Subject: climb\r\nContent-Type: application/pdf\r\n"
        b'Content-Disposition: attachment; filename="../../..\\\\..\\\\etc\\\\pass\x00wd\xe2\x80\xaefdp.exe"\r\n\r\n'
        + PDF
    ),
    "more enclosures than anybody reads": (
        b'Subject: many\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
        + b"".join(b"--b\r\nContent-Disposition: attachment\r\n\r\nnote %d\r\n" % number for number in range(70))
    ),
    "encodings that lie": (
        b"Subject: lies\r\nContent-Type: application/pdf; name*=utf-99''%ff%fe\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\n!!!not base64!!!"
    ),
}


@pytest.mark.parametrize("message", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_message_is_filed_whole_and_harms_no_other(
    session: Session, server: MailboxServer, message: bytes
) -> None:
    server.deliver(message, a_message("The next one").as_bytes())

    report = take_in_mail()

    assert (report.done, server.count("INBOX"), server.count("Filed")) == (2, 0, 2)
    assert "The next one" in filed(session)
    for name in filenames(session):
        assert name.isprintable()
        assert not set(name) & set("/\\\u202e")


def test_parts_within_parts_within_parts_are_no_trouble() -> None:
    deep = b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (depth, depth) for depth in range(5_000)
    )

    assert letter_in(b"Subject: deep\r\n" + deep).enclosed == ()


def test_a_store_that_is_down_leaves_the_messages_in_the_inbox(session: Session, server: MailboxServer) -> None:
    server.deliver(a_message().as_bytes())
    store = installed().services.store
    assert isinstance(store, MemoryObjectStore)
    store.down = True

    report = take_in_mail()

    assert (report.done, report.failed, server.count("INBOX")) == (0, 1, 1)
    assert "told to be down" in report.summary


def test_a_server_that_is_gone_is_told(runtime: Runtime) -> None:
    mailbox = ImapMailbox("imap://a:b@127.0.0.1:1/INBOX?tls=none")
    install(replace(runtime, services=replace(runtime.services, mailbox=mailbox)))

    report = take_in_mail()

    assert (report.done, report.failed) == (0, 1)
    assert "does not answer" in report.summary


def test_without_a_mailbox_nothing_happens(runtime: Runtime) -> None:
    assert take_in_mail() == JobReport(0, 0, "No mailbox is read.")


def test_a_message_that_breaks_what_looks_at_it_stops_no_other(session: Session, server: MailboxServer) -> None:
    def breaking(path: Path, filename: str) -> str:
        if filename == "Bad.eml":
            raise RuntimeError("the message broke it")
        return "message/rfc822"

    server.deliver(a_message("Bad").as_bytes(), a_message("Good").as_bytes())

    with with_services(content_type_of=breaking):
        report = take_in_mail()

    assert (report.done, report.failed, list(filed(session))) == (1, 1, ["Good"])
    assert [server.count(folder) for folder in ("INBOX", "Filed")] == [1, 1]


def test_a_message_the_connection_breaks_at_is_passed_by_the_next_time(session: Session, server: MailboxServer) -> None:
    mailbox = ImapMailbox(f"imap://{USER_IN_URL}@127.0.0.1:{server.port}/INBOX?tls=none", most_bytes=100_000)
    large = a_message("Large")
    large.add_attachment(bytes(300_000), maintype="application", subtype="octet-stream", filename="all.bin")
    server.deliver(large.as_bytes(), a_message("Small").as_bytes())

    with with_services(mailbox=mailbox):
        first, second = take_in_mail(), take_in_mail()

    assert (first.done, first.failed, second.done, second.failed) == (0, 1, 1, 1)
    assert list(filed(session)) == ["Small"]
    assert [server.count(folder) for folder in ("INBOX", "Filed")] == [1, 1]


def test_no_more_of_a_message_is_taken_than_may_be_filed(server: MailboxServer, tmp_path: Path) -> None:
    chosen = {"PM_DATA_DIR": str(tmp_path), "PM_SECRET_KEY": "k" * 48, "PM_UPLOAD_LIMIT_MB": "1"}
    address = f"imap://{USER_IN_URL}@127.0.0.1:{server.port}/INBOX?tls=none"
    mailbox = services_for(settings_from_environment(chosen | {"PM_IMAP_URL": address})).mailbox
    assert mailbox is not None
    server.deliver(a_message().as_bytes() + b"more\r\n" * 500_000)

    with mailbox.opened() as opened:
        (mail,) = opened.waiting(10)
        with pytest.raises(Unavailable, match="more than was asked for"):
            opened.content(mail)
