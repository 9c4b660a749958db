"""What the sample office shows on its first day: mail of the past, tax forms of its owners."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from sqlmodel import Session

from pm_app.access.rules import SCHEDULER
from pm_app.demo.buildings import BUILDINGS
from pm_app.demo.contacts import keep_mail
from pm_app.demo.papers_of_buildings import papers_of_owners
from pm_app.documents.enums import DocumentKind
from pm_app.messages.actions import queue_message
from pm_app.messages.enums import MessageState
from pm_app.messages.queries import message_details
from pm_app.messages.rules import Mail

SENT = datetime(2026, 1, 11, 15, 0, tzinfo=UTC)


def test_mail_of_the_past_is_kept_as_of_then_and_later_mail_still_waits(session: Session):
    past, later = (_queued(session, key, at) for key, at in (("past", SENT), ("later", SENT + timedelta(days=2))))

    keep_mail(SENT)

    session.expire_all()
    kept, waiting = (message_details(session, SCHEDULER, message_id=one).row for one in (past, later))
    assert (kept.state, kept.sent_at) == (MessageState.KEPT, SENT)
    assert waiting.state == MessageState.QUEUED


def test_of_all_owners_but_one_the_tax_form_is_on_file():
    names = [building.owner for building in BUILDINGS]

    papers = list(papers_of_owners({name: uuid4() for name in names}, date(2026, 1, 15)))

    assert [paper.title for paper in papers] == [f"Taxpayer information, {name}" for name in names[:-1]]
    assert {paper.kind for paper in papers} == {DocumentKind.TAX_FORM}


def _queued(session: Session, key: str, now: datetime):
    mail = Mail(key, "dana@example.com", "Dana Whitlow", "Water off", "Hello.", "<p>Hello.</p>")
    message_id = queue_message(session, SCHEDULER, mail=mail, about=None, now=now)
    assert message_id is not None
    session.commit()
    return message_id
