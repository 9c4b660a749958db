"""One connection to an SMTP server: checked encryption, bounded waiting, and a sharp line at which a text has left."""

import re
import smtplib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from pm_app.messages.rules.mail import HandoverUnsure

_PORTS = {"starttls": 587, "ssl": 465, "none": 25}
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_LINE_BEGINS_WITH_DOT = re.compile(rb"(?m)^\.")


@dataclass(frozen=True)
class SmtpServer:
    """Where mail is handed in. `encryption` is starttls, ssl or none; `ca_file` names an own certificate authority."""

    host: str
    port: int
    encryption: str
    user: str
    password: str = field(repr=False)
    ca_file: str | None


@dataclass(frozen=True)
class Patience:
    """How many seconds a server may take for an answer, and for the one after the text: it may look through it."""

    answer: float = 20
    taking: float = 300


class SmtpLine(smtplib.SMTP):
    """A connection that is signed in. What goes wrong on it is raised as the standard library names it."""

    def __init__(self, server: SmtpServer, context: ssl.SSLContext, patience: Patience) -> None:
        """Connect, encrypt and sign in, or raise what stood in the way."""
        self._server, self._context, self._patience = server, context, patience
        super().__init__(timeout=patience.answer, local_hostname=_own_name())
        self._host = server.host  # whose certificate the standard library asks for
        try:
            self._begin()
        except BaseException:
            self.close()
            raise

    def hand(self, sender: str, recipient: str, content: bytes, handing_over: Callable[[], None]) -> None:
        """Hand in one mail, whose lines end as mail servers want them.

        `handing_over` is called when the server waits for the text. Whatever is raised but `HandoverUnsure` and
        `SMTPDataError` is raised before any of the text left.
        """
        options = [f"size={len(content)}"] if self.has_extn("size") else []
        code, said = self.mail(sender, options)
        if not _good(code):
            raise smtplib.SMTPSenderRefused(code, said, sender)
        code, said = self.rcpt(recipient)
        if not _good(code):
            raise smtplib.SMTPRecipientsRefused({recipient: (code, said)})
        self.putcmd("data")
        code, said = self.getreply()
        if code != 354:
            raise smtplib.SMTPDataError(code, said)
        try:
            handing_over()
        except BaseException:
            self.close()  # without the last line there is no mail
            raise
        self._hand_text(content)

    def clear(self) -> None:
        """Make the line ready for another mail; raises when it is no longer there."""
        code, said = self.rset()
        if not _good(code):
            raise smtplib.SMTPResponseException(code, said)

    def leave(self) -> None:
        """Say goodbye; what goes wrong now cannot change whether a mail was taken."""
        try:
            self.quit()
        except (smtplib.SMTPException, OSError):
            self.close()

    def _begin(self) -> None:
        code, said = self.connect(self._server.host, self._server.port)
        if not _good(code):
            raise smtplib.SMTPConnectError(code, said)
        self.ehlo_or_helo_if_needed()
        if self._server.encryption == "starttls":
            self.starttls(context=self._context)
            self.ehlo_or_helo_if_needed()
        if self._server.user:
            self.login(self._server.user, self._server.password)

    def _get_socket(self, host: str, port: int, timeout: Any) -> Any:
        plain = super()._get_socket(host, port, timeout)  # type: ignore[misc]
        if self._server.encryption != "ssl":
            return plain
        return self._context.wrap_socket(plain, server_hostname=host)

    def _hand_text(self, content: bytes) -> None:
        """Let the text leave and wait for the answer; only an answer tells what became of it."""
        try:
            if self.sock is not None:
                self.sock.settimeout(self._patience.taking)
            self.send(_LINE_BEGINS_WITH_DOT.sub(b"..", content) + b".\r\n")
            code, said = self.getreply()
            if self.sock is not None:
                self.sock.settimeout(self._patience.answer)
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise HandoverUnsure(
                f"The text left for the mail server {self._server.host}, and no answer came: {error}"
            ) from error
        if 400 <= code < 600:
            raise smtplib.SMTPDataError(code, said)
        if not _good(code):
            self.close()
            raise HandoverUnsure(
                f"The mail server {self._server.host} gave no answer that says what became of the mail."
            )


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


def _good(code: int) -> bool:
    return 200 <= code < 300


@lru_cache(maxsize=1)
def _own_name() -> str:
    """Return this machine's name as it greets; looked up once, for that may take seconds."""
    return socket.getfqdn()
