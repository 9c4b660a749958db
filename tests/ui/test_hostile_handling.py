"""What a browser makes up about dates, rules and templates: refused with a sentence, the role before anything else."""

from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import Session, delete

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.correspondence.queries.templates import templates_for
from pm_app.kernel.errors import NotAllowed, Refused
from pm_app.kernel.listing import cleaned
from pm_app.mailed_links import signed
from pm_app.messages.tables import Message
from pm_app.reminders.enums import CriticalDateKind, ReminderState, TellingWay, Told
from pm_app.reminders.queries.rules import find_rule
from pm_app.reminders.rules.links import LinkEnded, MailedAct, link_for
from pm_app.reminders.rules.rulebook import LadderRefused, days_written
from pm_app.reminders.tables import Alert, ReminderRecipient, StaleDate
from pm_app.ui import paths
from pm_app.ui.pages.mail_templates.state import MailTemplatesState
from pm_app.ui.pages.settings_reminders.state import RemindersState
from pm_app.ui.parts.alert_handling import HandlingState
from pm_app.ui.parts.attention import AttentionState
from tests.conftest import NOON, an_actor
from tests.factories.reminders import an_alert
from tests.ui.screen import a_browser, open_page, opened
from tests.ui.test_alert import a_rung, shown, told

MADE_UP: list[Any] = [None, {}, ["x"], "nonsense", ""]


def handling(session: Session, actor: Actor) -> HandlingState:
    return open_page(HandlingState, a_browser(session, actor), paths.ALERTS)


def key_of(alert: Alert) -> str:
    return f"{alert.id}:{alert.version}"


@pytest.mark.parametrize("days", [-5, 0, 5, 366, "a", "3", None, True, 3.0, [3]])
async def test_only_the_spans_that_are_offered_put_a_date_off(session: Session, manager: Actor, days: Any):
    alert = an_alert(session)
    acts = handling(session, manager)

    with pytest.raises(Refused, match="spans that are offered"):
        await acts.submit_snooze_days(key_of(alert), days)

    session.refresh(alert)
    assert alert.snoozed_until is None


@pytest.mark.parametrize("keys", MADE_UP)
async def test_dates_a_browser_made_up_are_refused(session: Session, manager: Actor, keys: Any):
    acts = handling(session, manager)

    await refused(acts.submit_acknowledge(keys))
    await refused(acts.submit_reopen(keys))
    await refused(acts.submit_acknowledge())  # pyright: ignore[reportCallIssue]
    with pytest.raises(NotAllowed):
        await handling(session, an_actor(session, Role.READ_ONLY)).submit_acknowledge(keys)


async def refused(asked: Any) -> None:
    with pytest.raises(Refused):
        await asked


@pytest.mark.parametrize("keys", ["nonsense", "00000000-0000-4000-8000-000000000001:1"])
async def test_the_role_is_asked_before_the_dates_are_looked_up(session: Session, keys: str):
    acts = handling(session, an_actor(session, Role.READ_ONLY))
    form = {"keys": keys, "snoozed_until": "soon", "reason": "", "user": "x"}

    for asked in (
        acts.submit_snooze_days(keys, "a"),
        acts.open_snooze(keys, ""),
        acts.open_assign(keys, ""),
        acts.open_resolve(keys, ""),
        acts.submit_snooze(form),
        acts.submit_assign(form),
        acts.submit_resolve(form),
    ):
        with pytest.raises(NotAllowed):
            await asked


async def test_the_role_is_asked_before_rules_and_templates_are_looked_up(session: Session):
    looking = an_actor(session, Role.READ_ONLY)
    browser = a_browser(session, looking)
    rules = open_page(RemindersState, browser, paths.HOME)
    template = open_page(MailTemplatesState, browser, paths.HOME, "template=nonsense")

    for asked in (
        rules.open_rule("nonsense"),
        rules.submit_rule({}),
        rules.submit_reset(),
        rules.submit_letting(),
        rules.submit_skipping(),
    ):
        with pytest.raises(NotAllowed):
            await asked
    await template.submit_template({"version": "x"})
    assert "Your role does not allow this" in template.errors["form"]


@pytest.mark.parametrize("ladder", [None, ["30"], {"30": 1}, 30])
async def test_a_ladder_that_is_no_text_is_refused_at_its_field(session: Session, manager: Actor, ladder: Any):
    state = await opened(RemindersState, a_browser(session, manager), paths.HOME)
    await state.open_rule("lease end|")

    await state.submit_rule({"ladder": ladder, "responsible": "1"})

    assert "not text" in state.errors["ladder"]
    assert not find_rule(session, manager, kind=CriticalDateKind.LEASE_END).is_own


def test_a_number_beyond_all_days_is_too_far_not_no_number():
    with pytest.raises(LadderRefused, match="at most"):
        days_written("99999999999999999999")


