"""Reports by mail: each reader has one of each day, as far as that reader sees, whatever happens in between."""

import threading
from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from uuid import UUID, uuid4

import openpyxl
import pytest
from pypdf import PdfReader
from sqlalchemy import text
from sqlmodel import Session, col, select

from pm_app.access.enums import Role
from pm_app.access.rules import SCHEDULER, Actor
from pm_app.access.tables import User, UserProperty
from pm_app.adapters.embedded_postgres import EmbeddedPostgres
from pm_app.documents.actions.requirements import add_requirement
from pm_app.documents.enums import DocumentKind, KindLevel
from pm_app.documents.rules.naming import LinkTarget
from pm_app.documents.rules.requirements import Requirement
from pm_app.jobs.mail_reports import mail_reports
from pm_app.kernel.errors import NotFound
from pm_app.mailed_reports import MAY_NOT_SIGN_IN, mail_report_now
from pm_app.messages.enums import MessagePurpose
from pm_app.messages.tables import Message, MessageAttachment
from pm_app.reports.actions.schedules import mail_report, remove_schedule, stop_receiving
from pm_app.reports.enums import ReportFormat, ReportKind, ReportRhythm
from pm_app.reports.queries.schedules import schedule_row
from pm_app.reports.tables import ReportMailed, ReportSchedule
from pm_app.runtime import Runtime, Services, run_now, running, services
from pm_app.settings import settings_from_environment
from tests.conftest import NOON, an_actor
from tests.factories.documents import a_document
from tests.factories.portfolio import a_property, a_unit
from tests.factories.receivables import a_charge, a_household
from tests.fakes import CannedTextReader, FixedClock, MemoryObjectStore, OutboxMailer
from tests.reports.mailing import TODAY, a_schedule, limited, two_buildings

SEVEN = NOON + timedelta(hours=19)  # seven in the morning of the next day, a Friday


@pytest.fixture
def places(session: Session) -> tuple[UUID, UUID]:
    """Alder Court with two units and Birch House with one."""
    return two_buildings(session)


def mails(session: Session) -> dict[str, Message]:
    session.expire_all()
    found = session.exec(select(Message).where(Message.purpose == MessagePurpose.REPORT))
    return {message.to_address: message for message in found}


def attached(session: Session, message: Message) -> bytes:
    file = session.exec(select(MessageAttachment).where(MessageAttachment.message_id == message.id)).one()
    content = b"".join(services().store.chunks(file.object_key))
    assert len(content) == file.size_bytes
    return content


def units_in(content: bytes) -> list[str]:
    """Return the units of a rent roll that is a spreadsheet."""
    sheet = openpyxl.load_workbook(BytesIO(content)).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    heads = next(row for row in rows if "Unit" in row)
    return [str(row[heads.index("Unit")]) for row in rows[rows.index(heads) + 1 :] if row[heads.index("Unit")]]


def test_each_reader_gets_the_report_as_far_as_they_see(
    session: Session, manager: Actor, clock: FixedClock, places: tuple[UUID, UUID]
) -> None:
    birch = limited(session, Role.LEASING, places[1])
    a_schedule(session, manager, manager, birch)
    before = mail_reports(TODAY)
    clock.move_to(SEVEN)

    report = mail_reports(TODAY + timedelta(days=1))
    again = mail_reports(TODAY + timedelta(days=1))

    sent = mails(session)
    assert (before.done, report.done, report.failed, again.done) == (0, 2, 0, 0)
    assert units_in(attached(session, sent[manager.email])) == ["1", "2", "9"]
    assert units_in(attached(session, sent[birch.email])) == ["9"]
    message = sent[manager.email]
    assert message.subject == "Rent roll, Jan 16, 2026"
    assert "Attached is the report, 3 lines" in message.body_text
    assert message.unsubscribe == "http://127.0.0.1:8000/settings/report-schedules"
    assert message.to_user_id == manager.user_id


