"""Files that browsers send straight to the object store: where they may send one, and what happens once it is there."""

import logging
from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID, uuid4

from itsdangerous import BadSignature, URLSafeSerializer

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.arriving import MB, ArrivingFile, FileBrokenOff, FileEmpty, arriving, too_large
from pm_app.documents.queries.arrivals import document_of_request
from pm_app.documents.rules.naming import HELD_BELOW, INCOMING_BELOW
from pm_app.filing import Filed, Filing, file_arrived, file_edition
from pm_app.kernel.errors import NotAllowed, NotFound, Refused, Unavailable
from pm_app.ports import UploadForm
from pm_app.runtime import exclusive, installed, run_now, services

logger = logging.getLogger(__name__)

# A form is good for sending to begin; what it sent may be filed for longer, since a large file takes its time.
FORM_LASTS = timedelta(minutes=30)
SLOT_LASTS = timedelta(hours=12)
_UNKNOWN = "application/octet-stream"
_LOCK_SECONDS = 20.0
# What slots became that made no document of their own (editions, content that was there), for who asks once more.
_MOST_REMEMBERED = 1_000
_became: OrderedDict[UUID, Filed] = OrderedDict()


class SlotEnded(NotAllowed):
    """A slot that is too old, somebody else's, or was never made here."""


@dataclass(frozen=True)
class Slot:
    """Leave to send one file: the form for the store, and the signed text to come back with."""

    form: UploadForm
    slot: str


@dataclass(frozen=True)
class Edition:
    """The document that a file is to become a new edition of, and the version it had when it was looked at."""

    document_id: UUID
    version: int


def open_slot(actor: Actor, *, size_bytes: int) -> Slot | None:
    """Return where this person may send a file of the announced size, or None when the app takes it itself.

    Refuses (`FileTooLarge`, `FileEmpty`) what would be refused after it was sent.
    """
    actor.must(Permission.FILE_DOCUMENTS)
    limit = installed().settings.upload_limit_mb * MB
    if size_bytes > limit:
        raise too_large(limit)
    if size_bytes <= 0:
        raise FileEmpty("The file is empty. Choose the file that has the content.", field="file")
    name = uuid4()
    form = services().store.upload_form(
        f"{INCOMING_BELOW}{name}",
        most_bytes=limit,
        media_type=_UNKNOWN,
        expires_in=int(FORM_LASTS.total_seconds()),
    )
    if form is None:
        return None
    until = services().clock.now() + SLOT_LASTS
    return Slot(form, _signer().dumps([str(actor.user_id), str(name), until.timestamp()]))


def file_from_slot(actor: Actor, slot: str, filing: Filing, edition: Edition | None = None) -> Filed:
    """File what was sent to a slot exactly as if it had come here, once; what was sent is gone from there afterwards.

    The same slot once more answers with the document it became. Refuses `SlotEnded`, `FileBrokenOff` when nothing has
    arrived, and whatever filing refuses. When something does not answer, what was sent stays, to be asked for again.
    """
    name = _name_in(actor, slot)
    filing = replace(filing, request_key=name)
    incoming, held = f"{INCOMING_BELOW}{name}", f"{HELD_BELOW}{name}"
    with exclusive(f"slot {name}", wait_seconds=_LOCK_SECONDS) as alone:
        if not alone:
            raise Unavailable("The same file is being filed at this moment.")
        try:
            filed = _filed_before(actor, name) or _file_held(actor, incoming, held, filing, edition)
        except Refused:
            _remove(incoming, held)
            raise
        _remember(name, filed)
        _remove(incoming, held)
        return filed


def _file_held(actor: Actor, incoming: str, held: str, filing: Filing, edition: Edition | None) -> Filed:
    """File what has arrived, or what an earlier call already held and could not file."""
    _hold(incoming, held)
    with arriving() as arrived:
        _take_all(arrived, held)
        try:
            if edition is None:
                return file_arrived(actor, arrived, filing)
            return file_edition(actor, arrived, filing, document_id=edition.document_id, version=edition.version)
        except Refused:
            raise
        except Exception:
            _hold_again(arrived, held)
            raise


def _hold(incoming: str, held: str) -> None:
    """Take what was sent to where only this process reaches it: whoever has the form can send again."""
    store = services().store
    if store.size(held) is not None:
        return
    size = store.size(incoming)
    if size is None:
        raise FileBrokenOff("The file did not arrive. Please send it again.", field="file")
    limit = installed().settings.upload_limit_mb * MB
    if size > limit:
        raise too_large(limit)
    store.move(incoming, held)


def _hold_again(arrived: ArrivingFile, held: str) -> None:
    """Put back what was moved to its place and could not be recorded there; an object without a record is swept."""
    try:
        with arrived.path.open("rb") as content:
            services().store.put(held, content, size=arrived.size_bytes, media_type=_UNKNOWN)
    except Unavailable:
        logger.warning("what was sent to a slot could not be put back", exc_info=True)


def _take_all(arrived: ArrivingFile, held: str) -> None:
    try:
        for piece in services().store.chunks(held):
            arrived.take(piece)
    except NotFound:
        raise Unavailable("The same file is being filed at this moment.") from None
    arrived.finish()
    arrived.held_as = held


def _filed_before(actor: Actor, name: UUID) -> Filed | None:
    """Return what the slot became, when its answer was lost on the way, else None."""
    known = run_now(actor, document_of_request, request_key=name)
    return Filed(*known, is_new=True) if known else _became.get(name)


def _remember(name: UUID, filed: Filed) -> None:
    _became[name] = filed
    while len(_became) > _MOST_REMEMBERED:
        _became.popitem(last=False)


def _name_in(actor: Actor, slot: str) -> UUID:
    ended = SlotEnded("This upload has ended. Please send the file again.")
    try:
        user_id, name, until = _signer().loads(slot)
    except BadSignature:
        raise ended from None
    if user_id != str(actor.user_id) or until < services().clock.now().timestamp():
        raise ended
    return UUID(name)


def _remove(*keys: str) -> None:
    """Remove what was sent; where that fails the sweep does it later, and the answer is what it was."""
    try:
        for key in keys:
            services().store.delete(key)
    except Unavailable:
        logger.warning("what was sent to a slot is left to the sweep", exc_info=True)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(installed().settings.secret_key, salt="upload slot")
