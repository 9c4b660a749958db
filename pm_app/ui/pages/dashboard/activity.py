"""What was done lately in the office, and by whom."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.access.queries import HistoryRow, recent_activity
from pm_app.access.rules import Actor
from pm_app.runtime import installed, run, services
from pm_app.ui.format import dollars, short_day, time_of_day
from pm_app.ui.parts.facts import line_list, list_line
from pm_app.ui.parts.link import link
from pm_app.ui.parts.page import empty, section, skeleton_lines
from pm_app.ui.parts.records import record_path
from pm_app.ui.session import signed_in

SHOWN = 6
_WORDS = {"tenancy": "lease"}


@dataclass
class ActivityLine:
    """One thing that was done, as text; without an address where it has no page."""

    when: str
    what: str
    who: str
    path: str


class ActivityState(rx.State):
    """The latest entries of the record, for those who may see it."""

    loaded: bool = False
    shown: bool = False
    lines: list[ActivityLine] = []

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        self.shown = actor.may(Permission.VIEW_HISTORY)
        rows = await run(actor, recent_activity, limit=SHOWN, by_people=True) if self.shown else []
        zone, today = ZoneInfo(installed().settings.time_zone), services().clock.today()
        self.lines = [_line(row, actor, zone, today) for row in rows]
        self.loaded = True


def _line(row: HistoryRow, actor: Actor, zone: ZoneInfo, today: date) -> ActivityLine:
    local = row.happened_at.astimezone(zone)
    return ActivityLine(
        when=time_of_day(local.time()) if local.date() == today else short_day(local.date()),
        what=_words(row),
        who=row.actor_name.split(" ")[0],
        path=_path(row, actor),
    )


def _words(row: HistoryRow) -> str:
    """Say what was done and to what: `Filed document: Lease`, `Recorded a receipt, $1,390.00: Card, Elena Marsh`."""
    did = row.did if " " in row.did else f"{row.did} {_WORDS.get(row.about_kind, row.about_kind)}"
    cents = row.details.get("amount_cents")
    amount = f", {dollars(cents)}" if isinstance(cents, int) else ""
    return f"{did[:1].upper()}{did[1:]}{amount}" + (f": {row.about_name}" if row.about_name else "")


def _path(row: HistoryRow, actor: Actor) -> str:
    """Where the record is shown, as far as this person may open that page."""
    if row.about_kind in {"charge", "receipt"} and not actor.may(Permission.VIEW_LEDGER):
        return ""
    return record_path(row.about_kind, row.about_id, row.tenancy_id)


def panel() -> rx.Component:
    """Return the list; nothing for those who may not see what others did."""
    s = ActivityState
    nothing = empty("Nothing was done yet", "Whatever anybody adds, changes or records appears here.")
    listed = rx.cond(s.loaded, line_list(s.lines, _shown, nothing), skeleton_lines(5))
    return rx.cond(s.loaded & ~s.shown, rx.fragment(), section("Recent activity", listed))


def _shown(line: ActivityLine) -> rx.Component:
    words = rx.cond(
        line.path != "",
        link(line.what, href=line.path, class_name="pd-ellipsis pd-quiet", title=line.what),
        rx.el.span(line.what, class_name="pd-ellipsis", title=line.what),
    )
    return list_line(rx.el.time(line.when, class_name="pd-small pd-muted pd-tab"), words, end=line.who)
