"""How soon a very long paper shows its first page, a page far inside and a word, beside a paper of one page."""

from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from playwright.sync_api import Browser, BrowserContext, Page, Response
from reportlab.pdfgen.canvas import Canvas

from tests.journeys.office import PROJECT, RunningOffice, running_office
from tests.measures.opening import Figures

ROUNDS = 7
PAGES = 900
LINES = 52
TEXT = PROJECT.parent / "shared" / "samples" / "documents" / "lease_commercial_novavax_rickman_1995.txt"
SENTENCE = "The quokkas of Rottnest shall not be fed by the tenant."


def measure_long_papers(figures: Figures, data: Path, browser: Browser) -> None:
    """Open a real lease's text set on 900 pages in the sample office; the yardstick is the same on one page."""
    with running_office(data, command="demo") as office:
        measure_in(figures, office, browser)


def measure_in(figures: Figures, office: RunningOffice, browser: Browser) -> None:
    """Measure in an office that is served."""
    with TemporaryDirectory() as folder:
        long, short = _paper(Path(folder) / "Viewer long.pdf", PAGES), _paper(Path(folder) / "Viewer short.pdf", 1)
        size = long.stat().st_size
        for file in (long, short):
            office.pm("--demo", "file", str(file))
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{office.address}/signin")
    page.fill("input[name=email]", "admin@demo.example")
    page.fill("input[name=password]", "property-desk-demo")
    page.click("button[type=submit]")
    page.locator("main h1").first.wait_for()
    paths = {name: _address(page, office.address, name) for name in ("Viewer long", "Viewer short")}
    opened = {name: [_opening(context, path, 1) for _ in range(ROUNDS)] for name, path in paths.items()}
    yardstick, named = median(took for took, _ in opened["Viewer short"]), "the paper of one page"
    figures.seconds("first page in view: a paper of one page", yardstick, yardstick, "itself")
    took, fetched = median(took for took, _ in opened["Viewer long"]), max(part for _, part in opened["Viewer long"])
    figures.seconds(f"first page in view: a paper of {PAGES} pages", took, yardstick, named)
    said = f"{fetched / 1_000:,.0f} kB of {size / 1_000:,.0f} kB"
    figures.rows.append(("fetched of it until then, its small pages too", said, f"{fetched / size:.2f} × the file"))
    far = median(_opening(context, f"{paths['Viewer long']}?page={PAGES}", PAGES)[0] for _ in range(ROUNDS))
    figures.seconds("the same, opened at its last page", far, yardstick, named)
    found = median(_finding(context, f"{paths['Viewer long']}?q=quokkas") for _ in range(ROUNDS))
    figures.seconds("the same, opened from a search, the hit in view", found, yardstick, named)
    context.close()


def _opening(context: BrowserContext, address: str, number: int) -> tuple[float, int]:
    """Return the seconds until a page is drawn, and the bytes of the file that were fetched a second later."""
    page = context.new_page()
    parts: list[int] = []
    page.on("response", lambda answer: parts.append(_part(answer)))
    started = perf_counter()
    page.goto(address, wait_until="commit")
    page.locator(f'[data-page="{number}"][data-drawn]').wait_for()
    took = perf_counter() - started
    page.wait_for_timeout(1_000)
    page.close()
    return took, sum(parts)


def _part(answer: Response) -> int:
    """Return how many bytes of a file came in this answer, if it brings part of one."""
    return int(answer.headers.get("content-length", "0")) if answer.status == 206 else 0


def _finding(context: BrowserContext, address: str) -> float:
    page = context.new_page()
    started = perf_counter()
    page.goto(address, wait_until="commit")
    page.locator("mark.current").wait_for()
    took = perf_counter() - started
    page.close()
    return took


def _address(page: Page, origin: str, title: str) -> str:
    page.goto(f"{origin}/documents")
    link = page.locator("main").get_by_role("link", name=title, exact=True).first
    link.wait_for()
    return f"{origin}{(link.get_attribute('href') or '').partition('?')[0]}"


def _paper(file: Path, pages: int) -> Path:
    lines = [line[:95] for line in TEXT.read_text(errors="replace").splitlines() if line.strip()]
    canvas = Canvas(str(file), pagesize=(612, 792))
    for number in range(pages):
        canvas.setFont("Helvetica", 9)
        for line in range(LINES):
            canvas.drawString(60, 740 - line * 13, lines[(number * LINES + line) % len(lines)])
        canvas.drawString(60, 40, SENTENCE if number == pages * 7 // 9 else f"Page {number + 1}")
        canvas.showPage()
    canvas.save()
    return file
