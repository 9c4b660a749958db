"""Reading papers in a browser: a long file opens at once, scans show what was searched for, two versions together."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import Page, expect
from reportlab.pdfgen.canvas import Canvas

from tests.journeys.office import RunningOffice

# Building the screens may take minutes, once.
pytestmark = [pytest.mark.journey, pytest.mark.timeout(900)]

PASSWORD = "a-quiet-orchard-lane"
PAGES = 900
CURRENT_IN_VIEW = """() => {
  const mark = document.querySelector("mark.current")?.getBoundingClientRect();
  const room = document.querySelector(".pd-canvas").getBoundingClientRect();
  return Boolean(mark) && mark.top >= room.top && mark.bottom <= room.bottom;
}"""


def test_papers_are_read_as_they_are(page: Page, office: RunningOffice, tmp_path: Path):
    _become_the_first_administrator(page, office)
    _a_long_file_shows_its_first_page_without_being_fetched_whole(page, office, tmp_path)
    _a_search_leads_into_the_middle_of_it(page)
    _hits_are_marked_on_a_scan(page, office, tmp_path)
    _two_versions_scroll_together(page, office, tmp_path)
    _what_changed_is_told_in_words(page)


def _become_the_first_administrator(page: Page, office: RunningOffice) -> None:
    page.goto(office.link())
    page.get_by_label("Your name").fill("Dana Whitlow")
    page.get_by_label("E-mail").fill("dana@example.com")
    page.get_by_label("New password", exact=True).fill(PASSWORD)
    page.get_by_label("New password, once more").fill(PASSWORD)
    page.get_by_role("button", name="Set password and sign in").click()
    expect(page.get_by_role("heading", name="Dashboard", level=1)).to_be_visible()


def _a_long_file_shows_its_first_page_without_being_fetched_whole(
    page: Page, office: RunningOffice, folder: Path
) -> None:
    file = _pdf(folder / "Handbook.pdf", PAGES, lambda number: f"Rule {number}" * (1 + (number == 700)))
    office.pm("file", str(file))
    parts: list[str] = []
    page.on("response", lambda answer: parts.append(answer.headers.get("content-range", "")))
    _open(page, office, "Handbook")

    expect(page.get_by_text(f"of {PAGES}")).to_be_visible()
    expect(page.locator('[data-page="1"][data-drawn]')).to_be_visible()
    fetched = [part for part in parts if part]
    assert 0 < len(fetched) < 12, fetched
    assert file.stat().st_size > 6 * 262_144


def _a_search_leads_into_the_middle_of_it(page: Page) -> None:
    page.keyboard.press("f")
    page.keyboard.type("Rule 700Rule 700")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Page", exact=True)).to_have_value("700")
    page.wait_for_function(CURRENT_IN_VIEW)
    page.keyboard.press("Escape")
    expect(page.locator("mark")).to_have_count(0)
    page.keyboard.press("ArrowRight")
    expect(page.get_by_label("Page", exact=True)).to_have_value("701")


def _hits_are_marked_on_a_scan(page: Page, office: RunningOffice, folder: Path) -> None:
    office.pm("file", str(_scan(folder / "Inspection.pdf")))
    page.goto(f"{office.address}/documents?q=furnace")
    page.locator("main").get_by_role("link", name="Inspection").first.click()

    expect(page.locator("mark.pd-box.current")).to_be_visible()
    expect(page.get_by_text("1 of 2", exact=True)).to_be_visible()
    page.wait_for_function(CURRENT_IN_VIEW)
    page.locator(".pd-canvas").focus()
    page.keyboard.press("n")
    expect(page.get_by_text("2 of 2", exact=True)).to_be_visible()
    expect(page.get_by_label("Page", exact=True)).to_have_value("2")
    page.wait_for_function(CURRENT_IN_VIEW)
    page.keyboard.press("r")
    turned = page.locator("mark.pd-box.current").bounding_box()
    assert turned is not None
    assert turned["height"] > turned["width"]


def _two_versions_scroll_together(page: Page, office: RunningOffice, folder: Path) -> None:
    office.pm("file", str(_pdf(folder / "Lease.pdf", 8, lambda number: f"The rent of year {number} is 1200.")))
    _open(page, office, "Lease")
    page.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="New version").click()
    newer = _pdf(folder / "Lease signed.pdf", 8, lambda number: f"The rent of year {number} is {1200 + number // 5}.")
    page.set_input_files("main input[type=file]", str(newer))
    expect(page.get_by_text("Version 2: Lease signed.pdf")).to_be_visible()
    expect(page.get_by_text("Every page can be found by what it says.")).to_be_visible()
    expect(page.locator('[data-page="1"][data-drawn]')).to_be_visible()
    page.get_by_role("link", name=re.compile("^Compare Version 1")).click()

    panes = page.locator(".pd-panes .pd-canvas")
    expect(panes).to_have_count(2)
    expect(page.locator('.pd-panes [data-page="1"][data-drawn]')).to_have_count(2)
    page.get_by_role("toolbar", name="Viewer of Version 2").get_by_label("Page", exact=True).fill("6")
    page.keyboard.press("Enter")
    boxes = page.locator(".pd-panes .pd-pagebox")
    expect(boxes.nth(0)).to_have_value("6")
    expect(boxes.nth(1)).to_have_value("6")


def _what_changed_is_told_in_words(page: Page) -> None:
    page.get_by_role("link", name="Changes in the text").click()

    expect(page.get_by_text("4 of 8 pages changed: 4 words added, 4 removed.")).to_be_visible()
    expect(page.locator(".pd-paper ins").first).to_have_text("1201.")
    expect(page.locator(".pd-paper del").first).to_have_text("1200.")
    page.get_by_role("link", name="Close").click()
    expect(page.locator(".pd-thumbs")).to_be_visible()
    expect(page.locator('[data-page="1"][data-drawn]')).to_be_visible()


def _open(page: Page, office: RunningOffice, title: str) -> None:
    page.goto(f"{office.address}/documents")
    page.locator("main").get_by_role("link", name=title, exact=True).first.click()
    expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()


def _pdf(file: Path, pages: int, sentence: Callable[[int], str]) -> Path:
    canvas = Canvas(str(file), pageCompression=0)
    for number in range(1, pages + 1):
        canvas.drawString(72, 700, sentence(number))
        for line in range(30):
            canvas.drawString(72, 660 - 18 * line, f"What is said on line {line} of every page, at some length.")
        canvas.showPage()
    canvas.save()
    return file


def _scan(file: Path) -> Path:
    """Two pages of which only pictures are left, each with the furnace near its foot."""
    font = ImageFont.load_default(size=44)
    pages: list[Image.Image] = []
    for number in (1, 2):
        page = Image.new("L", (1700, 2200), 255)
        pen = ImageDraw.Draw(page)
        pen.text((200, 200), f"Inspection of the building, page {number}", fill=0, font=font)
        pen.text((200, 1900), "The furnace was cleaned and works well", fill=0, font=font)
        pages.append(page)
    pages[0].save(file, save_all=True, append_images=pages[1:], resolution=200)
    return file
