"""Signing in and out over HTTP."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from pm_app.access.actions.signing_in import FAILURES_FROM_ONE_PLACE
from pm_app.access.queries import token_hash
from pm_app.access.tables import FailedAttempt, SignIn, User
from pm_app.http.auth import local_path
from pm_app.runtime import Runtime
from tests.factories.access import a_user
from tests.fakes import FixedClock
from tests.http.browser import Browser

COOKIE = "__Host-property-desk"
PASSWORD = "correct horse battery"
WRONG = "This e-mail address and password do not belong together."
PAUSED = "Too many attempts. Wait fifteen minutes, then try again."


def a_known_user(session: Session, email: str = "mia@example.com") -> User:
    user = a_user(session, email=email, password=PASSWORD)
    session.commit()
    return user


async def test_the_right_password_leads_on_with_a_cookie_no_script_can_read(session: Session, browser: Browser) -> None:
    a_known_user(session)

    answer = await browser.send(
        "/signin", {"email": " Mia@Example.com ", "password": PASSWORD, "next": "/leases?page=2"}
    )

    cookie = answer.headers["set-cookie"]
    assert (answer.status_code, answer.headers["location"]) == (303, "/leases?page=2")
    assert cookie.startswith(f"{COOKIE}=")
    assert {"HttpOnly", "Secure", "SameSite=lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert "domain" not in cookie.lower()
    assert (await browser.open("/leases")).text == "page /leases"


async def test_only_the_hash_of_the_token_is_kept(session: Session, browser: Browser) -> None:
    a_known_user(session)

    await browser.send("/signin", {"email": "mia@example.com", "password": PASSWORD})

    token = browser.cookies[COOKIE]
    assert session.exec(select(SignIn.token_hash)).all() == [token_hash(token)]
    assert len(token) >= 43


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("mia@example.com", "wrong password!"),
        ("nobody@example.com", PASSWORD),
        ("", ""),
        ("mia\x00@example.com", "x\x00"),
    ],
    ids=["wrong password", "unknown address", "nothing", "NUL"],
)
async def test_a_wrong_pair_says_one_sentence_and_keeps_the_address(
    session: Session, browser: Browser, email: str, password: str
) -> None:
    a_known_user(session)

    answer = await browser.send("/signin", {"email": email, "password": password, "next": "/people"})

    assert answer.status_code == 403
    assert WRONG in answer.text
    assert f'value="{email.replace(chr(0), "")}"' in answer.text
    assert 'name="next" value="/people"' in answer.text
    assert password not in answer.text or not password
    assert browser.cookies == {}


async def test_what_was_typed_is_shown_as_text_only(session: Session, browser: Browser) -> None:
    answer = await browser.send("/signin", {"email": '"><script>alert(1)</script>', "password": "x"})

    assert "<script" not in answer.text


async def test_five_wrong_passwords_pause_the_address_even_for_the_right_one(
    session: Session, browser: Browser, clock: FixedClock
) -> None:
    a_known_user(session)
    for _ in range(5):
        await browser.send("/signin", {"email": "mia@example.com", "password": "wrong password!"})

    paused = await browser.send("/signin", {"email": "MIA@example.com", "password": PASSWORD})
    clock.move_to(clock.now() + timedelta(minutes=15, seconds=1))
    later = await browser.send("/signin", {"email": "mia@example.com", "password": PASSWORD})

    assert PAUSED in paused.text
    assert later.status_code == 303


async def test_the_pause_of_one_address_does_not_keep_others_out(session: Session, browser: Browser) -> None:
    a_known_user(session)
    a_known_user(session, "noa@example.com")
    for _ in range(5):
        await browser.send("/signin", {"email": "mia@example.com", "password": "wrong password!"})

    answer = await browser.send("/signin", {"email": "noa@example.com", "password": PASSWORD})

    assert answer.status_code == 303


async def test_trying_many_addresses_from_one_place_is_paused_too(
    session: Session, browser: Browser, clock: FixedClock
) -> None:
    a_known_user(session)
    for number in range(FAILURES_FROM_ONE_PLACE):
        session.add(FailedAttempt(email=f"guess{number}@example.com", address="127.0.0.1", failed_at=clock.now()))
    session.commit()

    answer = await browser.send("/signin", {"email": "mia@example.com", "password": PASSWORD})

    assert PAUSED in answer.text


async def test_a_disabled_user_cannot_sign_in(session: Session, browser: Browser, clock: FixedClock) -> None:
    a_known_user(session).disabled_at = clock.now()
    session.commit()

    answer = await browser.send("/signin", {"email": "mia@example.com", "password": PASSWORD})

    assert WRONG in answer.text


async def test_disabling_a_user_ends_what_is_open(session: Session, browser: Browser, clock: FixedClock) -> None:
    user = a_known_user(session)
    await browser.send("/signin", {"email": "mia@example.com", "password": PASSWORD})
    user.disabled_at = clock.now()
    session.commit()

    answer = await browser.open("/leases")

    assert answer.headers["location"] == "/signin?next=/leases"


@pytest.mark.parametrize(
    ("after", "stays"),
    [(timedelta(hours=7, minutes=59), True), (timedelta(hours=8, minutes=1), False)],
    ids=["used within the idle time", "idle for too long"],
)
async def test_a_sign_in_lapses_when_it_is_not_used(
    session: Session, browser: Browser, clock: FixedClock, after: timedelta, stays: bool
) -> None:
    a_known_user(session)
    await browser.send("/signin", {"email": "mia@example.com", "password": PASSWORD})
    clock.move_to(clock.now() + after)

    answer = await browser.open("/leases")

    assert (answer.status_code == 200) == stays


async def test_a_sign_in_in_use_does_not_lapse_until_its_longest_time(
    session: Session, browser: Browser, clock: FixedClock, runtime: Runtime
) -> None:
    a_known_user(session)
    await browser.send("/signin", {"email": "mia@example.com", "password": PASSWORD})
    statuses = []
    for _ in range(runtime.settings.session_days * 4 + 1):
        clock.move_to(clock.now() + timedelta(hours=6))
        statuses.append((await browser.open("/leases")).status_code)

    assert statuses == [200] * (len(statuses) - 1) + [303]


async def test_signing_out_ends_the_sign_in_on_the_server_too(session: Session, browser: Browser) -> None:
    a_known_user(session)
    await browser.send("/signin", {"email": "mia@example.com", "password": PASSWORD})
    token = browser.cookies[COOKIE]

    answer = await browser.send("/signout")
    browser.cookies[COOKIE] = token
    afterwards = await browser.open("/leases")

    assert (answer.status_code, answer.headers["location"]) == (303, "/signin")
    assert afterwards.headers["location"] == "/signin?next=/leases"


async def test_signing_in_again_ends_the_sign_in_before(session: Session, browser: Browser) -> None:
    a_known_user(session)
    await browser.send("/signin", {"email": "mia@example.com", "password": PASSWORD})
    before = browser.cookies[COOKIE]
    await browser.send("/signin", {"email": "mia@example.com", "password": PASSWORD})

    browser.cookies[COOKIE] = before

    assert (await browser.open("/")).status_code == 303


async def test_who_is_signed_in_is_led_on_from_the_sign_in_page(session: Session, browser: Browser) -> None:
    a_known_user(session)
    await browser.send("/signin", {"email": "mia@example.com", "password": PASSWORD})

    answer = await browser.open("/signin?next=/people")

    assert (answer.status_code, answer.headers["location"]) == (303, "/people")


@pytest.mark.parametrize("wanted", ["/", "/leases", "/leases?status=active&page=2", "/documents/1?q=%2F%2Fa"])
def test_an_address_of_ours_is_led_to(wanted: str) -> None:
    assert local_path(wanted) == wanted


@pytest.mark.parametrize(
    "wanted",
    [
        "",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "evil.example",
        " /leases",
        "/signin?next=/signin",
        "/signout",
        "/" + "a" * 2_000,
    ],
)
def test_an_address_that_may_lead_elsewhere_leads_home(wanted: str) -> None:
    assert local_path(wanted) == "/"


async def test_the_address_people_guess_leads_to_the_sign_in_page_and_on_to_the_first_page(browser: Browser) -> None:
    answer = await browser.open("/login")

    assert (answer.status_code, answer.headers["location"]) == (303, "/signin")
    assert local_path("/login") == "/"
