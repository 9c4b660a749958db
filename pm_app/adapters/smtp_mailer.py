"""Mail handed to an SMTP server, over a connection whose certificate is checked."""

import hashlib
import logging
import re
import smtplib
import ssl
from dataclasses import dataclass, field
from email.utils import parseaddr
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from emails.backend.smtp.backend import SMTPBackend
from emails.backend.smtp.client import SMTPClientWithResponse
from emails.message import Message

from pm_app.kernel.errors import Unavailable
from pm_app.messages.rules import Mail, MailRefused

logger = logging.getLogger(__name__)

_TIMEOUT_SECONDS = 20
_PORTS = {"starttls": 587, "ssl": 465, "none": 25}
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_ADDRESS = re.compile(r"[^\s\x00-\x1f\x7f<>()\[\],;:\\\"@]+@[^\s\x00-\x1f\x7f<>()\[\],;:\\\"@]+")
# Answers to MAIL and RCPT that are permanent by their number but are about our sign-in, not about an address.
_ABOUT_SIGN_IN = {530, 534, 535, 538}


@dataclass(frozen=True)
class SmtpServer:
    """Where mail is handed in. `encryption` is starttls, ssl or none; `ca_file` names an own certificate authority."""

    host: str
    port: int
    encryption: str
    user: str
    password: str = field(repr=False)
    ca_file: str | None


class SmtpMailer:
    """Hands each mail to one SMTP server over a connection of its own."""

    def __init__(self, url: str, sender: str) -> None:
        """Take `smtp://user:password@host:587?tls=starttls|ssl|none&ca=FILE` and a sender `Name <address>`.

        Without `tls` the connection must be encrypted, except to this machine. Raises ValueError with a sentence.
        """
        self._server = smtp_server(url)
        name, address = parseaddr(sender)
        self._sender = (_one_line(name), _sendable(address))
        if not self._sender[1]:
            raise ValueError("The sender of mails is not an e-mail address; write Name <address>.")
        self._context = _tls_context(self._server)

    def send(self, mail: Mail) -> str:
        """Send the mail and return its Message-ID, which is the same whenever this mail is tried."""
        message_id = self._message_id(mail.key)
        message = self._message(mail, message_id)
        backend = _CheckedBackend(self._server, self._context)
        try:
            response = message.send(smtp=backend)
        except smtplib.SMTPRecipientsRefused as error:
            raise _refusal(*error.recipients.popitem()[1], whom="this address", field="to_address") from error
        except smtplib.SMTPSenderRefused as error:
            raise _refusal(error.smtp_code, error.smtp_error, whom="our sender") from error
        except (smtplib.SMTPException, OSError) as error:
            raise Unavailable(_what_went_wrong(error, self._server.host)) from error
        finally:
            _hang_up(backend)
        if response is None or not response.success or response.refused_recipients:
            raise Unavailable(f"The mail server {self._server.host} did not confirm that it took the mail.")
        return message_id

    def _message_id(self, key: str) -> str:
        digest = hashlib.sha256(key.encode()).hexdigest()[:40]
        return f"<{digest}@{self._sender[1].rpartition('@')[2]}>"

    def _message(self, mail: Mail, message_id: str) -> Message:
        address = _sendable(mail.to_address)
        if not address:
            raise MailRefused("This is not an e-mail address that mail can be sent to.", field="to_address")
        message = Message(
            message_id=message_id,
            subject=_one_line(mail.subject),
            mail_from=self._sender,
            mail_to=[(_one_line(mail.to_name), address)],
            text=mail.text,
            html=mail.html or None,
            headers={"Auto-Submitted": "auto-generated"},
        )
        for enclosed in mail.attachments:
            message.attach(filename=_one_line(enclosed.filename), mime_type=enclosed.media_type, data=enclosed.content)
        return message


