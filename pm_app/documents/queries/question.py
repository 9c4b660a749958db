"""A search in the words of the index: what must be said, what must stand together, what must not be said."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text
from sqlmodel import Session

from pm_app.documents.queries.lexemes import codes_in, words_in
from pm_app.documents.queries.wording import MOST_WORDS, PIECE, PLAIN, SHORTEST_PREFIX, searchable
from pm_app.documents.queries.written import CODE, as_word, tokens_in
from pm_app.kernel.listing import LONGEST_SEARCH, search_text

# A beginning this short begins so many words that only whole words are searched for.
SHORTEST_BEGINNING = 3
MOST_GROUPS = 8
_STANDS_BY = re.compile(r"<(?:->|\d+>)")
_STEMS = text(
    "select phraseto_tsquery('document_text', told)::text"
    " from unnest(cast(:told as text[])) with ordinality as t (told, at) order by at"
).bindparams(bindparam("told", type_=ARRAY(Text)))


@dataclass(frozen=True)
class Term:
    """A part of a search: a word, a code, or words that stand together.

    `said` is what the database makes stems of, `exact` its words as they are written, `code` the code it is ("" when it
    is none), `written` the words of the index for its amounts and codes as they are written, `stems` the database's
    phrase of it. `quoted`: only what is written so is meant. `begun`: it may go on. `excluded`: it must not be said.
    """

    said: str
    exact: tuple[str, ...]
    code: str = ""
    written: tuple[str, ...] = ()
    quoted: bool = False
    stems: str = ""
    together: bool = False
    excluded: bool = False
    begun: bool = False

    @property
    def is_phrase(self) -> bool:
        """Whether its words must be looked for on the pages, because they stand together."""
        return self.together and bool(_STANDS_BY.search(self.stems))


@dataclass(frozen=True)
class Question:
    """One way to put a search to the index: all of it must be said. Empty texts ask for nothing.

    `exact` asks for the words as they are written, `stemmed` for any form of them; `phrases` must stand on a page or in
    the facts, `without` must stand on none. `numbered`: it has an amount, a code or a day, and `exact` asks for that.
    """

    exact: str
    stemmed: str
    phrases: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    numbered: bool = False


def terms_of(typed: str) -> list[list[Term]]:
    """Return the parts of a search, in groups that OR parts; without the database's stems."""
    typed = search_text(typed)
    cut = len(typed) == LONGEST_SEARCH
    pieces = [match.group() for match in PIECE.finditer(typed)][:MOST_WORDS]
    if cut and len(pieces) > 1:
        pieces.pop()
    groups: list[list[Term]] = [[]]
    for at, piece in enumerate(pieces):
        if piece == "OR":
            groups.append([])
            continue
        term = _term(piece, last=not cut and at == len(pieces) - 1)
        if term is not None:
            groups[-1].append(term)
    return [group for group in groups if group][:MOST_GROUPS]


def _term(piece: str, *, last: bool) -> Term | None:
    excluded = bool(re.match(r'-["\w]', piece)) and not re.match(r"-\d", piece)
    core = piece.removeprefix("-") if excluded else piece
    quoted = core.startswith('"')
    plain = core.replace('"', " ")
    words = [word for word in searchable(plain).split() if re.search(r"\w", word)]
    if not words or (len(words) == 1 and words[0].lower() == "or"):
        return None
    bare = core.strip("'’\".,()[]{}*?!;:$")
    codes = codes_in(bare) if not quoted and CODE.fullmatch(bare) else []
    tokens = [] if excluded else [token for token, _, _ in tokens_in(plain)]
    begun = last and not quoted and not excluded and (bool(codes) or _is_begun(core))
    return Term(
        " ".join(words),
        tuple(words_in(plain)),
        code=codes[0] if codes else "",
        written=tuple(map(as_word, tokens)),
        quoted=quoted,
        # A single amount or code in quotes is looked for as it is; its parts need not be.
        together=(quoted or len(words) > 1) and not (quoted and tokens == [plain.strip().lower()]),
        excluded=excluded,
        begun=begun,
    )


