"""How soon the four pages are ready in a browser, with a city's buildings beside the sample office."""

from pathlib import Path
from statistics import median
from time import perf_counter

from playwright.sync_api import Browser, BrowserContext, Page

from tests.journeys.office import pm, running_office
from tests.measures.opening import MAPPING, Figures

ROUNDS = 7
SAMPLES = Path(__file__).resolve().parent.parent.parent.parent / "shared" / "samples"


def measure_pages(figures: Figures, data: Path, browser: Browser) -> None:
    """Open each page several times from its address; the yardstick is the sign-in page, which has no scripts."""
    with running_office(data, command="demo") as office:
        _import_city(office.environment)
        context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
        page = context.new_page()
        page.goto(f"{office.address}/signin")
        page.fill("input[name=email]", "admin@demo.example")
        page.fill("input[name=password]", "property-desk-demo")
        page.click("button[type=submit]")
        page.locator("main h1").first.wait_for()
        plain = browser.new_context()
        yardstick = median(_ready(plain, f"{office.address}/signin", "form") for _ in range(ROUNDS))
        figures.seconds("page ready: sign-in", yardstick, yardstick, "itself")
        for name, address in _addresses(page, office.address).items():
            times = [_ready(context, address, "main h1") for _ in range(ROUNDS)]
            figures.seconds(f"page ready: {name}", median(times), yardstick, "the sign-in page")
        context.close()
        plain.close()


def _import_city(environment: dict[str, str]) -> None:
    file = SAMPLES / "properties" / "toronto_apartment_building_registrations.csv"
    arguments = [part for entry in MAPPING for part in ("--map", entry)]
    pm("--demo", "import", "properties", str(file), *arguments, environment=environment)


def _addresses(page: Page, origin: str) -> dict[str, str]:
    found = {"dashboard": f"{origin}/", "properties, 3,617 of them": f"{origin}/properties"}
    for name, listing, start, tab in (
        ("property detail, units", "/properties?q=Alder", "/properties/0", "?tab=units"),
        ("tenant ledger", "/leases", "/leases/0", "?tab=ledger"),
        ("document viewer", "/documents", "/documents/0", ""),
    ):
        page.goto(f"{origin}{listing}")
        link = page.locator(f'main a[href^="{start}"]').first
        link.wait_for()
        path = (link.get_attribute("href") or "").partition("?")[0]
        found[name] = f"{origin}{path}{tab}"
    return found


def _ready(context: BrowserContext, address: str, marker: str) -> float:
    """Return the seconds until a page shows its data: its marker is there and no skeleton is left."""
    page = context.new_page()
    started = perf_counter()
    page.goto(address, wait_until="commit")
    page.locator(marker).first.wait_for()
    if marker != "form":
        page.wait_for_function("!document.querySelector('main .pd-skel')")
    took = perf_counter() - started
    page.close()
    return took