@pytest.mark.parametrize("kind", list(ReportKind))
def test_every_kind_of_report_is_mailed_as_a_paper(
    session: Session, manager: Actor, clock: FixedClock, places: tuple[UUID, UUID], kind: ReportKind
) -> None:
    add_requirement(session, manager, rule=Requirement(DocumentKind.RENTAL_LICENSE, KindLevel.PROPERTY), now=NOON)
    a_document(session, LinkTarget(property_id=places[0]), title="License", valid_through=date(2026, 1, 20))
    a_charge(session, a_household(session), amount_cents=900_00)
    session.commit()
    a_schedule(session, manager, kind=kind, file_format=ReportFormat.PDF)
    clock.move_to(SEVEN)

    mail_reports(TODAY + timedelta(days=1))

    text = PdfReader(BytesIO(attached(session, mails(session)[manager.email]))).pages[0].extract_text()
    assert kind.value.capitalize() in text


def test_an_empty_report_says_so_and_is_not_attached(session: Session, manager: Actor, clock: FixedClock) -> None:
    a_schedule(session, manager, kind=ReportKind.DELINQUENCY)
    clock.move_to(SEVEN)

    mail_reports(TODAY + timedelta(days=1))

    message = mails(session)[manager.email]
    assert "There is nothing to report, so nothing is attached." in message.body_text
    assert session.exec(select(MessageAttachment)).all() == []


def test_days_that_were_missed_are_made_up_once(
    session: Session, manager: Actor, clock: FixedClock, places: tuple[UUID, UUID]
) -> None:
    schedule_id = a_schedule(session, manager)
    clock.move_to(SEVEN + timedelta(days=7))  # eight working days later

    mail_reports(TODAY + timedelta(days=8))
    mail_reports(TODAY + timedelta(days=8))

    [mailed] = session.exec(select(ReportMailed)).all()
    assert mailed.due_on == date(2026, 1, 23)
    assert schedule_row(session, manager, schedule_id=schedule_id).next_on == date(2026, 1, 26)


def test_what_a_reader_may_not_see_any_more_is_noted_and_the_others_get_theirs(
    session: Session, manager: Actor, clock: FixedClock, places: tuple[UUID, UUID]
) -> None:
    gone, demoted, moved = (an_actor(session, Role.LEASING) for _ in range(3))
    schedule_id = a_schedule(session, manager, manager, gone, demoted, moved, property_id=places[0])
    session.get_one(User, gone.user_id).disabled_at = NOON
    session.get_one(User, demoted.user_id).role = Role.MAINTENANCE
    assert moved.user_id is not None
    session.add(UserProperty(user_id=moved.user_id, property_id=places[1]))
    session.commit()
    clock.move_to(SEVEN)

    report = mail_reports(TODAY + timedelta(days=1))

    readers = {row.user_id: row.problem for row in schedule_row(session, manager, schedule_id=schedule_id).readers}
    assert (report.done, report.failed) == (1, 0)
    assert list(mails(session)) == [manager.email]
    assert (readers[manager.user_id], readers[gone.user_id]) == ("", MAY_NOT_SIGN_IN)  # pyright: ignore[reportArgumentType]
    assert "Your role does not allow this" in readers[demoted.user_id]  # pyright: ignore[reportArgumentType]
    assert "not yours to see" in readers[moved.user_id]  # pyright: ignore[reportArgumentType]


def test_what_fails_is_tried_again_for_those_who_have_none(
    session: Session, manager: Actor, clock: FixedClock, runtime: Runtime, places: tuple[UUID, UUID]
) -> None:
    schedule_id = a_schedule(session, manager, manager, an_actor(session, Role.MANAGER))
    clock.move_to(SEVEN)
    store = runtime.services.store
    assert isinstance(store, MemoryObjectStore)

    store.down = True
    failing = mail_reports(TODAY + timedelta(days=1))
    unchanged = schedule_row(session, manager, schedule_id=schedule_id).next_on
    store.down = False
    report = mail_reports(TODAY + timedelta(days=1))

    assert (failing.done, failing.failed, unchanged) == (0, 2, date(2026, 1, 16))
    assert (report.done, report.failed, len(mails(session))) == (2, 0, 2)


