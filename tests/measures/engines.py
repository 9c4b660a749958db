"""What other engines need for the same searches over the same pages, as ratios."""

import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg

from tests.measures.opening import Figures

BESIDE = Path(__file__).with_name("beside.py")
# A Python that has the tantivy library; without one, only what comes with Python is measured.
TANTIVY_PYTHON = os.environ.get("TANTIVY_PYTHON", "")
_PAGES = (
    "copy (select document_id, number, body from document_page order by document_id, number) to stdout (format csv)"
)


def measure_engines(figures: Figures, owner_url: str, searches: dict[str, list[str]], ours: dict[str, float]) -> None:
    """Search the same pages elsewhere; `ours` are the 95th percentiles of the same kinds here, in seconds."""
    wanted = {kind: texts for kind, texts in searches.items() if _can_be_asked(kind)}
    with TemporaryDirectory() as folder:
        _write_pages(owner_url, Path(folder) / "pages.csv")
        (Path(folder) / "searches.json").write_text(json.dumps(wanted))
        engines = [("fts5", sys.executable)] + ([("tantivy", TANTIVY_PYTHON)] if TANTIVY_PYTHON else [])
        for engine, python in engines:
            told = _beside(engine, python, Path(folder))
            figures.rows.append((f"{engine}: building the index", f"{told['built in']:.0f} s", ""))
            for kind, (_, slowest) in told["searches"].items():
                figures.seconds(f"{engine}: {kind}, 95th percentile", slowest, ours[kind], "ours")


def _can_be_asked(kind: str) -> bool:
    """Return whether other engines answer this kind of search: no filters, typing errors, or unfinished words."""
    return not any(word in kind for word in ("narrowed", "typing", "unfinished"))


def _write_pages(owner_url: str, path: Path) -> None:
    with psycopg.connect(owner_url.replace("+psycopg", "", 1)) as connection, path.open("wb") as file:
        connection.execute(
            "select set_config('app.organization_id', (select id::text from organization limit 1), false)"
        )
        with connection.cursor().copy(_PAGES) as copy:
            for block in copy:
                file.write(block)


def _beside(engine: str, python: str, folder: Path) -> dict[str, Any]:
    command = [python, str(BESIDE), str(folder / "pages.csv"), str(folder / "searches.json"), str(folder), engine]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
