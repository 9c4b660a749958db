"""Following a record: the button on its page, after which its changes are told under the bell."""

from uuid import UUID

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.kernel.errors import NotFound
from pm_app.notifications.actions import follow, unfollow
from pm_app.notifications.queries import is_following
from pm_app.reports.queries.followed import FollowedRecord, followed_record
from pm_app.runtime import run, services
from pm_app.ui import paths
from pm_app.ui.parts.button import button
from pm_app.ui.parts.toasts import said
from pm_app.ui.session import page_path, route_id, signed_in

# The pages of records that can be followed: their kind, and the part of the address that names the record.
_PAGES = {
    paths.PROPERTY: ("property", "property_id"),
    paths.LEASE: ("tenancy", "tenancy_id"),
    paths.PERSON: ("person", "person_id"),
    paths.DOCUMENT: ("document", "document_id"),
}
FOLLOWED_WORDS = {"property": "property", "tenancy": "lease", "person": "person", "document": "document"}


class FollowingState(rx.State):
    """Whether the record of the page is followed by who is signed in."""

    may_follow: bool = False
    follows: bool = False

    @rx.event
    async def load(self):
        """Look up whether the record of the page is followed."""
        actor = await signed_in(self)
        self.may_follow = self.follows = False
        try:
            asked = _asked(self)
        except NotFound:  # the page itself says that nothing is there
            return
        if asked is None or not actor.may(Permission.VIEW_HISTORY):
            return
        self.follows = await run(actor, is_following, about_id=asked[1])
        self.may_follow = True

    @rx.event
    async def submit_follow(self):
        """Follow the record of the page from now on."""
        actor = await signed_in(self)
        kind, about_id = _on_page(self)
        record: FollowedRecord = await run(actor, followed_record, kind=kind, about_id=about_id)
        await run(
            actor,
            follow,
            kind=record.kind,
            about_id=record.about_id,
            name=record.name,
            property_id=record.property_id,
            now=services().clock.now(),
        )
        self.follows = True
        return said("You follow it: what others change here is told under the bell.")

    @rx.event
    async def submit_unfollow(self):
        """Follow the record of the page no more."""
        actor = await signed_in(self)
        _, about_id = _on_page(self)
        await run(actor, unfollow, about_ids=[about_id])
        self.follows = False
        return said("You do not follow it any more.", undo=FollowingState.submit_follow)


def follow_button() -> rx.Component:
    """The button that follows the record of the page, or says that it is followed and ends it."""
    s = FollowingState
    following = button("Following", on_click=s.submit_unfollow, icon_="eye", title="Press to stop following")
    return rx.cond(s.may_follow, rx.cond(s.follows, following, button("Follow", on_click=s.submit_follow, icon_="eye")))


def followed_path(kind: str, about_id: UUID) -> str:
    """Return the address of a record that is followed."""
    to = {
        "property": paths.property_path,
        "tenancy": paths.lease_path,
        "person": paths.person_path,
        "document": paths.document_path,
    }
    return to[kind](about_id) if kind in to else ""


def _asked(state: rx.State) -> tuple[str, UUID] | None:
    found = _PAGES.get(page_path(state))
    if found is None:
        return None
    kind, name = found
    return kind, route_id(state, name)


def _on_page(state: rx.State) -> tuple[str, UUID]:
    asked = _asked(state)
    if asked is None:
        raise NotFound("Nothing can be followed here.")
    return asked
