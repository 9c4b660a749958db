"""A mailbox on an IMAP server, over a connection whose certificate is checked."""

import logging
import re
import ssl
from collections.abc import Collection, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from imaplib import IMAP4
from urllib.parse import parse_qs, unquote, urlsplit

from imap_tools.errors import ImapToolsError
from imap_tools.mailbox import BaseMailBox

from pm_app.adapters.imap_connection import CheckedConnection
from pm_app.kernel.errors import Unavailable
from pm_app.ports import WaitingMail

logger = logging.getLogger(__name__)

_PORTS = {"starttls": 143, "ssl": 993, "none": 143}
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_DONE = "PropertyDeskDone"
# What the libraries stumble over when a server answers with anything at all.
_NONSENSE = (ValueError, TypeError, AttributeError, LookupError)
_UID = re.compile(rb"\bUID (\d+)")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")


@dataclass(frozen=True)
class ImapServer:
    """Where the mailbox is. `encryption` is ssl, starttls or none; `ca_file` names an own certificate authority."""

    host: str
    port: int
    encryption: str
    user: str
    password: str = field(repr=False)
    folder: str
    filed: str
    refused: str
    ca_file: str | None


class ImapMailbox:
    """A mailbox that is opened for a while, looked through, and left."""

    def __init__(self, url: str, *, seconds: float = 300, most_bytes: int = 200_000_000) -> None:
        """Take `imaps://user:password@host/INBOX?filed=Filed&refused=Refused&tls=…&ca=FILE`.

        Nothing is waited for longer than `seconds` in all, nor taken that is larger than `most_bytes`. Raises
        ValueError with a sentence.
        """
        self._server = imap_server(url)
        self._seconds, self._most_bytes = seconds, most_bytes
        try:
            self._context = ssl.create_default_context(cafile=self._server.ca_file)
        except OSError as error:
            raise ValueError(f"The certificates of the mailbox in {self._server.ca_file} cannot be read.") from error

    @contextmanager
    def opened(self) -> Generator["OpenImapMailbox"]:
        """Sign in and open the folder for the block."""
        box: _Box | None = None
        try:
            with _told(self._server):
                box = _Box(self._server, self._context, self._seconds, self._most_bytes)
                _sign_in(box, self._server)
                box.folder.set(self._server.folder)
            yield OpenImapMailbox(box, self._server)
        finally:
            if box is not None:
                _leave(box)


class OpenImapMailbox:
    """The mailbox while it is open."""

    def __init__(self, box: "_Box", server: ImapServer) -> None:
        self._box, self._server = box, server
        self._places: dict[str, str] = {}
        self._moves = "MOVE" in box.client.capabilities
        kept = box.client.response("PERMANENTFLAGS")[1]
        self._keeps_marks = any(rb"\*" in flags for flags in kept if isinstance(flags, bytes))

    def waiting(self, most: int, *, last: Collection[str] = ()) -> list[WaitingMail]:
        """Return up to `most` messages that are neither deleted nor marked as done, oldest first; `last` after them."""
        with _told(self._server):
            found = self._box.uids(f"UNDELETED {self._not_done()}".strip())
            uids = sorted(found, key=lambda uid: uid in last)[:most]
            if not uids:
                return []
            _, lines = self._box.client.uid("FETCH", ",".join(uids), "(RFC822.SIZE)")
            sizes = dict(found for line in lines if (found := _uid_and_size(line)))
            return [WaitingMail(uid, sizes[uid]) for uid in uids if uid in sizes]

    def content(self, mail: WaitingMail) -> bytes:
        """Return the message as it was sent."""
        with _told(self._server):
            _, parts = self._box.client.uid("FETCH", mail.uid, "(BODY.PEEK[])")
            return next((part[1] for part in parts if isinstance(part, tuple)), b"")

    def put_away(self, mail: WaitingMail, *, filed: bool) -> None:
        """Move the message, or mark it as seen and done where the server moves nothing."""
        with _told(self._server):
            try:
                self._move(mail.uid, self._place(self._server.filed if filed else self._server.refused))
                return
            except (ImapToolsError, IMAP4.error) as problem:
                if isinstance(problem, IMAP4.abort):
                    raise
                logger.info("a message could not be moved", extra={"problem": _one_line(str(problem))})
                if not self._not_done():
                    raise
            mark = _DONE if self._keeps_marks else ""
            self._must(self._box.client.uid("STORE", mail.uid, "+FLAGS.SILENT", rf"(\Seen {mark})".replace(" )", ")")))

    def _not_done(self) -> str:
        """Return what tells messages that were put away without moving from others, on a server like this one."""
        if self._keeps_marks:
            return f"UNKEYWORD {_DONE}"
        return "" if self._moves else "UNSEEN"

    def _move(self, uid: str, folder: str) -> None:
        """Move one message, and remove no other that somebody has only marked as deleted."""
        if self._moves:
            self._box.move(uid, folder)
            return
        self._box.copy(uid, folder)
        self._must(self._box.client.uid("STORE", uid, "+FLAGS.SILENT", r"(\Deleted)"))
        if "UIDPLUS" in self._box.client.capabilities:
            self._box.client.uid("EXPUNGE", uid)

    def _place(self, name: str) -> str:
        """Return the folder of this name, made when it is missing; on some servers it lies below the inbox."""
        if name not in self._places:
            folders = {folder.name: folder.delim for folder in self._box.folder.list()}
            below = f"INBOX{next(iter(folders.values()), None) or '/'}{name}"
            found = next((one for one in (name, below) if one in folders), None)
            self._places[name] = found or self._made(name, below)
        return self._places[name]

    def _made(self, *names: str) -> str:
        for name in names[:-1]:
            with suppress(ImapToolsError):
                self._box.folder.create(name)
                return name
        self._box.folder.create(names[-1])
        return names[-1]

    def _must(self, answer: tuple[str, list[object]]) -> None:
        if answer[0] != "OK":
            raise Unavailable(f"The mailbox at {self._server.host} neither moves nor marks messages.")


