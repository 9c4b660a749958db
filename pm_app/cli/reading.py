"""The command that reads one file without filing it."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from pm_app.cli.console import say
from pm_app.cli.office import settings_chosen
from pm_app.documents.rules.texts import FileText, PageText
from pm_app.log import configure_logging
from pm_app.runtime import read_alone


def read(
    path: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="The file to read.")],
    as_json: Annotated[bool, typer.Option("--json", help="Write one object with pages and proposals.")] = False,
    boxes: Annotated[
        bool, typer.Option("--boxes", help="With --json: where the words of scanned pages stand.")
    ] = False,
) -> None:
    """Read the text of a file and what it means, without filing it: no database is needed, nothing is kept.

    How far the reading got stands in the answer; a file that cannot be read is no error of the command.
    """
    configure_logging("error")
    media_type, text = read_alone(settings_chosen(), path)
    if as_json:
        typer.echo(json.dumps(_told(path, media_type, text, boxes=boxes), indent=2, ensure_ascii=False))
        return
    say(f"{path}: {media_type}, {text.outcome.value}{f': {text.reason}' if text.reason else ''}")
    for page in text.pages:
        say(f"\nPage {page.number:,} of {text.page_count:,} ({page.method.value}, quality {page.quality})")
        typer.echo(page.text)
    if text.findings:
        say("\nProposals")
    for one in text.findings:
        say(f"{one.kind.value}: {one.value} (page {one.page}, {one.confidence} %, {one.reason})")


def _told(path: Path, media_type: str, text: FileText, *, boxes: bool) -> dict[str, Any]:
    return {
        "file": str(path),
        "media_type": media_type,
        "outcome": text.outcome.value,
        "reason": text.reason,
        "page_count": text.page_count,
        "pages": [_page(page, boxes=boxes) for page in text.pages],
        "proposals": [{**asdict(one), "kind": one.kind.value} for one in text.findings],
    }


def _page(page: PageText, *, boxes: bool) -> dict[str, Any]:
    told: dict[str, Any] = {
        "number": page.number,
        "text": page.text,
        "method": page.method.value,
        "quality": page.quality,
    }
    if boxes:
        told["boxes"] = [box._asdict() for box in page.boxes]
    return told
