"""Letters of the office: drawn on its letterhead, looked at before they are made, kept as documents, printed together.

Every door takes these steps alike; what a letter says is decided in `correspondence`.
"""

import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from threading import Lock
from typing import TypeVar
from uuid import UUID, uuid4

from sqlalchemy.exc import OperationalError

from pm_app.access.enums import Permission
from pm_app.access.rules import SCHEDULER, Actor
from pm_app.arriving import arriving
from pm_app.correspondence.actions.letter_runs import keep_letter_of_run, tell_run_made
from pm_app.correspondence.actions.letters import Concerned, KeptLetter, Made, keep_letter
from pm_app.correspondence.actions.letters_again import note_letters_failed, put_off_letters
from pm_app.correspondence.actions.printing import print_run
from pm_app.correspondence.queries.letter_runs import WaitingLetter, letters_to_make
from pm_app.correspondence.rules.letters import Block, Delivery, DrawnLetter, LetterSheet, LetterText, sheet_of
from pm_app.documents.actions.filing import Content
from pm_app.documents.enums import DocumentKind, DocumentSource
from pm_app.filing import Filing, keep_and_record
from pm_app.kernel.errors import NotFound, Refused, Unavailable
from pm_app.messages.rules import Letterhead
from pm_app.papers import letterhead_of
from pm_app.ports import PaperMaker
from pm_app.runtime import paper_maker, run_now, services

logger = logging.getLogger(__name__)

T = TypeVar("T")

# So many are drawn by one process of the typesetter; a run that breaks off loses no more than these.
AT_ONCE = 50
# What says nothing about a letter: the store, the disk or the database does not answer.
_AWAY = (Unavailable, OSError, OperationalError)
# So many letters in a row that could not be kept are no accident.
_UNANSWERED = 2
MOST_PREVIEWS, MOST_OF_ONE = 60, 6


@dataclass(frozen=True)
class LetterOrder:
    """A letter somebody wants made: what it says, whom it concerns, what it is filed as, how it goes out, and the
    template it began with."""

    request_key: UUID
    letter: LetterText
    concerned: Concerned
    kind: DocumentKind
    delivery: Delivery
    template: str = ""


@dataclass(frozen=True)
class Preview:
    """A letter as it would be made: the key under which it is shown to who asked, and what stays blank on it."""

    key: str
    pages: int
    unprinted: str


@dataclass
class _Previews:
    """The last letters that people looked at; lost when the process ends, and drawn again then."""

    kept: dict[str, tuple[UUID | None, bytes]] = field(default_factory=dict[str, tuple[UUID | None, bytes]])
    lock: Lock = field(default_factory=Lock)


_previews = _Previews()


def draw_letter(actor: Actor, letter: LetterText, *, about: str = "", delivery: Delivery | None = None) -> DrawnLetter:
    """Return a letter as a PDF on the letterhead of the office."""
    actor.must(Permission.CHANGE_PEOPLE)
    return paper_maker.letters(letterhead_of(actor), [sheet_of(letter, about=about, delivery=delivery)])[0]


def preview_letter(actor: Actor, letter: LetterText, *, about: str = "", delivery: Delivery | None = None) -> Preview:
    """Draw a letter to be looked at; nothing is kept of it but the file, for who asked, until others are looked at."""
    drawn = draw_letter(actor, letter, about=about, delivery=delivery)
    key = uuid4().hex
    with _previews.lock:
        own = [one for one, (user_id, _) in _previews.kept.items() if user_id == actor.user_id]
        oldest = own[: max(0, len(own) - MOST_OF_ONE + 1)]
        oldest += list(_previews.kept)[: max(0, len(_previews.kept) - MOST_PREVIEWS + 1)]
        for old in oldest:
            _previews.kept.pop(old, None)
        _previews.kept[key] = (actor.user_id, drawn.pdf)
    return Preview(key, drawn.pages, drawn.unprinted)


def previewed(actor: Actor, key: str) -> bytes:
    """Return a letter that this actor looks at; refuses (`NotFound`) what is gone, and what somebody else looks at."""
    actor.must(Permission.CHANGE_PEOPLE)
    user_id, pdf = _previews.kept.get(key, (None, b""))
    if not pdf or user_id != actor.user_id:
        raise NotFound("This preview is gone. Change something in the letter to see it again.")
    return pdf


def make_letter(actor: Actor, order: LetterOrder) -> KeptLetter:
    """Draw a letter, keep it as a document and write it into the communication; the same key makes it once."""
    drawn = draw_letter(actor, order.letter, about=order.concerned.about, delivery=order.delivery)
    filename = filename_of(order.letter.subject, order.letter.to_name, order.letter.written_on)

    def record(made: Made) -> KeptLetter:
        return run_now(
            actor,
            keep_letter,
            request_key=order.request_key,
            letter=order.letter,
            made=made,
            concerned=order.concerned,
            kind=order.kind,
            delivery=order.delivery,
            template_key=order.template,
            today=services().clock.today(),
            now=services().clock.now(),
        )

    return _kept(drawn, filename, order.request_key, record)


