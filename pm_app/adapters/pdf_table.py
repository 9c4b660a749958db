"""The tables of a PDF as lines of cells, read in a process of its own, so that a hostile file hurts nobody."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from pm_app.portfolio.rules.csv_text import SheetRefused

SECONDS = 60
_ROOT = Path(__file__).resolve().parents[2]
_READER = (sys.executable, "-P", "-m", "pm_app.adapters.pdf_table_reader")


def lines_of_pdf(path: Path) -> list[list[str]]:
    """Return the cells of every line of text, page after page, in columns that are the same on every page.

    Refuses, with a sentence, a file with a password, a damaged one, a scan without text, and one without a table.
    """
    environment = {"PATH": os.defpath, "PYTHONPATH": str(_ROOT), "PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8"}
    try:
        child = subprocess.run(  # noqa: S603 — the program is ours, and the file is one argument
            [*_READER, str(path.resolve(strict=True))],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            cwd="/",
            env=environment,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as why:
        raise SheetRefused("Reading the PDF takes too long. Save the table as CSV or XLSX.") from why
    try:
        told: dict[str, Any] = json.loads(child.stdout)
    except ValueError as why:
        raise SheetRefused("The PDF is damaged. Save the table as CSV or XLSX.") from why
    if refusal := told.get("refused"):
        raise SheetRefused(str(refusal))
    return [[str(cell) for cell in line] for line in told["lines"]]