@pytest.mark.parametrize("purpose", ["nonsense", ""])
async def test_a_template_for_nothing_known_is_refused(session: Session, manager: Actor, purpose: str):
    state = await opened(MailTemplatesState, a_browser(session, manager), paths.MAIL_TEMPLATES, "template=new")

    await state.submit_template({"name": "Parking", "purpose": purpose, "subject": "Cars", "body": "Hi"})

    assert "what the template is for" in state.errors["purpose"]
    assert "Parking" not in [one.name for one in templates_for(session, manager)]


def test_marks_that_turn_the_way_a_text_is_read_are_left_out():
    assert cleaned("in\u202evoice\u2066 \u200fof May", longest=40) == "invoice of May"


@pytest.mark.parametrize("do", ["snooze", "<script>alert(1)</script>"])
async def test_a_link_that_was_changed_says_that_it_does_not_work(session: Session, manager: Actor, do: str):
    alert = an_alert(session)
    token = signed(link_for(alert.id, manager.user_id or uuid4(), MailedAct.ACKNOWLEDGE, NOON))

    state = await shown(session, manager, alert, f"do={do}&token={token}")

    assert (state.offered, state.offer_refused.partition(".")[0]) == ("", "This link was changed on its way")
    with pytest.raises(LinkEnded):
        await state.submit_offered()


async def test_who_may_only_look_is_told_so_by_a_link(session: Session, manager: Actor):
    alert, looking = an_alert(session), an_actor(session, Role.READ_ONLY)
    foreign = signed(link_for(alert.id, manager.user_id or uuid4(), MailedAct.ACKNOWLEDGE, NOON))
    own = signed(link_for(alert.id, looking.user_id or uuid4(), MailedAct.ACKNOWLEDGE, NOON))

    assert "somebody else" in (await shown(session, looking, alert, f"token={foreign}")).offer_refused
    assert "Your role" in (await shown(session, looking, alert, f"token={own}")).offer_refused
    assert (await shown(session, looking, alert)).offer_refused == ""


async def test_snooze_is_off_where_every_later_day_is_past_the_date(session: Session, manager: Actor):
    leasing = an_actor(session, Role.LEASING)
    late = an_alert(session, days=-3)
    an_alert(session, days=3)
    session.exec(delete(StaleDate))
    session.commit()

    theirs = await opened(AttentionState, a_browser(session, leasing), paths.ALERTS)
    ours = await opened(AttentionState, a_browser(session, manager), paths.ALERTS)
    token = signed(link_for(late.id, leasing.user_id or uuid4(), MailedAct.SNOOZE, NOON))

    assert [line.snooze_off != "" for line in theirs.lines] == [True, False]
    assert [line.snooze_off for line in ours.lines] == ["", ""]
    assert "past the date" in (await shown(session, leasing, late, f"do=snooze&token={token}")).offer_refused


async def test_many_steps_that_were_late_are_one_line_that_opens(session: Session, manager: Actor):
    alert = an_alert(session, days=1, ladder=[90, 60, 30, 7, 0])
    for rung in (90, 60, 30, 7):
        a_rung(session, alert, rung, ReminderState.SKIPPED_LATE, "Found on Jan 13, 2026.")

    state = await shown(session, manager, alert)

    [line] = [line for line in state.timeline if line.folded]
    assert line.title == "4 earlier steps skipped: late"
    assert [(step.who, step.detail) for step in line.folded] == [
        (f"{rung} days before", "Found on Jan 13, 2026.") for rung in (90, 60, 30, 7)
    ]
    assert [line.word for line in state.timeline if line.word] == ["Planned"]


async def test_a_step_nobody_was_mailed_yet_waits_for_the_next_digest(session: Session, manager: Actor):
    alert = an_alert(session, days=20, ladder=[60, 30, 0])
    waits = a_rung(session, alert, 30, ReminderState.SENT)
    row = ReminderRecipient(
        reminder_id=waits.id, user_id=manager.user_id, name="Jo", told=Told.RESPONSIBLE, way=TellingWay.DIGEST
    )
    session.add(row)
    told(session, a_rung(session, alert, 60, ReminderState.SENT), manager, sent_at=NOON)

    before = (await shown(session, manager, alert)).timeline
    mail = Message(
        message_key="digest",
        to_address="jo@example.com",
        subject="Digest",
        body_text="",
        body_html="",
        queued_at=NOON,
        due_at=NOON,
    )
    session.add(mail)
    session.flush()
    row.message_id = mail.id
    session.flush()
    after = (await shown(session, manager, alert)).timeline

    assert {line.title.partition(",")[0]: (line.word, line.tone) for line in before if line.told} == {
        "60 days before": ("Sent", "blue"),
        "30 days before": ("In the next digest", "blue"),
    }
    assert {line.word for line in after if line.told} == {"Sent"}
    session.refresh(waits)
    assert waits.state == ReminderState.SENT
