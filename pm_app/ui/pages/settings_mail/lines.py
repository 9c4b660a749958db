"""Messages as text."""

from dataclasses import dataclass
from uuid import UUID

from pm_app.messages.enums import MessagePurpose, MessageState
from pm_app.messages.queries import MessageDetails, MessageRow
from pm_app.messages.queries.addresses import DeadAddress
from pm_app.messages.rules import Enclosed
from pm_app.ui import paths
from pm_app.ui.format import file_size, moment, plural
from pm_app.ui.parts.address import Choice
from pm_app.ui.theme import tone_of

STATES = {"": None, **{state.value.split(" ")[0]: state for state in MessageState}}
PURPOSES = {purpose.value.replace(" ", "-"): purpose for purpose in MessagePurpose}
PURPOSE_CHOICES = [Choice(value, purpose.value.capitalize()) for value, purpose in PURPOSES.items()]
# What did not arrive, or may not have: somebody decides.
_AGAIN = {MessageState.FAILED, MessageState.UNSURE, MessageState.BOUNCED}


@dataclass
class MessageLine:
    """One message, as text."""

    message_id: str
    path: str
    queued: str
    recipient: str
    subject: str
    purpose: str
    status: str
    tone: str
    problem: str
    sent: str
    failed: bool
    again: bool
    unsure: bool
    is_open: bool


@dataclass
class EnclosedLine:
    """A file that goes out with the open message; `path` is its document's."""

    name: str
    size: str
    path: str


@dataclass
class StepLine:
    """One thing that happened to the open message, and when; or a fact about it."""

    label: str
    value: str
    path: str


@dataclass
class DeadLine:
    """An address nothing is sent to."""

    address_id: str
    address: str
    reason: str
    since: str


def message_line(row: MessageRow, zone: str) -> MessageLine:
    """Return one message as a line of the list."""
    status = row.state.value.capitalize()
    return MessageLine(
        message_id=str(row.message_id),
        path=paths.message_path(row.message_id),
        queued=moment(row.queued_at, zone),
        recipient=f"{row.to_name} <{row.to_address}>" if row.to_name else row.to_address,
        subject=row.subject,
        purpose=row.purpose.value.capitalize(),
        status=status,
        tone=tone_of(status),
        problem=_problem(row),
        sent=f"{_went(row)} {moment(row.sent_at, zone)}" if row.sent_at else "",
        failed=row.state == MessageState.FAILED,
        again=row.state in _AGAIN,
        unsure=row.state == MessageState.UNSURE,
        is_open=False,
    )


def enclosed_line(file: Enclosed) -> EnclosedLine:
    """Return a file that goes out with a message as a line."""
    path = paths.document_path(file.document_id) if file.document_id else ""
    return EnclosedLine(file.filename, file_size(file.size_bytes), path)


def step_lines(details: MessageDetails, zone: str) -> list[StepLine]:
    """Return what happened to a message, in order, and on whose record it stands."""
    row = details.row
    waits = row.state == MessageState.QUEUED and row.attempts > 0
    told = [
        ("Queued", moment(row.queued_at, zone)),
        ("Tried", plural(row.attempts, "time") if row.attempts else ""),
        ("Tried again", moment(details.due_at, zone) if waits and details.due_at else ""),
        ("Text left", moment(details.handed_over_at, zone) if details.handed_over_at else ""),
        (_went(row), moment(row.sent_at, zone) if row.sent_at else ""),
        ("Not confirmed", moment(details.unsure_at, zone) if details.unsure_at else ""),
        ("Given up", moment(details.failed_at, zone) if details.failed_at else ""),
        ("Came back", f"{moment(row.bounced_at, zone)}: {row.bounce}" if row.bounced_at else ""),
        ("Known to the mail server as", "" if row.state == MessageState.KEPT else details.supplier_id),
    ]
    records: list[tuple[str, str, UUID | None]] = [
        ("On the record of", "The person", details.person_id),
        ("On the record of", "The household", details.tenancy_id),
        ("On the record of", "The property", details.property_id),
    ]
    made = (paths.person_path, paths.lease_path, paths.property_path)
    return [StepLine(label, value, "") for label, value in told if value] + [
        StepLine(label, value, path(one)) for (label, value, one), path in zip(records, made, strict=True) if one
    ]


def dead_line(address: DeadAddress, zone: str) -> DeadLine:
    """Return an address nothing is sent to as a line."""
    return DeadLine(str(address.address_id), address.address, address.reason, moment(address.since, zone))


def _went(row: MessageRow) -> str:
    """What the moment says that a message is done with: without a mail server nothing was sent."""
    return "Kept in the app since" if row.state == MessageState.KEPT else "Sent"


def _problem(row: MessageRow) -> str:
    if row.state == MessageState.BOUNCED:
        return f"It came back: {row.bounce}"
    if not row.problem:
        return ""
    if row.state == MessageState.FAILED:
        return f"Given up after {plural(row.attempts, 'attempt')}: {row.problem}"
    if row.state == MessageState.UNSURE:
        return f"Nobody knows whether it arrived, so it is not sent again by itself: {row.problem}"
    return f"{plural(row.attempts, 'attempt')} so far, it is tried again: {row.problem}"
