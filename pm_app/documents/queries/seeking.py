"""Looking for what a text asks for: the same for the answers of a search and for the counts beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session

from pm_app.access.enums import Permission
from pm_app.access.rules import Actor
from pm_app.documents.queries.candidates import MOST_CANDIDATES, Found, find
from pm_app.documents.queries.correcting import corrections
from pm_app.documents.queries.narrowing import DocumentFilter, chosen
from pm_app.documents.queries.question import Question, has_codes, questions, terms_of, with_stems
from pm_app.documents.queries.scope import sees_all_names, visible
from pm_app.documents.queries.wording import asked_for


@dataclass(frozen=True)
class Seek:
    """Looks for what a text asks for, for one person under conditions; tells as many of the best as will be weighed."""

    session: Session
    actor: Actor
    conditions: Sequence[ColumnElement[bool]]
    today: date
    best: int

    def __call__(self, typed: str) -> Found:
        """Return what is found, code by code in parts where nothing says a code as it was typed."""
        groups = with_stems(self.session, terms_of(typed))
        apart = not sees_all_names(self.actor)
        found = self._answers(typed, questions(groups, excluded_apart=apart))
        if not found.total and has_codes(groups):
            found = self._answers(typed, questions(groups, codes_in_parts=True, excluded_apart=apart))
        return found

    def or_nearest(self, typed: str) -> tuple[Found, str]:
        """Return what is found, or what the nearest known words find, and those words ("": it was the text itself)."""
        found = self(typed)
        if found.total:
            return found, ""
        tried = corrections(self.session, terms_of(typed), typed, lambda word: self(word).total > 0)
        better = ((instead, self(instead)) for instead in tried)
        return next(((one, instead) for instead, one in better if one.total), (found, ""))

    def _answers(self, typed: str, asked: list[Question]) -> Found:
        found = self._find(typed, asked)
        if found.was_cut and found.total * 2 < min(found.looked_at, MOST_CANDIDATES):
            # Most of the newest are not asked for, or not to be seen: the others are looked for among those that are.
            return self._find(typed, asked, only_these=True)
        return found

    def _find(self, typed: str, asked: list[Question], *, only_these: bool = False) -> Found:
        return find(
            self.session,
            self.actor,
            typed=typed,
            asked=asked,
            conditions=list(self.conditions),
            today=self.today,
            best=self.best,
            only_these=only_these,
        )


@dataclass(frozen=True)
class Among:
    """The documents a search found, to count them by what they are. `is_capped`: there are more."""

    ids: tuple[UUID, ...]
    is_capped: bool


def found_among(session: Session, actor: Actor, *, text: str, today: date, narrowed: DocumentFilter) -> Among | None:
    """Return what a text finds whatever is chosen, a thousand at most; None where nothing is asked for.

    Where more are found, those that the filter leaves are looked for instead.
    """
    actor.must(Permission.VIEW_DOCUMENTS)
    typed = asked_for(text).typed
    if not typed:
        return None
    found, _ = Seek(session, actor, [visible(actor, trashed=True)], today, MOST_CANDIDATES).or_nearest(typed)
    is_capped = found.was_cut or found.total >= MOST_CANDIDATES
    if is_capped:
        found, _ = Seek(session, actor, chosen(actor, narrowed, today), today, MOST_CANDIDATES).or_nearest(typed)
    return Among(tuple(document_id for document_id, _ in found.best), is_capped)
