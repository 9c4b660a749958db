"""The entrance: who gets where, from where, how much, and with which headers."""

from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session
from starlette.types import ASGIApp

from pm_app.access.enums import Role
from pm_app.http.entrance.entrance import Entrance
from pm_app.runtime import Runtime, install
from tests.conftest import an_actor
from tests.http.browser import ORIGIN, Browser
from tests.http.conftest import INLINE
from tests.ui.screen import a_browser

COOKIE = "__Host-property-desk"
FETCH = {"sec-fetch-mode": "cors", "sec-fetch-site": "same-origin", "origin": ORIGIN}


def signed_in(browser: Browser, session: Session, role: Role = Role.MANAGER) -> Browser:
    browser.cookies[COOKIE] = a_browser(session, an_actor(session, role))
    return browser


async def knock(entrance: ASGIApp, token: str, origin: str) -> list[dict[str, Any]]:
    """Return what a socket's handshake is answered."""
    sent: list[dict[str, Any]] = []
    named = [(b"cookie", f"{COOKIE}={token}".encode())] if token else []
    named += [(b"origin", origin.encode())] if origin else []

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "websocket", "path": "/_event/", "headers": named, "query_string": b"", "subprotocols": []}
    await entrance(scope, receive, send)
    return sent


@pytest.mark.parametrize("path", ["/signin", "/healthz", "/favicon.svg", "/fonts/inter.woff2", "/logo.svg"])
async def test_what_the_sign_in_page_needs_is_public(browser: Browser, path: str) -> None:
    assert (await browser.open(path)).status_code == 200


@pytest.mark.parametrize(
    ("path", "onward"),
    [
        ("/", "/signin"),
        ("/leases?status=active&q=a%26b", "/signin?next=/leases%3Fstatus%3Dactive%26q%3Da%2526b"),
        ("/no/such/page", "/signin?next=/no/such/page"),
    ],
)
async def test_a_page_leads_a_stranger_to_the_sign_in_page(browser: Browser, path: str, onward: str) -> None:
    answer = await browser.open(path)

    assert (answer.status_code, answer.headers["location"]) == (303, onward)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/assets/app-1a2b.js"),
        ("GET", "/files/1"),
        ("GET", "/ping"),
        ("GET", "/_health"),
        ("POST", "/files/take"),
        ("POST", "/takes"),
        ("DELETE", "/takes"),
        ("GET", "/_event/?transport=polling"),
    ],
)
async def test_everything_else_is_refused_to_a_stranger(browser: Browser, method: str, path: str) -> None:
    answer = await browser.ask(method, path, FETCH)

    assert (answer.status_code, answer.json()) == (401, {"error": "Please sign in."})


@pytest.mark.parametrize(
    "path", ["/fonts/..%2fassets/app-1a2b.js", "/invitation/%2e%2e/leases", "/fonts/..%5cindex.html", "/a/%2e/b"]
)
async def test_no_address_climbs_out_of_what_is_public(browser: Browser, path: str) -> None:
    assert (await browser.open(path)).status_code == 404


@pytest.mark.parametrize("path", ["/_upload", "/_upload/x.pdf", "/_all_routes", "/auth-codespace"])
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_what_the_framework_would_open_is_never_there(
    session: Session, browser: Browser, method: str, path: str
) -> None:
    signed_in(browser, session, Role.ADMINISTRATOR)

    assert (await browser.ask(method, path, FETCH)).status_code == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site", "origin": "https://evil.example"},
        {"sec-fetch-site": "same-site", "origin": "http://other.127.0.0.1"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:8001"},
    ],
)
@pytest.mark.parametrize("path", ["/takes", "/signin", "/signout", "/files/take"])
async def test_nothing_is_done_for_another_site(
    session: Session, browser: Browser, path: str, headers: dict[str, str]
) -> None:
    signed_in(browser, session)

    answer = await browser.ask("POST", path, headers)

    assert answer.status_code == 403
    assert (await browser.open("/leases")).status_code == 200


@pytest.mark.parametrize(
    "headers", [FETCH, {"sec-fetch-site": "same-origin", "origin": "null"}, {"origin": ORIGIN}, {}]
)
async def test_what_comes_from_our_own_pages_is_done(
    session: Session, browser: Browser, headers: dict[str, str]
) -> None:
    signed_in(browser, session)

    assert (await browser.ask("POST", "/takes", headers)).text == "took 0"


