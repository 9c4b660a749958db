"""The moment a mail changes hands, with a real server that answers slowly, refuses, greylists and cuts the line."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from pm_app.adapters.smtp_line import Patience
from pm_app.adapters.smtp_mailer import DkimKey, SmtpMailer
from pm_app.kernel.errors import Unavailable
from pm_app.messages.rules import HandoverForbidden, HandoverUnsure, Mail, MailDeferred, MailRefused, MailServerAway
from pm_app.messages.rules.mail import GREYLIST_PAUSE
from tests.adapters.mail_server import MailServer, mail_server
from tests.adapters.mailbox_server import listening

SENDER = "Office <desk@example.com>"
MAIL = Mail("reminder:1", "maria@example.org", "María Müller", "Your lease ends", "It ends.\n.\n..dots\n", "")


class Handed:
    """Counts how often a text was about to leave."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> None:
        self.times += 1


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server(None, encryption="none") as running:
        yield running


@pytest.fixture
def mailer(server: MailServer) -> SmtpMailer:
    return SmtpMailer(f"smtp://127.0.0.1:{server.port}", SENDER)


@pytest.fixture
def handed() -> Handed:
    return Handed()


def test_it_is_said_before_the_text_leaves_and_once(mailer: SmtpMailer, server: MailServer, handed: Handed):
    seen: list[int] = []
    server.with_the_text = lambda: seen.append(handed.times)

    mailer.send(MAIL, handing_over=handed)

    assert (seen, handed.times, len(server.mails)) == ([1], 1, 1)


def test_when_it_may_not_leave_it_does_not(mailer: SmtpMailer, server: MailServer):
    def forbidden() -> None:
        raise HandoverForbidden

    with pytest.raises(HandoverForbidden):
        mailer.send(MAIL, handing_over=forbidden)

    mailer.send(replace(MAIL, key="other"), handing_over=lambda: None)
    assert (server.contents, len(server.mails)) == (1, 1)


@pytest.mark.parametrize(
    ("command", "answer", "kind", "times"),
    [
        ("sender", "451 4.3.0 later", MailDeferred, 0),
        ("sender", "421 4.3.2 closing", MailDeferred, 0),
        ("recipient", "450 4.7.1 greylisted", MailDeferred, 0),
        ("recipient", "550 5.1.1 no such user", MailRefused, 0),
        ("content", "451 4.3.0 later", MailDeferred, 1),
        ("content", "421 4.3.2 closing", MailDeferred, 1),
        ("content", "554 5.7.1 looks like spam", MailRefused, 1),
    ],
)
def test_an_answer_says_what_became_of_it_before_and_after_the_text(
    mailer: SmtpMailer, server: MailServer, handed: Handed, command: str, answer: str, kind: type[Exception], times: int
):
    setattr(server, f"answer_to_{command}", answer)

    with pytest.raises(kind, match=answer[:3]):
        mailer.send(MAIL, handing_over=handed)

    assert (handed.times, server.mails) == (times, [])


@pytest.mark.parametrize("code", ["450", "451"])
def test_who_greylists_is_asked_again_no_sooner_than_wanted(mailer: SmtpMailer, server: MailServer, code: str):
    server.answer_to_recipient = f"{code} 4.2.0 greylisted, come back later"

    with pytest.raises(MailDeferred) as deferred:
        mailer.send(MAIL, handing_over=lambda: None)

    assert deferred.value.wait == GREYLIST_PAUSE >= timedelta(minutes=5)


def test_a_refusal_says_in_numbers_whether_the_address_is_dead(mailer: SmtpMailer, server: MailServer):
    server.answer_to_recipient = "550 5.1.1 no such user"

    with pytest.raises(MailRefused) as refused:
        mailer.send(MAIL, handing_over=lambda: None)

    assert refused.value.status == "5.1.1"


@pytest.mark.parametrize("trouble", ["hangs_up_after_content", "says_nothing_after_content"])
def test_no_answer_after_the_text_leaves_it_unsure(server: MailServer, handed: Handed, trouble: str):
    mailer = SmtpMailer(f"smtp://127.0.0.1:{server.port}", SENDER, patience=Patience(taking=0.3))
    setattr(server, trouble, True)

    with pytest.raises(HandoverUnsure):
        mailer.send(MAIL, handing_over=handed)

    assert (handed.times, server.contents) == (1, 1)


def test_a_server_that_is_slow_before_the_text_is_a_matter_for_later(handed: Handed):
    def greets_and_is_silent(peer: socket.socket) -> None:
        peer.sendall(b"220 hello\r\n")
        while peer.recv(1_000):
            pass

    with listening(greets_and_is_silent) as port, pytest.raises(MailServerAway):
        SmtpMailer(f"smtp://127.0.0.1:{port}", SENDER, patience=Patience(answer=0.3)).send(MAIL, handing_over=handed)

    assert handed.times == 0


def test_a_line_that_is_cut_before_the_text_is_a_matter_for_later(
    mailer: SmtpMailer, server: MailServer, handed: Handed
):
    server.hangs_up_at_recipient = True

    with pytest.raises(MailDeferred):
        mailer.send(MAIL, handing_over=handed)

    assert (handed.times, server.contents) == (0, 0)


def test_a_server_that_is_not_there_is_away_for_every_mail(handed: Handed):
    with pytest.raises(MailServerAway):
        SmtpMailer("smtp://127.0.0.1:9", SENDER).send(MAIL, handing_over=handed)

    assert handed.times == 0


def test_many_mails_share_a_connection_and_alone_each_has_its_own(mailer: SmtpMailer, server: MailServer):
    with mailer.kept_open():
        for number in range(120):
            mailer.send(replace(MAIL, key=str(number)), handing_over=lambda: None)
    shared = server.greetings
    for number in range(3):
        mailer.send(replace(MAIL, key=f"alone {number}"), handing_over=lambda: None)

    assert (shared, server.greetings, len(server.mails)) == (2, 5, 123)


