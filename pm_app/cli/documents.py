"""The commands that file documents and find what is inside them."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from rich.progress import TaskID

from pm_app.access.rules import CONSOLE
from pm_app.cli.console import progress, say
from pm_app.cli.office import open_office
from pm_app.documents.enums import DocumentKind, DocumentSource
from pm_app.documents.queries.details import document_details
from pm_app.documents.queries.search import search_documents
from pm_app.documents.rules.naming import LinkTarget
from pm_app.filing import Filing, file_path
from pm_app.kernel.errors import Refused, Unavailable
from pm_app.outbox.enums import WorkKind
from pm_app.outbox.queries import queue_counts
from pm_app.portfolio.queries.properties import property_choices, property_details
from pm_app.reading import read_waiting
from pm_app.runtime import run_now, services

# Between two looks at how many wait: enough to keep all readers busy.
_READ_BETWEEN_LOOKS = 16


class PropertyUnclear(Refused):
    """The name says no property, or several."""


@dataclass(frozen=True)
class Outcome:
    """What became of one file. `state` is read, read in part, unreadable, waiting or refused."""

    path: Path
    state: str
    detail: str = ""
    pages: int | None = None


def file(
    paths: Annotated[list[Path], typer.Argument(exists=True, help="Files, or folders whose files are all meant.")],
    property_: Annotated[str, typer.Option("--property", help="What they belong to: the name or the id.")] = "",
    kind: Annotated[str, typer.Option(help="What they are, such as lease or permit.")] = DocumentKind.OTHER.value,
) -> None:
    """File documents and read their text. A file the office has already is only linked, not filed again.

    Ends with 1 when a file was refused; what cannot be read is filed all the same and says why.
    """
    with open_office():
        links = (LinkTarget(property_id=_property_id(property_)),) if property_ else ()
        filed = _file_all(list(_files(paths)), links, _kind(kind))
        _read_all()
        outcomes = [_outcome(path, one) for path, one in filed]
    for outcome in outcomes:
        pages = "" if outcome.pages is None else f" ({outcome.pages:,} page{'' if outcome.pages == 1 else 's'})"
        say(f"{outcome.path}: {outcome.state}{pages}{f': {outcome.detail}' if outcome.detail else ''}")
    say(_in_one_line(outcomes))
    raise typer.Exit(1 if any(outcome.state == "refused" for outcome in outcomes) else 0)


def search(
    text: Annotated[str, typer.Argument(help='Words, "words that stand together", -excluded words, OR between words.')],
    as_json: Annotated[bool, typer.Option("--json", help="Write a list of document_id, title, page, snippet.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=500, help="How many documents at most.")] = 20,
) -> None:
    """Search the contents and the names of all documents, best first."""
    with open_office():
        today = services().clock.today()
        found = run_now(CONSOLE, search_documents, text=text, today=today, limit=limit)
    if as_json:
        told = [
            {"document_id": str(hit.document_id), "title": hit.title, "page": hit.page, "snippet": hit.snippet}
            for hit in found.rows
        ]
        say(json.dumps(told, indent=2, ensure_ascii=False))
        return
    if found.corrected:
        say(f"Nothing says “{text}”; this is what says “{found.corrected}”.")
    for hit in found.rows:
        say(f"{hit.title} (page {hit.page}, {hit.kind.value}) {hit.document_id}")
        if hit.snippet:
            say(f"    {' '.join(hit.snippet.split())}")
    say(f"{len(found.rows):,} of {found.total:,}{'+' if found.is_capped else ''} documents")


def _files(paths: Iterable[Path]) -> Iterable[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(one for one in path.rglob("*") if one.is_file() and not one.name.startswith("."))
        else:
            yield path


def _property_id(written: str) -> UUID:
    try:
        return run_now(CONSOLE, property_details, property_id=UUID(written)).property_id
    except ValueError:
        pass  # it is no id, so it is a name
    choices = run_now(CONSOLE, property_choices, search=written, limit=50)
    exact = [choice for choice in choices if choice.name.casefold() == written.casefold()]
    found = exact or choices
    if len(found) != 1:
        many = f"{len(found)} properties match: {', '.join(choice.name for choice in found[:5])}"
        raise PropertyUnclear(f"--property {written!r}: {many if found else 'no property is called so'}. Give its id.")
    return found[0].id


def _kind(written: str) -> DocumentKind:
    try:
        return DocumentKind(written.casefold())
    except ValueError:
        kinds = ", ".join(sorted(kind.value for kind in DocumentKind))
        raise Refused(f"--kind {written!r} is none of: {kinds}.") from None


def _file_all(
    paths: list[Path], links: tuple[LinkTarget, ...], kind: DocumentKind
) -> list[tuple[Path, UUID | Outcome]]:
    filed: list[tuple[Path, UUID | Outcome]] = []
    with progress(f"Filing {len(paths):,} files", total=len(paths)) as bar:
        for path in paths:
            filed.append((path, _filed(path, links, kind)))
            bar.advance(TaskID(0))
    return filed


def _filed(path: Path, links: tuple[LinkTarget, ...], kind: DocumentKind) -> UUID | Outcome:
    try:
        return file_path(
            CONSOLE, path, Filing(path.name, kind=kind, links=links, lenient=True, source=DocumentSource.COMMAND)
        ).document_id
    except (Refused, Unavailable, OSError) as problem:
        return Outcome(path, "refused", str(problem))


def _read_all() -> None:
    waiting = _waiting()
    with progress(f"Reading {waiting:,} files", total=waiting) as bar:
        while sum(read_waiting(most=_READ_BETWEEN_LOOKS)):
            bar.update(TaskID(0), completed=waiting - _waiting())


def _waiting() -> int:
    return sum(count.waiting for count in run_now(CONSOLE, queue_counts) if count.kind == WorkKind.READ_DOCUMENT)


def _outcome(path: Path, filed: UUID | Outcome) -> Outcome:
    if isinstance(filed, Outcome):
        return filed
    current = run_now(CONSOLE, document_details, document_id=filed, today=services().clock.today()).current
    if current.outcome is None:
        return Outcome(path, "waiting", "its text is read later")
    return Outcome(path, current.outcome.value, current.outcome_reason, current.page_count or None)


def _in_one_line(outcomes: list[Outcome]) -> str:
    counted = Counter(outcome.state for outcome in outcomes)
    words = [f"{counted[state]:,} {state}" for state in ("read", "read in part", "unreadable")]
    words += [f"{counted[state]:,} {state}" for state in ("waiting", "refused") if counted[state]]
    return f"{len(outcomes):,} files: {', '.join(words)}"
