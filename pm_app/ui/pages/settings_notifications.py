"""/settings/notifications: what mail one gets about what, what cannot be switched off, and what one follows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from uuid import UUID

import reflex as rx

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.calendars.queries import working_days
from pm_app.kernel.errors import Refused
from pm_app.notifications.actions import choose_ways, unfollow
from pm_app.notifications.enums import MailWay, Topic
from pm_app.notifications.queries import FollowingRow, followings, ways_of
from pm_app.notifications.rules import NEEDED, Ways, ways_for
from pm_app.runtime import run, services
from pm_app.ui.format import time_of_day
from pm_app.ui.parts.address import Choice, query_of
from pm_app.ui.parts.bell import ids_in
from pm_app.ui.parts.button import button
from pm_app.ui.parts.feed_block import FeedState, feed_block
from pm_app.ui.parts.following import FOLLOWED_WORDS, followed_path
from pm_app.ui.parts.form import choice_field, errors_of, form
from pm_app.ui.parts.page import empty, note_line, page_head, section, skeleton_lines
from pm_app.ui.parts.page import page as parts_page
from pm_app.ui.parts.table import Column, actions_cell, cell, data_table, link_cell, table_row
from pm_app.ui.parts.toasts import said
from pm_app.ui.session import signed_in

# What each topic is called on the page, what it covers, and who hears of it at all.
TOPICS: dict[Topic, tuple[str, str, Permission]] = {
    Topic.LEASES: ("Leases", "Lease ends, renewals, move-outs, rent increases, notices", Permission.VIEW_ALERTS),
    Topic.DOCUMENTS: ("Documents", "Expirations, inspections, what is missing", Permission.VIEW_ALERTS),
    Topic.DEPOSITS: ("Deposits", "Days by which deposits go back or move on", Permission.VIEW_ALERTS),
    Topic.PAYMENT_PLANS: ("Payment plans", "Promises that come due", Permission.VIEW_ALERTS),
    Topic.RECURRING_DATES: (
        "Recurring dates",
        "Tests, services and other dates that come again",
        Permission.VIEW_ALERTS,
    ),
    Topic.TASKS: ("Tasks", "Tasks given to you that come due", Permission.VIEW_TASKS),
    Topic.DIGEST: ("Digest", "One mail on each working day with all that is not told at once", Permission.VIEW_ALERTS),
    Topic.FOLLOWED: ("Followed records", "Changes others make to what you follow", Permission.VIEW_HISTORY),
    Topic.ESCALATIONS: ("Escalations", "Dates that nobody has taken care of", Permission.VIEW_ALERTS),
    Topic.MAIL_TROUBLE: ("Mail trouble", "Mail that came back or could not be sent", Permission.MANAGE_USERS),
    Topic.SYSTEM: ("Scheduled work", "Jobs that fail or do not run", Permission.MANAGE_USERS),
}
_FIXED = {
    MailWay.AT_ONCE: " This mail always comes at once.",
    MailWay.DIGEST: " This always stands in the digest.",
    MailWay.NOT_AT_ALL: " This is told under the bell alone.",
}
WAY_WORDS = {
    MailWay.AT_ONCE: "At once",
    MailWay.DIGEST: "In the digest",
    MailWay.NOT_AT_ALL: "Not by mail",
}


@dataclass
class TopicLine:
    """One topic with what may be chosen for it; with one way alone, only why."""

    name: str
    label: str
    hint: str
    way: str
    choices: list[Choice]
    fixed: bool


@dataclass
class FollowedLine:
    """One record one follows."""

    about_id: str
    name: str
    kind: str
    path: str


class NotificationSettingsState(rx.State):
    """What one has chosen; `question` and `reason` answer the link in a mail that one came by."""

    loaded: bool = False
    opened: int = 0
    topics: list[TopicLine] = []
    followed: list[FollowedLine] = []
    digest_note: str = ""
    has_dates: bool = False
    question: str = ""
    reason: str = ""
    errors: dict[str, str] = {}

    @rx.event
    async def load(self):
        actor = await signed_in(self)
        ways = await _ways(actor)
        self.topics = [_topic_line(topic, ways) for topic in TOPICS if actor.may(TOPICS[topic][2])]
        self.followed = [_followed_line(row) for row in await run(actor, followings)]
        hour = time_of_day(time((await run(actor, working_days)).digest_hour))
        self.digest_note = f"The digest comes on working days from {hour}, and only when there is something in it."
        self._ask(_topic(query_of(self)), ways)
        self.has_dates = actor.may(Permission.VIEW_ALERTS)
        self.errors, self.loaded, self.opened = {}, True, self.opened + 1
        return [FeedState.close_feed, FeedState.load] if self.has_dates else None

    def _ask(self, topic: Topic | None, ways: Ways) -> None:
        self.question, self.reason = "", ""
        if topic is None:
            return
        label = TOPICS[topic][0].lower()
        if topic in NEEDED:
            self.reason = f"Mail about {label} cannot be switched off. {NEEDED[topic]}"
        elif ways.of(topic) is MailWay.NOT_AT_ALL:
            self.reason = f"You get no mail about {label}. Below it can be switched on."
        else:
            self.question = f"Stop mail about {label}? In the app you are still told."

    @rx.event
    async def submit_stop(self):
        actor = await signed_in(self)
        topic = _topic(query_of(self))
        if topic is None:
            return None
        before = (await _ways(actor)).chosen_for(topic)
        await run(actor, choose_ways, ways={topic: MailWay.NOT_AT_ALL}, now=services().clock.now())
        undo = NotificationSettingsState.submit_again(topic.value, before.value)
        return [NotificationSettingsState.load, said(f"No more mail about {TOPICS[topic][0].lower()}.", undo=undo)]

    @rx.event
    async def submit_again(self, topic: str, way: str):
        actor = await signed_in(self)
        ways = _read({topic: way}, [one for one in Topic if one.value == topic], by_name=False)
        await run(actor, choose_ways, ways=ways, now=services().clock.now())
        return [NotificationSettingsState.load, said("You are told by mail as before.")]

    @rx.event
    async def submit_ways(self, form: dict[str, str]):
        actor = await signed_in(self)
        try:
            allowed = [topic for topic in TOPICS if actor.may(TOPICS[topic][2]) and len(ways_for(topic)) > 1]
            await run(actor, choose_ways, ways=_read(form, allowed), now=services().clock.now())
        except Refused as refusal:
            self.errors = errors_of(refusal)
            return None
        self.errors = {}
        return [NotificationSettingsState.load, said("Saved. It counts from the next mail on.")]

    @rx.event
    async def submit_unfollow(self, about_id: str):
        actor = await signed_in(self)
        await run(actor, unfollow, about_ids=ids_in([about_id]))
        return [NotificationSettingsState.load, said("You do not follow it any more.")]


async def _ways(actor: Actor) -> Ways:
    user_id: UUID = actor.user_id  # pyright: ignore[reportAssignmentType]  whoever is signed in is a user
    return (await run(actor, ways_of, user_ids=[user_id]))[user_id]


def _topic(query: Mapping[str, str]) -> Topic | None:
    asked = query.get("topic", "")
    return Topic(asked) if asked in list(Topic) else None


def _read(form: Mapping[str, str], topics: list[Topic], *, by_name: bool = True) -> dict[Topic, MailWay]:
    ways: dict[Topic, MailWay] = {}
    for topic in topics:
        asked = form.get(topic.name.lower() if by_name else topic.value)
        if asked is None:
            continue
        if asked not in list(MailWay):
            raise Refused("Choose one of the ways.", field=topic.name.lower())
        ways[topic] = MailWay(asked)
    return ways


def _topic_line(topic: Topic, ways: Ways) -> TopicLine:
    label, covers, _ = TOPICS[topic]
    given = ways_for(topic)
    why = f" {NEEDED[topic]}" if topic in NEEDED else ""
    fixed = _FIXED[given[0]] if len(given) == 1 else ""
    return TopicLine(
        name=topic.name.lower(),
        label=label,
        hint=f"{covers}.{why}{fixed}",
        way=ways.chosen_for(topic).value,
        choices=[Choice(way.value, _words(topic, way)) for way in given],
        fixed=len(given) == 1,
    )


def _words(topic: Topic, way: MailWay) -> str:
    if topic is Topic.DIGEST:
        return "On working days" if way is MailWay.DIGEST else "No digest"
    return WAY_WORDS[way]


def _followed_line(row: FollowingRow) -> FollowedLine:
    kind = FOLLOWED_WORDS.get(row.about_kind, row.about_kind).capitalize()
    return FollowedLine(str(row.about_id), row.about_name, kind, followed_path(row.about_kind, row.about_id))


def page() -> rx.Component:
    """Return the page."""
    s = NotificationSettingsState
    return parts_page(
        page_head("How you are told", sub="Under the bell everything is told. Here is what also comes by mail."),
        rx.cond(s.question != "", _question()),
        rx.cond(s.reason != "", note_line(s.reason)),
        section("By mail", rx.cond(s.loaded, _form(), skeleton_lines(6))),
        section("Records you follow", _followed()),
        rx.cond(s.has_dates, section("Your dates in another calendar", feed_block())),
    )


def _question() -> rx.Component:
    s = NotificationSettingsState
    return rx.el.div(
        note_line(s.question, tone="amber"),
        button("Stop this mail", on_click=s.submit_stop, kind="primary"),
        class_name="pd-asked",
        role="group",
        aria_label="Stop this mail",
    )


def _form() -> rx.Component:
    s = NotificationSettingsState
    return form(
        rx.el.div(rx.foreach(s.topics, _topic_field), class_name="pd-topics"),
        rx.el.p(
            "Dates that are about to pass come at once and alone unless you want no mail about them. ",
            s.digest_note,
            class_name="pd-hint",
        ),
        on_submit=s.submit_ways,
        errors=s.errors,
        label="What comes by mail",
        key=s.opened,
    )


def _topic_field(line: TopicLine) -> rx.Component:
    fixed = rx.el.div(rx.el.strong(line.label), rx.el.p(line.hint, class_name="pd-hint"), class_name="pd-fixed")
    choosing = choice_field(line.label, line.name, line.choices, line.way, hint=line.hint)  # pyright: ignore[reportArgumentType]
    return rx.cond(line.fixed, fixed, choosing)


def _followed() -> rx.Component:
    s = NotificationSettingsState
    return data_table(
        "Records you follow",
        [Column("Record", fill=True), Column("Kind"), Column("Actions", quiet=True)],
        s.followed,
        _followed_row,
        loaded=s.loaded,
        placeholders=2,
        empty=empty("You follow nothing", "Press Follow on a property, lease, person or document."),
    )


def _followed_row(line: FollowedLine) -> rx.Component:
    stop = button(
        "Stop following",
        on_click=NotificationSettingsState.submit_unfollow(line.about_id),
        kind="quiet",
        small=True,
        aria_label=f"Stop following {line.name}",
    )
    return table_row(link_cell(line.name, line.path, fill=True), cell(line.kind, muted=True), actions_cell(stop))
