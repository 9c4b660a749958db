"""Reading against the tools everybody has: text PDFs against pdftotext, scans against plain Tesseract."""

import os
import resource
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pypdfium2
from PIL import Image

from pm_app.adapters.content_type import media_type_of
from pm_app.adapters.limited_text_reader import LimitedTextReader
from pm_app.documents.enums import ReadingMethod
from tests.measures.opening import Figures

SCANS = ("scan_of_contract_cuad_01.pdf", "scan_of_offer_to_lease.pdf", "scan_newspaper_column_unlv.tif")
ROUNDS = 2
# both engines get one core: pages are shared out over the cores by reading several files at once
ONE_CORE = {**os.environ, "OMP_THREAD_LIMIT": "1"}

Reading = Callable[[Path], str]


def measure_reading(figures: Figures, documents: Path) -> None:
    """Measure pages a second of text PDFs and of scans, and how many words of the scans come out right."""
    prints = _text_pdfs(documents)
    longest = max(prints, key=_page_count)
    for some, name in ((prints, f"{len(prints)} text PDFs"), ([longest], "the longest text PDF")):
        pages = sum(map(_page_count, some))
        ours = _fastest(some, partial(_read, LimitedTextReader(ocr="off")))
        _note(figures, f"{name}, {pages} pages", pages, ours, _pdftotext(some), "pdftotext")
    with TemporaryDirectory() as folder:
        pictures, truths = _pictures(documents, Path(folder))
        theirs = _tesseract(pictures, truths)
        for engine in ("tesseract", "rapidocr"):
            _measure_engine(figures, engine, pictures, truths, theirs)


def _measure_engine(
    figures: Figures, engine: str, pictures: list[Path], truths: list[str], theirs: tuple[float, float] | None
) -> None:
    try:
        reader = LimitedTextReader(ocr=engine, seconds=600)
    except ValueError as problem:
        figures.rows.append((f"scans by {engine}", "not measured", str(problem)))
        return
    started = _core_seconds()
    seen = [_read(reader, path) for path in pictures]
    took = _core_seconds() - started
    what = f"scans by {engine}, {len(pictures)} pages, word recall {_recall(seen, truths):.3f}"
    if theirs is None:
        _note(figures, what, len(pictures), took, None, "plain tesseract")
    else:
        _note(figures, what, len(pictures), took, theirs[0], f"plain tesseract (word recall {theirs[1]:.3f})")


def _note(figures: Figures, what: str, pages: int, took: float, theirs: float | None, named: str) -> None:
    ratio = f"{named} is not on this machine" if theirs is None else f"{theirs / took:.2g} × {named}"
    figures.rows.append((what, f"{pages / took:.1f} pages a second of one core", ratio))


def _text_pdfs(documents: Path) -> list[Path]:
    """Return the sample PDFs that have a text layer on nearly every page."""
    reader = LimitedTextReader(ocr="off")
    found = []
    for path in [*sorted(documents.glob("*.pdf")), *sorted((documents.parent / "hard").glob("*400p.pdf"))]:
        text = reader.read(path, filename=path.name, media_type=media_type_of(path, path.name))
        printed = sum(page.method is ReadingMethod.TEXT_LAYER for page in text.pages)
        if printed > 0.9 * text.page_count:
            found.append(path)
    return found


def _page_count(path: Path) -> int:
    return len(pypdfium2.PdfDocument(path))


def _read(reader: LimitedTextReader, path: Path) -> str:
    text = reader.read(path, filename=path.name, media_type=media_type_of(path, path.name))
    return "\n".join(page.text for page in text.pages)


def _fastest(paths: Iterable[Path], read: Reading) -> float:
    """Return the seconds of the fastest round: what else the machine does only ever adds to it."""
    rounds = []
    for _ in range(ROUNDS):
        started = _core_seconds()
        for path in paths:
            read(path)
        rounds.append(_core_seconds() - started)
    return min(rounds)


def _core_seconds() -> float:
    """Return how long all programs that were started and have ended kept a core busy."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def _pdftotext(paths: list[Path]) -> float | None:
    program = shutil.which("pdftotext")
    if program is None:
        return None
    return _fastest(paths, lambda path: _said([program, str(path), "-"]))


def _tesseract(pictures: list[Path], truths: list[str]) -> tuple[float, float] | None:
    program = shutil.which("tesseract")
    if program is None:
        return None
    started = _core_seconds()
    seen = [_said([program, str(path), "-"]) for path in pictures]
    return _core_seconds() - started, _recall(seen, truths)


def _said(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, check=False, env=ONE_CORE).stdout.decode(errors="replace")


def _pictures(documents: Path, folder: Path) -> tuple[list[Path], list[str]]:
    """Return the scans as pictures of pages at 300 dpi, and the true text of each file."""
    pictures, truths = [], []
    for name in SCANS:
        path = documents / name
        pages = [Image.open(path)] if path.suffix == ".tif" else _drawn(path)
        for number, page in enumerate(pages):
            pictures.append(folder / f"{path.stem}-{number}.png")
            page.save(pictures[-1], dpi=(300, 300))
        truths.append(path.with_name(f"{path.stem}.truth.txt").read_text())
    return pictures, truths


def _drawn(path: Path) -> list[Image.Image]:
    scale = 300 / 72
    return [
        page.render(scale=scale, grayscale=True).to_pil()  # pyright: ignore[reportArgumentType]  (a float is meant)
        for page in pypdfium2.PdfDocument(path)
    ]


def _recall(seen: list[str], truths: list[str]) -> float:
    """Return the share of the true words that were seen, each as often as it stands there."""
    wanted, found = _words("\n".join(truths)), _words("\n".join(seen))
    return (wanted & found).total() / wanted.total()


def _words(text: str) -> Counter[str]:
    return Counter(text.lower().split())