def make_waiting_letters(
    *, most: int, path_of: Callable[[UUID], str], maker: PaperMaker = paper_maker
) -> tuple[int, int]:
    """Make letters to many that are still to be made, the oldest first; return (made, not made).

    One that cannot be made loses an attempt, and the others are made. While the store or the typesetter is away none
    does: all wait, longer each time. Whoever asked is told when all of a run are made; `path_of` is its page.
    """
    made = failed = 0
    while made + failed < most:
        waiting = run_now(SCHEDULER, letters_to_make, most=AT_ONCE, now=services().clock.now())
        if not waiting:
            break
        batch = _Batch(waiting, maker)
        batch.make()
        made, failed = made + batch.made, failed + len(waiting) - batch.made
        run_id = waiting[0].letter_run_id
        now = services().clock.now()
        run_now(SCHEDULER, tell_run_made, letter_run_id=run_id, path=path_of(run_id), now=now)
        if batch.away or batch.unkept:
            break
    return made, failed


def letters_of_run_pdf(actor: Actor, letter_run_id: UUID) -> bytes:
    """Return the letters of a run, as they were filed, as one PDF to print; refuses what `print_run` does."""
    files = run_now(actor, print_run, letter_run_id=letter_run_id, now=services().clock.now())
    return paper_maker.together([b"".join(services().store.chunks(file.key)) for file in files])


def filename_of(subject: str, name: str, on: date) -> str:
    """Return the name of the file of a letter: `2026-01-15-notice-of-entry-renee-castellano.pdf`."""
    words = re.sub(r"[^a-z0-9]+", "-", f"{subject} {name}".lower()).strip("-")[:80].strip("-")
    return f"{on.isoformat()}-{words or 'letter'}.pdf"


@dataclass
class _Batch:
    """Letters of one run that are made together; `away` when what they are made with did not answer.

    `unkept` are those for which the store did not answer, `unanswered` of them the last in a row.
    """

    waiting: Sequence[WaitingLetter]
    maker: PaperMaker
    made: int = 0
    away: bool = False
    unkept: int = 0
    unanswered: int = 0

    def make(self) -> None:
        """Draw these letters in one process and file each; where one cannot be drawn, one by one."""
        try:
            drawn = self._drawn(self.waiting)
        except Exception as problem:  # one of them may be what cannot be drawn
            if isinstance(problem, _AWAY) and not self._draws():
                self._put_off(problem)
                return
            drawn = [None] * len(self.waiting)
        for one, letter in zip(self.waiting, drawn, strict=True):
            if self.away:
                return
            self._make_one(one, letter)

    def _make_one(self, one: WaitingLetter, drawn: DrawnLetter | None) -> None:
        try:
            letter = drawn or self._drawn([one])[0]
        except Exception as problem:
            if isinstance(problem, _AWAY) and not self._draws():
                self._put_off(problem)
            else:
                _failed(one, problem)
            return
        try:
            self.made += _file_one(one, letter)
        except _AWAY as problem:  # the store fails no single letter: whatever was made, no attempt is lost
            self.unkept, self.unanswered = self.unkept + 1, self.unanswered + 1
            if self.unanswered >= _UNANSWERED or len(self.waiting) == 1:
                self._put_off(problem)
        except Exception as problem:
            _failed(one, problem)
        else:
            self.unanswered = 0

    def _drawn(self, waiting: Sequence[WaitingLetter]) -> list[DrawnLetter]:
        return self.maker.letters(waiting[0].letterhead, [one.sheet for one in waiting])

    def _draws(self) -> bool:
        """Return whether the typesetter draws a plain letter: then what it did not draw is to blame itself."""
        plain = LetterSheet("Office", (), self.waiting[0].sheet.written_on, "Test", (Block(("Test",)),))
        try:
            return bool(self.maker.letters(Letterhead("Office"), [plain]))
        except Exception:
            return False

    def _put_off(self, problem: Exception) -> None:
        self.away = True
        logger.warning("letters wait: what they are made with is away", extra={"problem": str(problem)})
        since = min(one.asked_at for one in self.waiting)
        now = services().clock.now()
        run_now(SCHEDULER, put_off_letters, since=since, problem=_words(problem), now=now)


def _file_one(waiting: WaitingLetter, drawn: DrawnLetter) -> bool:
    sheet = waiting.sheet

    def record(made: Made) -> bool:
        now = services().clock.now()
        return run_now(SCHEDULER, keep_letter_of_run, letter_id=waiting.letter_id, made=made, now=now)

    _kept(drawn, filename_of(sheet.subject, sheet.to_name, sheet.written_on), waiting.letter_id, record)
    return True


def _failed(one: WaitingLetter, problem: Exception) -> None:
    logger.warning("a letter could not be made", extra={"letter_id": str(one.letter_id)}, exc_info=problem)
    now = services().clock.now()
    run_now(SCHEDULER, note_letters_failed, letter_ids=[one.letter_id], problem=_words(problem), now=now)


def _words(problem: Exception) -> str:
    return str(problem) if isinstance(problem, Refused | Unavailable) else "Something went wrong while it was made."


def _kept(drawn: DrawnLetter, filename: str, request_key: UUID, record: Callable[[Made], T]) -> T:
    with arriving() as arrived:
        arrived.take(drawn.pdf)
        arrived.finish()
        content = Content(arrived.sha256, arrived.size_bytes, "application/pdf", filename)
        filing = Filing(filename, request_key, source=DocumentSource.OFFICE)
        return keep_and_record(arrived, filing, lambda _: record(Made(content, drawn.pages, drawn.unprinted)))
