"""One's own calendar address: made, copied once into a calendar program, ended."""

import reflex as rx

from pm_app.calendars.actions import make_feed, revoke_feed
from pm_app.calendars.queries import own_feed
from pm_app.runtime import installed, run, services
from pm_app.ui.format import moment
from pm_app.ui.parts.button import button
from pm_app.ui.parts.toasts import said
from pm_app.ui.session import signed_in


class FeedState(rx.State):
    """Whether there is an address, since when and when it was last read; `address` only right after it was made."""

    opened: bool = False
    exists: bool = False
    since: str = ""
    read: str = ""
    address: str = ""

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        zone = installed().settings.time_zone
        feed = await run(actor, own_feed)
        self.exists = feed is not None
        self.since = moment(feed.created_at, zone) if feed else ""
        self.read = moment(feed.read_at, zone) if feed and feed.read_at else "not yet"

    @rx.event
    async def open_feed(self):
        await signed_in(self)
        self.address, self.opened = "", True
        return FeedState.load

    @rx.event
    async def close_feed(self):
        await signed_in(self)
        self.address, self.opened = "", False

    @rx.event
    async def submit_make(self):
        actor = await signed_in(self)
        secret = await run(actor, make_feed, now=services().clock.now())
        self.address = f"{installed().settings.address}/calendar/{secret}.ics"
        return FeedState.load

    @rx.event
    async def submit_revoke(self):
        actor = await signed_in(self)
        await run(actor, revoke_feed, now=services().clock.now())
        self.address = ""
        return [FeedState.load, said("The address works no more.")]


def feed_button() -> rx.Component:
    """The button that opens the dialog of the address."""
    return button("Subscribe", on_click=FeedState.open_feed, icon_="calendar-plus")


def feed_block() -> rx.Component:
    """What there is to know and do about one's own address."""
    f = FeedState
    made = rx.el.div(
        rx.el.label("Address, shown only now", html_for="feed-address", class_name="pd-label"),
        rx.el.input(
            id="feed-address",
            value=f.address,
            read_only=True,
            class_name="pd-input",
            style={"width": "100%"},
            aria_describedby="feed-hint",
        ),
        rx.el.p(
            "Add it to your calendar program as a calendar from the internet. Whoever has it sees your dates, so keep "
            "it to yourself.",
            id="feed-hint",
            class_name="pd-hint",
        ),
        button("Copy", on_click=rx.set_clipboard(f.address), icon_="copy"),
    )
    standing = rx.el.p("Made on ", f.since, ". Last read: ", f.read, ".", class_name="pd-hint")
    return rx.el.div(
        rx.el.p(
            "Your calendar program can show the dates you see here: those of the next 400 days and what is overdue.",
            class_name="pd-hint",
        ),
        rx.cond(f.address != "", made, rx.cond(f.exists, standing)),
        rx.el.div(
            rx.cond(f.exists, button("End this address", on_click=f.submit_revoke, kind="danger")),
            button(
                rx.cond(f.exists, "Make a new address", "Make an address"),
                on_click=f.submit_make,
                kind="primary",
            ),
            class_name="pd-feed-foot",
        ),
        class_name="pd-feed",
    )


def feed_dialog() -> rx.Component:
    """The block in a dialog of its own."""
    return rx.dialog.root(
        rx.dialog.content(
            rx.dialog.title("Subscribe to your dates"),
            feed_block(),
            rx.dialog.close(rx.el.button("Close", type="button", class_name="pd-btn ghost")),
            max_width="520px",
            aria_describedby=None,
        ),
        open=FeedState.opened,
        on_open_change=FeedState.close_feed,
    )