def test_a_report_can_be_had_at_once(session: Session, manager: Actor, places: tuple[UUID, UUID]) -> None:
    schedule_id, key = a_schedule(session, manager, kind=ReportKind.RENT_ROLL, property_id=places[0]), uuid4()

    mail_report_now(manager, schedule_id, request_key=key)
    mail_report_now(manager, schedule_id, request_key=key)

    assert [message.subject for message in mails(session).values()] == ["Rent roll, Alder Court, Jan 15, 2026"]
    assert session.exec(select(ReportMailed)).all() == []
    with pytest.raises(NotFound):
        mail_report_now(an_actor(session, Role.LEASING), schedule_id, request_key=uuid4())


@pytest.fixture
def real_runtime(postgres: EmbeddedPostgres, template: str, tmp_path: Path) -> Iterator[Runtime]:
    """A runtime that commits, at seven in the morning, on a database of its own."""
    app_url, _ = postgres.create_database("mail_reports", template=template)
    settings = settings_from_environment({"PM_DATA_DIR": str(tmp_path), "PM_SECRET_KEY": "k" * 48})
    fakes = Services(FixedClock(SEVEN), MemoryObjectStore(), OutboxMailer(), CannedTextReader())
    with running(settings, app_url, services=fakes) as runtime:
        yield runtime
    postgres.drop_database("mail_reports")


def test_two_that_mail_at_the_same_time_mail_once(real_runtime: Runtime) -> None:
    def prepare(session: Session, actor: Actor) -> None:
        manager = an_actor(session, Role.MANAGER)
        building = a_property(session, name="Alder Court")
        a_unit(session, building, name="1")
        a_schedule(session, manager, manager, an_actor(session, Role.MANAGER))

    with real_runtime.sessions() as session:
        session.connection().execute(
            text("select set_config('app.organization_id', :id, false)"), {"id": str(real_runtime.organization_id)}
        )
        prepare(session, SCHEDULER)
    together = threading.Barrier(2)

    def mail() -> None:
        together.wait(150)
        mail_reports(TODAY + timedelta(days=1))

    threads = [threading.Thread(target=mail) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    def counted(session: Session, actor: Actor) -> tuple[int, int, int]:
        noted = session.exec(select(ReportMailed).where(col(ReportMailed.problem) == "")).all()
        messages = session.exec(select(Message)).all()
        return len(noted), len(messages), len({row.message_id for row in noted})

    assert run_now(SCHEDULER, counted) == (2, 2, 2)


def test_who_is_taken_off_while_the_report_is_made_gets_none(session: Session, manager: Actor) -> None:
    other = an_actor(session, Role.ACCOUNTING)
    kept, removed = a_schedule(session, manager, manager, other), a_schedule(session, manager)
    stop_receiving(session, other, schedule_id=kept, now=NOON)
    remove_schedule(session, manager, schedule_id=removed, now=NOON)
    session.commit()

    assert other.user_id is not None
    assert manager.user_id is not None
    asked = {"due_on": TODAY, "mail": None, "problem": "Tried.", "now": NOON}
    answers = [
        run_now(SCHEDULER, mail_report, schedule_id=schedule_id, user_id=user_id, **asked)
        for schedule_id, user_id in ((kept, other.user_id), (removed, manager.user_id), (kept, manager.user_id))
    ]

    assert answers == [False, False, True]
    assert [row.user_id for row in session.exec(select(ReportMailed))] == [manager.user_id]


def test_a_plan_that_makes_no_sense_stops_no_other_report(
    session: Session, manager: Actor, clock: FixedClock, places: tuple[UUID, UUID], caplog: pytest.LogCaptureFixture
) -> None:
    first = a_schedule(session, manager)
    a_schedule(session, manager)
    row = session.get_one(ReportSchedule, first)
    row.rhythm, row.on_day = ReportRhythm.MONTHLY, 0  # no day of any month
    session.commit()
    clock.move_to(SEVEN)

    report = mail_reports(TODAY + timedelta(days=1))

    assert (report.done, report.failed, list(mails(session))) == (1, 1, [manager.email])
    assert "reports not mailed" in [record.message for record in caplog.records]