def _is_begun(core: str) -> bool:
    return bool(PLAIN.fullmatch(core)) and len(core) >= SHORTEST_PREFIX and bool(re.fullmatch(r"\w+", core))


def with_stems(session: Session, groups: list[list[Term]]) -> list[list[Term]]:
    """Return the parts with what the database makes of their words."""
    every = [term for group in groups for term in group]
    if not every:
        return []
    stems = iter(session.execute(_STEMS, {"told": [term.said for term in every]}).scalars().all())
    return [[replace(term, stems=next(stems) or "") for term in group] for group in groups]


def questions(
    groups: list[list[Term]], *, codes_in_parts: bool = False, excluded_apart: bool = False
) -> list[Question]:
    """Return the questions that together are the search; those without phrases are one.

    `codes_in_parts` looks for the parts of a code that stand together, where nothing says the code as it was typed.
    `excluded_apart` puts all that must not be said into `without`.
    """
    found = [_question(group, codes_in_parts, excluded_apart) for group in groups]
    asked = [one for one in found if one.stemmed]
    plain = [one for one in asked if not one.phrases and not one.without]
    others = [one for one in asked if one.phrases or one.without]
    if len(plain) > 1:
        exact, stemmed = ([getattr(one, name) for one in plain] for name in ("exact", "stemmed"))
        plain = [Question(_joined(" | ", exact), _joined(" | ", stemmed), numbered=any(o.numbered for o in plain))]
    return [*plain, *others]


def has_codes(groups: list[list[Term]]) -> bool:
    """Return whether a part of the search is a code that may be looked for in parts."""
    return any(term.code and not term.excluded for group in groups for term in group)


def _question(group: list[Term], codes_in_parts: bool, excluded_apart: bool) -> Question:
    told = [term for term in group if not term.excluded]
    asked = [term for term in told if term.written and not (term.code and codes_in_parts)]
    exact: list[str] = []
    stemmed: list[str] = []
    for term in told:
        forms = _forms(term, codes_in_parts)
        stemmed += forms
        # Beside an amount or a code as it is written, other words are right in any form.
        exact += map(_quoted, term.written) if term in asked else forms if asked else _as_typed(term, codes_in_parts)
    said = [one for one in stemmed if one]
    if not said:
        return Question("", "")
    unsaid, without = _excluded([term for term in group if term.excluded], excluded_apart)
    return Question(
        _joined(" & ", [*exact, *unsaid]) if exact else "",
        _joined(" & ", [*said, *unsaid]),
        tuple(term.stems for term in told if term.is_phrase and (codes_in_parts or not term.code)),
        tuple(without),
        numbered=bool(asked),
    )


def _forms(term: Term, codes_in_parts: bool) -> list[str]:
    """Return what must be said of a term in any form; in quotes an amount or a code only as it is written."""
    if term.code and not codes_in_parts:
        return [_beginning(term.code) if term.begun else _quoted(term.code)]
    return [*_stemmed(term), *(map(_quoted, term.written) if term.quoted else ())]


def _as_typed(term: Term, codes_in_parts: bool) -> list[str]:
    return [_quoted(term.code)] if term.code and not codes_in_parts else [_quoted(word) for word in term.exact]


def _excluded(terms: list[Term], apart: bool) -> tuple[list[str], list[str]]:
    """Return what the index is asked to leave out, and what is looked for on the pages of what it finds."""
    words = [(_quoted(term.code) or term.stems, term.is_phrase and not term.code) for term in terms]
    told = [(word, apart or is_phrase) for word, is_phrase in words if word]
    return [f"!({word})" for word, later in told if not later], [word for word, later in told if later]


def _stemmed(term: Term) -> list[str]:
    together = f"({_STANDS_BY.sub('&', term.stems)})" if term.stems else ""
    beginning = term.exact[0] if term.begun and len(term.exact) == 1 else ""
    if len(beginning) >= SHORTEST_BEGINNING:
        return [f"({together} | {_beginning(beginning)})" if together else _beginning(beginning)]
    return [together]


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'" if word else ""


def _beginning(word: str) -> str:
    return f"{_quoted(word)}:*"


def _joined(sign: str, parts: Iterable[str]) -> str:
    return sign.join(f"({part})" for part in parts if part)
