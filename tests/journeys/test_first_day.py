"""The first day of an office, from the link of the first administrator to a date on the dashboard."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from reportlab.pdfgen.canvas import Canvas

from pm_app.adapters.system_clock import SystemClock
from tests.journeys.office import RunningOffice

# Building the screens may take minutes, once.
pytestmark = [pytest.mark.journey, pytest.mark.timeout(900)]

PASSWORD = "a-quiet-orchard-lane"
SENTENCE = "The furnace filter shall be replaced by the tenant every ninety days"
BUILDINGS = """Name,Address,City,Built,Reference
Alder Court,1420 ALDER ST,Riverton,1964,R-1
Linden Flats,77 Linden Ave,Riverton,1978,R-2
"""


def test_an_office_opens_and_sees_a_date_it_must_not_miss(page: Page, office: RunningOffice, tmp_path: Path):
    _become_the_first_administrator(page, office)
    _import_buildings(page, office, tmp_path)
    _add_a_unit(page)
    _start_a_lease(page, office)
    _post_rent(page, office)
    _record_a_partial_receipt(page)
    _file_a_paper(page, tmp_path)
    _find_the_sentence(page, office)
    _set_its_expiration(page, office)
    _see_it_on_the_dashboard(page, office)
    _sign_out(page, office)


def _become_the_first_administrator(page: Page, office: RunningOffice) -> None:
    page.goto(office.link())
    page.get_by_label("Your name").fill("Dana Whitlow")
    page.get_by_label("E-mail").fill("dana@example.com")
    page.get_by_label("New password", exact=True).fill(PASSWORD)
    page.get_by_label("New password, once more").fill(PASSWORD)
    page.get_by_role("button", name="Set password and sign in").click()
    expect(page.get_by_role("heading", name="Dashboard", level=1)).to_be_visible()
    page.goto(office.link())
    expect(page.get_by_role("alert")).to_contain_text("already used")


def _import_buildings(page: Page, office: RunningOffice, folder: Path) -> None:
    file = folder / "buildings.csv"
    file.write_text(BUILDINGS)
    answer = office.pm("import", "properties", str(file))
    again = office.pm("import", "properties", str(file))
    assert answer.strip().splitlines()[-1] == "2 rows: 2 added, 0 changed, 0 unchanged, 0 refused"
    assert again.strip().splitlines()[-1] == "2 rows: 0 added, 0 changed, 2 unchanged, 0 refused"
    page.goto(f"{office.address}/properties")
    page.get_by_role("link", name="Alder Court").click()
    expect(page.get_by_role("heading", name="Alder Court", level=1)).to_be_visible()
    expect(page.get_by_text("1420 Alder St")).to_be_visible()


def _add_a_unit(page: Page) -> None:
    page.get_by_role("button", name="Add unit").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Bedrooms").fill("-2")
    dialog.get_by_label("Name or number").fill("204")
    dialog.get_by_role("button", name="Add unit").click()
    expect(dialog.get_by_text("Enter a whole number, for example 2.")).to_be_visible()
    expect(dialog.get_by_label("Name or number")).to_have_value("204")
    dialog.get_by_label("Bedrooms").fill("2")
    dialog.get_by_label("Market rent by the month").fill("1,485")
    dialog.get_by_role("button", name="Add unit").click()
    expect(dialog).to_be_hidden()
    page.get_by_role("link", name=re.compile("^Units")).last.click()
    page.locator("main").get_by_role("link", name="204").click()
    expect(page.get_by_role("heading", name=re.compile("204"), level=1)).to_be_visible()


def _start_a_lease(page: Page, office: RunningOffice) -> None:
    page.get_by_role("link", name="New lease").first.click()
    page.get_by_role("button", name="New person").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("Renee Castellano")
    dialog.get_by_label(re.compile("^E-mail")).fill("renee@mail.example")
    dialog.get_by_role("button", name="Add", exact=True).click()
    expect(dialog).to_be_hidden()
    started = _today(office) - timedelta(days=20)
    page.get_by_label("First day").fill(started.isoformat())
    page.get_by_label("Rent", exact=True).fill("$1,485.00")
    page.get_by_role("button", name="Start lease").click()
    expect(page.get_by_role("heading", name="Renee Castellano", level=1)).to_be_visible()
    expect(page.get_by_text("Active").first).to_be_visible()


def _post_rent(page: Page, office: RunningOffice) -> None:
    office.pm("run-job", "post-rent")
    office.pm("run-job", "post-rent")
    page.get_by_role("link", name="Ledger").click()
    page.reload()
    expect(page.locator("main tbody tr").first).to_be_visible()


def _record_a_partial_receipt(page: Page) -> None:
    before = _cents(page.locator("main .pd-kpis .big").inner_text())
    assert before > 0
    page.get_by_role("button", name="Record receipt").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Amount").fill("100")
    dialog.get_by_label("Reference").fill("check 1041")
    dialog.get_by_role("button", name=re.compile("^(Post|Record)")).click()
    expect(dialog).to_be_hidden()
    expect(page.locator("main .pd-kpis .big")).to_have_text(_dollars(before - 100_00))
    expect(page.locator("main tbody tr").filter(has_text="check 1041")).to_have_count(1)
    shown = [_cents(cell) for cell in page.locator("main .pd-aging .v").all_inner_texts()]
    assert sum(shown[:-1]) == shown[-1] == before - 100_00


def _file_a_paper(page: Page, folder: Path) -> None:
    paper = folder / "Furnace addendum.pdf"
    canvas = Canvas(str(paper))
    canvas.drawString(72, 700, "House rules of Alder Court")
    canvas.showPage()
    canvas.drawString(72, 700, f"{SENTENCE}.")
    canvas.save()
    page.get_by_role("link", name=re.compile("^Documents")).last.click()
    page.locator("main input[type=file]").set_input_files(str(paper))
    expect(page.get_by_role("link", name="Furnace addendum").first).to_be_visible()


def _find_the_sentence(page: Page, office: RunningOffice) -> None:
    for _ in range(120):
        page.goto(f"{office.address}/documents?q={SENTENCE.replace(' ', '+')}")
        expect(page.get_by_role("heading", name="Documents", level=1)).to_be_visible()
        page.wait_for_function("!document.querySelector('main .pd-skel')")
        if page.locator("main").get_by_role("link", name="Furnace addendum").count():
            break
        page.wait_for_timeout(1_000)
    page.locator("main").get_by_role("link", name="Furnace addendum").first.click()
    expect(page).to_have_url(re.compile("page=2"))
    expect(page.get_by_role("heading", name="Furnace addendum", level=1)).to_be_visible()
    expect(page.locator("main mark").first).to_be_visible()


def _set_its_expiration(page: Page, office: RunningOffice) -> None:
    soon = _today(office) + timedelta(days=21)
    page.get_by_role("button", name="Edit", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Kind").select_option("warranty or service contract")
    dialog.get_by_label("Valid through").fill(soon.isoformat())
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_text("Expiring").first).to_be_visible()


def _see_it_on_the_dashboard(page: Page, office: RunningOffice) -> None:
    page.goto(f"{office.address}/")
    row = page.locator("main tbody tr").filter(has_text="Furnace addendum")
    expect(row).to_contain_text("21 days left")
    row.get_by_role("button", name="Acknowledge").click()
    expect(row).to_be_hidden()


def _sign_out(page: Page, office: RunningOffice) -> None:
    page.get_by_role("button", name=re.compile("Dana")).click()
    page.get_by_text("Sign out").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    page.goto(f"{office.address}/leases")
    expect(page).to_have_url(re.compile("/signin"))


def _today(office: RunningOffice) -> date:
    return SystemClock(office.environment["PM_TIME_ZONE"]).today()


def _cents(text: str) -> int:
    digits = re.sub(r"[^\d]", "", text)
    return -int(digits) if "−" in text else int(digits)


def _dollars(cents: int) -> str:
    return f"${cents // 100:,}.{cents % 100:02}"
