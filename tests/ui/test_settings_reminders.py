"""The rules of reminders on the screen."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlmodel import Session, col, select

from pm_app.access.enums import Role
from pm_app.access.rules import Actor
from pm_app.documents.enums import DocumentKind
from pm_app.kernel.errors import NotAllowed, NotFound
from pm_app.reminders.enums import CriticalDateKind, Outsider
from pm_app.reminders.queries.rules import find_rule
from pm_app.reminders.tables import ReminderRecipient
from pm_app.ui import paths
from pm_app.ui.pages.settings_reminders.page import page
from pm_app.ui.pages.settings_reminders.reading import step_words
from pm_app.ui.pages.settings_reminders.state import RemindersState
from tests.conftest import an_actor
from tests.factories.mailing import a_home
from tests.fakes import FixedClock
from tests.reminders.telling_office import a_due_alert, a_rule, an_office, decided
from tests.reminders.test_outsiders import written
from tests.ui.screen import a_browser, opened, said_by

LEASE_END = CriticalDateKind.LEASE_END
FORM = {
    "ladder": "90, 45, 14, 0",
    "lead_days": "",
    "responsible": "1",
    "role leasing": "1",
    "alone_from": "14",
    "escalate_manager_at": "14",
    "escalate_admin_at": "0",
    "staff_template_id": "",
    "outsider": "",
    "outsider_rungs": "",
    "outsider_template_id": "",
}


async def rules(session: Session, actor: Actor) -> RemindersState:
    return await opened(RemindersState, a_browser(session, actor), paths.REMINDER_RULES)


def line(state: RemindersState, name: str) -> Any:
    return next(one for one in state.lines if one.name == name)


def test_the_page_can_be_drawn():
    assert page().render()


async def test_every_kind_of_date_is_listed_with_its_steps_in_words(session: Session, manager: Actor):
    state = await rules(session, manager)

    ends = line(state, "Deposit transfer")
    assert len(state.lines) == len(CriticalDateKind)
    assert (ends.chips, ends.told) == (["on the day", "every 7 days after"], "Who answers for it")
    assert line(state, "Document expiration").note == "As each kind of document says"
    assert (state.summary, ends.own) == ("As shipped", False)


def test_a_step_that_repeats_every_day_says_so():
    assert [step_words(step, last=True) for step in (-1, -7)] == ["every day after", "every 7 days after"]
    assert step_words(-1) == "1 day after"


async def test_a_rule_is_changed_and_its_line_says_so(session: Session, manager: Actor):
    state = await rules(session, manager)
    await state.open_rule("lease end|")
    first = (state.draft.ladder, state.draft.alone_from)

    answer = await state.submit_rule(FORM)
    await state.load()

    row = find_rule(session, manager, kind=LEASE_END)
    assert first == ("120, 90, 60, 30, 7, 0", "7")
    assert (row.ladder, row.rule.roles, state.changing, said_by(answer)) == (
        (90, 45, 14, 0),
        (Role.LEASING,),
        False,
        ["This rule counts from now on."],
    )
    assert line(state, "Lease end").told == "Who answers for it, everybody in leasing"
    assert line(state, "Lease end").under == (
        "Who answers for it, everybody in leasing. "
        "If nobody acknowledges: managers 14 days before; administrators on the day."
    )
    assert line(state, "Lease end").raised == "Managers 14 days before; administrators on the day"


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        pytest.param({"ladder": "30, 30"}, "ladder", "30 is there twice", id="repeated"),
        pytest.param({"ladder": "soon"}, "ladder", "not a whole number", id="words"),
        pytest.param({"alone_from": "7, 3"}, "alone_from", "Write one number", id="two numbers"),
        pytest.param({"escalate_manager_at": "120"}, "escalate_manager_at", "first reminder is 90", id="beyond"),
        pytest.param({"responsible": "", "role leasing": ""}, "roles", "Somebody of the office", id="nobody"),
        pytest.param({"outsider": "neighbor"}, "outsider", "Choose who", id="no such outsider"),
        pytest.param({"staff_template_id": "x"}, "staff_template_id", "one of the templates", id="no such template"),
        pytest.param({"outsider": "tenant"}, "outsider_rungs", "on which days", id="an outsider on no day"),
    ],
)
async def test_what_is_refused_stands_beside_its_field_and_nothing_is_lost(
    session: Session, manager: Actor, typed: dict[str, str], field: str, sentence: str
):
    state = await rules(session, manager)
    await state.open_rule("lease end|")

    await state.submit_rule(FORM | typed)

    assert sentence in state.errors[field]
    assert (state.changing, find_rule(session, manager, kind=LEASE_END).is_own) == (True, False)


async def test_a_rule_for_one_kind_of_document_is_added_and_reset(session: Session, manager: Actor):
    state = await rules(session, manager)
    await state.open_adding()
    await state.submit_adding({"kind": "document expiration", "document_kind": "certificate of insurance"})
    await state.open_rule("document expiration|certificate of insurance")
    await state.submit_rule(FORM)
    await state.load()
    added = line(state, "Certificate of insurance").own

    await state.open_reset("document expiration|certificate of insurance")
    await state.submit_reset()
    await state.load()

    kind = {"kind": CriticalDateKind.DOCUMENT_EXPIRATION, "document_kind": DocumentKind.CERTIFICATE_OF_INSURANCE}
    assert added
    assert not find_rule(session, manager, **kind).is_own
    assert [one.name for one in state.lines if one.of_document] == []


@pytest.mark.parametrize("form", [{}, {"kind": "lease end", "document_kind": "lease"}, {"kind": "document expiration"}])
async def test_a_rule_of_nothing_is_not_added(session: Session, manager: Actor, form: dict[str, str]):
    state = await rules(session, manager)

    await state.submit_adding(form)

    assert state.errors


async def test_the_mail_is_tried_on_real_data(session: Session, manager: Actor):
    staff = an_office(session)
    a_due_alert(session, staff, kind=LEASE_END, days=30, who="Renee Castellano")
    session.commit()
    state = await rules(session, manager)

    await state.open_preview("lease end|")
    to_office = (state.tried.about, "Renee Castellano" in state.tried.html, state.tried.problem)
    await state.set_preview({"to": "outsider"})

    assert to_office == ("About Renee Castellano, as it stands now.", True, "")
    assert state.tried.problem == "Choose who outside the office is written to."


async def test_held_mails_are_let_by_a_sentence_with_their_number(session: Session, manager: Actor):
    staff = an_office(session)
    rule = a_rule(session, LEASE_END, outsider=Outsider.TENANT, outsider_rungs=[30])
    for number in range(4):
        home = a_home(session, staff.alder, f"Tenant {number}")
        a_due_alert(session, staff, kind=LEASE_END, days=30, tenancy_id=home.id)
    decided(session)
    written(session, most=3)
    session.commit()
    state = await rules(session, manager)
    held = [(one.name, one.mails) for one in state.held]

    await state.open_letting(str(rule.id))
    answer = await state.submit_letting()
    await state.load()
    session.expire_all()

    assert held == [("Lease end", "4 mails")]
    assert said_by(answer) == ["4 mails will go out within a quarter of an hour."]
    assert (state.held, written(session, most=3)) == ([], 4)


async def test_held_mails_are_skipped(session: Session, manager: Actor, clock: FixedClock):
    staff = an_office(session)
    rule = a_rule(session, LEASE_END, outsider=Outsider.TENANT, outsider_rungs=[30])
    for number in range(4):
        home = a_home(session, staff.alder, f"Tenant {number}")
        a_due_alert(session, staff, kind=LEASE_END, days=30, tenancy_id=home.id)
    decided(session)
    written(session, most=3)
    session.commit()
    clock.move_to(datetime(2026, 1, 16, 2, tzinfo=UTC))  # the evening of the 15th in the office
    state = await rules(session, manager)

    await state.open_skipping(str(rule.id))
    answer = await state.submit_skipping()
    session.expire_all()

    assert (said_by(answer), written(session, most=3)) == (["4 mails skipped."], 0)
    reasons = session.exec(select(ReminderRecipient.problem).where(col(ReminderRecipient.person_id).isnot(None)))
    assert set(reasons) == {f"Skipped by {manager.name} on Jan 15, 2026: 4 mails at once."}


@pytest.mark.parametrize("key", ["", "lease end", "party|", "lease end|party", "|"])
async def test_a_rule_that_is_none_is_not_opened(session: Session, manager: Actor, key: str):
    state = await rules(session, manager)

    if key == "lease end":
        await state.open_rule(key)
        assert state.draft.name == "Lease end"
    else:
        with pytest.raises(NotFound):
            await state.open_rule(key)


async def test_who_may_not_set_policies_is_shown_nothing(session: Session):
    with pytest.raises(NotAllowed):
        await rules(session, an_actor(session, Role.LEASING))
