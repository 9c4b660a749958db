"""What the page of users holds and does."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import reflex as rx

from pm_app.access.actions.users import change_user, disable_user, enable_user
from pm_app.access.enums import Role
from pm_app.access.queries import UserRow, users
from pm_app.access.rules import Actor
from pm_app.correspondence.actions.accounts import invite_by_mail, mail_new_link
from pm_app.kernel.errors import NotFound, Refused
from pm_app.portfolio.queries.properties import names_of, property_choices
from pm_app.runtime import installed, run, services
from pm_app.ui.format import moment, plural
from pm_app.ui.parts.form import errors_of
from pm_app.ui.parts.toasts import said
from pm_app.ui.session import signed_in
from pm_app.ui.theme import tone_of

MOST_PROPERTIES = 200


@dataclass
class UserLine:
    """One user, as text."""

    user_id: str
    name: str
    email: str
    role: str
    status: str
    tone: str
    sees: str
    last_seen: str
    is_disabled: bool
    is_oneself: bool


@dataclass
class ScopeLine:
    """One property a user may be limited to."""

    property_id: str
    name: str
    chosen: bool


class UsersState(rx.State):
    """The users of the office, and the dialogs that invite, change and disable them."""

    loaded: bool = False
    summary: str = ""
    lines: list[UserLine] = []
    errors: dict[str, str] = {}
    inviting: bool = False
    changing: bool = False
    disabling: bool = False
    chosen_id: str = ""
    chosen_name: str = ""
    chosen_role: str = ""
    chosen_version: str = ""
    scope: list[ScopeLine] = []
    link: str = ""
    link_for: str = ""

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        found = await run(actor, users)
        self.lines = [_line(row, actor, installed().settings.time_zone) for row in found]
        self.summary = _summary(found)
        self.inviting = self.changing = self.disabling = False
        self.loaded = True

    @rx.event
    async def open_invite(self):
        actor = await signed_in(self)
        self.scope = await _scope_lines(actor, ())
        self.errors, self.inviting = {}, True

    @rx.event
    async def close_invite(self):
        self.inviting = False

    @rx.event
    async def submit_invite(self, form: dict[str, str]):
        actor = await signed_in(self)
        name = form.get("name", "")
        try:
            token = await run(
                actor,
                invite_by_mail,
                email=form.get("email", ""),
                name=name,
                role=_role(form.get("role", "")),
                property_ids=_chosen(form),
                link_before_token=_link(""),
                office_name=installed().settings.office_name,
                now=services().clock.now(),
            )
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        self.errors, self.inviting = {}, False
        self.link, self.link_for = _link(token), name.strip()
        return [UsersState.load, said(_on_its_way(name.strip()))]

    @rx.event
    async def open_change(self, user_id: str):
        actor = await signed_in(self)
        row = await _user(actor, user_id)
        self.scope = await _scope_lines(actor, row.property_ids)
        self.chosen_id, self.chosen_name = str(row.user_id), row.name
        self.chosen_role, self.chosen_version = row.role.value, str(row.version)
        self.errors, self.changing = {}, True

    @rx.event
    async def close_change(self):
        self.changing = False

    @rx.event
    async def submit_change(self, form: dict[str, str]):
        actor = await signed_in(self)
        try:
            await run(
                actor,
                change_user,
                user_id=_id(self.chosen_id),
                name=form.get("name", ""),
                role=_role(form.get("role", "")),
                property_ids=_chosen(form),
                version=int(self.chosen_version or 0),
                now=services().clock.now(),
            )
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        self.errors, self.changing = {}, False
        return [UsersState.load, said("Saved.")]

    @rx.event
    async def submit_new_link(self, user_id: str):
        actor = await signed_in(self)
        row = await _user(actor, user_id)
        token = await run(
            actor,
            mail_new_link,
            user_id=row.user_id,
            link_before_token=_link(""),
            office_name=installed().settings.office_name,
            now=services().clock.now(),
        )
        self.link, self.link_for = _link(token), row.name
        return said(_on_its_way(row.name))

    @rx.event
    async def close_link(self):
        self.link, self.link_for = "", ""

    @rx.event
    async def open_disable(self, user_id: str):
        actor = await signed_in(self)
        row = await _user(actor, user_id)
        self.chosen_id, self.chosen_name, self.disabling = str(row.user_id), row.name, True

    @rx.event
    async def close_disable(self):
        self.disabling = False

    @rx.event
    async def submit_disable(self):
        actor = await signed_in(self)
        self.disabling = False
        await run(actor, disable_user, user_id=_id(self.chosen_id), now=services().clock.now())
        return [UsersState.load, said(f"{self.chosen_name} cannot sign in any more.")]

    @rx.event
    async def submit_enable(self, user_id: str):
        actor = await signed_in(self)
        row = await _user(actor, user_id)
        await run(actor, enable_user, user_id=row.user_id, now=services().clock.now())
        return [UsersState.load, said(f"{row.name} may sign in again.")]


async def _user(actor: Actor, user_id: str) -> UserRow:
    wanted = _id(user_id)
    for row in await run(actor, users):
        if row.user_id == wanted:
            return row
    raise NotFound("This user does not exist.")


async def _scope_lines(actor: Actor, chosen: tuple[UUID, ...]) -> list[ScopeLine]:
    """The properties to choose from: those that are chosen first, then the others by name."""
    named = await run(actor, names_of, property_ids=chosen)
    others = await run(actor, property_choices, limit=MOST_PROPERTIES)
    first = sorted(named.items(), key=lambda item: item[1].casefold())
    return [ScopeLine(str(property_id), name, True) for property_id, name in first] + [
        ScopeLine(str(choice.id), choice.name, False) for choice in others if choice.id not in named
    ]


def _summary(found: list[UserRow]) -> str:
    allowed = [row for row in found if row.disabled_at is None]
    invited = sum(row.activated_at is None for row in allowed)
    words = f"{plural(len(allowed) - invited, 'person', 'people')} may sign in"
    return f"{words}, {invited} invited" if invited else words


def _line(row: UserRow, actor: Actor, zone: str) -> UserLine:
    status = "Disabled" if row.disabled_at else "Active" if row.activated_at else "Invited"
    return UserLine(
        user_id=str(row.user_id),
        name=row.name,
        email=row.email,
        role=row.role.value.capitalize(),
        status=status,
        tone=tone_of(status),
        sees=plural(len(row.property_ids), "property", "properties") if row.property_ids else "Every property",
        last_seen=moment(row.last_seen_at, zone),
        is_disabled=row.disabled_at is not None,
        is_oneself=row.user_id == actor.user_id,
    )


def _on_its_way(name: str) -> str:
    """Say where the link is: in the mail, which stays in the app while there is no mail server."""
    if installed().settings.smtp_url is None:
        return f"The mail with the link is kept under Mail: there is no mail server. Pass the link on to {name}."
    return f"A mail with the link is on its way to {name}."


def _link(token: str) -> str:
    return f"{installed().settings.address}/invitation/{token}"


def _chosen(form: Mapping[str, str]) -> tuple[UUID, ...]:
    return tuple(dict.fromkeys(_id(text) for text in form.get("property_ids", "").split(",") if text))


def _role(text: str) -> Role:
    try:
        return Role(text)
    except ValueError:
        raise Refused("Choose a role.", field="role") from None


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except (ValueError, AttributeError, TypeError):
        raise NotFound("This record does not exist.") from None
