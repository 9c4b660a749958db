"""What is known of a document, beside its pages: facts, editions, reminders, what was done."""

from dataclasses import dataclass
from datetime import date

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.access.queries import HistoryRow, history_of
from pm_app.access.rules import Actor
from pm_app.documents.enums import ReadingOutcome, ScanState
from pm_app.documents.queries.details import DocumentDetails, VersionRow, document_details
from pm_app.documents.queries.scope import LinkRow
from pm_app.kernel.errors import NotFound
from pm_app.reminders.queries.timeline import rungs_about_document
from pm_app.runtime import installed, run, services
from pm_app.ui import paths
from pm_app.ui.format import day, day_of, days_left, days_tone, file_size, moment, plural
from pm_app.ui.parts.alert_lines import AlertLine
from pm_app.ui.parts.facts import HistoryLine
from pm_app.ui.parts.record_alerts import alerts_about
from pm_app.ui.parts.rung_lines import rung_line
from pm_app.ui.session import route_id, signed_in
from pm_app.ui.theme import tone_of


@dataclass
class BelongsLine:
    """One thing the document belongs to."""

    link_id: str
    label: str
    detail: str
    path: str


@dataclass
class EditionLine:
    """One edition of the document: `number` shows it, `compare` is the number to compare with ("" for the current)."""

    label: str
    detail: str
    path: str
    current: bool
    number: str
    compare: str


class DocumentState(rx.State):
    """The head of a document's page and what stands beside its pages."""

    loaded: bool = False
    missing: bool = False
    may_change: bool = False
    may_link: bool = False
    archived: bool = False
    title: str = ""
    state: str = ""
    tone: str = ""
    kind: str = ""
    tags: list[str] = []
    notes: str = ""
    valid: str = ""
    left: str = ""
    left_tone: str = ""
    belongs: list[BelongsLine] = []
    editions: list[EditionLine] = []
    filed: str = ""
    reading: str = ""
    reading_tone: str = ""
    reading_note: str = ""
    scan: str = ""
    held_back: str = ""
    is_unread: bool = False
    dates: list[AlertLine] = []
    reminders: list[HistoryLine] = []
    history: list[HistoryLine] = []
    download_path: str = ""
    version: str = ""
    shown_id: str = ""

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        document_id = route_id(self, "document_id")
        today = services().clock.today()
        try:
            found = await run(actor, document_details, document_id=document_id, today=today)
        except NotFound:
            self.missing, self.loaded = True, True
            return
        _show(self, found, actor, today)
        zone = installed().settings.time_zone
        _show_reading(self, found.current)
        self.scan, self.held_back = _scan_words(found.current, zone), found.current.held_back
        self.dates = await alerts_about(actor, today, document_id=document_id)
        self.reminders, self.history = [], []
        if actor.may(Permission.VIEW_ALERTS):
            rungs = await run(actor, rungs_about_document, document_id=document_id)
            self.reminders = [rung_line(rung, zone) for rung in rungs]
        if actor.may(Permission.VIEW_HISTORY):
            done = await run(actor, history_of, about_id=document_id, limit=30)
            self.history = [HistoryLine(moment(row.happened_at, zone), row.actor_name, _done(row)) for row in done]
        self.missing, self.loaded = False, True


def _show(state: DocumentState, found: DocumentDetails, actor: Actor, today: date) -> None:
    word = found.state.value.capitalize()
    through = found.valid_through
    state.title, state.state, state.tone = found.title, word, tone_of(word)
    state.kind, state.tags, state.notes = found.kind.value.capitalize(), list(found.tags), found.notes
    state.valid = _validity(found.valid_from, through)
    state.left = days_left(through, today) if through else ""
    state.left_tone = days_tone(through, today) if through else ""
    state.belongs = [_belongs(link) for link in found.links]
    state.filed = f"{moment(found.filed_at, installed().settings.time_zone)} by {found.filed_by}"
    state.archived, state.version = found.archived_at is not None, str(found.version)
    state.may_change = actor.may(Permission.CHANGE_DOCUMENTS)
    state.may_link = actor.may(Permission.FILE_DOCUMENTS)
    state.shown_id = str(found.document_id)
    state.download_path = f"{paths.document_path(found.document_id)}/download"
    state.editions = [_edition(version, str(found.document_id)) for version in found.versions]


def _show_reading(state: DocumentState, current: VersionRow) -> None:
    state.reading = current.outcome.value.capitalize() if current.outcome else "Reading text"
    state.reading_tone = tone_of(state.reading)
    state.reading_note, state.is_unread = current.outcome_reason, current.outcome is None
    if current.outcome is None:
        state.reading_note = "The text is being read. It is found by search and shown here as soon as that is done."
        if current.scan == ScanState.WAITING:
            state.reading = ScanState.WAITING.value.capitalize()
            state.reading_tone, state.reading_note = tone_of(state.reading), current.held_back
    elif current.scan == ScanState.INFECTED:
        state.reading = ScanState.INFECTED.value.capitalize()
        state.reading_tone, state.reading_note = tone_of(state.reading), current.held_back
    elif current.outcome == ReadingOutcome.READ and not current.outcome_reason:
        state.reading_note = "Every page can be found by what it says."


def _scan_words(current: VersionRow, zone: str) -> str:
    """Say what the scan for viruses came to, and when; nothing where none was asked for."""
    if current.scan == ScanState.NOT_SCANNED:
        return ""
    when = f", {moment(current.scanned_at, zone)}" if current.scanned_at else ""
    return f"{current.virus or current.scan.value.capitalize()}{when}"


def _done(row: HistoryRow) -> str:
    """Say what was done to this document, where the record says what was done to a document of some name."""
    if row.did == "changed" and row.details:
        return f"changed {', '.join(row.details)}"
    if row.did.endswith(" of"):
        return row.did.removesuffix(" of")
    return f"{row.did} it" if " " not in row.did else row.did


def _validity(first: date | None, last: date | None) -> str:
    if first and last:
        return f"{day(first)} – {day(last)}"
    if last:
        return f"Through {day(last)}"
    return f"From {day(first)}" if first else "No expiration"


def _belongs(link: LinkRow) -> BelongsLine:
    addresses = {"property": paths.property_path, "unit": paths.unit_path, "lease": paths.lease_path}
    path = addresses.get(link.kind, paths.person_path)(link.target_id)
    detail = f"{link.kind}, {link.detail}" if link.detail else link.kind
    return BelongsLine(str(link.document_link_id), link.name, detail, path)


def _edition(version: VersionRow, document_id: str) -> EditionLine:
    pages = f", {plural(version.page_count, 'page')}" if version.page_count else ""
    added = day_of(version.added_at, installed().settings.time_zone)
    detail = f"{added} by {version.added_by}, {file_size(version.size_bytes)}{pages}"
    path = f"{paths.DOCUMENTS}/{document_id}/download?version={version.number}"
    label, number = f"Version {version.number}: {version.filename}", str(version.number)
    other = "" if version.is_current else number
    return EditionLine(label, detail, path, version.is_current, "" if version.is_current else number, other)
