"""How many documents each choice of a filter would show, from how many there are of each sort."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from pm_app.documents.enums import DocumentKind, DocumentSource, DocumentState


class Due(StrEnum):
    """Papers that must be seen to: what has expired or will within thirty days, or only the latter."""

    NOW = "now"
    SOON = "30"


class Keeping(StrEnum):
    """What need not be kept any more, and what a legal hold keeps."""

    MAY_GO = "go"
    HELD = "held"


@dataclass(frozen=True)
class Cell:
    """How many documents are the same in all that is chosen by."""

    kind: DocumentKind
    state: DocumentState
    source: DocumentSource
    expires: bool
    due: tuple[Due, ...]
    keeping: tuple[Keeping, ...]
    poorly_read: bool
    count: int


@dataclass(frozen=True)
class Picked:
    """What is chosen; None, and False for poor scans, narrows nothing."""

    kind: DocumentKind | None = None
    state: DocumentState | None = None
    source: DocumentSource | None = None
    expires: bool | None = None
    due: Due | None = None
    keeping: Keeping | None = None
    poorly_read: bool = False


Counted = dict[str, dict[str, int]]
_UNUSED = (DocumentState.ARCHIVED, DocumentState.IN_TRASH)


def counted(cells: Iterable[Cell], picked: Picked) -> Counted:
    """Return by choice (kind, state, source, expires, due, keeping, poorly_read) and value how many it would show.

    A choice is counted as if nothing were chosen in it, and everything that is chosen elsewhere. Yes and no are "1" and
    "0"; a value that would show nothing is left out.
    """
    found: dict[str, Counter[str]] = {name: Counter() for name in _VALUES}
    for cell in cells:
        failing = {name for name, passes in _PASSES.items() if not passes(cell, picked)}
        for name, values in _VALUES.items():
            others = failing - {name}
            if name == "keeping" and picked.state is None:
                # What may be destroyed is listed though it was put away, as long as it is not in the trash.
                others -= {"state"} if cell.state is not DocumentState.IN_TRASH else set()
            if not others:
                found[name].update(dict.fromkeys(values(cell), cell.count))
    return {name: dict(counts) for name, counts in found.items()}


def _stands(cell: Cell, picked: Picked) -> bool:
    if picked.state is not None:
        return cell.state is picked.state
    return cell.state not in (_UNUSED if picked.keeping is None else _UNUSED[1:])


_PASSES: Mapping[str, Callable[[Cell, Picked], bool]] = {
    "kind": lambda cell, picked: picked.kind in {None, cell.kind},
    "state": _stands,
    "source": lambda cell, picked: picked.source in {None, cell.source},
    "expires": lambda cell, picked: picked.expires in {None, cell.expires},
    "due": lambda cell, picked: picked.due is None or picked.due in cell.due,
    "keeping": lambda cell, picked: picked.keeping is None or picked.keeping in cell.keeping,
    "poorly_read": lambda cell, picked: cell.poorly_read or not picked.poorly_read,
}
_VALUES: Mapping[str, Callable[[Cell], Iterable[str]]] = {
    "kind": lambda cell: (cell.kind.value,),
    "state": lambda cell: (cell.state.value,),
    "source": lambda cell: (cell.source.value,),
    "expires": lambda cell: ("1" if cell.expires else "0",),
    "due": lambda cell: (due.value for due in cell.due),
    "keeping": lambda cell: (keeping.value for keeping in cell.keeping),
    "poorly_read": lambda cell: ("1",) if cell.poorly_read else (),
}
