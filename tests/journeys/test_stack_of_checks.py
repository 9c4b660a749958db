"""A stack of checks by keyboard alone: typed, reloaded in between, compared with the slip, taken to the bank."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.office import RunningOffice

# Building the screens may take minutes, once.
pytestmark = [pytest.mark.journey, pytest.mark.timeout(900)]

PASSWORD = "a-quiet-orchard-lane"
HOUSEHOLDS = ("Castellano", "Osei", "Lund", "Marsh", "Whitaker")


def test_five_checks_are_entered_without_a_mouse(page: Page, office: RunningOffice, tmp_path: Path):
    _become_the_first_administrator(page, office)
    _let_five_units(office, tmp_path)
    page.goto(f"{office.address}/receipts/entry")
    expect(page.get_by_label("Deposit slip total")).to_be_focused()
    page.keyboard.type("5,500")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Unit or name, row 1")).to_be_focused()
    for number, name in enumerate(HOUSEHOLDS[:3], start=1):
        _type_a_check(page, name[:4].lower(), str(900 + number * 100), str(1040 + number))
    _refuse_and_correct(page)
    _reload(page)
    _type_a_check(page, "105", "", "1045")  # no amount: what is owed
    _compare_with_the_slip(page)
    _take_to_the_bank(page, office)


def _let_five_units(office: RunningOffice, folder: Path) -> None:
    """Five households, each owing its rent from before the books: 1,000 to 1,400."""
    file = folder / "roll.csv"
    head = "Property,Address,Unit,Tenant,Rent,Move-in,Lease From,Lease To,Balance"
    lines = [
        f"Alder Court,1420 Alder St,10{place},Renee {name},{rent},2026-01-01,2026-01-01,2039-12-31,{rent}"
        for place, name in enumerate(HOUSEHOLDS, start=1)
        for rent in [f"{900 + place * 100}.00"]
    ]
    file.write_text("\n".join([head, *lines]))
    office.pm("import", "rent-roll", str(file))


def _type_a_check(page: Page, who: str, amount: str, number: str) -> None:
    page.keyboard.type(who)
    expect(page.locator(".pd-entry-list [role=option]").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("[data-field=amount]:focus")).to_have_count(1)
    page.keyboard.type(amount)
    page.keyboard.press("Enter")
    page.keyboard.type(number)
    page.keyboard.press("Enter")
    expect(page.locator("[data-field=household]:focus")).to_have_count(1)


def _refuse_and_correct(page: Page) -> None:
    """A row whose amount is none stays with its sentence; going back to it and typing one posts it."""
    page.keyboard.type("104")
    expect(page.locator(".pd-entry-list [role=option]").first).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.type("nine")
    page.keyboard.press("Enter")
    page.keyboard.type("1044")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Enter the amount in dollars and cents, for example 1,250.00.")).to_be_visible()
    expect(page.get_by_label("Unit or name, row 5")).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Tab")
    page.keyboard.type("900")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=re.compile("^Posted"))).to_have_count(4)


def _reload(page: Page) -> None:
    page.keyboard.type("10")
    expect(page.locator(".pd-entry-list [role=option]").first).to_be_visible()
    page.reload()
    expect(page.get_by_label("Unit or name, row 5")).to_have_value("10")
    expect(page.get_by_label("Unit or name, row 5")).to_be_focused()
    expect(page.get_by_role("link", name=re.compile("^Posted"))).to_have_count(4)


def _compare_with_the_slip(page: Page) -> None:
    expect(page.get_by_role("link", name=re.compile("^Posted"))).to_have_count(5)
    sums = page.locator(".pd-entry-sums")
    expect(sums).to_contain_text(re.compile(r"Posted5Total\$5,600\.00Over the slip\$100\.00"))


def _take_to_the_bank(page: Page, office: RunningOffice) -> None:
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Deposit these 5 receipts")).to_be_focused()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("5 receipts to the operating trust bank")
    expect(dialog.get_by_label("Deposited on")).to_be_focused()
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("link", name=re.compile("^Posted"))).to_have_count(0)
    page.goto(f"{office.address}/bank-deposits")
    row = page.locator("main tbody tr").first
    expect(row).to_contain_text("5 receipts")
    expect(row).to_contain_text("$5,600.00")


def _become_the_first_administrator(page: Page, office: RunningOffice) -> None:
    page.goto(office.link())
    page.get_by_label("Your name").fill("Dana Whitlow")
    page.get_by_label("E-mail").fill("dana@example.com")
    page.get_by_label("New password", exact=True).fill(PASSWORD)
    page.get_by_label("New password, once more").fill(PASSWORD)
    page.get_by_role("button", name="Set password and sign in").click()
    expect(page.get_by_role("heading", name="Dashboard", level=1)).to_be_visible()
