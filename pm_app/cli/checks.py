"""The command that checks what must always hold."""

import json
from typing import Annotated

import typer

from pm_app.access.queries import audit_findings
from pm_app.access.rules import CONSOLE
from pm_app.books.rules import Finding
from pm_app.care import store_findings
from pm_app.cli.console import progress, say
from pm_app.cli.office import open_office
from pm_app.kernel.errors import Unavailable
from pm_app.receivables.queries.findings import findings
from pm_app.runtime import run_now, services


def check(
    contents: Annotated[
        bool, typer.Option("--contents", help="Also read every file and compare it with what was filed.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Write the findings as JSON.")] = False,
) -> None:
    """Check the books, the tenants' ledgers, the audit trail and the files. Ends with 1 on a finding."""
    with open_office(), progress("Checking the books, the audit trail and the files"):
        found = run_now(CONSOLE, findings, as_of=services().clock.today())
        found += [Finding("audit trail", sentence, ids) for sentence, ids in run_now(CONSOLE, audit_findings)]
        found += _of_the_store(contents)
    if as_json:
        told = [{"check": one.name, "finding": one.sentence, "ids": [str(id_) for id_ in one.ids]} for one in found]
        say(json.dumps(told, indent=2))
    else:
        for one in found:
            say(f"{one.name}: {one.sentence}")
        say("Everything holds." if not found else f"{len(found)} finding{'s' if len(found) > 1 else ''}.")
    raise typer.Exit(1 if found else 0)


def _of_the_store(contents: bool) -> list[Finding]:
    """Return what the store shows; one that does not answer is a finding beside those of the books."""
    try:
        return store_findings(contents=contents)
    except Unavailable as problem:
        return [Finding("files", f"They could not be checked: {problem}", ())]
