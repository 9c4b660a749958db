"""Where on a page the words of a search stand: the database's own stems decide, so that every form is marked."""

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import cast, func, literal, literal_column
from sqlalchemy import select as sql_select
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlmodel import Session

from pm_app.documents.queries.wording import CONFIGURATION, Asked, amounts_asked, marked_spans, passages, spaced

K = TypeVar("K", bound=Hashable)

LONGEST_MARKED = 100_000
# Two characters of private use stand around a hit on the way from the database; they are taken out of the text before.
_START, _STOP = "\ue000", "\ue001"
_BLANKS = str.maketrans({_START: " ", _STOP: " "})
_CONFIGURATION = literal_column(f"'{CONFIGURATION}'::regconfig")
_OPTIONS = f"HighlightAll=true, StartSel={_START}, StopSel={_STOP}"


@dataclass(frozen=True)
class Marker:
    """A search, as typed and as the database understands it."""

    asked: Asked
    query: str

    @property
    def lexemes(self) -> list[str]:
        """The stems that are searched for; excluded ones among them do no harm."""
        return re.findall(r"'((?:[^']|'')+)'", self.query)


def page_marks(
    session: Session, marker: Marker, bodies: Mapping[K, str], *, one_document: bool = False
) -> dict[K, list[tuple[int, int]]]:
    """Return for each text where the searched words stand, as places (from, to) in it, in order.

    Where they stand together as typed, only that is marked, and in one document nothing else on any of its pages.
    Nothing is marked after 100,000 characters.
    """
    keys = list(bodies)
    if not keys or not marker.query:
        return {}
    found = session.execute(sql_select(*[_marked(bodies[key], marker.query) for key in keys])).one()
    typed = marker.asked.typed
    spans: dict[K, list[tuple[int, int]]] = {}
    together: dict[K, list[tuple[int, int]]] = {}
    for key, text in zip(keys, found, strict=True):
        places = marked_spans(text, _START, _STOP) + amounts_asked(typed, bodies[key][:LONGEST_MARKED])
        spans[key], together[key] = sorted(set(places)), passages(bodies[key], places, typed, marker.lexemes)
    if one_document and any(together.values()):
        return together
    return {key: together[key] or spans[key] for key in keys}


def _marked(body: str, query: str) -> Any:
    text = spaced(body[:LONGEST_MARKED].translate(_BLANKS))
    return func.ts_headline(_CONFIGURATION, text, cast(literal(query), TSQUERY), _OPTIONS)