def test_a_kept_connection_that_breaks_is_replaced_and_no_mail_goes_twice(mailer: SmtpMailer, server: MailServer):
    server.hangs_up_after_next = True
    with mailer.kept_open():
        for number in range(5):
            mailer.send(replace(MAIL, key=str(number)), handing_over=lambda: None)

    assert len({mail["Message-ID"] for mail in server.mails}) == len(server.mails) == 5


def test_a_refusal_leaves_the_kept_connection_to_the_next_mail(mailer: SmtpMailer, server: MailServer):
    with mailer.kept_open():
        mailer.send(MAIL, handing_over=lambda: None)
        server.answer_to_recipient = "550 5.1.1 no such user"
        with pytest.raises(MailRefused):
            mailer.send(replace(MAIL, key="two"), handing_over=lambda: None)
        server.answer_to_recipient = ""
        mailer.send(replace(MAIL, key="three"), handing_over=lambda: None)

    assert (len(server.mails), server.greetings) == (2, 1)


@pytest.mark.parametrize("answer", ["421 4.3.2 closing", "451 4.3.0 later"])
def test_an_answer_after_the_text_on_a_kept_connection_hands_nothing_over_twice(
    mailer: SmtpMailer, server: MailServer, handed: Handed, answer: str
):
    with mailer.kept_open():
        mailer.send(MAIL, handing_over=lambda: None)
        server.answer_to_content = answer
        with pytest.raises(Unavailable):
            mailer.send(replace(MAIL, key="two"), handing_over=handed)

    assert (handed.times, server.contents, len(server.mails)) == (1, 2, 1)


def test_lines_that_begin_with_a_dot_arrive_as_they_were_written(mailer: SmtpMailer, server: MailServer):
    mailer.send(MAIL, handing_over=lambda: None)

    body = server.mails[0].get_body(("plain",))
    assert body is not None
    assert body.get_content().splitlines() == ["It ends.", ".", "..dots"]


def test_it_comes_back_to_the_path_it_was_given_and_is_answered_to_the_office(mailer: SmtpMailer, server: MailServer):
    mailer.send(replace(MAIL, return_path="bounces+abc@desk.example.com"), handing_over=lambda: None)

    assert server.senders == ["bounces+abc@desk.example.com"]
    assert server.mails[0]["From"] == SENDER


@pytest.mark.parametrize(
    ("link", "header", "at_once"),
    [
        ("https://desk.example.com/x?y=1", "<https://desk.example.com/x?y=1>", "List-Unsubscribe=One-Click"),
        ("http://127.0.0.1:8000/x", "<http://127.0.0.1:8000/x>", None),
        ("", None, None),
        ("javascript:alert(1)", None, None),
        ("https://x.example/\r\nBcc: thief@example.net", None, None),
        ("https://x.example/>, <mailto:thief@example.net", None, None),
    ],
)
def test_what_is_optional_says_how_to_end_it(
    mailer: SmtpMailer, server: MailServer, link: str, header: str | None, at_once: str | None
):
    mailer.send(replace(MAIL, unsubscribe=link, ends_at_once=True), handing_over=lambda: None)

    [arrived] = server.mails
    assert (arrived["List-Unsubscribe"], arrived["List-Unsubscribe-Post"], arrived["Bcc"]) == (header, at_once, None)


@pytest.fixture(scope="module")
def key_pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """A private key in a file, and the line that publishes its other half."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    path = tmp_path_factory.mktemp("dkim") / "key.pem"
    pem = serialization.Encoding.PEM
    path.write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption())
    )
    public = key.public_key().public_bytes(pem, serialization.PublicFormat.SubjectPublicKeyInfo)
    return path, b"v=DKIM1; k=rsa; p=" + b"".join(public.splitlines()[1:-1])


@pytest.mark.parametrize("link", ["", "https://desk.example.com/unsubscribe"])
def test_what_the_server_received_is_signed_and_nothing_of_it_can_be_changed(
    server: MailServer, key_pair: tuple[Path, bytes], link: str
):
    path, published = key_pair
    mailer = SmtpMailer(
        f"smtp://127.0.0.1:{server.port}", SENDER, signed_by=DkimKey.read(str(path), "desk", "example.com")
    )
    mailer.send(
        replace(
            MAIL, subject="Kündigung – Königsstraße", html="<p>Ümläute.</p>\n", unsubscribe=link, ends_at_once=True
        ),
        handing_over=lambda: None,
    )

    asked: list[bytes] = []

    def published_at(name: bytes, **_: object) -> bytes:
        asked.append(name)
        return published

    [received] = server.raw
    assert dkim.verify(received, dnsfunc=published_at)
    assert asked == [b"desk._domainkey.example.com."]
    for change in (b"To: ", b"Subject: ", b"Date: "):
        assert not dkim.verify(received.replace(change, change + b"x", 1), dnsfunc=published_at)
    assert not dkim.verify(received + b"more\r\n", dnsfunc=published_at)
    assert (b"list-unsubscribe-post" in received.partition(b"\r\n\r\n")[0]) == bool(link)


def test_a_key_that_cannot_sign_is_told_at_the_start(tmp_path: Path):
    wrong = tmp_path / "key.pem"
    wrong.write_text("no key")

    with pytest.raises(ValueError, match="holds no private RSA key"):
        DkimKey.read(str(wrong), "desk", "example.com")
    with pytest.raises(ValueError, match="cannot be read"):
        DkimKey.read(str(tmp_path / "absent.pem"), "desk", "example.com")