class _Box(BaseMailBox):
    def __init__(self, server: ImapServer, context: ssl.SSLContext, seconds: float, most_bytes: int) -> None:
        self._connecting = server, context, seconds, most_bytes
        super().__init__()

    def _get_mailbox_client(self) -> IMAP4:
        server, context, seconds, most_bytes = self._connecting
        at_once = context if server.encryption == "ssl" else None
        client = CheckedConnection(server.host, server.port, context=at_once, seconds=seconds, most_bytes=most_bytes)
        if server.encryption == "starttls":
            try:
                client.starttls(context)
            except BaseException:
                client.cut()
                raise
        return client


def imap_server(url: str) -> ImapServer:
    """Return what the address of a mailbox says; raises ValueError with a sentence when it says too little."""
    parts = urlsplit(url)
    options = {name: values[-1] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
    known = {"tls", "ca", "filed", "refused"}
    if parts.scheme not in {"imap", "imaps"} or not parts.hostname or options.keys() - known:
        raise ValueError("The mailbox must be given as imaps://user:password@host/INBOX.")
    encryption = options.get("tls") or ("ssl" if parts.scheme == "imaps" else "starttls")
    if encryption not in _PORTS:
        raise ValueError("The encryption of the mailbox must be tls=ssl, tls=starttls or tls=none.")
    if encryption == "none" and parts.hostname not in _LOOPBACK:
        raise ValueError("The mailbox would get its password unencrypted; use tls=ssl or tls=starttls.")
    return ImapServer(
        host=parts.hostname,
        port=parts.port or _PORTS[encryption],
        encryption=encryption,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        folder=unquote(parts.path.strip("/")) or "INBOX",
        filed=options.get("filed") or "Filed",
        refused=options.get("refused") or "Refused",
        ca_file=options.get("ca") or None,
    )


def _sign_in(box: _Box, server: ImapServer) -> None:
    plain = (server.user + server.password).isascii()
    (box.login if plain else box.login_utf8)(server.user, server.password, None)
    # many servers say what they can do only to those who have signed in
    _, said = box.client.capability()
    box.client.capabilities = tuple((said[-1] or b"").decode("ascii", "replace").upper().split())


def _leave(box: _Box) -> None:
    """Say goodbye; what goes wrong now changes nothing that was done."""
    with suppress(ImapToolsError, IMAP4.error, OSError, ValueError):
        box.client.logout()
    with suppress(OSError):
        box.client.shutdown()
    box.client.cut()


def _uid_and_size(line: object) -> tuple[str, int] | None:
    if not isinstance(line, bytes):
        return None
    uid, size = _UID.search(line), _SIZE.search(line)
    return (uid.group(1).decode(), int(size.group(1))) if uid and size else None


@contextmanager
def _told(server: ImapServer) -> Generator[None]:
    """Turn what the library and the network say into our own error."""
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        problem = f"The certificate of the mailbox at {server.host} cannot be trusted: {error.verify_message}."
        raise Unavailable(problem) from error
    except (ImapToolsError, IMAP4.error, OSError, EOFError, MemoryError, *_NONSENSE) as error:
        raise Unavailable(f"The mailbox at {server.host} does not answer as it should: {_short(error)}") from error


def _short(error: BaseException) -> str:
    return _one_line(str(error))[:300] or type(error).__name__


def _one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
