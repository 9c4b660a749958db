"""/settings/profile: the browsers one is signed in with, ending them, changing one's password."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import reflex as rx

from pm_app.access.actions.signing_in import SignInRefused, end_sign_in, record_failed_attempt
from pm_app.access.actions.users import change_password
from pm_app.access.queries import SignInRow, sign_ins
from pm_app.access.rules import SHORTEST_PASSWORD, Actor
from pm_app.kernel.errors import NotFound, Refused
from pm_app.runtime import installed, run, services
from pm_app.ui.format import UNKNOWN, moment
from pm_app.ui.parts.badge import tag
from pm_app.ui.parts.button import button
from pm_app.ui.parts.dialog import form_dialog
from pm_app.ui.parts.form import errors_of, password_field
from pm_app.ui.parts.page import page as parts_page
from pm_app.ui.parts.page import page_head, section
from pm_app.ui.parts.table import Column, actions_cell, cell, data_table, table_row
from pm_app.ui.parts.toasts import said
from pm_app.ui.session import signed_in

# In this order: browsers name those they are made of as well.
_BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


@dataclass
class SignInLine:
    """One browser, as text."""

    sign_in_id: str
    browser: str
    address: str
    since: str
    last_used: str
    is_this_one: bool


class ProfileState(rx.State):
    """One's own sign-ins and password."""

    loaded: bool = False
    who: str = ""
    lines: list[SignInLine] = []
    changing: bool = False
    errors: dict[str, str] = {}

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        held = await run(actor, sign_ins, now=services().clock.now())
        zone = installed().settings.time_zone
        self.who = f"{actor.name} · {actor.email} · {actor.role.value.capitalize() if actor.role else ''}"
        self.lines = [_line(row, zone) for row in held]
        self.changing, self.loaded = False, True

    @rx.event
    async def submit_end(self, sign_in_id: str):
        actor = await signed_in(self)
        await run(actor, end_sign_in, sign_in_id=_id(sign_in_id), now=services().clock.now())
        return [ProfileState.load, said("That browser is signed out.")]

    @rx.event
    async def open_password(self):
        self.errors, self.changing = {}, True

    @rx.event
    async def close_password(self):
        self.changing = False

    @rx.event
    async def submit_password(self, form: dict[str, str]):
        actor = await signed_in(self)
        try:
            await _change(actor, form, services().clock.now())
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        self.errors, self.changing = {}, False
        return [ProfileState.load, said("Your password is changed. Your other browsers are signed out.")]


async def _change(actor: Actor, form: dict[str, str], now: datetime) -> None:
    new_password = form.get("password", "")
    if new_password != form.get("again", ""):
        raise Refused("The two new passwords are not the same. Type them again.", field="again")
    try:
        await run(actor, change_password, password=form.get("old_password", ""), new_password=new_password, now=now)
    except SignInRefused:
        await run(actor, record_failed_attempt, email=actor.email, address="", now=now)
        raise


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except (ValueError, AttributeError, TypeError):
        raise NotFound("This sign-in is not yours, or it has ended already.") from None


def _line(row: SignInRow, zone: str) -> SignInLine:
    return SignInLine(
        sign_in_id=str(row.sign_in_id),
        browser=_browser(row.browser),
        address=row.address or UNKNOWN,
        since=moment(row.signed_in_at, zone),
        last_used=moment(row.last_seen_at, zone),
        is_this_one=row.is_this_one,
    )


def _browser(user_agent: str) -> str:
    """Name a browser and its system as people do: `Chrome on Windows`."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "Another browser")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    return f"{browser} on {system}" if system else browser


def page() -> rx.Component:
    """Return the page."""
    return parts_page(
        page_head(
            "Your sign-ins",
            sub=ProfileState.who,
            actions=[button("Change password", on_click=ProfileState.open_password, icon_="key-round")],
        ),
        section(
            "Where you are signed in",
            data_table(
                "Browsers you are signed in with",
                [
                    Column("Browser", fill=True),
                    Column("From", hide=True),
                    Column("Signed in"),
                    Column("Last used"),
                    Column("End", quiet=True),
                ],
                ProfileState.lines,
                _row,
                loaded=ProfileState.loaded,
            ),
        ),
        _password_dialog(),
    )


def _password_dialog() -> rx.Component:
    return form_dialog(
        password_field("Present password", "old_password", auto_focus=True, auto_complete="current-password"),
        password_field(
            "New password",
            "password",
            auto_complete="new-password",
            hint=f"At least {SHORTEST_PASSWORD} characters. A few unrelated words are good.",
        ),
        password_field("New password, once more", "again", auto_complete="new-password"),
        title="Change your password",
        note="Every other browser you are signed in with is signed out.",
        submit="Change password",
        open_=ProfileState.changing,
        on_close=ProfileState.close_password,
        on_submit=ProfileState.submit_password,
        errors=ProfileState.errors,
    )


def _row(line: SignInLine) -> rx.Component:
    end = button("Sign out", on_click=ProfileState.submit_end(line.sign_in_id), kind="quiet", small=True)
    return table_row(
        cell(line.browser, fill=True, strong=True),
        cell(line.address, hide=True, muted=True),
        cell(line.since),
        cell(line.last_used),
        actions_cell(rx.cond(line.is_this_one, tag("This browser"), end)),
    )