async def test_a_page_the_role_may_not_open_leads_home_without_a_word(session: Session, browser: Browser) -> None:
    signed_in(browser, session, Role.MAINTENANCE)

    answers = [await browser.open(path) for path in ("/settings/users", "/settings/users/", "/leases/1")]

    assert [(a.status_code, a.headers["location"], a.text) for a in answers] == [(303, "/", "")] * 3


async def test_a_page_the_role_may_open_opens(session: Session, browser: Browser) -> None:
    signed_in(browser, session, Role.ADMINISTRATOR)

    assert (await browser.open("/settings/users")).status_code == 200


async def test_a_built_page_is_served_at_its_own_address(session: Session, browser: Browser) -> None:
    signed_in(browser, session)

    assert [(await browser.open(path)).text for path in ("/people", "/people/1")] == [
        "page /people.html",
        "page /people/1",
    ]


@pytest.mark.parametrize(("size", "status"), [(16_000, 403), (16_001, 413)])
async def test_a_stranger_may_send_little(browser: Browser, size: int, status: int) -> None:
    form = "email=" + "a" * (size - len("email="))

    answer = await browser.ask(
        "POST", "/signin", {"origin": ORIGIN, "content-type": "application/x-www-form-urlencoded"}, content=form
    )

    assert answer.status_code == status


async def test_only_uploads_may_be_large(session: Session, browser: Browser) -> None:
    signed_in(browser, session)

    plain = await browser.ask("POST", "/takes", FETCH, content=b"a" * 1_000_001)
    upload = await browser.ask("POST", "/files/take", FETCH, content=b"a" * 1_000_001)

    assert (plain.status_code, upload.text) == (413, "took 1000001")


async def test_every_answer_carries_the_headers(session: Session, browser: Browser) -> None:
    answers = [await browser.open(path) for path in ("/signin", "/leases", "/_upload", "/healthz")]
    answers.append(await signed_in(browser, session).open("/leases"))

    for answer in answers:
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert answer.headers["cache-control"] == "no-store"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert "strict-transport-security" not in answer.headers


async def test_pages_run_only_our_own_scripts(session: Session, browser: Browser) -> None:
    answer = await signed_in(browser, session).open("/leases")

    known = b64encode(sha256(INLINE.encode()).digest()).decode()
    assert f"script-src 'self' 'unsafe-eval' 'sha256-{known}';" in answer.headers["content-security-policy"]


async def test_the_sign_in_page_runs_no_script_at_all(browser: Browser) -> None:
    answer = await browser.open("/signin")

    style = answer.text.partition("<style>")[2].partition("</style>")[0]
    known = b64encode(sha256(style.encode()).digest()).decode()
    policy = answer.headers["content-security-policy"]
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{known}'; ")
    assert "script-src" not in policy


async def test_what_carries_its_hash_in_its_name_is_kept(session: Session, browser: Browser) -> None:
    answer = await signed_in(browser, session).open("/assets/app-1a2b.js")

    assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"


async def test_over_https_browsers_are_told_to_stay_there(runtime: Runtime, browser: Browser) -> None:
    install(replace(runtime, settings=replace(runtime.settings, address="https://desk.example.com")))

    answer = await browser.open("/signin")

    assert answer.headers["strict-transport-security"] == "max-age=31536000"


async def test_health_is_told_to_anybody(browser: Browser) -> None:
    answer = await browser.ask("GET", "/healthz", {"host": "10.0.0.7"})

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.parametrize(
    ("cookie", "origin"),
    [("", ORIGIN), ("token-of-nobody", ORIGIN), ("own", "https://evil.example"), ("own", "")],
    ids=["no cookie", "unknown cookie", "another site", "no origin"],
)
async def test_a_socket_is_refused_before_it_opens(
    session: Session, entrance: Entrance, cookie: str, origin: str
) -> None:
    held = a_browser(session, an_actor(session, Role.MANAGER)) if cookie == "own" else cookie

    sent = await knock(entrance, held, origin)

    assert [message["type"] for message in sent] == ["websocket.close"]


async def test_a_socket_of_ours_is_let_in(session: Session) -> None:
    reached: list[str] = []

    async def inside(scope: Any, receive: Any, send: Any) -> None:
        reached.append(scope["path"])

    entrance = Entrance(inside, pages=[], built=Path("does-not-exist"))
    await knock(entrance, a_browser(session, an_actor(session, Role.MANAGER)), ORIGIN)

    assert reached == ["/_event/"]
