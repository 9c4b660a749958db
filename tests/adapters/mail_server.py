"""A real SMTP server for the tests, on loopback, with encryption, sign-in and a certificate authority of its own."""

import asyncio
import datetime
import ipaddress
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER = "desk@example.com"
PASSWORD = "s3cret/with:signs@"
# Wide enough that no test depends on the day it runs.
_VALID_FROM = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
_VALID_THROUGH = datetime.datetime(2090, 1, 1, tzinfo=datetime.UTC)


@dataclass(frozen=True)
class Certificates:
    """A certificate authority and what it signed for a server on this machine."""

    authority: Path
    server: Path


@dataclass
class MailServer:
    """What arrived, and what to answer to MAIL, RCPT and DATA when it is not 'taken'.

    `raw` holds every taken mail byte by byte; `with_the_text` is called when a text is there and nothing was answered.
    """

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    sign_ins: int = 0
    answer_to_sender: str = ""
    answer_to_recipient: str = ""
    answer_to_content: str = ""
    hangs_up_after_content: bool = False
    hangs_up_at_recipient: bool = False
    hangs_up_after_next: bool = False
    says_nothing_after_content: bool = False
    with_the_text: Callable[[], None] | None = None
    contents: int = 0
    greetings: int = 0
    raw: list[bytes] = field(default_factory=list)

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.greetings += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]):
        if self.answer_to_sender:
            return self.answer_to_sender
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]):
        if self.hangs_up_at_recipient:
            _hang_up(server)
        if self.answer_to_recipient:
            return self.answer_to_recipient
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope):
        self.contents += 1
        assert isinstance(envelope.content, bytes)
        if self.with_the_text is not None:
            self.with_the_text()
        if self.hangs_up_after_content:
            _hang_up(server)
        if self.says_nothing_after_content:
            await asyncio.Event().wait()  # until the other side hangs up
        if self.answer_to_content:
            return self.answer_to_content
        self.mails.append(message_from_bytes(envelope.content, EmailMessage, policy=policy.default))
        self.recipients += envelope.rcpt_tos
        self.senders.append(envelope.mail_from or "")
        self.raw.append(envelope.content)
        if self.hangs_up_after_next:
            asyncio.get_running_loop().call_later(0.01, _hang_up, server)
        return "250 taken"

    def sign_in(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: object) -> AuthResult:
        assert isinstance(given, LoginPassword)
        good = (given.login, given.password) == (USER.encode(), PASSWORD.encode())
        self.sign_ins += good
        return AuthResult(success=good, handled=False)


def _transport(server: SMTP) -> asyncio.WriteTransport:
    assert isinstance(server.transport, asyncio.WriteTransport)
    return server.transport


def _hang_up(server: SMTP) -> None:
    _transport(server).abort()


class _AnyPort(Controller):
    """A controller that looks up which free port the system gave it."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def mail_server(certificates: Certificates | None, *, encryption: str) -> Iterator[MailServer]:
    """Run a server that offers STARTTLS and asks for a sign-in, speaks TLS from the start, or neither."""
    kept = MailServer()
    controller = _AnyPort(kept, hostname="127.0.0.1", port=0, **_options(kept, certificates, encryption))
    controller.start()
    try:
        kept.port = controller.port
        yield kept
    finally:
        controller.stop()


def _options(kept: MailServer, certificates: Certificates | None, encryption: str) -> dict[str, Any]:
    if certificates is None:
        return {}
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates.server)
    signing_in: dict[str, Any] = {"authenticator": kept.sign_in, "auth_required": True}
    if encryption == "starttls":
        return {"tls_context": context, "require_starttls": True, **signing_in}
    return {"ssl_context": context, "auth_require_tls": False, **signing_in}


def make_certificates(folder: Path, *, host: str = "127.0.0.1") -> Certificates:
    """Make an authority and a server certificate for `host`, an IP address or a name."""
    authority_key, server_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    authority_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "The authority of this test")])
    authority = (
        _certificate(authority_name, authority_name, authority_key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(authority_key.public_key()), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    server = (
        _certificate(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)]), authority_name, server_key)
        .add_extension(x509.SubjectAlternativeName([_general_name(host)]), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    folder.mkdir(parents=True, exist_ok=True)
    made = Certificates(authority=folder / "authority.pem", server=folder / "server.pem")
    made.authority.write_bytes(authority.public_bytes(serialization.Encoding.PEM))
    made.server.write_bytes(_pem(server_key) + server.public_bytes(serialization.Encoding.PEM))
    return made


def _certificate(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_VALID_FROM)
        .not_valid_after(_VALID_THROUGH)
    )


def _general_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
