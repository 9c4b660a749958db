"""What the whole app looks like: stylesheets, the head of every page, where toasts stand, the colors of words."""

import reflex as rx

STYLESHEETS = [
    "/tokens.css",
    "/frame.css",
    "/parts.css",
    "/viewer.css",
    "/documents.css",
    "/inbox.css",
    "/today.css",
    "/bell.css",
    "/money.css",
    "/calendar.css",
    "/mailing.css",
]
LANGUAGE = "en"

TONES = {
    "gray": (
        "Draft|Ended|Closed|Renewed|Cancelled|Down|Model|Owner-occupied|Received|Superseded|Archived|Reversed|Void"
        "|Voided|Taken back|Waived|Snoozed|Skipped|Skipped: late|Disabled|Unreadable|Kept in the app|In the trash"
        "|Declined|Withdrawn"
    ),
    "blue": (
        "Not yet valid|Out for signature|Signed|Future|On notice, rented|Vacant, rented|Reading text|Not yet due"
        "|Undeposited|On hand|Prepaid|Sent|Accepted|Scheduled|In progress|Acknowledged|Invited|Queued|Planned|Upcoming"
        "|In the next digest|Certified mail|Offered"
    ),
    "green": "Completed|Invoiced|Kept",
    "quiet": "Active|Occupied|Valid|No expiration|In order|Paid|Deposited|Resolved|Delivered|Read|Posted|Handed over",
    "amber": (
        "Expiring|Month-to-month|Notice given|Ended: deposit pending|On notice|Vacant, ready|Vacant, not ready"
        "|Needs review|In the inbox|Missing|No date|Open|Part paid|Waiting|Needs approval|Due|Read in part|Locked"
        "|Not confirmed|Not scanned yet|To be sent|Not sent|No offer yet"
    ),
    "red": (
        "Broken|Holdover|Evicting|Expired|Rejected|Overdue|Returned|Emergency|Late|Bounced|Escalated|Failed|Infected"
        "|Lapsed"
    ),
}
_TONE_OF_WORD = {word.casefold(): tone for tone, words in TONES.items() for word in words.split("|")}


def tone_of(word: str) -> str:
    """Return the color a status word always has: gray, blue, green, amber, red; quiet for the everyday good state."""
    return _TONE_OF_WORD.get(word.casefold(), "gray")


def head_components() -> list[rx.Component]:
    """Return what stands in the head of every page: our icon and the color of the browser's frame."""
    return [
        rx.el.link(rel="icon", href="/favicon.svg", type="image/svg+xml"),
        rx.el.meta(name="color-scheme", content="light dark"),
        rx.el.meta(name="referrer", content="same-origin"),
    ]


def toaster() -> rx.Component:
    """Return the place where toasts appear: bottom right, above everything, until read; three at once."""
    return rx.toast.provider(
        position="bottom-right", close_button=True, rich_colors=False, visible_toasts=3, duration=8000
    )
