"""The page of one date: what it is about, its timeline, and what the link of a mail offers."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import Session, delete, select

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.kernel.errors import NotAllowed
from pm_app.mailed_links import signed
from pm_app.messages.tables import Message
from pm_app.reminders.actions.alerts import acknowledge_alerts, resolve_alerts
from pm_app.reminders.enums import CriticalDateKind, ReminderState, TellingWay, Told
from pm_app.reminders.rules.links import LinkEnded, MailedAct, link_for
from pm_app.reminders.rules.picking import Picked
from pm_app.reminders.tables import Alert, Reminder, ReminderRecipient, StaleDate
from pm_app.ui import paths
from pm_app.ui.pages.alert.state import AlertState
from pm_app.ui.parts.alert_handling import HandlingState
from tests.conftest import NOON, an_actor
from tests.factories.portfolio import a_property
from tests.factories.reminders import TODAY, a_lease_end, an_alert
from tests.fakes import FixedClock
from tests.ui.screen import a_browser, open_page, opened, said_by


async def shown(session: Session, actor: Actor, alert: Alert, query: str = "") -> AlertState:
    session.exec(delete(StaleDate))
    session.commit()
    return await opened(AlertState, a_browser(session, actor), paths.ALERT, query, alert_id=alert.id)


def a_rung(session: Session, alert: Alert, rung: int, state: ReminderState, reason: str = "") -> Reminder:
    made = Reminder(
        alert_id=alert.id,
        item_kind=alert.item_kind,
        item_id=alert.item_id,
        cycle=alert.cycle,
        rung=rung,
        due_on=alert.falls_on - timedelta(days=rung),
        state=state,
        reason=reason,
        decided_at=NOON - timedelta(days=2),
    )
    session.add(made)
    session.flush()
    return made


def told(session: Session, reminder: Reminder, actor: Actor, **moments: Any) -> None:
    mail = Message(
        message_key=str(uuid4()),
        to_address=actor.email,
        subject="Lease ends",
        body_text="",
        body_html="",
        queued_at=NOON,
        due_at=NOON,
        **moments,
    )
    session.add(mail)
    session.flush()
    session.add(
        ReminderRecipient(
            reminder_id=reminder.id,
            user_id=actor.user_id,
            name=actor.name,
            told=Told.RESPONSIBLE,
            way=TellingWay.ALONE,
            message_id=mail.id,
        )
    )
    session.flush()


async def test_the_page_says_what_it_is_about_who_answers_and_until_when(session: Session, manager: Actor):
    alder = a_property(session, name="Alder Court")
    tenancy = a_lease_end(session, alder, days=12, name="Renee Castellano")
    alert = an_alert(session, days=12, tenancy_id=tenancy.id, property_id=alder.id, manager_id=manager.user_id)

    state = await shown(session, manager, alert)

    assert [(line.label, line.name, line.path) for line in state.about] == [
        ("Lease", "Renee Castellano", f"/leases/{tenancy.id}"),
        ("Property", "Alder Court", f"/properties/{alder.id}"),
    ]
    assert (state.line.day, state.line.days, state.kind) == ("Jan 27, 2026", "12 days left", "Lease end")
    assert state.responsible == f"{manager.name}, who manages the property"
    assert not state.missing


async def test_the_timeline_tells_what_was_said_to_whom_what_was_done_and_what_comes(session: Session, manager: Actor):
    alert = an_alert(session, days=9, ladder=[90, 30, 10, 0])
    a_rung(session, alert, 90, ReminderState.SKIPPED_LATE, "Found on Jan 13, 2026.")
    told(session, a_rung(session, alert, 30, ReminderState.SENT), manager, sent_at=NOON)
    colleague = an_actor(session, Role.LEASING)
    bounced = a_rung(session, alert, 10, ReminderState.SENT)
    told(session, bounced, colleague, sent_at=NOON, bounced_at=NOON, bounce="No such mailbox.")
    acknowledge_alerts(session, manager, picked=[Picked(alert.id, alert.version)], now=NOON)

    state = await shown(session, manager, alert)

    lines = [(line.title.partition(",")[0], line.word, line.planned) for line in state.timeline]
    assert lines == [
        ("The date was found", "", False),
        ("90 days before", "Skipped: late", False),
        ("30 days before", "Sent", False),
        ("10 days before", "Sent", False),
        (f"{manager.name} acknowledged it", "", False),
        ("On the day", "Planned", True),
    ]
    # January 24, 2026 is a Saturday: what is due on it goes out on the Friday before.
    assert (state.timeline[-1].when, state.timeline[1].detail) == ("Jan 23, 2026", "Found on Jan 13, 2026.")
    [sent], [back] = state.timeline[2].told, state.timeline[3].told
    assert (sent.who, sent.how) == (manager.name, "by mail, Jan 15, 2026 at 12:00 PM")
    assert (back.how, back.problem) == ("by mail, bounced", "No such mailbox.")


async def test_other_cycles_of_the_same_date_are_a_press_away(session: Session, manager: Actor):
    before = an_alert(session, closed_at=NOON, closed_reason="The date changed to Feb 1, 2026.")
    alert = an_alert(session, days=17, item_id=before.item_id, cycle=2)

    state = await shown(session, manager, alert)

    assert [(line.path, line.state, line.reason) for line in state.cycles] == [
        (f"/alerts/{before.id}", "Closed", "The date changed to Feb 1, 2026.")
    ]
    assert state.cycle == "2"


async def test_a_date_that_is_not_there_or_not_ones_own_has_no_page(session: Session, manager: Actor):
    hidden = an_alert(session, kind=CriticalDateKind.DEPOSIT_DEADLINE)
    session.commit()

    nothing = await opened(AlertState, a_browser(session, manager), paths.ALERT, alert_id=uuid4())

    assert nothing.missing
    assert (await shown(session, an_actor(session, Role.MAINTENANCE), hidden)).missing


async def test_the_link_of_a_mail_asks_before_it_does_anything(session: Session, manager: Actor):
    alert = an_alert(session)
    token = signed(link_for(alert.id, manager.user_id or uuid4(), MailedAct.ACKNOWLEDGE, NOON))

    state = await shown(session, manager, alert, f"do=acknowledge&token={token}")
    offered, words, standing = state.offered, state.offered_words, state.line.state
    answer = await state.submit_offered()

    assert (offered, words, standing) == ("acknowledge", "Acknowledge", "Due")
    assert said_by(answer) == ["Acknowledged. It is in your hands now."]
    assert (await shown(session, manager, alert)).line.state == "Acknowledged"


async def test_the_other_link_puts_the_date_off_for_a_week(session: Session, manager: Actor):
    alert = an_alert(session, days=20)
    token = signed(link_for(alert.id, manager.user_id or uuid4(), MailedAct.SNOOZE, NOON))
    state = await shown(session, manager, alert, f"do=snooze&token={token}")

    answer = await state.submit_offered()

    assert state.offered_words == "Snooze until Jan 22, 2026"
    assert said_by(answer) == ["Put off until Jan 22, 2026."]


async def test_a_link_of_somebody_else_for_another_date_or_too_old_does_nothing(
    session: Session, manager: Actor, clock: FixedClock
):
    alert, other = an_alert(session, days=90), an_alert(session)
    me, colleague = manager.user_id or uuid4(), an_actor(session, Role.LEASING).user_id or uuid4()
    tokens = {
        "another date": signed(link_for(other.id, me, MailedAct.ACKNOWLEDGE, NOON)),
        "somebody else": signed(link_for(alert.id, colleague, MailedAct.ACKNOWLEDGE, NOON)),
        "older than 30 days": signed(link_for(alert.id, me, MailedAct.ACKNOWLEDGE, NOON - timedelta(days=31))),
        "not made here": "forged.token",
    }

    for sentence, token in tokens.items():
        state = await shown(session, manager, alert, f"do=acknowledge&token={token}")
        assert state.offered == ""
        assert sentence in state.offer_refused
        with pytest.raises(LinkEnded):
            await state.submit_offered()
    assert (await shown(session, manager, alert)).line.state == "Due"


async def test_a_link_offers_nothing_for_what_is_taken_care_of_and_nothing_to_who_may_only_look(session: Session):
    looking = an_actor(session, Role.READ_ONLY)
    alert = an_alert(session)
    token = signed(link_for(alert.id, looking.user_id or uuid4(), MailedAct.ACKNOWLEDGE, NOON))
    state = await shown(session, looking, alert, f"do=acknowledge&token={token}")

    assert (state.offered, state.may_handle) == ("", False)
    with pytest.raises(NotAllowed):
        await state.submit_offered()

    manager = an_actor(session, Role.MANAGER)
    acknowledge_alerts(session, manager, picked=[Picked(alert.id, alert.version)], now=NOON)
    token = signed(link_for(alert.id, manager.user_id or uuid4(), MailedAct.ACKNOWLEDGE, NOON))
    assert "taken care of" in (await shown(session, manager, alert, f"token={token}")).offer_refused


async def test_a_snoozed_date_says_nothing_before_it_wakes(session: Session, manager: Actor):
    until = TODAY + timedelta(days=25)
    alert = an_alert(session, days=30, ladder=[10, 0], snoozed_until=until, snoozed_by=manager.name)

    state = await shown(session, manager, alert)

    assert [line.when for line in state.timeline if line.planned] == ["Feb 9, 2026", "Feb 13, 2026"]


async def test_reopening_what_was_done_with_leads_to_the_page_of_the_new_cycle(session: Session, manager: Actor):
    alert = an_alert(session)
    resolve_alerts(session, manager, picked=[Picked(alert.id, alert.version)], reason="Renewed.", now=NOON)
    state = await shown(session, manager, alert)
    acts = open_page(HandlingState, a_browser(session, manager), paths.ALERT, alert_id=alert.id)

    answer = await acts.submit_reopen(state.line.key)

    [new] = session.exec(select(Alert).where(Alert.item_id == alert.item_id, Alert.cycle == 2)).all()
    assert (state.line.state, state.note) == ("Resolved", f"{manager.name}: Renewed.")
    assert f"/alerts/{new.id}" in str(answer)


async def test_a_page_without_an_id_leads_nowhere(session: Session, manager: Actor):
    state = open_page(AlertState, a_browser(session, manager), paths.ALERT, alert_id="nonsense")

    with pytest.raises(Exception, match="leads nowhere"):
        await state.load()
