"""A connection to an SMTP server that can be kept while there is mail, and is replaced when it breaks too early."""

import smtplib
import ssl
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager

from pm_app.adapters.smtp_line import Patience, SmtpLine, SmtpServer

_CLOSING = 421
# A connection serves so many mails; servers do not like longer ones.
MAILS_ON_A_LINE = 100


class CannotConnect(Exception):
    """There is no connection; the cause says why."""


class KeptLine:
    """Hands in one mail after the other."""

    def __init__(self, server: SmtpServer, context: ssl.SSLContext, patience: Patience) -> None:
        self._server, self._context, self._patience = server, context, patience
        self._lock = threading.Lock()
        self._line: SmtpLine | None = None
        self._handed_in = 0
        self._keepers = 0

    @contextmanager
    def kept_open(self) -> Generator[None]:
        """Keep the connection for the next mail during the block, and say goodbye at its end."""
        with self._lock:
            self._keepers += 1
        try:
            yield
        finally:
            with self._lock:
                self._keepers -= 1
                self._end_unless_kept()

    def hand(self, sender: str, recipient: str, content: bytes, handing_over: Callable[[], None]) -> None:
        """Hand in one mail, on the kept connection or, when that broke before the text could leave, on a new one.

        Raises what `SmtpLine.hand` raises, and `CannotConnect`.
        """
        left = False

        def leaving() -> None:
            nonlocal left
            left = True
            handing_over()

        with self._lock:
            try:
                kept = self._kept()
                if kept is not None:
                    try:
                        return self._hand(kept, sender, recipient, content, leaving)
                    except smtplib.SMTPException as error:
                        if left or not _is_gone(error):
                            raise
                return self._hand(self._opened(), sender, recipient, content, leaving)
            finally:
                self._end_unless_kept()

    def _hand(
        self, line: SmtpLine, sender: str, recipient: str, content: bytes, handing_over: Callable[[], None]
    ) -> None:
        try:
            line.hand(sender, recipient, content, handing_over)
        except BaseException as error:
            # Only an answer leaves the connection as it was.
            if _is_gone(error) or not isinstance(error, smtplib.SMTPResponseException | smtplib.SMTPRecipientsRefused):
                self._hang_up()
            raise
        self._handed_in += 1

    def _kept(self) -> SmtpLine | None:
        """Return the connection of the mail before, if it still answers."""
        if self._line is None:
            return None
        if self._handed_in >= MAILS_ON_A_LINE:
            return self._hang_up()
        try:
            self._line.clear()
        except (smtplib.SMTPException, OSError):
            return self._hang_up()
        return self._line

    def _opened(self) -> SmtpLine:
        try:
            self._line, self._handed_in = SmtpLine(self._server, self._context, self._patience), 0
        except (smtplib.SMTPException, OSError) as error:
            raise CannotConnect from error
        return self._line

    def _end_unless_kept(self) -> None:
        if not self._keepers:
            self._hang_up()

    def _hang_up(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.leave()


def _is_gone(error: BaseException) -> bool:
    """Return whether the connection is at its end: cut, or the server says goodbye."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return any(code == _CLOSING for code, _ in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code == _CLOSING
    return isinstance(error, smtplib.SMTPServerDisconnected)
