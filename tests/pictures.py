"""Every page of the sample office as a picture, light and dark, in two sizes, each checked with axe-core.

`python -m tests.pictures [part of an address]`: the pictures are for looking; a serious finding ends it with 1.
"""

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from tests.journeys.office import PROJECT, RunningOffice, chromium, running_office

FOLDER = PROJECT / "pictures"
SIZES = ((1440, 900), (820, 1180))
SCHEMES = ("light", "dark")
FIXED = {
    "dashboard": "/",
    "bell": "/",
    "alerts": "/alerts",
    "notifications": "/notifications",
    "calendar": "/calendar",
    "calendar-week": "/calendar?view=week",
    "tasks": "/tasks",
    "tasks-of-the-office": "/tasks?view=everybody",
    "tasks-by-person": "/tasks?view=people",
    "recurring-dates": "/recurring-dates",
    "task-templates": "/settings/task-templates",
    "properties": "/properties",
    "units": "/units",
    "people": "/people",
    "leases": "/leases",
    "new-lease": "/leases/new",
    "receipts": "/receipts",
    "receipt-entry": "/receipts/entry",
    "bank-deposits": "/bank-deposits",
    "delinquency": "/delinquency",
    "rent-roll": "/rent-roll",
    "banking": "/banking",
    "banking-import": "/banking/import",
    "collected": "/collected",
    "deposits": "/deposits",
    "deposits-to-settle": "/deposits?tab=settle",
    "settings-deposit-deadlines": "/settings/deposit-deadlines",
    "journal": "/journal",
    "journal-account": "/journal?view=account&account=1100",
    "accounts": "/accounts",
    "periods": "/periods",
    "documents": "/documents",
    "documents-search": "/documents?q=smoke+detector",
    "compliance": "/documents/compliance",
    "expirations": "/documents/compliance?tab=expirations",
    "settings-required": "/settings/required-documents",
    "settings-users": "/settings/users",
    "settings-profile": "/settings/profile",
    "settings-mail": "/settings/mail",
    "settings-mail-opened": "/settings/mail",
    "mail-templates": "/settings/mail-templates",
    "mail-template": "/settings/mail-templates?template=late-rent",
    "mail-to-many": "/mail/new?to=late",
    "mail-to-owners": "/mail/new?to=owners",
    "mail-sent": "/mail/sent",
    "settings-reminders": "/settings/reminders",
    "settings-calendar": "/settings/calendar",
    "settings-notifications": "/settings/notifications",
    "settings-report-schedules": "/settings/report-schedules",
    "settings-office": "/settings/office",
    "settings-jobs": "/settings/jobs",
    "settings-job": "/settings/jobs?job=send-reminders",
    "import": "/properties/import",
    "import-rent-roll": "/leases/import",
}
TABS = {
    "property": ("", "units", "leases", "documents", "money", "mail", "history"),
    "unit": ("",),
    "person": ("", "communication"),
    "lease": ("", "ledger", "deposit", "terms", "people", "communication", "documents", "history"),
    "document": ("",),
    "alert": ("",),
    "task": ("",),
    "recurring-date": ("",),
}
# What is pressed before a picture is taken, by the name of the picture.
PRESSED = {
    "bell": "button[aria-label*=otification]",
    "settings-mail-opened": "main tbody .pd-toggle",
}
SERIOUS = {"serious", "critical"}


def main() -> int:
    """Take the pictures, print what axe found, and return 1 when any of it is serious."""
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    FOLDER.mkdir(exist_ok=True)
    findings: list[str] = []
    kept = os.environ.get("PM_PICTURES_DATA")
    with (
        TemporaryDirectory() as folder,
        chromium() as browser,
        running_office(Path(kept or folder) / "office", command="demo") as office,
    ):
        addresses = {name: path for name, path in _addresses(browser, office).items() if wanted in name}
        for size in SIZES:
            for scheme in SCHEMES:
                findings += _look(browser, office, addresses, size, scheme)
    _say("\n".join(findings) or "axe-core found nothing serious or critical.")
    return 1 if findings else 0


def _addresses(browser: Browser, office: RunningOffice) -> dict[str, str]:
    """Return every address by the name of its picture: the fixed ones, and one of each kind with its tabs."""
    context = _signed_in(browser, office, (1440, 900), "light")
    page = context.new_page()
    found = dict(FIXED)
    firsts = {
        "property": ("/properties", "/properties/0"),
        "lease": ("/leases?sort=-balance", "/leases/0"),
        "document": ("/documents", "/documents/0"),
        "person": ("/people", "/people/0"),
        "alert": ("/alerts", "/alerts/0"),
        "task": ("/tasks?view=everybody", "/tasks/0"),
        "recurring-date": ("/recurring-dates", "/recurring-dates/0"),
        "unit": (None, "/units/0"),
    }
    for kind, (listing, start) in firsts.items():
        address = listing or f"{found['property']}?tab=units"
        path = _first_link(page, office.address + address, start)
        for tab in TABS[kind] if path else ():
            found[f"{kind}-{tab}" if tab else kind] = f"{path}?tab={tab}" if tab else path
    context.close()
    return found


def _first_link(page: Page, address: str, start: str) -> str:
    page.goto(address)
    link = page.locator(f'main a[href^="{start}"]').first
    link.wait_for(timeout=30_000)
    href = link.get_attribute("href") or ""
    return href.partition("?")[0]


def _look(
    browser: Browser, office: RunningOffice, addresses: dict[str, str], size: tuple[int, int], scheme: str
) -> list[str]:
    context = _signed_in(browser, office, size, scheme)
    findings: list[str] = []
    for name, address in addresses.items():
        page = context.new_page()
        page.goto(office.address + address)
        settled(page)
        _press(page, name)
        picture = f"{name}-{size[0]}x{size[1]}-{scheme}"
        page.screenshot(path=FOLDER / f"{picture}.png")
        findings += [f"{picture}: {finding}" for finding in serious_findings(page)]
        page.close()
    context.close()
    return findings


def _press(page: Page, name: str) -> None:
    if name in PRESSED:
        page.locator(PRESSED[name]).first.click()
        page.wait_for_timeout(1_000)


def settled(page: Page) -> None:
    """Wait until the page has its title and no skeleton is left."""
    page.locator("main h1").first.wait_for(timeout=30_000)
    page.wait_for_function("!document.querySelector('main .pd-skel')", timeout=30_000)
    page.wait_for_timeout(400)


def serious_findings(page: Page) -> list[str]:
    """Return what axe-core finds serious or critical, each with the elements it is about."""
    violations = cast(list[dict[str, Any]], Axe().run(page).response["violations"])
    return [
        f"{found['impact']} {found['id']}: " + "; ".join(str(node["target"]) for node in found["nodes"][:4])
        for found in violations
        if found["impact"] in SERIOUS
    ]


def _signed_in(browser: Browser, office: RunningOffice, size: tuple[int, int], scheme: str) -> BrowserContext:
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(f"{office.address}/signin")
    page.fill("input[name=email]", "admin@demo.example")
    page.fill("input[name=password]", "property-desk-demo")
    page.click("button[type=submit]")
    page.wait_for_url(lambda url: "/signin" not in url, timeout=60_000)
    page.locator("main h1").first.wait_for(timeout=60_000)
    page.close()
    return context


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())
