"""What people at the screens notice while a hundred papers are read: pages, answers to events, the event loop.

The sample office is served by itself and looked at with a browser, page after page as somebody does who goes through
the menu: without anything to read, while PDFs, scans and office files are read by as many readers as the settings
say, and once more without. An answer is the time from the browser's message over the WebSocket to the first one back,
counted in the page. How late the event loop was is what /metrics says of it. Promised is a 95th percentile of at
most twice the idle one.
"""

from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

import httpx
from playwright.sync_api import Browser, BrowserContext, Page
from prometheus_client.parser import text_string_to_metric_families

from tests.journeys.office import RunningOffice, running_office
from tests.measures.opening import Figures

TOKEN = "measured-from-beside-the-office"
FILES = 100
KINDS = frozenset(".pdf .docx .doc .xlsx .odt .rtf .jpg .jpeg .png .tif .webp .eml .msg .html .txt".split())  # noqa: SIM905
ROUNDS = 12
MOST_ROUNDS = 60
WAY = ("/properties", "/leases", "/documents", "/people", "/")
_LAG = "property_desk_event_loop_lag_seconds_bucket"
_COUNT_ANSWERS = """(() => {
  const Plain = window.WebSocket; window.answers = [];
  window.WebSocket = class extends Plain {
    constructor(...given) { super(...given); this.addEventListener('message', () => {
      if (this.asked) { window.answers.push(performance.now() - this.asked); this.asked = 0; } }); }
    send(data) { if (String(data).startsWith('42') && !this.asked) this.asked = performance.now(); super.send(data); }
  };
})()"""
_SEND = """async ([name, content]) => (await fetch('/files', {method: 'POST',
  headers: {'x-filename': encodeURIComponent(name), 'x-requested-with': 'property-desk'},
  body: Uint8Array.from(atob(content), letter => letter.charCodeAt(0))})).status"""


@dataclass
class Noticed:
    """What was noticed in one stretch of time: seconds for pages and answers, beats of the event loop by lateness."""

    pages: list[float] = field(default_factory=list)
    answers: list[float] = field(default_factory=list)
    beats: Counter[float] = field(default_factory=Counter)

    def __add__(self, other: "Noticed") -> "Noticed":
        return Noticed(self.pages + other.pages, self.answers + other.answers, self.beats + other.beats)

    def lag(self, share: float) -> float:
        """Return within which time, one of those that are told apart, the loop came to this share of its beats."""
        most = max(self.beats.values())
        return min(limit for limit, beats in self.beats.items() if beats >= share * most)


def measure_while_reading(figures: Figures, data: Path, browser: Browser, samples: Path) -> None:
    """Look at the sample office idle, while it reads, and idle again, and note the three side by side."""
    with running_office(data, command="demo", settings={"PM_METRICS_TOKEN": TOKEN}) as office:
        context = _signed_in(browser, office)
        page = context.new_page()
        page.goto(office.address)
        page.locator("main h1").first.wait_for()
        _look_around(page, lambda: True, rounds=2)
        before = _noticed(office, page, lambda: True)
        sent = sum(page.evaluate(_SEND, _as_sent(path)) == httpx.codes.OK for path in _papers(samples))
        while not _is_reading(office):
            page.wait_for_timeout(200)
        at_first = _waiting(office)
        while_reading = _noticed(office, page, lambda: _waiting(office) > 0, rounds=MOST_ROUNDS)
        left = _waiting(office)
        while _waiting(office) or _is_reading(office):
            page.wait_for_timeout(1_000)
        idle = before + _noticed(office, page, lambda: True)
        context.close()
    _note(figures, idle, while_reading, f"{sent} papers sent, {at_first} to be read at first and {left} at the end")


def _note(figures: Figures, idle: Noticed, busy: Noticed, told: str) -> None:
    for name, quiet, loaded in (
        ("a page from the menu is ready", idle.pages, busy.pages),
        ("an event is answered", idle.answers, busy.answers),
    ):
        for share, of in (("median", median), ("95th percentile", _slow)):
            figures.seconds(f"{name}, idle, {share} of {len(quiet)}", of(quiet), of(quiet), "idle")
            figures.seconds(f"{name}, while reading ({told}), {share} of {len(loaded)}", of(loaded), of(quiet), "idle")
    for share, words in ((0.95, "95 of 100 beats"), (1.0, "every beat")):
        figures.seconds(f"the event loop is late by at most, idle, {words}", idle.lag(share), idle.lag(share), "idle")
        figures.seconds(f"the same while reading, {words}", busy.lag(share), idle.lag(share), "idle")


def _slow(times: Sequence[float]) -> float:
    return quantiles(times, n=20)[-1]


def _signed_in(browser: Browser, office: RunningOffice) -> BrowserContext:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    context.set_default_timeout(120_000)
    context.add_init_script(_COUNT_ANSWERS)
    page = context.new_page()
    page.goto(f"{office.address}/signin")
    page.fill("input[name=email]", "admin@demo.example")
    page.fill("input[name=password]", "property-desk-demo")
    page.click("button[type=submit]")
    page.locator("main h1").first.wait_for()
    page.close()
    return context


def _papers(samples: Path) -> list[Path]:
    found = sorted(path for path in samples.rglob("*") if path.suffix.lower() in KINDS and path.is_file())
    return found[:FILES]


def _as_sent(path: Path) -> list[str]:
    return [path.name, b64encode(path.read_bytes()).decode()]


def _noticed(office: RunningOffice, page: Page, more: Callable[[], bool], rounds: int = ROUNDS) -> Noticed:
    began = _beats(office)
    page.evaluate("window.answers.length = 0")
    pages = _look_around(page, more, rounds=rounds)
    answers = [milliseconds / 1_000 for milliseconds in page.evaluate("window.answers")]
    ended = _beats(office)
    return Noticed(pages, answers, Counter({limit: ended[limit] - began[limit] for limit in ended}))


def _look_around(page: Page, more: Callable[[], bool], *, rounds: int) -> list[float]:
    """Go through the menu until nothing more is to be noticed, and return how long each page took to be ready."""
    took: list[float] = []
    for _ in range(rounds):
        if not more():
            break
        for place in WAY:
            started = perf_counter()
            page.locator(f'nav a[href="{place}"]').first.click()
            page.wait_for_function(
                "place => location.pathname === place && document.querySelector('main h1')"
                " && !document.querySelector('main .pd-skel')",
                arg=place,
            )
            took.append(perf_counter() - started)
    return took


def _waiting(office: RunningOffice) -> int:
    depth = "property_desk_queue_depth"
    return int(sum(value for name, of, value in _told(office) if name == depth and of.get("kind") == "read document"))


def _is_reading(office: RunningOffice) -> bool:
    running = "property_desk_job_running"
    return any(value for name, of, value in _told(office) if name == running and of["job"] == "read-documents")


def _beats(office: RunningOffice) -> Counter[float]:
    return Counter({float(of["le"]): value for name, of, value in _told(office) if name == _LAG})


def _told(office: RunningOffice) -> list[tuple[str, dict[str, str], float]]:
    answer = httpx.get(f"{office.address}/metrics", headers={"authorization": f"Bearer {TOKEN}"}, timeout=120)
    answer.raise_for_status()
    return [
        (one.name, one.labels, one.value) for of in text_string_to_metric_families(answer.text) for one in of.samples
    ]
