"""Mail handed to an SMTP server, over a connection whose certificate is checked and which may serve many mails."""

import hashlib
import re
import smtplib
import ssl
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parseaddr
from pathlib import Path

import dkim
from emails.message import Message

from pm_app.adapters.smtp_kept_line import CannotConnect, KeptLine
from pm_app.adapters.smtp_line import Patience, smtp_server
from pm_app.messages.rules.addresses import one_line, sendable
from pm_app.messages.rules.bounces import status_in
from pm_app.messages.rules.mail import GREYLIST_PAUSE, Mail, MailDeferred, MailRefused, MailServerAway

__all__ = ["DkimKey", "SmtpMailer", "smtp_server"]

# Answers to MAIL and RCPT that are permanent by their number but are about our sign-in, not about an address.
_ABOUT_SIGN_IN = {530, 534, 535, 538}
_GREYLISTED = {450, 451}
_LINE_END = re.compile(rb"\r\n|\r|\n")
_LINK = re.compile(r"https?://[^\s<>\x00-\x1f\x7f]+")
_SIGNED = (b"from", b"to", b"subject", b"date", b"message-id", b"mime-version", b"content-type")
_SIGNED_TOO = (b"list-unsubscribe", b"list-unsubscribe-post", b"auto-submitted")


@dataclass(frozen=True)
class DkimKey:
    """What signs the office's mail: the private key, and where receivers look up the public one."""

    key: bytes
    selector: str
    domain: str

    @classmethod
    def read(cls, path: str, selector: str, domain: str) -> "DkimKey":
        """Return the key kept in a PEM file; raises ValueError with a sentence when it cannot sign."""
        try:
            key = Path(path).expanduser().read_bytes()
            dkim.sign(b"From: a@example.com\r\n\r\nx\r\n", selector.encode(), domain.encode(), key)
        except OSError as error:
            raise ValueError(f"The key that signs mail, {path}, cannot be read.") from error
        except (dkim.DKIMException, ValueError) as error:
            raise ValueError(f"{path} holds no private RSA key in PEM form that could sign mail.") from error
        return cls(key, selector, domain)


class SmtpMailer:
    """Hands mails to one SMTP server, each over a connection of its own, or over one that is kept for many."""

    def __init__(
        self, url: str, sender: str, *, signed_by: DkimKey | None = None, patience: Patience | None = None
    ) -> None:
        """Take `smtp://user:password@host:587?tls=starttls|ssl|none&ca=FILE` and a sender `Name <address>`.

        Without `tls` the connection must be encrypted, except to this machine. Raises ValueError with a sentence.
        """
        self._server = smtp_server(url)
        name, address = parseaddr(sender)
        self._sender = (one_line(name), sendable(address))
        if not self._sender[1]:
            raise ValueError("The sender of mails is not an e-mail address; write Name <address>.")
        self._context = _tls_context(self._server.ca_file)
        self._signed_by = signed_by
        self._line = KeptLine(self._server, self._context, patience or Patience())

    def send(self, mail: Mail, *, handing_over: Callable[[], None]) -> str:
        """Send the mail and return its Message-ID, which is the same whenever this mail is tried."""
        message_id = self._message_id(mail.key)
        content = self._content(mail, message_id)
        envelope = sendable(mail.return_path) or self._sender[1]
        try:
            self._line.hand(envelope, sendable(mail.to_address), content, handing_over)
        except CannotConnect as error:
            raise MailServerAway(_what_went_wrong(error.__cause__, self._server.host)) from error.__cause__
        except smtplib.SMTPRecipientsRefused as error:
            raise _refusal(*error.recipients.popitem()[1], whom="this address", field="to_address") from error
        except smtplib.SMTPSenderRefused as error:
            raise _refusal(error.smtp_code, error.smtp_error, whom="our sender") from error
        except smtplib.SMTPDataError as error:
            raise _refusal(error.smtp_code, error.smtp_error, whom="the text of the mail") from error
        except (smtplib.SMTPException, OSError) as error:
            raise MailDeferred(f"The mail server {self._server.host} did not take the mail: {error}") from error
        return message_id

    def kept_open(self) -> AbstractContextManager[None]:
        """Return a block during which one connection serves all mails."""
        return self._line.kept_open()

    def _message_id(self, key: str) -> str:
        digest = hashlib.sha256(key.encode()).hexdigest()[:40]
        return f"<{digest}@{self._sender[1].rpartition('@')[2]}>"

    def _content(self, mail: Mail, message_id: str) -> bytes:
        """Return the mail as it leaves: every line ends as servers want it, and it is signed if there is a key."""
        address = sendable(mail.to_address)
        if not address:
            raise MailRefused("This is not an e-mail address that mail can be sent to.", field="to_address")
        message = Message(
            message_id=message_id,
            subject=one_line(mail.subject),
            mail_from=self._sender,
            mail_to=[(one_line(mail.to_name), address)],
            text=mail.text,
            html=mail.html or None,
            headers={"Auto-Submitted": "auto-generated"} | _unsubscribing(mail),
        )
        for enclosed in mail.attachments:
            message.attach(filename=one_line(enclosed.filename), mime_type=enclosed.media_type, data=enclosed.content)
        content = _LINE_END.sub(b"\r\n", message.as_bytes())
        return self._signature(content) + (content if content.endswith(b"\r\n") else content + b"\r\n")

    def _signature(self, content: bytes) -> bytes:
        if self._signed_by is None:
            return b""
        present = [name for name in _SIGNED_TOO if b"\r\n" + name + b":" in content.partition(b"\r\n\r\n")[0].lower()]
        by = self._signed_by
        return dkim.sign(
            content if content.endswith(b"\r\n") else content + b"\r\n",
            by.selector.encode(),
            by.domain.encode(),
            by.key,
            canonicalize=(b"relaxed", b"relaxed"),
            include_headers=[*_SIGNED, *present],
        )


def _unsubscribing(mail: Mail) -> dict[str, str]:
    """Return the lines by which a reader's program ends mail like this; none for what nobody may do without."""
    if not _LINK.fullmatch(mail.unsubscribe):
        return {}
    lines = {"List-Unsubscribe": f"<{mail.unsubscribe}>"}
    # Programs do this over encrypted lines only (RFC 8058).
    at_once = mail.ends_at_once and mail.unsubscribe.startswith("https://")
    return lines | ({"List-Unsubscribe-Post": "List-Unsubscribe=One-Click"} if at_once else {})


def _refusal(code: int, answer: bytes | str, *, whom: str, field: str = "") -> MailRefused | MailDeferred:
    """Return what a refusal means: a number from 500 is for good, unless it is about our sign-in."""
    said = one_line(answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer)
    if code >= 500 and code not in _ABOUT_SIGN_IN:
        return MailRefused(f"The mail server refused {whom}: {code} {said}", field=field, status=status_in(said))
    wait = GREYLIST_PAUSE if code in _GREYLISTED else timedelta()
    return MailDeferred(f"The mail server does not take the mail now: {code} {said}", wait=wait)


def _tls_context(ca_file: str | None) -> ssl.SSLContext:
    """Return the context that checks certificate and host name."""
    try:
        return ssl.create_default_context(cafile=ca_file)
    except OSError as error:
        raise ValueError(f"The certificates of the mail server in {ca_file} cannot be read.") from error


def _what_went_wrong(error: BaseException | None, host: str) -> str:
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return f"The mail server {host} did not accept the user name or the password."
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"The certificate of the mail server {host} cannot be trusted: {error.verify_message}."
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return f"The mail server {host} cannot do what its settings ask for: {error}"
    return f"The mail server {host} did not take the mail: {error}"