def smtp_server(url: str) -> SmtpServer:
    """Return what the address of a mail server says; raises ValueError with a sentence when it says too little."""
    parts = urlsplit(url)
    options = {name: values[-1] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or options.keys() - {"tls", "ca"}:
        raise ValueError("The mail server must be given as smtp://user:password@host:587?tls=starttls.")
    encryption = options.get("tls") or _usual_encryption(parts.scheme, parts.hostname, parts.port)
    if encryption not in _PORTS:
        raise ValueError("The encryption of the mail server must be tls=starttls, tls=ssl or tls=none.")
    if encryption == "none" and parts.username and parts.hostname not in _LOOPBACK:
        raise ValueError("The mail server would get its password unencrypted; use tls=starttls or tls=ssl.")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if not (user + password).isascii():
        raise ValueError("The user name and password of the mail server may have no accented letters.")
    return SmtpServer(
        host=parts.hostname,
        port=parts.port or _PORTS[encryption],
        encryption=encryption,
        user=user,
        password=password,
        ca_file=options.get("ca") or None,
    )


def _usual_encryption(scheme: str, host: str, port: int | None) -> str:
    if scheme == "smtps" or port == _PORTS["ssl"]:
        return "ssl"
    return "none" if host in _LOOPBACK else "starttls"


def _tls_context(server: SmtpServer) -> ssl.SSLContext:
    """Return the context that checks certificate and host name; the mail library would check neither."""
    try:
        return ssl.create_default_context(cafile=server.ca_file)
    except OSError as error:
        raise ValueError(f"The certificates of the mail server in {server.ca_file} cannot be read.") from error


def _one_line(text: str) -> str:
    """Return the text without line ends and control characters: a header cannot be smuggled in."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _sendable(address: str) -> str:
    """Return the address as mail servers know it, with an international domain in ASCII; empty when there is none."""
    if not _ADDRESS.fullmatch(address):
        return ""
    local, _, domain = address.partition("@")
    try:
        return f"{local.encode('ascii').decode()}@{domain.encode('idna').decode()}"
    except UnicodeError:
        return ""


def _refusal(code: int, answer: bytes | str, *, whom: str, field: str = "") -> MailRefused | Unavailable:
    """Return what a refusal means: a number from 500 is for good, unless it is about our sign-in."""
    said = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    if code >= 500 and code not in _ABOUT_SIGN_IN:
        return MailRefused(f"The mail server refused {whom}: {code} {_one_line(said)}", field=field)
    return Unavailable(f"The mail server does not take the mail now: {code} {_one_line(said)}")


def _what_went_wrong(error: Exception, host: str) -> str:
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return f"The mail server {host} did not accept the user name or the password."
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"The certificate of the mail server {host} cannot be trusted: {error.verify_message}."
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return f"The mail server {host} cannot do what its settings ask for: {error}"
    return f"The mail server {host} did not take the mail: {error}"


def _hang_up(backend: SMTPBackend) -> None:
    """Say goodbye; what goes wrong now cannot change whether the mail was taken."""
    try:
        backend.close()
    except (smtplib.SMTPException, OSError) as error:
        logger.info("mail server left without a goodbye", extra={"problem": type(error).__name__})


class _CheckedBackend(SMTPBackend):
    """One connection with checked encryption, which tells what went wrong and never sends twice by itself."""

    def __init__(self, server: SmtpServer, context: ssl.SSLContext) -> None:
        super().__init__(
            fail_silently=False,
            timeout=_TIMEOUT_SECONDS,
            host=server.host,
            port=server.port,
            user=server.user or None,
            password=server.password or None,
        )
        self.context = context
        self.encryption = server.encryption
        self.smtp_cls = _CheckedConnection

    def retry_on_disconnect(self, func: Any) -> Any:
        """Return the function as it is: a server that hung up late may already have the mail."""
        return func


class _CheckedConnection(SMTPClientWithResponse):
    """The library's connection, but for how the encryption begins."""

    def __init__(self, parent: _CheckedBackend, **kwargs: Any) -> None:
        self._checked = parent
        super().__init__(parent, tls=parent.encryption == "starttls", **kwargs)

    def _get_socket(self, host: str, port: int, timeout: float) -> Any:
        plain = super()._get_socket(host, port, timeout)  # type: ignore[misc]
        if self._checked.encryption != "ssl":
            return plain
        return self._checked.context.wrap_socket(plain, server_hostname=host)

    def starttls(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """Begin the encryption with the checking context."""
        return super().starttls(context=self._checked.context)
