"""Letters to many when something fails: an outage loses none, what one letter does stops no other, given up is told."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, col, select

from pm_app.access.enums import Role
from pm_app.access.rules import SCHEDULER, Actor
from pm_app.adapters.typst_paper.maker import TypstPaper
from pm_app.correspondence.actions.letter_runs import deliver_run, letters_to_many
from pm_app.correspondence.actions.letters import change_delivery
from pm_app.correspondence.actions.letters_again import note_letters_failed, try_letters_again
from pm_app.correspondence.enums import AudienceKind, LetterDelivery
from pm_app.correspondence.queries.letter_runs import planned_letters, run_standing
from pm_app.correspondence.rules.audience import Audience
from pm_app.correspondence.rules.letters import Delivery, DrawnLetter, LetterSheet
from pm_app.correspondence.tables import Letter
from pm_app.documents.enums import DocumentKind, ReadingMethod, ReadingOutcome
from pm_app.documents.queries.details import page_texts
from pm_app.documents.queries.search import search_documents
from pm_app.documents.rules.texts import FileText, PageText
from pm_app.jobs.make_letters import page_of
from pm_app.jobs.read_documents import read_documents
from pm_app.kernel.errors import NotAllowed, Refused, Unavailable
from pm_app.letters import make_waiting_letters
from pm_app.messages.rules import Letterhead
from pm_app.runtime import Runtime
from tests.conftest import NOON, an_actor
from tests.factories.mailing import a_home
from tests.factories.portfolio import a_property
from tests.fakes import CannedTextReader, FixedClock, MemoryObjectStore

TODAY = date(2026, 1, 15)
POSTED = Delivery(LetterDelivery.POSTED, TODAY)
CURRENT = Audience(AudienceKind.CURRENT)
TEXT = {"audience": CURRENT, "everybody": True, "subject": "Water", "body": "Dear {{ recipient_name }}"}


class Typesetter(TypstPaper):
    """Draws letters that say a name; it raises `problem` for one to `fails_for`, or for all while `down`."""

    def __init__(self, *, fails_for: str = "", problem: Exception | None = None, spoiled: str = "") -> None:
        self.fails_for = fails_for
        self.problem = problem or Unavailable("The paper could not be drawn.")
        self.spoiled = spoiled
        self.down = False

    def letters(self, letterhead: Letterhead, letters: Sequence[LetterSheet]) -> list[DrawnLetter]:
        if self.down or any(one.to_name == self.fails_for for one in letters):
            raise self.problem
        return [DrawnLetter(self._pdf(one.to_name), 1) for one in letters]

    def _pdf(self, name: str) -> bytes:
        return b"no PDF at all" if name == self.spoiled else b"%PDF-1.7\n" + name.encode()


@pytest.fixture
def run_id(session: Session, manager: Actor) -> UUID:
    """Letters to Anna, Bert and Cleo, said to be posted, still to be made."""
    place = a_property(session, name="Elm Court")
    for name in ("Anna Adams", "Bert Brown", "Cleo Chan"):
        a_home(session, place, name)
    session.commit()
    return asked(session, manager, POSTED)


def asked(session: Session, manager: Actor, delivery: Delivery) -> UUID:
    found, _ = planned_letters(session, manager, signed_by="", today=TODAY, **TEXT)  # pyright: ignore[reportArgumentType]
    run = letters_to_many(
        session,
        manager,
        request_key=uuid4(),
        kind=DocumentKind.NOTICE,
        delivery=delivery,
        signed_by="",
        letterhead=Letterhead("Harbor"),
        seal=found.seal,
        asks_above=50,
        today=TODAY,
        now=NOON,
        **TEXT,  # pyright: ignore[reportArgumentType]
    )
    session.commit()
    return run.letter_run_id


def make(maker: Typesetter) -> tuple[int, int]:
    return make_waiting_letters(most=100, path_of=page_of, maker=maker)


def letters(session: Session) -> list[Letter]:
    session.expire_all()
    return list(session.exec(select(Letter).order_by(col(Letter.place))))


def given_up(session: Session, run_id: UUID) -> Letter:
    """Give up the second letter of the run."""
    second = letters(session)[1]
    for _ in range(3):
        note_letters_failed(session, SCHEDULER, letter_ids=[second.id], problem="no", now=NOON)
    session.commit()
    return second


@pytest.mark.parametrize("what", ["typesetter", "store"])
def test_an_outage_however_long_loses_no_letter_and_waits_longer_each_time(
    session: Session, manager: Actor, run_id: UUID, runtime: Runtime, clock: FixedClock, what: str
):
    store, maker = runtime.services.store, Typesetter()
    assert isinstance(store, MemoryObjectStore)
    store.down, maker.down = what == "store", what == "typesetter"
    pauses: list[timedelta] = []
    for _ in range(6):
        assert make(maker)[0] == 0
        assert make(maker) == (0, 0), "nothing is tried before it is due"
        due = letters(session)[0].due_at
        assert due is not None
        pauses.append(due - clock.now())
        clock.move_to(due)
    assert pauses[0] == timedelta(minutes=1) < pauses[-1]
    assert [(one.attempts, one.given_up_at) for one in letters(session)] == [(0, None)] * 3
    store.down = maker.down = False
    assert make(maker) == (3, 0)
    assert run_standing(session, manager, letter_run_id=run_id).made == 3


@pytest.mark.parametrize(
    "maker",
    [
        pytest.param(Typesetter(fails_for="Bert Brown"), id="not drawn"),
        pytest.param(Typesetter(fails_for="Bert Brown", problem=ValueError("x")), id="breaks the typesetter"),
        pytest.param(Typesetter(spoiled="Bert Brown"), id="refused when it is filed"),
    ],
)
def test_one_bad_letter_is_given_up_and_the_others_go_on(
    session: Session, manager: Actor, run_id: UUID, clock: FixedClock, maker: Typesetter
):
    assert make(maker) == (2, 1)
    for _ in range(2):
        due = letters(session)[1].due_at
        assert due is not None
        clock.move_to(due)
        assert make(maker) == (0, 1)
    anna, bert, cleo = letters(session)
    assert (bert.attempts, bert.document_id, bert.problem != "") == (3, None, True)
    assert bert.given_up_at == clock.now()
    assert (bert.delivery, bert.delivered_on) == (LetterDelivery.TO_BE_SENT, None), "it went nowhere"
    assert anna.delivery == cleo.delivery == LetterDelivery.POSTED
    assert bert.problem != "x"


def test_given_up_letters_are_made_when_tried_again(session: Session, manager: Actor, run_id: UUID):
    given_up(session, run_id)
    make(Typesetter())
    with pytest.raises(NotAllowed):
        try_letters_again(session, an_actor(session, Role.READ_ONLY), letter_run_id=run_id, now=NOON)
    assert try_letters_again(session, manager, letter_run_id=run_id, now=NOON) == 1
    session.commit()
    assert make(Typesetter()) == (1, 0)
    standing = run_standing(session, manager, letter_run_id=run_id)
    assert (standing.made, standing.given_up, standing.problem, standing.to_be_sent) == (3, 0, "", 1)
    with pytest.raises(Refused, match="given up"):
        try_letters_again(session, manager, letter_run_id=run_id, now=NOON)


def test_what_is_not_made_did_not_go_out(session: Session, manager: Actor, run_id: UUID):
    bert = given_up(session, run_id)
    assert run_standing(session, manager, letter_run_id=run_id).to_be_sent == 0
    make(Typesetter())
    said = {"letter_run_id": run_id, "delivery": POSTED, "today": TODAY, "now": NOON}
    assert deliver_run(session, manager, **said) == 0  # pyright: ignore[reportArgumentType]
    with pytest.raises(Refused, match="not made yet"):
        change_delivery(
            session,
            manager,
            letter_id=bert.id,
            way=LetterDelivery.POSTED,
            on=TODAY,
            number="",
            version=bert.version,
            today=TODAY,
            now=NOON,
        )
    assert letters(session)[1].delivery == LetterDelivery.TO_BE_SENT


def test_how_letters_go_out_is_checked_whoever_asks(session: Session, manager: Actor, run_id: UUID):
    make(Typesetter())
    for wrong in (
        Delivery(LetterDelivery.POSTED, TODAY + timedelta(days=1)),
        Delivery(LetterDelivery.POSTED, date(1980, 1, 1)),
        Delivery(LetterDelivery.POSTED, TODAY, "9407"),
    ):
        with pytest.raises(Refused):
            asked(session, manager, wrong)
        with pytest.raises(Refused):
            deliver_run(session, manager, letter_run_id=run_id, delivery=wrong, today=TODAY, now=NOON)
    assert len(letters(session)) == 3


def test_a_letter_is_found_at_once_and_then_read_page_by_page(
    session: Session, manager: Actor, run_id: UUID, runtime: Runtime
):
    make(Typesetter())
    [bert] = [one for one in letters(session) if one.to_name == "Bert Brown"]
    assert bert.document_id is not None
    assert [hit.document_id for hit in search_documents(session, manager, text="Bert", today=TODAY).rows] == [
        bert.document_id
    ]
    reader = runtime.services.reader
    assert isinstance(reader, CannedTextReader)
    said = ("Dear Bert Brown", "Overleaf: the quokka")
    pages = tuple(PageText(number, text, ReadingMethod.TEXT_LAYER, 100) for number, text in enumerate(said, 1))
    reader.answers["2026-01-15-water-bert-brown.pdf"] = FileText(ReadingOutcome.READ, "", 2, pages)

    read_documents()

    session.expire_all()
    read = page_texts(session, manager, document_id=bert.document_id)
    assert [(one.number, one.body) for one in read] == list(enumerate(said, 1))
    [hit] = search_documents(session, manager, text="quokka", today=TODAY).rows
    assert hit.document_id == bert.document_id
