"""What a mailer promises, held against a real SMTP server on this machine, and its twins."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest

from pm_app.adapters.kept_mailer import KeptMailer
from pm_app.adapters.smtp_mailer import SmtpMailer
from pm_app.kernel.errors import Unavailable
from pm_app.messages.rules import HandoverUnsure, Mail, MailRefused
from tests.adapters.mail_server import PASSWORD, USER, Certificates, MailServer, mail_server, make_certificates
from tests.fakes import OutboxMailer
from tests.ports import free_port

pytestmark = pytest.mark.filterwarnings(
    # The server of these tests does not count encryption from the first byte as encryption, and says so.
    "ignore:Requiring AUTH while not requiring TLS:UserWarning:aiosmtpd",
)

SENDER = "Grüne Hausverwaltung <desk@example.com>"
MAIL = Mail(
    key="reminder-2026-03-01-lease-7",
    to_address="maria@example.org",
    to_name="María Müller",
    subject="Your lease ends on March 31",
    text="Dear María,\n\nthe lease of Königsstraße 5 ends.\n",
    html="<p>Dear <b>María</b>, the lease of Königsstraße 5 ends.</p>",
)


def nothing() -> None:
    """Say nothing when a text leaves."""


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def server(certificates: Certificates) -> Iterator[MailServer]:
    with mail_server(certificates, encryption="starttls") as running:
        yield running


@pytest.fixture
def mailer(server: MailServer, certificates: Certificates) -> SmtpMailer:
    return _mailer(server, certificates)


def test_a_mail_arrives_with_text_and_html_and_every_letter(mailer: SmtpMailer, server: MailServer):
    message_id = mailer.send(replace(MAIL, subject="Kündigung Königsstraße – “Ende” März"), handing_over=nothing)

    [arrived] = server.mails
    assert arrived["Subject"] == "Kündigung Königsstraße – “Ende” März"
    assert arrived["From"] == SENDER
    assert arrived["To"] == "María Müller <maria@example.org>"
    assert arrived["Message-ID"] == message_id
    assert arrived["Date"].datetime.tzinfo is not None
    assert arrived["Auto-Submitted"] == "auto-generated"
    text, html = arrived.get_body(("plain",)), arrived.get_body(("html",))
    assert text is not None
    assert html is not None
    assert text.get_content().splitlines() == MAIL.text.splitlines()
    assert html.get_content().strip() == MAIL.html


def test_a_mail_goes_to_its_address_alone_and_only_after_signing_in(mailer: SmtpMailer, server: MailServer):
    mailer.send(MAIL, handing_over=nothing)

    assert server.recipients == ["maria@example.org"]
    assert server.senders == ["desk@example.com"]
    assert server.sign_ins == 1


def test_a_mail_without_html_is_text_alone(mailer: SmtpMailer, server: MailServer):
    mailer.send(replace(MAIL, html=""), handing_over=nothing)

    [arrived] = server.mails
    assert arrived.get_body(("html",)) is None
    assert [part.get_content_type() for part in arrived.walk() if not part.is_multipart()] == ["text/plain"]


def test_every_attempt_carries_the_same_id_and_another_mail_another(mailer: SmtpMailer, server: MailServer):
    first, again = mailer.send(MAIL, handing_over=nothing), mailer.send(MAIL, handing_over=nothing)
    other = mailer.send(replace(MAIL, key="reminder-2026-03-01-lease-8"), handing_over=nothing)

    assert first == again != other
    assert [mail["Message-ID"] for mail in server.mails] == [first, again, other]


def test_encryption_from_the_first_byte_works_too(certificates: Certificates):
    with mail_server(certificates, encryption="ssl") as server:
        _mailer(server, certificates, tls="ssl").send(MAIL, handing_over=nothing)

        assert server.recipients == ["maria@example.org"]


def test_a_server_on_this_machine_needs_no_encryption():
    with mail_server(None, encryption="none") as server:
        SmtpMailer(f"smtp://127.0.0.1:{server.port}", SENDER).send(MAIL, handing_over=nothing)

        assert server.recipients == ["maria@example.org"]


@pytest.mark.parametrize("tls", ["starttls", "ssl"])
def test_a_certificate_that_nobody_vouches_for_is_not_trusted(certificates: Certificates, tls: str):
    with mail_server(certificates, encryption=tls) as server:
        mailer = SmtpMailer(_url(server, tls=tls), SENDER)

        with pytest.raises(Unavailable, match="The certificate of the mail server 127"):
            mailer.send(MAIL, handing_over=nothing)

        assert (server.mails, server.sign_ins) == ([], 0)


@pytest.mark.parametrize("tls", ["starttls", "ssl"])
def test_a_certificate_for_another_host_is_not_trusted(tmp_path: Path, tls: str):
    certificates = make_certificates(tmp_path, host="mail.example.com")
    with mail_server(certificates, encryption=tls) as server:
        with pytest.raises(Unavailable, match="cannot be trusted"):
            _mailer(server, certificates, tls=tls).send(MAIL, handing_over=nothing)

        assert (server.mails, server.sign_ins) == ([], 0)


def test_a_server_without_the_encryption_that_is_asked_for_gets_nothing(certificates: Certificates):
    with mail_server(None, encryption="none") as server:
        with pytest.raises(Unavailable, match="cannot do what its settings ask for: STARTTLS"):
            SmtpMailer(f"smtp://127.0.0.1:{server.port}?tls=starttls", SENDER).send(MAIL, handing_over=nothing)

        assert server.mails == []


def test_a_wrong_password_is_told_and_can_be_put_right_later(server: MailServer, certificates: Certificates):
    mailer = _mailer(server, certificates, password="wrong")

    with pytest.raises(Unavailable, match="did not accept the user name or the password"):
        mailer.send(MAIL, handing_over=nothing)

    assert server.mails == []


@pytest.mark.parametrize(
    ("command", "answer", "expected"),
    [
        pytest.param("recipient", "550 5.1.1 no such mailbox", MailRefused, id="no such recipient"),
        pytest.param("recipient", "450 4.2.1 mailbox busy", Unavailable, id="recipient busy"),
        pytest.param("recipient", "530 5.7.0 sign in first", Unavailable, id="recipient needs another sign-in"),
        pytest.param("sender", "553 5.7.1 not your address", MailRefused, id="sender refused"),
        pytest.param("sender", "451 4.3.0 try later", Unavailable, id="sender later"),
        pytest.param("content", "554 5.6.0 not like this", MailRefused, id="content refused"),
        pytest.param("content", "452 4.3.1 disk full", Unavailable, id="content later"),
    ],
)
def test_a_refusal_for_good_is_told_from_one_for_now(
    mailer: SmtpMailer, server: MailServer, command: str, answer: str, expected: type[Exception]
):
    setattr(server, f"answer_to_{command}", answer)

    with pytest.raises(expected, match=answer.partition(" ")[0]):
        mailer.send(MAIL, handing_over=nothing)

    assert server.mails == []


def test_nobody_at_the_other_end_is_a_matter_for_later():
    with pytest.raises(Unavailable, match="Connection refused"):
        SmtpMailer(f"smtp://127.0.0.1:{free_port()}", SENDER).send(MAIL, handing_over=nothing)


def test_a_server_that_hangs_up_with_the_mail_in_its_hands_does_not_get_it_twice(
    mailer: SmtpMailer, server: MailServer
):
    server.hangs_up_after_content = True

    with pytest.raises(HandoverUnsure, match="no answer came"):
        mailer.send(MAIL, handing_over=nothing)

    assert server.contents == 1


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\u2028", "\x00", "\x0b"])
def test_no_header_can_be_smuggled_in(mailer: SmtpMailer, server: MailServer, end: str):
    smuggled = f"Harmless{end}Bcc: thief@example.net"

    mailer.send(replace(MAIL, subject=smuggled, to_name=smuggled), handing_over=nothing)

    [arrived] = server.mails
    assert arrived["Bcc"] is None
    assert arrived["Subject"] == "Harmless Bcc: thief@example.net"
    assert [(a.display_name, a.addr_spec) for a in arrived["To"].addresses] == [
        ("Harmless Bcc: thief@example.net", "maria@example.org")
    ]
    assert server.recipients == ["maria@example.org"]


@pytest.mark.parametrize("name", ["", "Miller, Maria", 'Maria "Mia" <x@example.net>', "ミュラー" * 3, "a" * 300])
def test_whatever_somebody_is_called_the_mail_goes_to_the_address(mailer: SmtpMailer, server: MailServer, name: str):
    mailer.send(replace(MAIL, to_name=name), handing_over=nothing)

    [arrived] = server.mails
    assert [(a.display_name, a.addr_spec) for a in arrived["To"].addresses] == [(name, "maria@example.org")]
    assert server.recipients == ["maria@example.org"]


def test_an_international_domain_is_written_as_mail_servers_know_it(mailer: SmtpMailer, server: MailServer):
    mailer.send(replace(MAIL, to_address="maria@bücher.example"), handing_over=nothing)

    assert server.recipients == ["maria@xn--bcher-kva.example"]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "maria",
        "maria@",
        "@example.org",
        "a@b@c",
        "a b@example.org",
        "maria@example.org\r\nRCPT TO:<x@example.net>",
        "maria@example.org,thief@example.net",
        "<maria@example.org>",
        "maría@example.org",
        f"a@{'ä' * 70}.example",
    ],
)
def test_what_is_no_address_is_refused_before_anybody_is_called(address: str):
    mailer = SmtpMailer("smtp://mail.example.invalid", SENDER)

    with pytest.raises(MailRefused) as refused:
        mailer.send(replace(MAIL, to_address=address), handing_over=nothing)

    assert refused.value.field == "to_address"


def test_without_a_mail_server_a_mail_is_kept_and_the_log_says_no_more_than_that(caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.INFO)

    answer = KeptMailer().send(MAIL, handing_over=nothing)

    assert answer == "kept in the app"
    [record] = caplog.records
    assert record.__dict__["mail_key"] == MAIL.key
    assert "maria" not in str(record.__dict__).lower()


def test_the_twin_collects_mails_until_it_is_told_to_fail():
    mailer = OutboxMailer()
    mailer.send(MAIL, handing_over=nothing)
    mailer.failure = Unavailable("The mail server is down.")

    with pytest.raises(Unavailable):
        mailer.send(MAIL, handing_over=nothing)

    assert mailer.sent == [MAIL]


def _mailer(
    server: MailServer, certificates: Certificates, *, tls: str = "starttls", password: str = PASSWORD
) -> SmtpMailer:
    return SmtpMailer(f"{_url(server, tls=tls, password=password)}&ca={quote(str(certificates.authority))}", SENDER)


def _url(server: MailServer, *, tls: str, password: str = PASSWORD) -> str:
    return f"smtp://{quote(USER, safe='')}:{quote(password, safe='')}@127.0.0.1:{server.port}?tls={tls}"
