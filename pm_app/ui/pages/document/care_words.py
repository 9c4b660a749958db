"""Sentences about one document: who sees it, how long it is kept, when it is deleted, what its dates leave open."""

from datetime import date, timedelta

from pm_app.access.enums import Permission
from pm_app.access.rules import GRANTS
from pm_app.documents.enums import RetentionBasis
from pm_app.documents.queries.care import DocumentCare
from pm_app.documents.rules.chains import Between
from pm_app.documents.rules.retention import TRASH_LASTS
from pm_app.ui.format import day, days_left, plural
from pm_app.ui.parts.kept import keep_words


def span_words(first: date | None, last: date | None, *, nothing: str) -> str:
    """Say from when to when: "Jan 1, 2025 – Dec 31, 2025"."""
    if first and last:
        return f"{day(first)} – {day(last)}"
    if last:
        return f"Through {day(last)}"
    return f"From {day(first)}" if first else nothing


def between_words(between: Between) -> str:
    """Say what lies between two documents: "11 days without cover, Jan 1, 2024 – Jan 11, 2024"."""
    days, span = plural(between.days, "day"), span_words(between.first, between.last, nothing="")
    if between.days == 1:
        span = day(between.first)
    return f"{days} without cover, {span}" if between.is_gap else f"{days} with both, {span}"


def waiting_words(until: date | None, today: date) -> str:
    """Say a day that something must be done by, and how far it is: "Mar 4, 2026 · 48 days left"."""
    return f"{day(until)} · {days_left(until, today)}" if until else ""


def access_words(care: DocumentCare) -> str:
    """Say who sees a document, and whether its kind or somebody decided that."""
    if not care.restricted:
        return "Everyone who sees what it belongs to." + (_BY_HAND if care.restricted_by_hand is False else "")
    roles = [role.value for role, granted in GRANTS.items() if Permission.VIEW_SENSITIVE_DOCUMENTS in granted]
    until = "" if care.facts.is_restricted else " So it is until somebody reviews it."
    why = _BY_HAND if care.restricted_by_hand else until
    return f"Restricted to {', '.join(roles)} and who filed it. Every look at it is written down.{why}"


_BY_HAND = " Set for this document."


def kept_words(care: DocumentCare) -> str:
    """Say how long a document is kept, and why."""
    until = care.retention.until
    if care.retention.by_hand:
        return f"Through {day(until)}, set for this document."
    if not care.is_reviewed:
        return "Nobody has reviewed it yet: it need not be kept."
    if until is not None:
        return f"Through {day(until)}: {keep_words(care.facts)}."
    if care.facts.keep_months is None or care.facts.keep_basis is RetentionBasis.ALWAYS:
        return f"{keep_words(care.facts).capitalize()}."
    return f"{keep_words(care.facts).capitalize()}, a day that is not known yet."


def trash_words(care: DocumentCare, *, to_come: bool = False, today: date | None = None) -> str:
    """Say when what is in the trash is deleted, or (`to_come`) would be if it were thrown away today."""
    until = care.retention.until
    if care.retention.held_reason:
        return f"It is on legal hold ({care.retention.held_reason}) and is not deleted."
    if until is None:
        return "It is not deleted: it must be kept for good, or nobody knows yet how long."
    earliest = today + TRASH_LASTS if to_come and today else None
    last = care.deleted_on or (max(earliest, until + timedelta(days=1)) if earliest else None)
    kept = " It must be kept until then." if last is not None and last == until + timedelta(days=1) else ""
    return f"It is deleted for good on {day(last)}, unless it is restored before.{kept}" if last else ""
